export { accountToAddress } from "./account/accountToAddress.ts";
export { addressToAccount } from "./account/addressToAccount.ts";
export { type ChainAddress, formatInteroperableAddress } from "./account/formatInteroperableAddress.ts";
export { parseInteroperableAddress } from "./account/parseInteroperableAddress.ts";
export {
  type AttestationDomain,
  attestationTypedData,
  attestationTypes,
  type Message,
} from "./attestation/attestationTypedData.ts";
export { extendHead } from "./channel/extendHead.ts";
export { foldHeads } from "./channel/foldHeads.ts";
export { hashEntry } from "./channel/hashEntry.ts";
export type { Checkpoint, Cut, Finality } from "./checkpoint/Checkpoint.ts";
export type { ChainConfig, Config, FinalityRule } from "./config/Config.ts";
export { type ConfigInput, defineConfig } from "./config/defineConfig.ts";
export { loadConfig } from "./config/loadConfig.ts";
export type { ContractAddresses, DeployedChain, Deployment } from "./deployment/Deployment.ts";
export { formatDeployment } from "./deployment/formatDeployment.ts";
export { loadDeployment } from "./deployment/loadDeployment.ts";
export { InputError } from "./error/InputError.ts";
export {
  accessManagerAbi,
  attestedGatewayAbi,
  erc20Abi,
  errorsAbi,
  hubAbi,
  loopbackGatewayAbi,
  spokeAbi,
} from "./generated/abis.ts";
export * from "./generated/events.ts";
export { type DecodedInstruction, decodeInstruction } from "./instruction/decodeInstruction.ts";
export { encodeInstruction } from "./instruction/encodeInstruction.ts";
export type { Instruction, PayInstruction } from "./instruction/Instruction.ts";
export { hashLeg } from "./order/hashLeg.ts";
export type { Call, Leg, Order } from "./order/Order.ts";
export { orderId } from "./order/orderId.ts";
export { type OrderDomain, orderTypedData, orderTypes } from "./order/orderTypedData.ts";
export { type DecodedReport, decodeReport } from "./report/decodeReport.ts";
export { encodeReport } from "./report/encodeReport.ts";
export type { Fill, Repayment } from "./report/Fill.ts";
export type { EscrowedReport, FilledReport, HeartbeatReport, Report } from "./report/Report.ts";
