import type { Address, Hex } from "viem";

/** What a destination spoke reports of a filled leg. */
export type Fill = {
  /** Time of the fill, in seconds of the destination chain's clock. */
  filledAt: bigint;
  /** Whether the output is with the spoke until the hub decides. */
  hold: boolean;
  /** Who filled; a held output returns here, on the destination chain, when the order is aborted. */
  solver: Address;
  /** Where the solver is paid. */
  repayment: Repayment;
  /** Entry fee that the solver paid, in gwei of the destination chain's native token. */
  fee: bigint;
};

/** Where a solver is paid for a leg. */
export type Repayment = {
  /** On the leg's origin chain, as a 32-byte account. */
  account: Hex;
  /** The solver's ledger account at the hub. */
  ledgerAccount: Address;
  /** Id of the chain where the solver would like to be paid. */
  chain: bigint;
};
