export { describeDeployment } from "./deployment/describeDeployment.ts";
export { create2Deployer, ledgerOf, type PlannedContract, planContracts } from "./deployment/planContracts.ts";
export { type PlannedVault, planVaults } from "./deployment/planVaults.ts";
export {
  accessManagerBytecode,
  attestedGatewayBytecode,
  hubBytecode,
  loopbackGatewayBytecode,
  spokeBytecode,
  vaultBytecode,
} from "./generated/bytecode.ts";
