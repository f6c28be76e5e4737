import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Address, Hex } from "viem";
import type { Message } from "../src/attestation/attestationTypedData.ts";
import type { Order } from "../src/order/Order.ts";
import type { Fill } from "../src/report/Fill.ts";
import type { Deposit } from "../src/report/Report.ts";
import type { EncodedOrder } from "../src/resolver/decodeResolvedOrder.ts";

/** What the contracts say of orders. */
export type OrderVectors = {
  domains: { hubChain: bigint; hub: Address; separator: Hex }[];
  orders: {
    name: string;
    order: Order;
    legHashes: Hex[];
    callsHash: Hex;
    hash: Hex;
    ids: Hex[];
    cancellations: Hex[];
  }[];
  executors: { spoke: Address; orderId: Hex; executor: Address }[];
};

/** What the contracts say of channel entries. */
export type EntryVectors = {
  heartbeats: { timestamp: bigint; gasPrice: bigint; entry: Hex }[];
  escrowed: { timestamp: bigint; orderId: Hex; fee: bigint; entry: Hex }[];
  cancelled: { timestamp: bigint; orderId: Hex; fee: bigint; entry: Hex }[];
  filled: { orderId: Hex; leg: bigint; fill: Fill; entry: Hex; hash: Hex }[];
  deposited: {
    timestamp: bigint;
    depositor: Address;
    deposit: Omit<Deposit, "token"> & { token: Hex };
    fee: bigint;
    entry: Hex;
  }[];
  pays: { pay: { token: Hex; account: Hex; amount: bigint; fee: bigint; tokenFee: bigint }; entry: Hex }[];
  configures: { accepting: boolean; fee: bigint; entryFee: bigint; settings: bigint; entry: Hex }[];
  channels: { entries: Hex[]; hashes: Hex[]; heads: Hex[] }[];
};

/** What the contracts say of attestations. */
export type AttestationVectors = {
  attestations: {
    chain: bigint;
    gateway: Address;
    sourceChain: bigint;
    senderAddress: Address;
    recipientAddress: Address;
    message: Message;
    digest: Hex;
    privateKey: Hex;
    signer: Address;
    signature: Hex;
  }[];
};

/** What the resolver says of orders. */
export type PayloadVectors = {
  payloads: {
    name: string;
    order: Order;
    openedAt: bigint[];
    payload: Hex;
    /** Who wants to be paid. */
    account: Address;
    resolved: EncodedOrder;
    /** Calldata of each step. */
    calls: Hex[];
  }[];
};

/** What a chain that Anvil ran said of itself. */
export type ProofVectors = {
  sourceChain: bigint;
  /** For which the heads were queued. */
  chain: bigint;
  hub: Address;
  spoke: Address;
  blocks: { number: bigint; hash: Hex; stateRoot: Hex; header: Hex }[];
  proofs: { name: string; account: Address; slot: Hex; number: bigint; value: Hex }[];
};

export const orderVectors = readVectors<OrderVectors>("orders.json");
export const entryVectors = readVectors<EntryVectors>("entries.json");
export const attestationVectors = readVectors<AttestationVectors>("attestations.json");
export const proofVectors = readVectors<ProofVectors>("proofs.json");
export const payloadVectors = readVectors<PayloadVectors>("payloads.json");

/** Vectors that the contracts' own tests compare with what the contracts answer. Integers are decimal strings. */
function readVectors<Vectors>(file: string): Vectors {
  const path = join(import.meta.dirname, "../../../contracts/test/vectors", file);
  return JSON.parse(readFileSync(path, "utf8"), (key, value) => {
    if (typeof value !== "string" || !/^\d+$/.test(value)) return value;
    // 24 bits.
    return key === "maxFee" ? Number(value) : BigInt(value);
  });
}
