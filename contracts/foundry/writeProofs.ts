/**
 * Writes `test/vectors/proofs.json`: blocks of a chain that Anvil ran, and what `eth_getProof` said of them. Run by
 * `pnpm --filter @concert/contracts generate:proofs`, whenever the contracts' storage or Anvil changes; the tests of
 * ProofGateway say whether it did.
 *
 * The chain has a hub with routes to two chains, and a spoke of a hub on the first. Blocks' times are fixed, so that the
 * same contracts give the same file.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { foundryBinary } from "./binary.ts";

interface Artifact {
  bytecode: { object: string };
  methodIdentifiers: Record<string, string>;
}

type Block = Record<string, string | undefined>;

interface AccountProof {
  accountProof: string[];
  storageHash: string;
  storageProof: { value: string; proof: string[] }[];
}

const SOURCE_CHAIN = 31338;
const CHAIN = 31337;
const OTHER_CHAIN = 31339;
const ACCOUNTS = 50;
const GENESIS_TIME = 1_800_000_000;
/** Of `Channel._ends`. */
const ENDS_SLOT = 1;
const HEADER_FIELDS = [
  "parentHash",
  "sha3Uncles",
  "miner",
  "stateRoot",
  "transactionsRoot",
  "receiptsRoot",
  "logsBloom",
  "difficulty",
  "number",
  "gasLimit",
  "gasUsed",
  "timestamp",
  "extraData",
  "mixHash",
  "nonce",
  "baseFeePerGas",
  "withdrawalsRoot",
  "blobGasUsed",
  "excessBlobGas",
  "parentBeaconBlockRoot",
  "requestsHash",
];
/** Integers, which RLP writes without leading zeros. */
const SCALARS = new Set([
  "difficulty",
  "number",
  "gasLimit",
  "gasUsed",
  "timestamp",
  "baseFeePerGas",
  "blobGasUsed",
  "excessBlobGas",
]);

const anvil = spawn(
  foundryBinary("anvil"),
  [
    ...["--port", "0", "--chain-id", `${SOURCE_CHAIN}`, "--accounts", `${ACCOUNTS}`],
    // What the tests compile is longer than what is deployed.
    ...["--timestamp", `${GENESIS_TIME}`, "--no-mining", "--disable-code-size-limit"],
  ],
  { stdio: ["ignore", "pipe", "inherit"] },
);
try {
  const url = await readUrl(anvil);
  writeFileSync(
    join(import.meta.dirname, "../test/vectors/proofs.json"),
    `${JSON.stringify(await makeVectors(url), null, 2)}\n`,
  );
} finally {
  anvil.kill();
}

async function makeVectors(url: string) {
  const [deployer, account] = (await request(url, "eth_accounts", [])) as [string, string];
  let clock = GENESIS_TIME;

  async function send(data: string, to?: string): Promise<string> {
    clock += 12;
    const hash = await request(url, "eth_sendTransaction", [{ from: deployer, to, data, gas: "0x1c9c380" }]);
    await request(url, "evm_mine", [clock]);
    const receipt = (await request(url, "eth_getTransactionReceipt", [hash])) as Block;
    if (receipt.status !== "0x1") throw new Error(`transaction ${hash} to ${to ?? "no address"} failed.`);
    return receipt.contractAddress ?? "";
  }

  async function prove(name: string, address: string, slot: string, number: string) {
    const answer = (await request(url, "eth_getProof", [address, [slot], number])) as AccountProof;
    const [storage] = answer.storageProof;
    if (storage === undefined) throw new Error(`eth_getProof of ${address} has no storage proof.`);
    return {
      name,
      account: address,
      slot,
      number: `${Number(number)}`,
      value: word(BigInt(storage.value)),
      storageRoot: answer.storageHash,
      accountProof: answer.accountProof,
      storageProof: storage.proof,
    };
  }

  const headSlot = (chain: number) =>
    request(url, "web3_sha3", [`0x${pad(chain)}${pad(ENDS_SLOT)}`]) as Promise<string>;
  const latest = () => request(url, "eth_blockNumber", []) as Promise<string>;
  const slot = await headSlot(CHAIN);

  const manager = await send(create("AccessManager", pad(deployer)));
  const hub = await send(create("Hub", pad(manager)));
  const spoke = await send(create("Spoke", pad(CHAIN) + pad(account) + pad(0) + pad(manager)));
  const unqueued = await latest();
  const setRoute = (chain: number) =>
    call("Hub", "setRoute(uint64,address,address)", pad(chain) + pad(account) + pad(account));
  await send(setRoute(CHAIN), hub);
  const earlier = await latest();
  await send(call("Spoke", "heartbeat()"), spoke);
  await send(call("Spoke", "heartbeat()"), spoke);
  await send(setRoute(OTHER_CHAIN), hub);
  const last = await latest();

  const blocks = await Promise.all(["0x0", unqueued, earlier, last].map((number) => describeBlock(url, number)));
  const processed = word(BigInt(slot) + 1n);
  const proofs = [
    await prove("hub", hub, slot, last),
    await prove("hub, earlier", hub, slot, earlier),
    await prove("hub, before its first entry", hub, slot, unqueued),
    await prove("hub, for another chain", hub, await headSlot(OTHER_CHAIN), last),
    await prove("hub, another slot", hub, word(0n), last),
    await prove("hub, an empty slot", hub, processed, last),
    await prove("spoke", spoke, slot, last),
    await prove("spoke, before its first entry", spoke, slot, unqueued),
    await prove("account without code", account, slot, last),
    await prove("account that is none", "0x00000000000000000000000000000000c0cec7ed", slot, last),
  ];
  return { sourceChain: `${SOURCE_CHAIN}`, chain: `${CHAIN}`, hub, spoke, blocks, proofs };
}

