import type { DispatchedHead } from "@concert/sdk";
import { attestedGatewayAbi, formatInteroperableAddress, quorumGatewayAbi, spokeAbi } from "@concert/types";
import {
  type Address,
  decodeFunctionData,
  encodeAbiParameters,
  encodeErrorResult,
  encodeEventTopics,
  encodeFunctionResult,
  getAbiItem,
  getAddress,
  type Hex,
  numberToHex,
  pad,
  RpcRequestError,
} from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { expect, test } from "vitest";
import { createScriptedActor, type Simulation } from "../../test/createScriptedActor.ts";
import type { VoteJob } from "../work/Job.ts";
import { AttestationRefusedError } from "./carryMessage.ts";
import { createPatience } from "./Patience.ts";
import { VotePendingError, voteForHead } from "./voteForHead.ts";

const address = (number: number) => getAddress(pad(numberToHex(number), { size: 20 }));
const word = (number: number) => numberToHex(number, { size: 32 });
const [hub, spoke, attestedGateway, quorumGateway, proofGateway] = [1, 3, 4, 5, 6].map(address) as [
  ...[Address, Address, Address, Address, Address],
];
const [source, chain] = [2n, 1n];
const head: DispatchedHead = {
  ...{ chainId: source, direction: "report", acceptedCount: 0n, position: 1n, head: word(0xabc), firstBlock: 4n },
  ...{ lastBlock: null, sendId: word(7), sentBlock: 5n },
};
const job: VoteJob = {
  ...{ kind: "vote", key: "carry:report:2", version: "", chain, source, sender: spoke, recipient: hub, heads: [head] },
};

type Scene = {
  members?: readonly Address[];
  threshold?: number;
  agreeing?: bigint;
  accepted?: boolean;
  /** Whether the attested gateway brought the message. */
  executed?: boolean;
  /** Whether the quorum left the attested gateway out. */
  skipped?: boolean;
  /** Whether the relayer has the attesters' keys. */
  signs?: boolean;
  /** The head in the message, as the chain has it. */
  payload?: Hex;
  simulation?: Simulation;
  heads?: readonly DispatchedHead[];
};

/** The other chain's quorum as told, and what the relayer does about it, time after time. */
function play(scene: Scene) {
  const { members = [attestedGateway, proofGateway], threshold = 2, agreeing = 0n, accepted = false } = scene;
  const { executed = false, skipped = false, signs = true, payload = head.head } = scene;
  const contracts = { quorumOf: quorumGatewayAbi, isAccepted: spokeAbi, isExecuted: attestedGatewayAbi };
  const values: Record<string, unknown> = {
    quorumOf: [quorumGateway, threshold, members],
    ...{ messageId: word(9), agreeing, isAccepted: accepted, isExecuted: executed },
  };
  const inner = {
    ...{ sendId: head.sendId, payload, sender: formatInteroperableAddress({ chain: source, address: spoke }) },
    recipient: formatInteroperableAddress({ chain, address: hub }),
  };
  const [message] = getAbiItem({ abi: attestedGatewayAbi, name: "execute" }).inputs;
  const envelope = encodeAbiParameters([message], [inner]);

  function call(data: Hex): Hex {
    const abi = [...quorumGatewayAbi, ...contracts.isAccepted, ...contracts.isExecuted];
    const { functionName } = decodeFunctionData({ abi, data });
    return encodeFunctionResult({ abi, functionName, result: values[functionName] as never } as never);
  }
  function logs(emitter: Address, topic: Hex) {
    const place = { address: emitter, blockNumber: "0x5", blockHash: word(5), transactionHash: word(6) };
    const log = { ...place, logIndex: "0x0", transactionIndex: "0x0", removed: false };
    const args = { sendId: head.sendId, gateway: attestedGateway };
    const forwarded = encodeEventTopics({ abi: quorumGatewayAbi, eventName: "MessageForwarded", args });
    if (topic === forwarded[0]) {
      const types = [{ type: "bytes32" }, { type: "uint256" }];
      return skipped ? [] : [{ ...log, topics: forwarded, data: encodeAbiParameters(types, [word(8), 0n]) }];
    }
    const sent = { abi: attestedGatewayAbi, eventName: "MessageSent", args: { sendId: word(8) } } as const;
    const types = ["bytes", "bytes", "bytes", "uint256", "bytes[]"].map((type) => ({ type }));
    const ends = [source, chain].map((each) => formatInteroperableAddress({ chain: each, address: quorumGateway }));
    return [{ ...log, topics: encodeEventTopics(sent), data: encodeAbiParameters(types, [...ends, envelope, 0n, []]) }];
  }

  let now = 0;
  const script = createScriptedActor(
    (data) => {
      const isExecution = decodeName(data) === "execute";
      return isExecution ? (scene.simulation ?? { gas: 1n }) : { gas: 1n };
    },
    (method, params) => {
      if (method === "eth_call") return call((params[0] as { data: Hex }).data);
      if (method === "eth_getBlockByNumber") return { number: "0x6", hash: word(5), timestamp: "0x0" };
      if (method === "eth_getProof")
        throw new RpcRequestError({ body: {}, url: "", error: { code: 1, message: "no" } });
      if (method !== "eth_getLogs") return undefined;
      const [{ address: emitter, topics }] = params as [{ address: Address; topics: [Hex] }];
      return logs(emitter, topics[0]);
    },
  );
  const followed: Hex[] = [];
  const actor = {
    ...script.actor,
    contracts: { ...script.actor.contracts, hub, spoke, attestedGateway, quorumGateway, proofGateway },
    patience: createPatience(() => now),
    follow: async ({ hash }: { hash: Hex }) => void followed.push(hash),
  };
  const signers = [generatePrivateKey(), generatePrivateKey()].map((key) => privateKeyToAccount(key));
  if (signs) actor.chain(chain).signers.set(`${attestedGateway.toLowerCase()}:${source}`, signers);
  return {
    sent: script.sent,
    followed,
    wait: (milliseconds: number) => {
      now += milliseconds;
    },
    vote: () => voteForHead({ ...job, heads: scene.heads ?? job.heads }, actor),
  };
}

