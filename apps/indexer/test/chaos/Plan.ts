import type { ChainAct, Fault, ProviderOptions, TrafficOptions } from "@concert/simulator";

/** Everything that a run is made of, as a plain value: a run that failed can be kept, and parts of it left out. */
export type Plan = {
  /** Of what happens on the chains. */
  seed: number;
  /** The first one has the hub. */
  chains: readonly PlannedChain[];
  /** How many blocks each chain makes besides those of reorgs. */
  blocks: number;
  traffic: Partial<Omit<TrafficOptions, "forgets">>;
  /** Each chain's, the preferred one first. */
  providers: readonly PlannedProvider[];
  /** When the indexer is started. All times are in milliseconds since the beginning. */
  startAt: number;
  unprovenAfterSeconds: number;
  /** How many processes index the chains into the same schema. */
  workers: number;
  /** Whether each of them holds a part of the chains, as leases have it; else all hold all, as if leases did nothing. */
  split?: boolean;
  acts: readonly ChainAct[];
  faults: readonly Fault[];
  /** What happens to the indexer itself. */
  blows: readonly Blow[];
  /** How often a committed state is looked at, and how often everything derived of it is recomputed. */
  checks: { snapshots: number; recomputed: number };
};

export type PlannedChain = {
  id: number;
  blockMilliseconds: number;
  timeOffsetSeconds: number;
  finalizedDepth: number;
  receiptsRoot: boolean;
};

export type PlannedProvider = ProviderOptions & { protocol: "http" | "ws" };

export type Blow = { at: number; kind: "restart" | "cutConnections" };
