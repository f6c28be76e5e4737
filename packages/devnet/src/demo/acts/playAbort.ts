import { abort, type ReportedOrder, RevertError, readOrders } from "@concert/sdk";
import { hubAbi } from "@concert/types";
import { BaseError, ContractFunctionRevertedError, zeroHash } from "viem";
import { playFill } from "../playFill.ts";
import { playOpening } from "../playOpening.ts";
import type { PlayedOrder, Stage } from "../Stage.ts";
import { untilDecided } from "../untilDecided.ts";
import { untilPaid } from "../untilPaid.ts";
import { untilReported } from "../untilReported.ts";

/** Where the leg that nobody fills is due. */
const silentChain = 31339;

/** An order of three legs, one of which nobody fills. What is left of it is up to its deadline: see `endAbort`. */
export async function beginAbort(stage: Stage): Promise<PlayedOrder> {
  const { narrator, bob, carol } = stage;
  narrator.begin("3. All or nothing: three legs in a circle, of which nobody fills the last");
  const opening = await playOpening(stage, {
    act: 3,
    swaps: [
      { give: "30 USDC", from: 31339, take: "29.9 USDC", to: 31337 },
      { give: "20 USDC", from: 31337, take: "19.9 DAI", to: 31338 },
      { give: "10 DAI", from: 31338, take: "9.9 USDC", to: silentChain },
    ],
    deadlineSeconds: 25,
    expected: "abort",
    solvers: [bob, carol, undefined],
  });
  await Promise.all([
    playFill(stage, { ...opening, leg: 0, solver: bob, hold: true }),
    playFill(stage, { ...opening, leg: 1, solver: carol, hold: true }),
  ]);
  await expectRefusal(stage, await untilReported(stage, opening));
  return opening;
}

/** After the deadline, and after the chain of the unfilled leg has told the hub so, everything goes back. */
export async function endAbort(stage: Stage, opening: PlayedOrder): Promise<void> {
  const { narrator } = stage;
  narrator.begin("3. All or nothing, continued: the deadline passes");
  const { blockNumber } = await untilDecided(stage, opening);
  await checkWatermark(stage, opening, blockNumber);
  await untilPaid(stage, opening);
}

/** Anyone may ask the hub to abort, and it refuses as long as a fill may still be on its way. */
async function expectRefusal({ devnet, narrator, bob }: Stage, { order, fills }: ReportedOrder): Promise<void> {
  const client = devnet.client(devnet.hubChain, bob.index);
  try {
    await abort(client, { hub: devnet.hub, orders: [{ order, callsHash: zeroHash, fills }] });
  } catch (error) {
    if (!(error instanceof RevertError && error.errorName === "OrderNotExpired")) throw error;
    return narrator.check(true, "bob asks the hub to abort now: it refuses, OrderNotExpired");
  }
  throw new Error("The hub aborted an order that could still be filled.");
}

/** Looks back at the last block of the hub's chain whose watermark was not past the deadline: there, it refused. */
async function checkWatermark(stage: Stage, { orderId, order }: PlayedOrder, decidedBlock: bigint): Promise<void> {
  const { devnet, narrator, state, bob } = stage;
  const client = devnet.client(devnet.hubChain, bob.index);
  const hub = { abi: hubAbi, address: devnet.hub } as const;
  const watermarkAt = (blockNumber: bigint) =>
    client.readContract({ ...hub, functionName: "watermark", args: [BigInt(silentChain)], blockNumber });
  const [indexed] = await state.read((snapshot) => readOrders(snapshot, [orderId]));

  const watermark = await watermarkAt(decidedBlock);
  narrator.check(
    watermark > order.fillDeadline,
    `only now is the watermark of ${silentChain} past the deadline: by ${watermark - order.fillDeadline} s`,
  );
  let earlier = decidedBlock - 1n;
  while ((await watermarkAt(earlier)) > order.fillDeadline) earlier--;
  const error = await client
    .simulateContract({
      ...hub,
      functionName: "abort",
      args: [[{ order, callsHash: zeroHash, fills: indexed!.fills }]],
      blockNumber: earlier,
    })
    .then(
      () => undefined,
      (error: unknown) =>
        error instanceof BaseError ? error.walk((cause) => cause instanceof ContractFunctionRevertedError) : error,
    );
  const refusal = error instanceof ContractFunctionRevertedError ? error.data?.errorName : String(error);
  narrator.check(
    refusal === "OrderNotExpired",
    `at block ${earlier}, before the watermark passed it, it refused: ${refusal}`,
  );
}
