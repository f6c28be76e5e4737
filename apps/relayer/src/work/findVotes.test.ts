import type { DispatchedHead } from "@concert/sdk";
import { numberToHex, pad } from "viem";
import { expect, test } from "vitest";
import { groupVotes } from "./findVotes.ts";

const address = (number: number) => pad(numberToHex(number), { size: 20 });
const contracts = {
  ...{ hubChain: 1n, hub: address(1), ledger: address(2), spoke: address(3), attestedGateway: address(4) },
  ...{ quorumGateway: address(5), proofGateway: address(6), attestedHeaderOracle: address(7) },
};

function head(direction: "report" | "instruction", chainId: bigint, position: number, lastBlock: bigint | null) {
  const head = numberToHex(position, { size: 32 });
  const common = { direction, chainId, acceptedCount: 0n, firstBlock: 1n, sentBlock: 2n };
  return { ...common, position: BigInt(position), head, sendId: head, lastBlock } as DispatchedHead;
}

test("each channel has one job, with its sender and recipient, which is another once a head can be proven", () => {
  const [far, earlier, word] = [head("report", 2n, 9, null), head("report", 2n, 8, 5n), head("instruction", 2n, 3, 4n)];
  const jobs = groupVotes(contracts, [far, earlier, word]);
  const [hub, spoke] = [contracts.hub, contracts.spoke];
  expect(jobs).toMatchObject([
    { key: "carry:report:2", source: 2n, sender: spoke, chain: 1n, recipient: hub, heads: [far, earlier] },
    { key: "carry:instruction:2", source: 1n, sender: hub, chain: 2n, recipient: spoke, heads: [word] },
  ]);
  const version = (...heads: DispatchedHead[]) => groupVotes(contracts, heads)[0]!.version;
  expect(version(far, earlier)).toBe(jobs[0]!.version);
  expect(version(far)).not.toBe(jobs[0]!.version);
  expect(version({ ...far, lastBlock: 6n }, earlier)).not.toBe(jobs[0]!.version);
  // What is provable a block longer is the same.
  expect(version(far, { ...earlier, lastBlock: 6n })).toBe(jobs[0]!.version);
});
