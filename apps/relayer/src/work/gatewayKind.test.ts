import { getAddress, pad } from "viem";
import { expect, test } from "vitest";
import { gatewayKind } from "./gatewayKind.ts";

const address = (digit: string) => getAddress(pad(`0xab${digit}`, { size: 20 }));
const contracts = {
  ...{ hub: address("1"), ledger: address("2"), spoke: address("3"), attestedHeaderOracle: address("4") },
  ...{ attestedGateway: address("5"), quorumGateway: address("6"), proofGateway: address("7") },
};

test.for([
  [address("5"), "attested"],
  [address("6"), "quorum"],
  [address("7"), "proof"],
  // As the state writes it.
  [address("7").toLowerCase() as `0x${string}`, "proof"],
  // A loopback, or another network's.
  [address("8"), undefined],
  [null, undefined],
] as const)("the gateway %s is %s", ([gateway, kind]) => {
  expect(gatewayKind(contracts, gateway)).toBe(kind);
});
