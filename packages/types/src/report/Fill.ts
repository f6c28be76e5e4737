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
  /** On the chain where the solver is paid, as a 32-byte account. */
  account: Hex;
  /** The solver's ledger account at the hub; zero for none. */
  ledgerAccount: Address;
  /**
   * Id of the chain where the solver would like to be paid: the leg's origin chain, another one if the hub's ledger holds
   * custody there, or zero for the ledger account. What can't be goes to the ledger account, or, without one, to
   * `account` on the origin chain.
   */
  chain: bigint;
  /** Most imbalance fee for being paid on another chain, in parts per million of the input; 24 bits. */
  maxFee: number;
};
