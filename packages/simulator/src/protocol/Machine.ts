import type { Address, Hex } from "viem";
import type { LogData } from "../abi/events.ts";
import { createState, type State } from "./createState.ts";
import { encodeReason, type Reason } from "./encodeReason.ts";

export type EmittedLog = LogData & { address: Address };

/** What a transaction did. */
export type Executed = { logs: EmittedLog[] };

/** Thrown by a transaction that fails, and changes nothing. It is no `Error`: their stacks take time, and many fail. */
export class Reverted {
  readonly #reason: Reason;

  constructor(reason: Reason) {
    this.#reason = reason;
  }

  /** The error, encoded, as `RequestSkipped` and `OrderSkipped` carry it. */
  get reason(): Hex {
    return encodeReason(this.#reason);
  }
}

/** What runs the contracts of one chain: storage, the block that is being made, and logs. */
export type Machine = {
  readonly chainId: number;
  readonly state: State;
  /** The block that is being made. Times in seconds, the base fee in wei. */
  block: { number: number; time: number; baseFee: number };
  emit(address: Address, log: LogData): void;
  /** Whether tokens emit logs of their own. */
  readonly tokensEmit: boolean;
  /**
   * Runs one transaction.
   *
   * @returns Undefined if it reverted.
   */
  transact(run: () => void): Executed | undefined;
  /** Runs a part of a transaction, which may fail by itself. */
  attempt(run: () => void): Reverted | undefined;
};

export function createMachine(chainId: number, tokensEmit: boolean): Machine {
  const state = createState();
  let logs: EmittedLog[] = [];
  const attempt = (run: () => void): Reverted | undefined => {
    const logCount = logs.length;
    const mark = state.mark();
    try {
      run();
      return undefined;
    } catch (error) {
      if (!(error instanceof Reverted)) throw error;
      state.revertTo(mark);
      logs.length = logCount;
      return error;
    }
  };
  return {
    chainId,
    state,
    tokensEmit,
    block: { number: 0, time: 0, baseFee: 0 },
    emit(address, { topics, data }) {
      logs.push({ address, topics, data });
    },
    attempt,
    transact(run) {
      logs = [];
      return attempt(run) === undefined ? { logs } : undefined;
    },
  };
}
