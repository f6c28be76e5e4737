export { describeDeployment } from "./deployment/describeDeployment.ts";
export { create2Deployer, ledgerOf, type PlannedContract, planContracts } from "./deployment/planContracts.ts";
export { type PlannedVault, planVaults } from "./deployment/planVaults.ts";
export {
  accessManagerBytecode,
  attestedGatewayBytecode,
  attestedHeaderOracleBytecode,
  deputiesBytecode,
  hubBytecode,
  loopbackGatewayBytecode,
  proofGatewayBytecode,
  quorumGatewayBytecode,
  resolverBytecode,
  spokeBytecode,
  vaultBytecode,
} from "./generated/bytecode.ts";
