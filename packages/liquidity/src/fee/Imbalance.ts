/**
 * What the imbalance fee knows of an asset, as `ImbalanceFeeLib.sol` computes it. Amounts are ledger units (18 decimals),
 * times are seconds of the hub's clock.
 *
 * Invariants: `potential` is the sum of the chains' potentials; `reserve` is never negative.
 */
export type Imbalance = {
  readonly chains: Custody[];
  /** Fees collected and not yet paid out as rebates. */
  reserve: bigint;
  potential: bigint;
  /** Of a fall of the potential, the share that is paid back: millionths, at most half. */
  readonly rebateShare: bigint;
  /** How long it takes until a peak or a low of one target's size is forgotten. */
  readonly windowSeconds: bigint;
};

/** What one chain holds of the asset for everyone. */
export type Custody = {
  amount: bigint;
  /** How far that is below a recent peak (of at most the target), and above a recent low, as of `touchedAt`. */
  fall: bigint;
  rise: bigint;
  touchedAt: bigint;
  /** Below it, moves cost; above, they don't. */
  target: bigint;
  /** Half the marginal fee on an empty chain, millionths. */
  slope: bigint;
};

export const millionths = 1_000_000n;

/** A marginal fee of 5 % on an empty chain. */
export const largestSlope = 25_000n;
