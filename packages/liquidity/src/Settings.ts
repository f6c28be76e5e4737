/** What a run is made with. Shares are numbers from 0 to 1, money is tokens. */
export type Settings = {
  readonly name: string;
  readonly seed: number;
  readonly chains: number;
  readonly days: number;
  readonly ordersPerDay: number;
  /** What liquidity providers begin with. */
  readonly liquidity: number;
  /** Half the marginal fee on an empty chain, millionths. */
  readonly slope: number;
  /** All chains' targets together, as a share of the liquidity. */
  readonly target: number;
  /** Of a fall of the potential, the share that is paid back. */
  readonly rebate: number;
  readonly windowSeconds: number;
  /** What each payout pays to whoever delivers it. */
  readonly payoutFee: number;
  /** What the vault takes beyond the fee, millionths of the output. */
  readonly margin: number;
  /** Of a rebate that a fill earns the vault, the share that makes the order cheaper. */
  readonly pass: number;
  /** The most that a chain's word becomes ledger balance at once, as a share of the liquidity. */
  readonly limit: number;
  /** In how many hours a limit refills. */
  readonly refillHours: number;
  /** In how many hours what the vault earned belongs to its shares; 0: at once. */
  readonly unlockHours: number;
  /** In how many days what the reserve holds beyond the potential goes to the vault; 0: never. */
  readonly dripDays: number;
  /** What it costs the cheapest rebalancer to carry a token elsewhere, millionths; the others have 1.6 and 2.8 times that. */
  readonly carriage: number;
  /** What half the users accept as a spread, millionths. */
  readonly tolerance: number;
  /** At how many orders, about, attackers' strategies are tried. */
  readonly attacks: number;
  /** When the guardian sets a lying chain's limit to zero. */
  readonly guardianHours: number;
};

export const defaults: Settings = {
  name: "chosen",
  seed: 1,
  chains: 8,
  days: 365,
  ordersPerDay: 500,
  liquidity: 20_000_000,
  slope: 2_000,
  target: 0.6,
  rebate: 0.5,
  windowSeconds: 600,
  payoutFee: 0.05,
  margin: 200,
  pass: 1,
  limit: 0.05,
  refillHours: 24,
  unlockHours: 24,
  dripDays: 30,
  carriage: 250,
  tolerance: 1_200,
  attacks: 250,
  guardianHours: 3,
};
