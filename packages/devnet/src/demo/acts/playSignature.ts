import { executorOf } from "@concert/types";
import { call } from "@concert/types/tables";
import { testVaultAbi } from "@concert/types/test-contracts";
import { eq } from "drizzle-orm";
import { slice } from "viem";
import { formatAmount } from "../formatAmount.ts";
import { playFill } from "../playFill.ts";
import { playOpening } from "../playOpening.ts";
import type { Stage } from "../Stage.ts";
import { untilDecided } from "../untilDecided.ts";
import { untilPaid } from "../untilPaid.ts";
import { untilReported } from "../untilReported.ts";

const destination = 31338;

/** One signature opens an order on two chains, by somebody else's transactions; a call puts what arrives into a vault. */
export async function playSignature(stage: Stage): Promise<void> {
  const { devnet, narrator, alice, bob, carol, dave } = stage;
  narrator.begin(`5. One signature: dave opens alice's order on two chains, and it ends in a vault on ${destination}`);
  const opening = await playOpening(stage, {
    act: 5,
    swaps: [
      { give: "25 USDC", from: 31337, take: "24.9 DAI", to: destination },
      { give: "15 USDC", from: 31339, take: "14.9 DAI", to: destination },
    ],
    deadlineSeconds: 600,
    expected: "commit",
    solvers: [bob, carol],
    submitter: dave,
    deposits: true,
  });
  const { orderId, order } = opening;
  await Promise.all([
    playFill(stage, { ...opening, leg: 0, solver: bob, hold: true }),
    playFill(stage, { ...opening, leg: 1, solver: carol, hold: true }),
  ]);
  await untilReported(stage, opening);
  await untilDecided(stage, opening);
  await untilPaid(stage, opening);
  const ran = await stage.until("the call of the order", async (snapshot) => {
    const [row] = await snapshot.select().from(call).where(eq(call.orderId, orderId));
    return row === undefined || row.status === "pending" ? undefined : row;
  });
  const token = slice(order.legs[0]!.outputToken, 12);
  const client = devnet.client(destination, alice.index);
  const vault = { abi: testVaultAbi, address: devnet.vault } as const;
  const deposited = await client.readContract({ ...vault, functionName: "deposits", args: [alice.address, token] });
  const due = order.legs.reduce((sum, { outputAmount }) => sum + outputAmount, 0n);
  narrator.check(
    ran.status === "executed" && deposited === due,
    `the order's executor ${executorOf(devnet.spoke, orderId)} put ${formatAmount(deposited, token, devnet.tokens)} into the vault for alice`,
  );
}
