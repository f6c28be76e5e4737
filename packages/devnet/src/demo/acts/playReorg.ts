import { fillLeg } from "@concert/sdk";
import { spokeAbi } from "@concert/types";
import { cutCheckpoint, leg } from "@concert/types/tables";
import { and, desc, eq, gt } from "drizzle-orm";
import { confirm } from "../../chain/confirm.ts";
import { playFill } from "../playFill.ts";
import { playOpening } from "../playOpening.ts";
import type { Stage } from "../Stage.ts";
import { untilDecided } from "../untilDecided.ts";
import { untilPaid } from "../untilPaid.ts";
import { untilReported } from "../untilReported.ts";

const destination = 31339;

/** A reorg takes away a fill that is not final yet; the state follows; somebody else fills. */
export async function playReorg(stage: Stage): Promise<void> {
  const { devnet, narrator, bob, carol } = stage;
  narrator.begin(`4. A reorg of ${destination} takes away a fill while the indexer watches`);
  const opening = await playOpening(stage, {
    act: 4,
    swaps: [{ give: "50 DAI", from: 31338, take: "49.9 USDC", to: destination }],
    deadlineSeconds: 600,
    expected: "commit",
    solvers: [carol],
  });
  const { orderId, order } = opening;
  const client = devnet.client(destination, bob.index);

  await client.setIntervalMining({ interval: 0 });
  const hash = await fillLeg(client, { spoke: devnet.spoke, order, leg: 0, hold: false });
  await client.mine({ blocks: 1 });
  const { blockNumber, blockHash } = await confirm(client, hash);
  narrator.step(`bob fills leg 0 on ${destination}, in block ${blockNumber} (${blockHash}), and mining pauses`);
  await stage.until("bob's fill", async (snapshot) => {
    const [row] = await snapshot.select().from(leg).where(eq(leg.orderId, orderId));
    return row?.filledTransactionHash === hash ? row : undefined;
  });
  narrator.step("the state shows it");

  await client.request<{ Method: "anvil_reorg"; Parameters: [depth: number, transactions: []]; ReturnType: null }>({
    method: "anvil_reorg",
    params: [1, []],
  });
  const replacement = await client.getBlock({ blockNumber });
  narrator.step(`a reorg replaces block ${blockNumber} by ${replacement.hash}`);
  await stage.until("the end of bob's fill", async (snapshot) => {
    const [row] = await snapshot.select().from(leg).where(eq(leg.orderId, orderId));
    return row?.filledTransactionHash === null ? row : undefined;
  });
  const [replacing] = await stage.state.read((snapshot) =>
    snapshot
      .select()
      .from(cutCheckpoint)
      .where(and(eq(cutCheckpoint.chainId, BigInt(destination)), gt(cutCheckpoint.replacedBlockCount, 0)))
      .orderBy(desc(cutCheckpoint.cutId))
      .limit(1),
  );
  const filledLegs = await client.readContract({
    abi: spokeAbi,
    address: devnet.spoke,
    functionName: "filledLegs",
    args: [orderId],
  });
  narrator.check(
    filledLegs === 0n && replacing?.blockHash === replacement.hash,
    `the spoke knows no fill, nor does the state: cut ${replacing?.cutId} stands on ${replacing?.blockHash}`,
  );

  // The replaced blocks' clock stood still with the mining.
  await client.request<{ Method: "evm_setTime"; Parameters: [time: string]; ReturnType: number }>({
    method: "evm_setTime",
    params: [`${Date.now()}`],
  });
  await client.setIntervalMining({ interval: 1 });
  narrator.step("mining goes on");
  await playFill(stage, { order, leg: 0, solver: carol, hold: false });
  await untilReported(stage, opening);
  await untilDecided(stage, opening);
  await untilPaid(stage, opening);
}