function decodeName(data: Hex): string {
  return decodeFunctionData({ abi: [...quorumGatewayAbi, ...attestedGatewayAbi, ...spokeAbi], data }).functionName;
}

const alone = [attestedGateway];
const three = [attestedGateway, proofGateway, address(9)];

test("the attested gateway is brought the message, with signatures of all who have to sign", async () => {
  const scene = play({ members: three, threshold: 2, agreeing: 1n });
  expect(await scene.vote()).toMatchObject([{ act: "carry", facts: { from: source, position: 1n } }]);
  const { args } = decodeFunctionData({ abi: attestedGatewayAbi, data: scene.sent[0]! });
  expect(args).toMatchObject([{ sendId: word(8) }, [expect.stringMatching(/^0x/), expect.stringMatching(/^0x/)]]);
});

test("what enough gateways agree on is handed over", async () => {
  const scene = play({ agreeing: 2n, heads: [{ ...head, lastBlock: 5n }] });
  expect(await scene.vote()).toMatchObject([{ act: "agree" }]);
  const { functionName, args } = decodeFunctionData({ abi: quorumGatewayAbi, data: scene.sent[0]! });
  expect([functionName, args]).toEqual(["execute", [source, spoke, hub, head.head]]);
});

test.for<[what: string, scene: Scene]>([
  ["a head that was accepted", { accepted: true }],
  ["a head that must be proven, and cannot be", {}],
  ["a quorum without gateways of ours", { members: [address(9)], threshold: 1 }],
  ["a chain without a quorum", { members: [], threshold: 0 }],
  ["a message that others sign", { members: three, signs: false }],
  ["a message that the quorum left the gateway out of", { members: three, skipped: true }],
  ["a vote that counts, while others are to come", { members: three, threshold: 3, executed: true, agreeing: 1n }],
])("%s is left alone", async ([, scene]) => {
  const played = play(scene);
  await expect(played.vote()).rejects.toThrow(VotePendingError);
  expect([...played.sent, ...played.followed]).toEqual([]);
});

test("a head whose vote was used up is dispatched again, once per message", async () => {
  const scene = play({ members: three, executed: true, agreeing: 0n });
  expect(await scene.vote()).toMatchObject([{ act: "dispatch", chain: source, facts: { to: chain } }]);
  expect(scene.sent.map(decodeName)).toEqual(["dispatch"]);
  await expect(scene.vote()).rejects.toThrow(VotePendingError);
});

test("a head that finds no agreement is dispatched again after a minute, then after two", async () => {
  const scene = play({ members: three, executed: true, agreeing: 1n });
  const isSent = async () => (await scene.vote().catch(() => [])).length;
  const sent: number[] = [];
  for (let halfMinutes = 0; halfMinutes < 10; halfMinutes++) {
    sent.push(await isSent());
    scene.wait(40_000);
  }
  expect(sent.filter((count) => count > 0).length).toBeGreaterThanOrEqual(2);
  expect(sent.filter((count) => count > 0).length).toBeLessThanOrEqual(3);
  expect(sent[0]).toBe(0);
});

test("a message that others have to sign is not dispatched again for them", async () => {
  const scene = play({ members: three, signs: false });
  for (let minutes = 0; minutes < 10; minutes++) {
    await expect(scene.vote()).rejects.toThrow(VotePendingError);
    scene.wait(60_000);
  }
  expect(scene.sent).toEqual([]);
});

test("one gateway that fails keeps no other from voting, and is told of", async () => {
  const revert = encodeErrorResult({ abi: attestedGatewayAbi, errorName: "AttestersNotSet", args: [source] });
  const provable = [{ ...head, lastBlock: 5n }];
  const both = play({ heads: provable, simulation: { revert } });
  await expect(both.vote()).rejects.toMatchObject({ errorName: "AttestersNotSet" });
  // The message is brought, and what is the matter with the proof is told.
  const proof = play({ heads: provable });
  await expect(proof.vote()).rejects.not.toBeInstanceOf(VotePendingError);
  expect([proof.sent.map(decodeName), proof.followed.length]).toEqual([["execute"], 1]);
});

test("nobody signs a message whose head is not the state's", async () => {
  const scene = play({ members: alone, threshold: 1, payload: word(0xdef) });
  await expect(scene.vote()).rejects.toThrow(AttestationRefusedError);
  expect(scene.sent).toEqual([]);
});
