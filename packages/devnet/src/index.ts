export { type RunningChain, type StartChainParameters, startChain } from "./chain/startChain.ts";
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
