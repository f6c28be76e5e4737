import { setTimeout as sleep } from "node:timers/promises";
import { BlockNotFinalError } from "@concert/sdk";
import { attestedHeaderOracleAbi, proofGatewayAbi } from "@concert/types";
import {
  type Address,
  decodeFunctionData,
  encodeErrorResult,
  encodeFunctionResult,
  getAddress,
  type Hex,
  keccak256,
  numberToHex,
  pad,
  toRlp,
  zeroAddress,
  zeroHash,
} from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { expect, test } from "vitest";
import { createScriptedActor } from "../../test/createScriptedActor.ts";
import { AttestationMissingError } from "./AttestationMissingError.ts";
import { AttestationRefusedError } from "./carryMessage.ts";
import { showHead } from "./showHead.ts";

const address = (number: number) => getAddress(pad(numberToHex(number), { size: 20 }));
const [hub, spoke, proofGateway, attestedHeaderOracle] = [1, 3, 6, 7].map(address) as [
  ...[Address, Address, Address, Address],
];
const [source, chain] = [2n, 1n];
const head = numberToHex(0xabc0000, { size: 32 });
const shown = { source, chain, sender: spoke, recipient: hub, position: 4n, head, firstBlock: 5n, lastBlock: 8n };

/** A block of before any fork, as a node tells it, with its header. */
function block(number: bigint) {
  const data = { sha3Uncles: zeroHash, miner: zeroAddress, stateRoot: zeroHash, transactionsRoot: zeroHash };
  const more = {
    receiptsRoot: zeroHash,
    logsBloom: "0x00",
    extraData: "0x",
    mixHash: zeroHash,
    nonce: "0x00",
  } as const;
  const zeros = { difficulty: "0x0", gasLimit: "0x0", gasUsed: "0x0", timestamp: "0x0" };
  const told = { parentHash: zeroHash, ...data, ...more, ...zeros, number: numberToHex(number) };
  const header = toRlp([
    ...[told.parentHash, told.sha3Uncles, told.miner, told.stateRoot, told.transactionsRoot, told.receiptsRoot],
    ...([told.logsBloom, "0x", told.number, "0x", "0x", "0x", "0x", told.mixHash, told.nonce] as const),
  ]);
  return { ...told, hash: keccak256(header), header };
}

type Scene = {
  oracle?: Address;
  /** Numbers of the blocks that are vouched for. */
  vouched?: readonly bigint[];
  /** The latest block that the relayer has had vouched for. */
  remembered?: bigint;
  signs?: boolean;
  /** What the slot holds: the head, and settings. */
  value?: Hex;
  final?: bigint;
  reverts?: boolean;
};

function play(scene: Scene) {
  const { oracle = attestedHeaderOracle, vouched = [], remembered, signs = true, final = 8n } = scene;
  const { value = numberToHex(BigInt(head) + 0x8001n), reverts = false } = scene;
  const abi = [...proofGatewayAbi, ...attestedHeaderOracleAbi];
  const nameOf = (data: Hex) => decodeFunctionData({ abi, data }).functionName;
  const revert = encodeErrorResult({ abi: proofGatewayAbi, errorName: "HeaderOracleNotSet", args: [source] });

  function call(data: Hex): Hex {
    const { functionName, args } = decodeFunctionData({ abi, data });
    const number = args?.[1] as bigint;
    const result = functionName === "headerOracle" ? oracle : vouched.includes(number) ? block(number).hash : zeroHash;
    return encodeFunctionResult({ abi, functionName, result } as never);
  }

  const script = createScriptedActor(
    (data) => (reverts && nameOf(data) === "proveHead" ? { revert } : { gas: 1n }),
    (method, params) => {
      if (method === "eth_call") return call((params[0] as { data: Hex }).data);
      if (method === "eth_getBlockByNumber") return block(params[0] === "finalized" ? final : BigInt(params[0] as Hex));
      if (method !== "eth_getProof") return undefined;
      const [, [key], number] = params as [Address, [Hex], Hex];
      return { accountProof: [number], storageProof: [{ key, value, proof: ["0x02"] }], balance: "0x0", nonce: "0x0" };
    },
  );
  /** What was sent when something was waited for. */
  const followed: string[][] = [];
  const actor = {
    ...script.actor,
    contracts: { ...script.actor.contracts, hub, spoke, proofGateway, attestedHeaderOracle },
    async follow({ act }: { act?: string }) {
      await sleep(10);
      followed.push([act!, ...script.sent.map(nameOf)]);
    },
  };
  const destination = actor.chain(chain);
  const signers = [generatePrivateKey(), generatePrivateKey()].map((key) => privateKeyToAccount(key));
  if (signs) destination.signers.set(`${attestedHeaderOracle.toLowerCase()}:${source}`, signers);
  if (remembered !== undefined) destination.vouchedBlocks.set(source, remembered);
  return {
    show: () => showHead(shown, actor),
    calls: () => script.sent.map((data) => decodeFunctionData({ abi, data })),
    followed,
    remembered: () => destination.vouchedBlocks.get(source),
  };
}

