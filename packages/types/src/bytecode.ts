export { describeDeployment } from "./deployment/describeDeployment.ts";
export { create2Deployer, type PlannedContract, planContracts } from "./deployment/planContracts.ts";
export {
  accessManagerBytecode,
  attestedGatewayBytecode,
  hubBytecode,
  loopbackGatewayBytecode,
  spokeBytecode,
} from "./generated/bytecode.ts";
