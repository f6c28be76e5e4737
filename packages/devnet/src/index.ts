export { accountIndexes, devnetAccount, devnetPrivateKey } from "./account/devnetAccount.ts";
export { type ChainClient, connectChain } from "./chain/connectChain.ts";
export { type RunningChain, type StartChainParameters, startChain } from "./chain/startChain.ts";
export { type ChangeRouteParameters, changeRoute } from "./devnet/changeRoute.ts";
export { type ForgeDeliveryParameters, type ForgedDelivery, forgeDelivery } from "./devnet/forgeDelivery.ts";
export { type Devnet, type StartDevnetParameters, startDevnet } from "./devnet/startDevnet.ts";
export { type RunningIndexer, type StartIndexerParameters, startIndexer } from "./devnet/startIndexer.ts";
export { type StartRelayerParameters, startRelayer } from "./devnet/startRelayer.ts";
export { type MakeDepositsParameters, makeDeposits } from "./order/makeDeposits.ts";
export { type RunningPostgres, type StartPostgresParameters, startPostgres } from "./postgres/startPostgres.ts";
export { findPort } from "./process/findPort.ts";
export { makeRunDirectory, type RunDirectory } from "./process/makeRunDirectory.ts";
export { runProcess } from "./process/runProcess.ts";
export {
  type ProcessEnd,
  ProcessFailedError,
  type RunningProcess,
  type StartProcessParameters,
  startProcess,
  stopProcesses,
} from "./process/startProcess.ts";
export { type RunTrafficParameters, runTraffic, type Traffic } from "./traffic/runTraffic.ts";