test("a header is vouched for, and once that is mined, the head is proven with it", async () => {
  const scene = play({});
  expect(await scene.show()).toMatchObject({ act: "prove", facts: { from: source, position: 4n } });
  const [vouch, prove] = scene.calls();
  expect(vouch!.args).toMatchObject([source, 8n, block(8n).hash, [expect.any(String), expect.any(String)]]);
  const { header } = block(8n);
  expect(prove!.args).toEqual([source, spoke, hub, { header, accountProof: ["0x08"], storageProof: ["0x02"] }]);
  expect(scene.followed).toEqual([["vouch", "vouch"]]);
  expect(scene.remembered()).toBe(8n);
});

test.for<[what: string, scene: Scene, number: bigint, isVouched: boolean]>([
  ["a header that is vouched for serves", { vouched: [8n] }, 8n, true],
  ["so does an earlier one that shows the head", { vouched: [5n], remembered: 5n }, 5n, true],
  ["but not one from before the head", { vouched: [4n], remembered: 4n }, 8n, false],
  ["nor one from after it", { vouched: [9n], remembered: 9n }, 8n, false],
  ["what a replaced set had vouched for is vouched for again", { remembered: 6n }, 6n, false],
  ["an oracle of another kind vouches by itself", { oracle: address(9), vouched: [8n], signs: false }, 8n, true],
])("%s", async ([, script, number, isVouched]) => {
  const scene = play(script);
  await scene.show();
  const calls = scene.calls();
  expect(calls.map(({ functionName }) => functionName)).toEqual([...(isVouched ? [] : ["vouch"]), "proveHead"]);
  expect(calls.at(-1)!.args![3]).toMatchObject({ header: block(number).header });
});

test.for<[what: string, scene: Scene, error: new (...parameters: never[]) => Error]>([
  ["nobody has vouched for its block, and others have the keys", { signs: false }, AttestationMissingError],
  ["its block is unknown to an oracle of another kind", { oracle: address(9) }, AttestationMissingError],
  ["the chain has another head there", { value: pad("0xdef0000", { size: 32 }) }, AttestationRefusedError],
  ["its block is not final", { final: 7n }, BlockNotFinalError],
])("a head is not proven while %s", async ([, script, error]) => {
  const scene = play(script);
  await expect(scene.show()).rejects.toThrow(error);
  expect(scene.calls()).toEqual([]);
});

test("a gateway without an oracle says so, and a header with which nothing was proven is not tried again", async () => {
  const scene = play({ oracle: zeroAddress, reverts: true, remembered: 6n });
  await expect(scene.show()).rejects.toMatchObject({ errorName: "HeaderOracleNotSet" });
  expect([scene.calls(), scene.remembered()]).toEqual([[], undefined]);
});
