import { headAccepted, messageVoted } from "@concert/types/tables";
import { keccak256, zeroAddress, zeroHash } from "viem";
import { expect, test } from "vitest";
import { createModel } from "../../test/model.ts";
import { addCause, type Causes, parseCauseKey } from "./Causes.ts";

const { chains } = createModel(() => 0);
const [hubChain, spokeChain] = [chains[0]!, chains[1]!];
const addressOf = (name: string) => [...hubChain.contracts].find(([, own]) => own === name)![0];
const [hub, spoke, quorum, proof] = ["hub", "spoke", "quorum_gateway", "proof_gateway"].map(addressOf) as string[];
const head = keccak256("0x01");
const id = keccak256("0x02");
const sendId = keccak256("0x03");

test.for([
  ["that an attested gateway brought", sendId, "dispatched"],
  ["that was proven", zeroHash, "queued"],
] as const)("a vote for a head %s needs it %s", ([, sendId, act]) => {
  const toHub = vote(hubChain, ["102", sendId, spoke!, hub!, head]);
  expect(toHub).toMatchObject([{ block: 7n, source: 102n, head }]);
  expect(parseCauseKey(toHub[0]!.key)).toEqual({ act, direction: "report", chainId: "102", head });
  const toSpoke = vote(spokeChain, ["101", sendId, hub!, spoke!, head]);
  expect(toSpoke).toMatchObject([{ source: 101n }]);
  expect(parseCauseKey(toSpoke[0]!.key)).toEqual({ act, direction: "instruction", chainId: "102", head });
});

test.for([
  ["another sender", ["102", sendId, hub!, hub!, head]],
  ["another recipient", ["102", sendId, spoke!, zeroAddress, head]],
  ["what is no head", ["102", sendId, spoke!, hub!, `${head}00`]],
] as const)("a vote for %s needs nothing", ([, values]) => {
  expect(vote(hubChain, values)).toEqual([]);
});

test.for([
  ["shown to lead to an accepted one", zeroAddress, "queued"],
  ["that was proven", proof!, "queued"],
  ["on which a quorum agreed", quorum!, "queued"],
  ["that came over another gateway", "0x01", "dispatched"],
] as const)("an accepted head %s", ([, gateway, act]) => {
  const causes = noCauses();
  const values = ["102", head, gateway];
  addCause(causes, { table: headAccepted, values, chain: hubChain, block: 7n, contract: "hub" });
  expect(causes.requires.map(({ key }) => parseCauseKey(key).act)).toEqual([act]);
});

function vote(chain: typeof hubChain, values: readonly string[]): Causes["requires"] {
  const causes = noCauses();
  addCause(causes, {
    ...{ table: messageVoted, values: [id, proof!, ...values], chain, block: 7n, contract: "quorum_gateway" },
  });
  expect(causes.provides).toEqual([]);
  return causes.requires;
}

function noCauses(): Causes {
  return { provides: [], requires: [] };
}
