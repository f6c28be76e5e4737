import type { Replay } from "../chain/createChain.ts";
import type { Forgery } from "../world/forge.ts";
import type { Wording } from "./limits.ts";

/** When and to whom something goes wrong. Times in milliseconds since the beginning. */
export type FaultScope = {
  /** Every chain if absent. */
  chainId?: number;
  /** Every provider if absent. */
  provider?: string;
  from: number;
  until: number;
  /** Of each request, in [0, 1]. */
  probability: number;
};

/** How a provider fails to answer, or answers wrongly. */
export type FaultKind =
  /** Never answers. */
  | { kind: "timeout" }
  | { kind: "refused" }
  | { kind: "rateLimited"; retryAfterSeconds?: number }
  /** A status of 5xx, and HTML. */
  | { kind: "serverError" }
  /** The connection breaks in the middle of the answer. */
  | { kind: "cut" }
  /** The answer ends in the middle of its JSON, as if that were all. */
  | { kind: "malformed" }
  /** The answer takes so long, bit by bit. */
  | { kind: "slow"; milliseconds: number }
  | { kind: "internalError" }
  | { kind: "rangeTooLarge"; blocks: number; wording: Wording }
  | { kind: "tooManyResults"; logs: number; wording: Wording }
  /** It has not got a block that it should have. */
  | { kind: "missingBlock" }
  /** The logs of some of the blocks, though their blooms are set. */
  | { kind: "missingLogs" }
  /** Logs that orphans of the same numbers hold, in place of the right ones. */
  | { kind: "foreignLogs" }
  | { kind: "duplicatedLogs" }
  | { kind: "shuffledLogs" }
  /** Another amount, account or entry: what no bloom tells, but a root of receipts does. */
  | { kind: "alteredLogs" }
  /** Blocks whose parent's hash is wrong. */
  | { kind: "wrongBlock" }
  /** What it answers is so long ago. */
  | { kind: "lag"; milliseconds: number }
  /** Over a websocket, heads stop coming while all else goes on. Per head. */
  | { kind: "silentSocket"; milliseconds: number }
  /** The websocket breaks. Per head and per request. */
  | { kind: "droppedSocket" };

export type Fault = FaultScope & FaultKind;

/** Something that happens to a chain, as a plain value; what it is made of are the methods of `World`. */
export type ChainAct = { at: number; chainId: number } & (
  | { kind: "reorg"; depth: number; length?: number; replay?: Replay }
  /** Back to the fork that the last reorg left. */
  | { kind: "switchBack" }
  | { kind: "halt"; milliseconds: number }
  | { kind: "timeOffset"; seconds: number }
  | ({ kind: "forge" } & { source: number; forgery: Forgery["kind"]; delivered?: boolean })
);

/** How providers go wrong: a plain value, as acts are, so that a run that failed can be kept. */
export type FaultPlan = {
  /** Of the draws of requests that a fault hits. */
  seed: number;
  faults: readonly Fault[];
};
