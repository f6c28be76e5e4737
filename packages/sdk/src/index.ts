export { type AcceptEarlierParameters, acceptEarlier } from "./channel/acceptEarlier.ts";
export { type DeliverParameters, deliver } from "./channel/deliver.ts";
export { type DispatchParameters, dispatch } from "./channel/dispatch.ts";
export { GasOverMaximumError } from "./contract/GasOverMaximumError.ts";
export { RevertError } from "./contract/RevertError.ts";
export { type WriteClient, type WriteOptions, write } from "./contract/write.ts";
export { type Attestation, type AttestParameters, attest } from "./gateway/attest.ts";
export { type AttestHeaderParameters, attestHeader } from "./gateway/attestHeader.ts";
export { type ExecuteAgreementParameters, executeAgreement } from "./gateway/executeAgreement.ts";
export { type ExecuteMessageParameters, executeMessage } from "./gateway/executeMessage.ts";
export { type ProveHeadParameters, proveHead } from "./gateway/proveHead.ts";
export { type FinalBlock, readFinalBlock } from "./gateway/readFinalBlock.ts";
export {
  BlockNotFinalError,
  type FinalHeader,
  type ReadFinalHeaderParameters,
  readFinalHeader,
} from "./gateway/readFinalHeader.ts";
export {
  type FinalMessage,
  MessageNotFinalError,
  MessageNotSentError,
  type ReadFinalMessageParameters,
  readFinalMessage,
} from "./gateway/readFinalMessage.ts";
export { type ReadForwardedMessageParameters, readForwardedMessage } from "./gateway/readForwardedMessage.ts";
export { type HeadProof, type ReadHeadProofParameters, readHeadProof } from "./gateway/readHeadProof.ts";
export { type VouchHeaderParameters, vouchHeader } from "./gateway/vouchHeader.ts";
export { type AbortParameters, abort } from "./hub/abort.ts";
export { type CancelPooledParameters, cancelPooled } from "./hub/cancelPooled.ts";
export { type CollectFeesParameters, collectFees } from "./hub/collectFees.ts";
export {
  type DeliverAndSettleParameters,
  type Delivery,
  deliverAndSettle,
} from "./hub/deliverAndSettle.ts";
export { type FillPooledParameters, fillPooled } from "./hub/fillPooled.ts";
export { type ReportedOrder, unreportedFill } from "./hub/ReportedOrder.ts";
export { type RefundParameters, refund } from "./hub/refund.ts";
export { type SettleParameters, settle } from "./hub/settle.ts";
export { type UpdateFeeParameters, updateFee } from "./hub/updateFee.ts";
export { type MatureParameters, mature } from "./ledger/mature.ts";
export { type DepositQuote, type QuoteDepositParameters, quoteDeposit } from "./ledger/quoteDeposit.ts";
export { type FillQuote, type QuoteFillParameters, quoteFill } from "./ledger/quoteFill.ts";
export { type QuoteWithdrawParameters, quoteWithdraw, type WithdrawQuote } from "./ledger/quoteWithdraw.ts";
export { type PayoutFee, type ReadPayoutFeeParameters, readPayoutFee } from "./ledger/readPayoutFee.ts";
export { type SetOperatorParameters, setOperator } from "./ledger/setOperator.ts";
export { type TransferBalanceParameters, transferBalance } from "./ledger/transferBalance.ts";
export { type WithdrawParameters, withdraw } from "./ledger/withdraw.ts";
export { type WithdrawLocalParameters, withdrawLocal } from "./ledger/withdrawLocal.ts";
export { type Authorization, signAuthorization } from "./sign/signAuthorization.ts";
export { type SignCancellationParameters, signCancellation } from "./sign/signCancellation.ts";
export { type Signer, type SignOrderParameters, signOrder } from "./sign/signOrder.ts";
export { type Permit, signPermit } from "./sign/signPermit.ts";
export { type SignPermit2Parameters, signPermit2 } from "./sign/signPermit2.ts";
export { type CancelNonceParameters, cancelNonce } from "./spoke/cancelNonce.ts";
export { type CancelOrderParameters, cancelOrder } from "./spoke/cancelOrder.ts";
export { type CancelOrderForParameters, cancelOrderFor } from "./spoke/cancelOrderFor.ts";
export { type ClaimParameters, claim } from "./spoke/claim.ts";
export { type DepositParameters, deposit } from "./spoke/deposit.ts";
export type { EntryFee } from "./spoke/EntryFee.ts";
export { type ExecuteCallParameters, executeCall } from "./spoke/executeCall.ts";
export { type FillLegParameters, fillLeg, type LegFill } from "./spoke/fillLeg.ts";
export { type FillManyParameters, fillMany } from "./spoke/fillMany.ts";
export { type HeartbeatParameters, heartbeat } from "./spoke/heartbeat.ts";
export { type OpenManyParameters, openMany } from "./spoke/openMany.ts";
export { type OpenOrderParameters, openOrder } from "./spoke/openOrder.ts";
export { type OpenOrderForParameters, openOrderFor } from "./spoke/openOrderFor.ts";
export {
  type OpenOrderForWithAuthorizationsParameters,
  openOrderForWithAuthorizations,
} from "./spoke/openOrderForWithAuthorizations.ts";
export { type OpenOrderForWithPermit2Parameters, openOrderForWithPermit2 } from "./spoke/openOrderForWithPermit2.ts";
export { type OpenOrderForWithPermitsParameters, openOrderForWithPermits } from "./spoke/openOrderForWithPermits.ts";
export { type ConnectStateParameters, connectState, type Snapshot, type State } from "./state/connectState.ts";
export { type ReadActionableOrdersParameters, readActionableOrders } from "./state/readActionableOrders.ts";
export { type AwaitedReport, readAwaitedReports } from "./state/readAwaitedReports.ts";
export { type Balance, type ReadBalancesParameters, readBalances } from "./state/readBalances.ts";
export { type IndexedChain, readChains } from "./state/readChains.ts";
export { type Channel, readChannels } from "./state/readChannels.ts";
export { readCheckpoints } from "./state/readCheckpoints.ts";
export { type Claimable, readClaimables } from "./state/readClaimables.ts";
export {
  type DispatchedHead,
  type ReadDispatchedHeadsParameters,
  readDispatchedHeads,
} from "./state/readDispatchedHeads.ts";
export { type Divergence, readDivergences } from "./state/readDivergences.ts";
export { type DueCall, readDueCalls } from "./state/readDueCalls.ts";
export { readDueMessages, type SentMessage } from "./state/readDueMessages.ts";
export { type Earning, readEarnings } from "./state/readEarnings.ts";
export { type Entry, type ReadEntriesParameters, readEntries } from "./state/readEntries.ts";
export { type FinalHead, type ReadFinalHeadsParameters, readFinalHeads } from "./state/readFinalHeads.ts";
export { type LastHeartbeat, readLastHeartbeats } from "./state/readLastHeartbeats.ts";
export {
  type AccountLedger,
  type Custody,
  type LedgerAsset,
  readAccountLedger,
  readLedger,
} from "./state/readLedger.ts";
export { readNextAccepted } from "./state/readNextAccepted.ts";
export { type IndexedOrder, readOrders } from "./state/readOrders.ts";
export { StateUnavailableError } from "./state/StateUnavailableError.ts";
export { type DepositInVaultParameters, depositInVault } from "./vault/depositInVault.ts";
export { type PreviewDepositParameters, previewDeposit } from "./vault/previewDeposit.ts";
export { type RedeemParameters, redeem } from "./vault/redeem.ts";
export { type RedeemToParameters, redeemTo } from "./vault/redeemTo.ts";
