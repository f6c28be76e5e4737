export { accountToAddress } from "./account/accountToAddress.ts";
export { addressToAccount } from "./account/addressToAccount.ts";
export { type ChainAddress, formatInteroperableAddress } from "./account/formatInteroperableAddress.ts";
export { native } from "./account/native.ts";
export { parseInteroperableAddress } from "./account/parseInteroperableAddress.ts";
export {
  type AttestationDomain,
  attestationTypedData,
  attestationTypes,
  type Message,
} from "./attestation/attestationTypedData.ts";
export { decodeEnvelope } from "./attestation/decodeEnvelope.ts";
export {
  type AttestedHeader,
  type HeaderAttestationDomain,
  headerAttestationTypes,
  headerTypedData,
} from "./attestation/headerTypedData.ts";
export { extendHead } from "./channel/extendHead.ts";
export { foldHeads } from "./channel/foldHeads.ts";
export { hashEntry } from "./channel/hashEntry.ts";
export { headInSlot } from "./channel/headInSlot.ts";
export { headSlot } from "./channel/headSlot.ts";
export type { Checkpoint, Cut, Finality } from "./checkpoint/Checkpoint.ts";
export type {
  AssetConfig,
  AssetTokenConfig,
  ChainConfig,
  Config,
  FeePolicyConfig,
  FinalityRule,
  Governance,
} from "./config/Config.ts";
export { type ConfigInput, defineConfig } from "./config/defineConfig.ts";
export { loadConfig } from "./config/loadConfig.ts";
export type { ContractAddresses, DeployedChain, DeployedVault, Deployment } from "./deployment/Deployment.ts";
export { formatDeployment } from "./deployment/formatDeployment.ts";
export { loadDeployment } from "./deployment/loadDeployment.ts";
export { InputError } from "./error/InputError.ts";
export { decodeExecutions } from "./executor/decodeExecutions.ts";
export { type Execution, encodeExecutions } from "./executor/encodeExecutions.ts";
export { executorOf } from "./executor/executorOf.ts";
export type { FeePolicy } from "./fee/FeePolicy.ts";
export {
  accessManagerAbi,
  attestedGatewayAbi,
  attestedHeaderOracleAbi,
  deputiesAbi,
  erc20Abi,
  errorsAbi,
  executorAbi,
  historyHeaderOracleAbi,
  hubAbi,
  hyperlaneGatewayAbi,
  ledgerAbi,
  loopbackGatewayAbi,
  proofGatewayAbi,
  quorumGatewayAbi,
  resolverAbi,
  spokeAbi,
  vaultAbi,
} from "./generated/abis.ts";
export * from "./generated/events.ts";
export { encodeHeader, HeaderUnknownError, type RpcHeader } from "./header/encodeHeader.ts";
export { type DecodedInstruction, decodeInstruction } from "./instruction/decodeInstruction.ts";
export { encodeInstruction } from "./instruction/encodeInstruction.ts";
export type { ConfigureInstruction, Instruction, PayInstruction } from "./instruction/Instruction.ts";
export { cancellationTypedData, cancellationTypes } from "./order/cancellationTypedData.ts";
export { hashCalls } from "./order/hashCalls.ts";
export { hashLeg } from "./order/hashLeg.ts";
export type { Call, Leg, Order } from "./order/Order.ts";
export { type OrderDomain, orderDomain } from "./order/orderDomain.ts";
export { orderId } from "./order/orderId.ts";
export { orderTypedData, orderTypes } from "./order/orderTypedData.ts";
export type { ReportedOrder } from "./order/ReportedOrder.ts";
export { type Input, type SumInputsParameters, sumInputs } from "./order/sumInputs.ts";
export {
  type AuthorizationTypedDataParameters,
  authorizationTypedData,
  authorizationTypes,
} from "./permit/authorizationTypedData.ts";
export {
  type Permit2TypedDataParameters,
  permit2,
  permit2TypedData,
  permit2Types,
} from "./permit/permit2TypedData.ts";
export { type PermitTypedDataParameters, permitTypedData, permitTypes } from "./permit/permitTypedData.ts";
export type { TokenDomain } from "./permit/TokenDomain.ts";
export { type DecodedReport, decodeReport } from "./report/decodeReport.ts";
export { encodeReport } from "./report/encodeReport.ts";
export type { Fill, Repayment } from "./report/Fill.ts";
export type {
  CancelledReport,
  Deposit,
  DepositedReport,
  EscrowedReport,
  FilledReport,
  HeartbeatReport,
  Report,
} from "./report/Report.ts";
export { decodeResolvedOrder, type EncodedOrder } from "./resolver/decodeResolvedOrder.ts";
export { decodeResolverPayload } from "./resolver/decodeResolverPayload.ts";
export { encodeResolverPayload } from "./resolver/encodeResolverPayload.ts";
export { encodeStepCall } from "./resolver/encodeStepCall.ts";
export type {
  Argument,
  Assumption,
  Attribute,
  Formula,
  Payment,
  ResolvedOrder,
  Step,
  Variable,
} from "./resolver/ResolvedOrder.ts";
export type { ResolverPayload } from "./resolver/ResolverPayload.ts";
export { decodeSettings } from "./settings/decodeSettings.ts";
export { encodeSettings } from "./settings/encodeSettings.ts";
export type { Settings } from "./settings/Settings.ts";
