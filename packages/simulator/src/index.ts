export type { PlacedLog } from "./chain/Block.ts";
export type { ChainBlock, ReorgParameters, Replay } from "./chain/createChain.ts";
export { placeLogs } from "./chain/placeLogs.ts";
export type { Clock } from "./clock/Clock.ts";
export { createVirtualClock, type VirtualClock } from "./clock/createVirtualClock.ts";
export { wallClock } from "./clock/wallClock.ts";
export type { ChainAct, Fault, FaultKind, FaultPlan, FaultScope } from "./fault/Fault.ts";
export { type Limits, type Wording, wordings } from "./fault/limits.ts";
export { createHistoryProviders } from "./history/createHistoryProviders.ts";
export type { HistoryDescription } from "./history/HistoryDescription.ts";
export { type History, type HistoryChain, openHistory } from "./history/openHistory.ts";
export { type WriteHistoryParameters, writeHistory } from "./history/writeHistory.ts";
export { createRandom, type Random } from "./random/createRandom.ts";
export { createNetwork, type Network } from "./rpc/createNetwork.ts";
export { createProviders, type ProviderOptions, type Providers } from "./rpc/createProviders.ts";
export { type RpcServer, serve } from "./rpc/serve.ts";
export type { TrafficOptions } from "./traffic/Traffic.ts";
export {
  type CanonicalBlock,
  createWorld,
  type World,
  type WorldChain,
  type WorldChainOptions,
  type WorldParameters,
} from "./world/createWorld.ts";
export type { Forgery } from "./world/forge.ts";
