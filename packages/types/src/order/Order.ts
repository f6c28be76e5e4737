import type { Address, Hex } from "viem";

/** Legs that stand or fall together. At most 16 of them; times are in seconds of the clock of the chain they are for. */
export type Order = {
  /** Who is refunded, on every origin chain. */
  user: Address;
  /** Chosen by the user; makes equal orders distinct. */
  nonce: bigint;
  /** Last second, on an origin chain's clock, at which the order can be opened there. */
  openDeadline: bigint;
  /** Last second, on a destination chain's clock, at which a leg can be filled there. */
  fillDeadline: bigint;
  /** Who alone may fill until `exclusiveUntil`; zero for anyone. */
  solver: Address;
  /** Last second of the exclusivity. */
  exclusiveUntil: bigint;
  /** Whether the order is filled on the hub from ledger balances. */
  pooled: boolean;
  /** Whether an order of several legs can be cancelled by its user. */
  cancellable: boolean;
  /** 1 to 16 swaps. */
  legs: readonly Leg[];
  /** At most one per destination chain, by ascending chain, each with a leg to its executor. */
  calls: readonly Call[];
};

/** One swap of an order. */
export type Leg = {
  /** Id of the chain whose spoke escrows the input. */
  originChain: bigint;
  /** ERC-20 on the origin chain, or `native`. */
  inputToken: Address;
  /** In the input token's own unit; 128 bits, not zero. */
  inputAmount: bigint;
  /** Id of the chain on whose spoke the leg is filled. */
  destinationChain: bigint;
  /** Token on the destination chain, as a 32-byte account; `native`'s for the native token. */
  outputToken: Hex;
  /** In the output token's own unit; 128 bits, not zero. */
  outputAmount: bigint;
  /** Who receives the output on the destination chain, as a 32-byte account; zero for the order's executor there. */
  recipient: Hex;
};

/** A call that follows an order's deliveries on one destination chain. */
export type Call = {
  /** Destination chain id. */
  chain: bigint;
  /** Who receives the tokens if the call fails, as a 32-byte account. */
  fallbackRecipient: Hex;
  /** What to run: on EVM chains `encodeExecutions`. At most 8192 bytes. */
  calls: Hex;
  /** What the call is given, no more and no less; at most 10,000,000. */
  gas: bigint;
};