async function describeBlock(url: string, number: string) {
  const block = (await request(url, "eth_getBlockByNumber", [number, false])) as Block;
  const header = encodeHeader(block);
  const hash = await request(url, "web3_sha3", [header]);
  if (hash !== block.hash) throw new Error(`header of block ${number} has hash ${hash}, not ${block.hash}.`);
  return { number: `${Number(number)}`, hash, stateRoot: block.stateRoot, header };
}

function encodeHeader(block: Block): string {
  const fields = HEADER_FIELDS.filter((name) => block[name] !== undefined).map((name) => {
    const value = Buffer.from(evenHex(block[name] as string), "hex");
    return encodeBytes(SCALARS.has(name) ? value.subarray(value.findIndex((byte) => byte !== 0) >>> 0) : value);
  });
  return `0x${prefixed(0xc0, Buffer.concat(fields)).toString("hex")}`;
}

function encodeBytes(value: Buffer): Buffer {
  return value.length === 1 && value[0]! < 0x80 ? value : prefixed(0x80, value);
}

/** RLP's prefix, of a string or a list, and what it counts. */
function prefixed(offset: number, payload: Buffer): Buffer {
  if (payload.length < 56) return Buffer.concat([Buffer.from([offset + payload.length]), payload]);
  const length = Buffer.from(evenHex(`0x${payload.length.toString(16)}`), "hex");
  return Buffer.concat([Buffer.from([offset + 55 + length.length]), length, payload]);
}

function evenHex(value: string): string {
  const digits = value.slice(2);
  return digits.length % 2 === 0 ? digits : `0${digits}`;
}

function create(contract: string, args: string): string {
  return readArtifact(contract).bytecode.object + args;
}

function call(contract: string, signature: string, args = ""): string {
  const selector = readArtifact(contract).methodIdentifiers[signature];
  if (selector === undefined) throw new Error(`${contract} has no function ${signature}.`);
  return `0x${selector}${args}`;
}

function readArtifact(contract: string): Artifact {
  const path = join(import.meta.dirname, `../out/test/${contract}.sol/${contract}.json`);
  return JSON.parse(readFileSync(path, "utf8")) as Artifact;
}

/** An ABI word without its `0x`. */
function pad(value: string | number): string {
  return (typeof value === "number" ? value.toString(16) : value.slice(2)).padStart(64, "0");
}

function word(value: bigint): string {
  return `0x${value.toString(16).padStart(64, "0")}`;
}

async function request(url: string, method: string, params: unknown[]): Promise<unknown> {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
  const response = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body });
  const { result, error } = (await response.json()) as { result?: unknown; error?: { message: string } };
  if (error !== undefined) throw new Error(`${method}: ${error.message}`);
  return result;
}

async function readUrl(process: ChildProcess): Promise<string> {
  const ended = once(process, "exit").then(() => Promise.reject(new Error("anvil ended before it listened.")));
  ended.catch(() => {});
  for await (const line of createInterface({ input: process.stdout! })) {
    const address = /^Listening on (\S+)$/.exec(line)?.[1];
    if (address !== undefined) return `http://${address}`;
  }
  return ended;
}
