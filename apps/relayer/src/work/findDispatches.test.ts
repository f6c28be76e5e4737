import type { Channel } from "@concert/sdk";
import { numberToHex, pad } from "viem";
import { expect, test } from "vitest";
import { findDispatches } from "./findDispatches.ts";

const address = (number: number) => pad(numberToHex(number), { size: 20 });
const [attested, quorum, proof, loopback] = [4, 5, 6, 8].map(address) as [Address, Address, Address, Address];
type Address = ReturnType<typeof address>;
const contracts = {
  ...{ hubChain: 1n, hub: address(1), ledger: address(2), spoke: address(3), attestedGateway: attested },
  ...{ quorumGateway: quorum, proofGateway: proof, attestedHeaderOracle: address(7) },
};
const channel = {
  ...{ chainId: 2n, direction: "report", queuedCount: 5n, queuedHead: numberToHex(5, { size: 32 }) },
  ...{ dispatchedCount: 2n, processedCount: 1n, senderGateway: attested, receiverGateway: attested },
} as Channel;

test.for<[sender: Address | null, receiver: Address | null, count: number]>([
  [attested, attested, 1],
  [loopback, loopback, 1],
  [quorum, quorum, 1],
  // Ends whose routes are set at different times.
  [quorum, attested, 1],
  [proof, quorum, 1],
  // A head is proven without a message.
  [attested, proof, 0],
  [proof, proof, 0],
  // There is no gateway yet.
  [null, attested, 0],
])(
  "from a sender over %s to a receiver over %s, %i heads are dispatched",
  ([senderGateway, receiverGateway, count]) => {
    expect(findDispatches(contracts, [{ ...channel, senderGateway, receiverGateway }])).toHaveLength(count);
  },
);

test("what was handed over, or was processed over an earlier route, is not dispatched again", () => {
  const dispatches = (changes: Partial<Channel>) => findDispatches(contracts, [{ ...channel, ...changes }]);
  expect(dispatches({ dispatchedCount: 5n })).toEqual([]);
  expect(dispatches({ dispatchedCount: 0n, processedCount: 5n })).toEqual([]);
  const [job] = dispatches({});
  expect(job).toMatchObject({ chain: 2n, end: contracts.spoke, otherChain: 1n, batch: { count: 3 } });
});
