// Generated from the compiled contracts by "pnpm generate".

import type { Address, Hex } from "viem";
import type { Order } from "../order/Order.ts";
import type { FeePolicy } from "../fee/FeePolicy.ts";

/** What hub, spokes and gateways emit. */
export const orderEventsAbi = [
  {"type":"event","name":"AttestersSet","inputs":[{"name":"sourceChain","type":"uint64","indexed":true,"internalType":"uint64"},{"name":"epoch","type":"uint64","indexed":false,"internalType":"uint64"},{"name":"attesters","type":"address[]","indexed":false,"internalType":"address[]"},{"name":"threshold","type":"uint8","indexed":false,"internalType":"uint8"}],"anonymous":false},
  {"type":"event","name":"AuthorityUpdated","inputs":[{"name":"authority","type":"address","indexed":false,"internalType":"address"}],"anonymous":false},
  {"type":"event","name":"CallExecuted","inputs":[{"name":"orderId","type":"bytes32","indexed":true,"internalType":"OrderId"}],"anonymous":false},
  {"type":"event","name":"CallFailed","inputs":[{"name":"orderId","type":"bytes32","indexed":true,"internalType":"OrderId"}],"anonymous":false},
  {"type":"event","name":"ChainRetired","inputs":[{"name":"chain","type":"uint64","indexed":true,"internalType":"uint64"}],"anonymous":false},
  {"type":"event","name":"Configured","inputs":[{"name":"head","type":"bytes32","indexed":true,"internalType":"bytes32"},{"name":"accepting","type":"bool","indexed":false,"internalType":"bool"},{"name":"entryFee","type":"uint256","indexed":false,"internalType":"uint256"}],"anonymous":false},
  {"type":"event","name":"DeliveryCredited","inputs":[{"name":"account","type":"address","indexed":true,"internalType":"address"},{"name":"amount","type":"uint256","indexed":false,"internalType":"uint256"}],"anonymous":false},
  {"type":"event","name":"DeliveryPaid","inputs":[{"name":"account","type":"address","indexed":true,"internalType":"address"},{"name":"amount","type":"uint256","indexed":false,"internalType":"uint256"}],"anonymous":false},
  {"type":"event","name":"DepositReturned","inputs":[{"name":"chain","type":"uint64","indexed":true,"internalType":"uint64"},{"name":"head","type":"bytes32","indexed":true,"internalType":"bytes32"},{"name":"token","type":"bytes32","indexed":false,"internalType":"bytes32"},{"name":"depositor","type":"address","indexed":true,"internalType":"address"},{"name":"amount","type":"uint256","indexed":false,"internalType":"uint256"}],"anonymous":false},
  {"type":"event","name":"EntriesDelivered","inputs":[{"name":"chain","type":"uint64","indexed":true,"internalType":"uint64"},{"name":"headBefore","type":"bytes32","indexed":false,"internalType":"bytes32"},{"name":"headAfter","type":"bytes32","indexed":true,"internalType":"bytes32"},{"name":"count","type":"uint256","indexed":false,"internalType":"uint256"}],"anonymous":false},
  {"type":"event","name":"EntryQueued","inputs":[{"name":"chain","type":"uint64","indexed":false,"internalType":"uint64"},{"name":"head","type":"bytes32","indexed":true,"internalType":"bytes32"},{"name":"entry","type":"bytes","indexed":false,"internalType":"bytes"}],"anonymous":false},
  {"type":"event","name":"EntryRejected","inputs":[{"name":"chain","type":"uint64","indexed":true,"internalType":"uint64"},{"name":"head","type":"bytes32","indexed":true,"internalType":"bytes32"},{"name":"reason","type":"bytes4","indexed":false,"internalType":"bytes4"}],"anonymous":false},
  {"type":"event","name":"ExecutorSwept","inputs":[{"name":"orderId","type":"bytes32","indexed":true,"internalType":"OrderId"},{"name":"token","type":"address","indexed":true,"internalType":"address"},{"name":"recipient","type":"address","indexed":true,"internalType":"address"},{"name":"amount","type":"uint256","indexed":false,"internalType":"uint256"}],"anonymous":false},
  {"type":"event","name":"FeePolicySet","inputs":[{"name":"chain","type":"uint64","indexed":true,"internalType":"uint64"},{"name":"oldPolicy","type":"tuple","indexed":false,"internalType":"struct FeePolicy","components":[{"name":"minimum","type":"uint64","internalType":"uint64"},{"name":"maximum","type":"uint64","internalType":"uint64"},{"name":"rate","type":"uint128","internalType":"uint128"}]},{"name":"newPolicy","type":"tuple","indexed":false,"internalType":"struct FeePolicy","components":[{"name":"minimum","type":"uint64","internalType":"uint64"},{"name":"maximum","type":"uint64","internalType":"uint64"},{"name":"rate","type":"uint128","internalType":"uint128"}]}],"anonymous":false},
  {"type":"event","name":"FeesCollected","inputs":[{"name":"account","type":"address","indexed":true,"internalType":"address"},{"name":"chain","type":"uint64","indexed":true,"internalType":"uint64"},{"name":"recipient","type":"bytes32","indexed":false,"internalType":"bytes32"},{"name":"amount","type":"uint256","indexed":false,"internalType":"uint256"},{"name":"deliveryFee","type":"uint256","indexed":false,"internalType":"uint256"}],"anonymous":false},
  {"type":"event","name":"FeesEarned","inputs":[{"name":"account","type":"address","indexed":true,"internalType":"address"},{"name":"chain","type":"uint64","indexed":true,"internalType":"uint64"},{"name":"amount","type":"uint256","indexed":false,"internalType":"uint256"}],"anonymous":false},
  {"type":"event","name":"FillReleased","inputs":[{"name":"orderId","type":"bytes32","indexed":true,"internalType":"OrderId"},{"name":"leg","type":"uint8","indexed":false,"internalType":"uint8"}],"anonymous":false},
  {"type":"event","name":"HeadAccepted","inputs":[{"name":"chain","type":"uint64","indexed":true,"internalType":"uint64"},{"name":"head","type":"bytes32","indexed":true,"internalType":"bytes32"},{"name":"gateway","type":"address","indexed":false,"internalType":"address"}],"anonymous":false},
  {"type":"event","name":"HeadDispatched","inputs":[{"name":"chain","type":"uint64","indexed":true,"internalType":"uint64"},{"name":"head","type":"bytes32","indexed":true,"internalType":"bytes32"},{"name":"gateway","type":"address","indexed":false,"internalType":"address"},{"name":"sendId","type":"bytes32","indexed":false,"internalType":"bytes32"}],"anonymous":false},
  {"type":"event","name":"MessageExecuted","inputs":[{"name":"receiveId","type":"bytes32","indexed":true,"internalType":"bytes32"},{"name":"sendId","type":"bytes32","indexed":true,"internalType":"bytes32"},{"name":"sender","type":"bytes","indexed":false,"internalType":"bytes"},{"name":"recipient","type":"bytes","indexed":false,"internalType":"bytes"},{"name":"payload","type":"bytes","indexed":false,"internalType":"bytes"}],"anonymous":false},
  {"type":"event","name":"MessageSent","inputs":[{"name":"sendId","type":"bytes32","indexed":true,"internalType":"bytes32"},{"name":"sender","type":"bytes","indexed":false,"internalType":"bytes"},{"name":"recipient","type":"bytes","indexed":false,"internalType":"bytes"},{"name":"payload","type":"bytes","indexed":false,"internalType":"bytes"},{"name":"value","type":"uint256","indexed":false,"internalType":"uint256"},{"name":"attributes","type":"bytes[]","indexed":false,"internalType":"bytes[]"}],"anonymous":false},
  {"type":"event","name":"NonceCancelled","inputs":[{"name":"user","type":"address","indexed":true,"internalType":"address"},{"name":"nonce","type":"uint256","indexed":false,"internalType":"uint256"}],"anonymous":false},
  {"type":"event","name":"OrderAborted","inputs":[{"name":"orderId","type":"bytes32","indexed":true,"internalType":"OrderId"},{"name":"order","type":"tuple","indexed":false,"internalType":"struct Order","components":[{"name":"user","type":"address","internalType":"address"},{"name":"nonce","type":"uint256","internalType":"uint256"},{"name":"openDeadline","type":"uint64","internalType":"uint64"},{"name":"fillDeadline","type":"uint64","internalType":"uint64"},{"name":"solver","type":"address","internalType":"address"},{"name":"exclusiveUntil","type":"uint64","internalType":"uint64"},{"name":"pooled","type":"bool","internalType":"bool"},{"name":"cancellable","type":"bool","internalType":"bool"},{"name":"legs","type":"tuple[]","internalType":"struct Leg[]","components":[{"name":"originChain","type":"uint64","internalType":"uint64"},{"name":"inputToken","type":"address","internalType":"address"},{"name":"inputAmount","type":"uint128","internalType":"uint128"},{"name":"destinationChain","type":"uint64","internalType":"uint64"},{"name":"outputToken","type":"bytes32","internalType":"bytes32"},{"name":"outputAmount","type":"uint128","internalType":"uint128"},{"name":"recipient","type":"bytes32","internalType":"bytes32"}]},{"name":"calls","type":"tuple[]","internalType":"struct Call[]","components":[{"name":"chain","type":"uint64","internalType":"uint64"},{"name":"fallbackRecipient","type":"bytes32","internalType":"bytes32"},{"name":"calls","type":"bytes","internalType":"bytes"},{"name":"gas","type":"uint256","internalType":"uint256"}]}]}],"anonymous":false},
  {"type":"event","name":"OrderOpened","inputs":[{"name":"orderId","type":"bytes32","indexed":true,"internalType":"OrderId"},{"name":"order","type":"tuple","indexed":false,"internalType":"struct Order","components":[{"name":"user","type":"address","internalType":"address"},{"name":"nonce","type":"uint256","internalType":"uint256"},{"name":"openDeadline","type":"uint64","internalType":"uint64"},{"name":"fillDeadline","type":"uint64","internalType":"uint64"},{"name":"solver","type":"address","internalType":"address"},{"name":"exclusiveUntil","type":"uint64","internalType":"uint64"},{"name":"pooled","type":"bool","internalType":"bool"},{"name":"cancellable","type":"bool","internalType":"bool"},{"name":"legs","type":"tuple[]","internalType":"struct Leg[]","components":[{"name":"originChain","type":"uint64","internalType":"uint64"},{"name":"inputToken","type":"address","internalType":"address"},{"name":"inputAmount","type":"uint128","internalType":"uint128"},{"name":"destinationChain","type":"uint64","internalType":"uint64"},{"name":"outputToken","type":"bytes32","internalType":"bytes32"},{"name":"outputAmount","type":"uint128","internalType":"uint128"},{"name":"recipient","type":"bytes32","internalType":"bytes32"}]},{"name":"calls","type":"tuple[]","internalType":"struct Call[]","components":[{"name":"chain","type":"uint64","internalType":"uint64"},{"name":"fallbackRecipient","type":"bytes32","internalType":"bytes32"},{"name":"calls","type":"bytes","internalType":"bytes"},{"name":"gas","type":"uint256","internalType":"uint256"}]}]}],"anonymous":false},
  {"type":"event","name":"OrderPaidFor","inputs":[{"name":"orderId","type":"bytes32","indexed":true,"internalType":"OrderId"},{"name":"payer","type":"address","indexed":false,"internalType":"address"}],"anonymous":false},
  {"type":"event","name":"OrderSettled","inputs":[{"name":"orderId","type":"bytes32","indexed":true,"internalType":"OrderId"},{"name":"order","type":"tuple","indexed":false,"internalType":"struct Order","components":[{"name":"user","type":"address","internalType":"address"},{"name":"nonce","type":"uint256","internalType":"uint256"},{"name":"openDeadline","type":"uint64","internalType":"uint64"},{"name":"fillDeadline","type":"uint64","internalType":"uint64"},{"name":"solver","type":"address","internalType":"address"},{"name":"exclusiveUntil","type":"uint64","internalType":"uint64"},{"name":"pooled","type":"bool","internalType":"bool"},{"name":"cancellable","type":"bool","internalType":"bool"},{"name":"legs","type":"tuple[]","internalType":"struct Leg[]","components":[{"name":"originChain","type":"uint64","internalType":"uint64"},{"name":"inputToken","type":"address","internalType":"address"},{"name":"inputAmount","type":"uint128","internalType":"uint128"},{"name":"destinationChain","type":"uint64","internalType":"uint64"},{"name":"outputToken","type":"bytes32","internalType":"bytes32"},{"name":"outputAmount","type":"uint128","internalType":"uint128"},{"name":"recipient","type":"bytes32","internalType":"bytes32"}]},{"name":"calls","type":"tuple[]","internalType":"struct Call[]","components":[{"name":"chain","type":"uint64","internalType":"uint64"},{"name":"fallbackRecipient","type":"bytes32","internalType":"bytes32"},{"name":"calls","type":"bytes","internalType":"bytes"},{"name":"gas","type":"uint256","internalType":"uint256"}]}]}],"anonymous":false},
  {"type":"event","name":"OrderSkipped","inputs":[{"name":"orderId","type":"bytes32","indexed":true,"internalType":"OrderId"},{"name":"reason","type":"bytes","indexed":false,"internalType":"bytes"}],"anonymous":false},
  {"type":"event","name":"OutputHeld","inputs":[{"name":"orderId","type":"bytes32","indexed":true,"internalType":"OrderId"},{"name":"leg","type":"uint8","indexed":false,"internalType":"uint8"},{"name":"order","type":"tuple","indexed":false,"internalType":"struct Order","components":[{"name":"user","type":"address","internalType":"address"},{"name":"nonce","type":"uint256","internalType":"uint256"},{"name":"openDeadline","type":"uint64","internalType":"uint64"},{"name":"fillDeadline","type":"uint64","internalType":"uint64"},{"name":"solver","type":"address","internalType":"address"},{"name":"exclusiveUntil","type":"uint64","internalType":"uint64"},{"name":"pooled","type":"bool","internalType":"bool"},{"name":"cancellable","type":"bool","internalType":"bool"},{"name":"legs","type":"tuple[]","internalType":"struct Leg[]","components":[{"name":"originChain","type":"uint64","internalType":"uint64"},{"name":"inputToken","type":"address","internalType":"address"},{"name":"inputAmount","type":"uint128","internalType":"uint128"},{"name":"destinationChain","type":"uint64","internalType":"uint64"},{"name":"outputToken","type":"bytes32","internalType":"bytes32"},{"name":"outputAmount","type":"uint128","internalType":"uint128"},{"name":"recipient","type":"bytes32","internalType":"bytes32"}]},{"name":"calls","type":"tuple[]","internalType":"struct Call[]","components":[{"name":"chain","type":"uint64","internalType":"uint64"},{"name":"fallbackRecipient","type":"bytes32","internalType":"bytes32"},{"name":"calls","type":"bytes","internalType":"bytes"},{"name":"gas","type":"uint256","internalType":"uint256"}]}]}],"anonymous":false},
  {"type":"event","name":"PausesSet","inputs":[{"name":"opens","type":"bool","indexed":false,"internalType":"bool"},{"name":"fills","type":"bool","indexed":false,"internalType":"bool"}],"anonymous":false},
  {"type":"event","name":"PayoutClaimed","inputs":[{"name":"token","type":"address","indexed":true,"internalType":"address"},{"name":"account","type":"address","indexed":true,"internalType":"address"},{"name":"amount","type":"uint256","indexed":false,"internalType":"uint256"}],"anonymous":false},
  {"type":"event","name":"PayoutFailed","inputs":[{"name":"head","type":"bytes32","indexed":true,"internalType":"bytes32"},{"name":"token","type":"address","indexed":true,"internalType":"address"},{"name":"account","type":"address","indexed":true,"internalType":"address"},{"name":"amount","type":"uint256","indexed":false,"internalType":"uint256"}],"anonymous":false},
  {"type":"event","name":"PayoutFeeCredited","inputs":[{"name":"head","type":"bytes32","indexed":true,"internalType":"bytes32"},{"name":"token","type":"address","indexed":true,"internalType":"address"},{"name":"account","type":"address","indexed":true,"internalType":"address"},{"name":"amount","type":"uint256","indexed":false,"internalType":"uint256"}],"anonymous":false},
  {"type":"event","name":"PayoutOwed","inputs":[{"name":"orderId","type":"bytes32","indexed":true,"internalType":"OrderId"},{"name":"leg","type":"uint8","indexed":false,"internalType":"uint8"},{"name":"kind","type":"uint8","indexed":false,"internalType":"enum PayoutKind"},{"name":"chain","type":"uint64","indexed":false,"internalType":"uint64"},{"name":"token","type":"bytes32","indexed":false,"internalType":"bytes32"},{"name":"account","type":"bytes32","indexed":false,"internalType":"bytes32"},{"name":"amount","type":"uint256","indexed":false,"internalType":"uint256"}],"anonymous":false},
  {"type":"event","name":"PayoutPaid","inputs":[{"name":"head","type":"bytes32","indexed":true,"internalType":"bytes32"},{"name":"token","type":"address","indexed":true,"internalType":"address"},{"name":"account","type":"address","indexed":true,"internalType":"address"},{"name":"amount","type":"uint256","indexed":false,"internalType":"uint256"}],"anonymous":false},
  {"type":"event","name":"RequestSkipped","inputs":[{"name":"index","type":"uint256","indexed":true,"internalType":"uint256"},{"name":"reason","type":"bytes","indexed":false,"internalType":"bytes"}],"anonymous":false},
  {"type":"event","name":"RouteSet","inputs":[{"name":"chain","type":"uint64","indexed":true,"internalType":"uint64"},{"name":"oldGateway","type":"address","indexed":false,"internalType":"address"},{"name":"oldCounterpart","type":"address","indexed":false,"internalType":"address"},{"name":"newGateway","type":"address","indexed":false,"internalType":"address"},{"name":"newCounterpart","type":"address","indexed":false,"internalType":"address"}],"anonymous":false},
  {"type":"event","name":"SignedOrderOpened","inputs":[{"name":"orderId","type":"bytes32","indexed":true,"internalType":"OrderId"},{"name":"submitter","type":"address","indexed":false,"internalType":"address"},{"name":"order","type":"tuple","indexed":false,"internalType":"struct Order","components":[{"name":"user","type":"address","internalType":"address"},{"name":"nonce","type":"uint256","internalType":"uint256"},{"name":"openDeadline","type":"uint64","internalType":"uint64"},{"name":"fillDeadline","type":"uint64","internalType":"uint64"},{"name":"solver","type":"address","internalType":"address"},{"name":"exclusiveUntil","type":"uint64","internalType":"uint64"},{"name":"pooled","type":"bool","internalType":"bool"},{"name":"cancellable","type":"bool","internalType":"bool"},{"name":"legs","type":"tuple[]","internalType":"struct Leg[]","components":[{"name":"originChain","type":"uint64","internalType":"uint64"},{"name":"inputToken","type":"address","internalType":"address"},{"name":"inputAmount","type":"uint128","internalType":"uint128"},{"name":"destinationChain","type":"uint64","internalType":"uint64"},{"name":"outputToken","type":"bytes32","internalType":"bytes32"},{"name":"outputAmount","type":"uint128","internalType":"uint128"},{"name":"recipient","type":"bytes32","internalType":"bytes32"}]},{"name":"calls","type":"tuple[]","internalType":"struct Call[]","components":[{"name":"chain","type":"uint64","internalType":"uint64"},{"name":"fallbackRecipient","type":"bytes32","internalType":"bytes32"},{"name":"calls","type":"bytes","internalType":"bytes"},{"name":"gas","type":"uint256","internalType":"uint256"}]}]}],"anonymous":false},
  {"type":"event","name":"SpokeConfigured","inputs":[{"name":"chain","type":"uint64","indexed":true,"internalType":"uint64"},{"name":"accepting","type":"bool","indexed":false,"internalType":"bool"},{"name":"entryFee","type":"uint256","indexed":false,"internalType":"uint256"}],"anonymous":false},
  {"type":"event","name":"WrappedNativeSet","inputs":[{"name":"token","type":"address","indexed":false,"internalType":"address"}],"anonymous":false},
] as const;

/** What the ledger and its vaults emit besides. */
export const ledgerEventsAbi = [
  {"type":"event","name":"Approval","inputs":[{"name":"owner","type":"address","indexed":true,"internalType":"address"},{"name":"spender","type":"address","indexed":true,"internalType":"address"},{"name":"id","type":"uint256","indexed":true,"internalType":"uint256"},{"name":"amount","type":"uint256","indexed":false,"internalType":"uint256"}],"anonymous":false},
  {"type":"event","name":"Transfer","inputs":[{"name":"caller","type":"address","indexed":false,"internalType":"address"},{"name":"sender","type":"address","indexed":true,"internalType":"address"},{"name":"receiver","type":"address","indexed":true,"internalType":"address"},{"name":"id","type":"uint256","indexed":true,"internalType":"uint256"},{"name":"amount","type":"uint256","indexed":false,"internalType":"uint256"}],"anonymous":false},
  {"type":"event","name":"CurveSet","inputs":[{"name":"asset","type":"uint32","indexed":true,"internalType":"uint32"},{"name":"chain","type":"uint64","indexed":true,"internalType":"uint64"},{"name":"oldTarget","type":"uint256","indexed":false,"internalType":"uint256"},{"name":"oldSlope","type":"uint256","indexed":false,"internalType":"uint256"},{"name":"newTarget","type":"uint256","indexed":false,"internalType":"uint256"},{"name":"newSlope","type":"uint256","indexed":false,"internalType":"uint256"}],"anonymous":false},
  {"type":"event","name":"CustodyJoined","inputs":[{"name":"cause","type":"bytes32","indexed":true,"internalType":"bytes32"},{"name":"asset","type":"uint32","indexed":true,"internalType":"uint32"},{"name":"chain","type":"uint64","indexed":true,"internalType":"uint64"},{"name":"kind","type":"uint8","indexed":false,"internalType":"enum CauseKind"},{"name":"account","type":"address","indexed":false,"internalType":"address"},{"name":"amount","type":"uint256","indexed":false,"internalType":"uint256"},{"name":"rebate","type":"uint256","indexed":false,"internalType":"uint256"}],"anonymous":false},
  {"type":"event","name":"CustodyLeft","inputs":[{"name":"cause","type":"bytes32","indexed":true,"internalType":"bytes32"},{"name":"asset","type":"uint32","indexed":true,"internalType":"uint32"},{"name":"chain","type":"uint64","indexed":true,"internalType":"uint64"},{"name":"kind","type":"uint8","indexed":false,"internalType":"enum CauseKind"},{"name":"account","type":"address","indexed":false,"internalType":"address"},{"name":"amount","type":"uint256","indexed":false,"internalType":"uint256"},{"name":"fee","type":"uint256","indexed":false,"internalType":"uint256"}],"anonymous":false},
  {"type":"event","name":"DustReserved","inputs":[{"name":"cause","type":"bytes32","indexed":true,"internalType":"bytes32"},{"name":"asset","type":"uint32","indexed":true,"internalType":"uint32"},{"name":"amount","type":"uint256","indexed":false,"internalType":"uint256"}],"anonymous":false},
  {"type":"event","name":"LimitSet","inputs":[{"name":"asset","type":"uint32","indexed":true,"internalType":"uint32"},{"name":"chain","type":"uint64","indexed":true,"internalType":"uint64"},{"name":"oldCapacity","type":"uint256","indexed":false,"internalType":"uint256"},{"name":"oldWindow","type":"uint256","indexed":false,"internalType":"uint256"},{"name":"newCapacity","type":"uint256","indexed":false,"internalType":"uint256"},{"name":"newWindow","type":"uint256","indexed":false,"internalType":"uint256"}],"anonymous":false},
  {"type":"event","name":"LocalCredited","inputs":[{"name":"cause","type":"bytes32","indexed":true,"internalType":"bytes32"},{"name":"asset","type":"uint32","indexed":true,"internalType":"uint32"},{"name":"chain","type":"uint64","indexed":true,"internalType":"uint64"},{"name":"kind","type":"uint8","indexed":false,"internalType":"enum CauseKind"},{"name":"account","type":"address","indexed":false,"internalType":"address"},{"name":"amount","type":"uint256","indexed":false,"internalType":"uint256"}],"anonymous":false},
  {"type":"event","name":"LocalMatured","inputs":[{"name":"asset","type":"uint32","indexed":true,"internalType":"uint32"},{"name":"chain","type":"uint64","indexed":true,"internalType":"uint64"},{"name":"account","type":"address","indexed":true,"internalType":"address"},{"name":"amount","type":"uint256","indexed":false,"internalType":"uint256"},{"name":"rebate","type":"uint256","indexed":false,"internalType":"uint256"}],"anonymous":false},
  {"type":"event","name":"LocalWithdrawn","inputs":[{"name":"cause","type":"bytes32","indexed":true,"internalType":"bytes32"},{"name":"asset","type":"uint32","indexed":true,"internalType":"uint32"},{"name":"chain","type":"uint64","indexed":true,"internalType":"uint64"},{"name":"account","type":"address","indexed":false,"internalType":"address"},{"name":"amount","type":"uint256","indexed":false,"internalType":"uint256"}],"anonymous":false},
  {"type":"event","name":"MarginSet","inputs":[{"name":"asset","type":"uint32","indexed":true,"internalType":"uint32"},{"name":"oldMargin","type":"uint256","indexed":false,"internalType":"uint256"},{"name":"newMargin","type":"uint256","indexed":false,"internalType":"uint256"}],"anonymous":false},
  {"type":"event","name":"OperatorSet","inputs":[{"name":"owner","type":"address","indexed":true,"internalType":"address"},{"name":"spender","type":"address","indexed":true,"internalType":"address"},{"name":"approved","type":"bool","indexed":false,"internalType":"bool"}],"anonymous":false},
  {"type":"event","name":"PayoutFeeSet","inputs":[{"name":"asset","type":"uint32","indexed":true,"internalType":"uint32"},{"name":"chain","type":"uint64","indexed":true,"internalType":"uint64"},{"name":"oldFee","type":"uint256","indexed":false,"internalType":"uint256"},{"name":"newFee","type":"uint256","indexed":false,"internalType":"uint256"}],"anonymous":false},
  {"type":"event","name":"ProfitLocked","inputs":[{"name":"profit","type":"uint256","indexed":false,"internalType":"uint256"},{"name":"locked","type":"uint256","indexed":false,"internalType":"uint256"},{"name":"unlockedAt","type":"uint256","indexed":false,"internalType":"uint256"}],"anonymous":false},
  {"type":"event","name":"ReserveFunded","inputs":[{"name":"asset","type":"uint32","indexed":true,"internalType":"uint32"},{"name":"account","type":"address","indexed":true,"internalType":"address"},{"name":"amount","type":"uint256","indexed":false,"internalType":"uint256"}],"anonymous":false},
  {"type":"event","name":"Approval","inputs":[{"name":"owner","type":"address","indexed":true,"internalType":"address"},{"name":"spender","type":"address","indexed":true,"internalType":"address"},{"name":"value","type":"uint256","indexed":false,"internalType":"uint256"}],"anonymous":false},
  {"type":"event","name":"Deposit","inputs":[{"name":"sender","type":"address","indexed":true,"internalType":"address"},{"name":"owner","type":"address","indexed":true,"internalType":"address"},{"name":"assets","type":"uint256","indexed":false,"internalType":"uint256"},{"name":"shares","type":"uint256","indexed":false,"internalType":"uint256"}],"anonymous":false},
  {"type":"event","name":"Transfer","inputs":[{"name":"from","type":"address","indexed":true,"internalType":"address"},{"name":"to","type":"address","indexed":true,"internalType":"address"},{"name":"value","type":"uint256","indexed":false,"internalType":"uint256"}],"anonymous":false},
  {"type":"event","name":"Withdraw","inputs":[{"name":"sender","type":"address","indexed":true,"internalType":"address"},{"name":"receiver","type":"address","indexed":true,"internalType":"address"},{"name":"owner","type":"address","indexed":true,"internalType":"address"},{"name":"assets","type":"uint256","indexed":false,"internalType":"uint256"},{"name":"shares","type":"uint256","indexed":false,"internalType":"uint256"}],"anonymous":false},
  {"type":"event","name":"TokenSet","inputs":[{"name":"asset","type":"uint32","indexed":true,"internalType":"uint32"},{"name":"chain","type":"uint64","indexed":true,"internalType":"uint64"},{"name":"oldToken","type":"bytes32","indexed":false,"internalType":"bytes32"},{"name":"oldDecimals","type":"uint8","indexed":false,"internalType":"uint8"},{"name":"newToken","type":"bytes32","indexed":false,"internalType":"bytes32"},{"name":"newDecimals","type":"uint8","indexed":false,"internalType":"uint8"}],"anonymous":false},
  {"type":"event","name":"VaultSet","inputs":[{"name":"asset","type":"uint32","indexed":true,"internalType":"uint32"},{"name":"vault","type":"address","indexed":false,"internalType":"address"}],"anonymous":false},
] as const;

/** What gateways that only some routes lead over, and header oracles, emit besides. */
export const gatewayEventsAbi = [
  {"type":"event","name":"GatewaySkipped","inputs":[{"name":"sendId","type":"bytes32","indexed":true,"internalType":"bytes32"},{"name":"gateway","type":"address","indexed":true,"internalType":"address"},{"name":"reason","type":"bytes4","indexed":false,"internalType":"bytes4"}],"anonymous":false},
  {"type":"event","name":"HandOverFailed","inputs":[{"name":"id","type":"bytes32","indexed":true,"internalType":"bytes32"},{"name":"reason","type":"bytes4","indexed":false,"internalType":"bytes4"}],"anonymous":false},
  {"type":"event","name":"HeadProven","inputs":[{"name":"receiveId","type":"bytes32","indexed":true,"internalType":"bytes32"},{"name":"sourceChain","type":"uint64","indexed":true,"internalType":"uint64"},{"name":"sender","type":"address","indexed":false,"internalType":"address"},{"name":"recipient","type":"address","indexed":false,"internalType":"address"},{"name":"number","type":"uint256","indexed":false,"internalType":"uint256"},{"name":"hash","type":"bytes32","indexed":false,"internalType":"bytes32"},{"name":"head","type":"bytes32","indexed":false,"internalType":"bytes32"}],"anonymous":false},
  {"type":"event","name":"HeaderDisputed","inputs":[{"name":"sourceChain","type":"uint64","indexed":true,"internalType":"uint64"},{"name":"number","type":"uint256","indexed":true,"internalType":"uint256"},{"name":"hash","type":"bytes32","indexed":false,"internalType":"bytes32"},{"name":"otherHash","type":"bytes32","indexed":false,"internalType":"bytes32"},{"name":"epoch","type":"uint64","indexed":false,"internalType":"uint64"}],"anonymous":false},
  {"type":"event","name":"HeaderOracleSet","inputs":[{"name":"sourceChain","type":"uint64","indexed":true,"internalType":"uint64"},{"name":"oldOracle","type":"address","indexed":false,"internalType":"address"},{"name":"newOracle","type":"address","indexed":false,"internalType":"address"}],"anonymous":false},
  {"type":"event","name":"HeaderVouched","inputs":[{"name":"sourceChain","type":"uint64","indexed":true,"internalType":"uint64"},{"name":"number","type":"uint256","indexed":true,"internalType":"uint256"},{"name":"hash","type":"bytes32","indexed":false,"internalType":"bytes32"},{"name":"epoch","type":"uint64","indexed":false,"internalType":"uint64"}],"anonymous":false},
  {"type":"event","name":"MessageForwarded","inputs":[{"name":"sendId","type":"bytes32","indexed":true,"internalType":"bytes32"},{"name":"gateway","type":"address","indexed":true,"internalType":"address"},{"name":"gatewaySendId","type":"bytes32","indexed":false,"internalType":"bytes32"},{"name":"fee","type":"uint256","indexed":false,"internalType":"uint256"}],"anonymous":false},
  {"type":"event","name":"MessageHandedOver","inputs":[{"name":"id","type":"bytes32","indexed":true,"internalType":"bytes32"},{"name":"receiveId","type":"bytes32","indexed":true,"internalType":"bytes32"}],"anonymous":false},
  {"type":"event","name":"MessageVoted","inputs":[{"name":"id","type":"bytes32","indexed":true,"internalType":"bytes32"},{"name":"gateway","type":"address","indexed":true,"internalType":"address"},{"name":"chain","type":"uint64","indexed":true,"internalType":"uint64"},{"name":"sendId","type":"bytes32","indexed":false,"internalType":"bytes32"},{"name":"sender","type":"address","indexed":false,"internalType":"address"},{"name":"recipient","type":"address","indexed":false,"internalType":"address"},{"name":"payload","type":"bytes","indexed":false,"internalType":"bytes"}],"anonymous":false},
  {"type":"event","name":"QuorumSet","inputs":[{"name":"chain","type":"uint64","indexed":true,"internalType":"uint64"},{"name":"counterpart","type":"address","indexed":false,"internalType":"address"},{"name":"gateways","type":"address[]","indexed":false,"internalType":"address[]"},{"name":"threshold","type":"uint8","indexed":false,"internalType":"uint8"}],"anonymous":false},
  {"type":"event","name":"RecipientSet","inputs":[{"name":"chain","type":"uint64","indexed":true,"internalType":"uint64"},{"name":"sender","type":"address","indexed":true,"internalType":"address"},{"name":"oldRecipient","type":"address","indexed":false,"internalType":"address"},{"name":"newRecipient","type":"address","indexed":false,"internalType":"address"}],"anonymous":false},
] as const;

/** Every event that the contracts emit, each once. */
export const eventsAbi = [...orderEventsAbi, ...ledgerEventsAbi, ...gatewayEventsAbi] as const;

/** From now on `threshold` of `attesters` vouch for messages from `sourceChain`. Epochs count from one. */
export type AttestersSetEvent = {
  eventName: "AttestersSet";
  args: {
    sourceChain: bigint;
    epoch: bigint;
    attesters: readonly Address[];
    threshold: number;
  };
};

export type AuthorityUpdatedEvent = {
  eventName: "AuthorityUpdated";
  args: {
    authority: Address;
  };
};

export type BalanceApprovalEvent = {
  eventName: "Approval";
  args: {
    owner: Address;
    spender: Address;
    id: bigint;
    amount: bigint;
  };
};

export type BalanceTransferEvent = {
  eventName: "Transfer";
  args: {
    caller: Address;
    sender: Address;
    receiver: Address;
    id: bigint;
    amount: bigint;
  };
};

/** The order's call ran here. */
export type CallExecutedEvent = {
  eventName: "CallExecuted";
  args: {
    orderId: Hex;
  };
};

/** The order's call failed with the gas that it names, or its outputs did not arrive in time; what is there goes to the fallback recipient. */
export type CallFailedEvent = {
  eventName: "CallFailed";
  args: {
    orderId: Hex;
  };
};

/** A chain that was silent for long was given up: its open legs count as expired, until its route is set again. */
export type ChainRetiredEvent = {
  eventName: "ChainRetired";
  args: {
    chain: bigint;
  };
};

/** The hub configured the spoke. `entryFee` is the least fee of an entry, in wei. */
export type ConfiguredEvent = {
  eventName: "Configured";
  args: {
    head: Hex;
    accepting: boolean;
    entryFee: bigint;
  };
};

/** The imbalance fee of an asset on a chain changed. In ledger units and parts per million. */
export type CurveSetEvent = {
  eventName: "CurveSet";
  args: {
    asset: number;
    chain: bigint;
    oldTarget: bigint;
    oldSlope: bigint;
    newTarget: bigint;
    newSlope: bigint;
  };
};

/** Custody of `chain` + amount, reserve − rebate, ledger balance of `account` + both. */
export type CustodyJoinedEvent = {
  eventName: "CustodyJoined";
  args: {
    cause: Hex;
    asset: number;
    chain: bigint;
    kind: number;
    account: Address;
    amount: bigint;
    rebate: bigint;
  };
};

/** Custody of `chain` − amount, reserve + fee, ledger balance of `account` − both. The amount is what is paid there and the payout's fee; `fee` is the imbalance fee. */
export type CustodyLeftEvent = {
  eventName: "CustodyLeft";
  args: {
    cause: Hex;
    asset: number;
    chain: bigint;
    kind: number;
    account: Address;
    amount: bigint;
    fee: bigint;
  };
};

/** Whoever delivered instructions refused the native token owed for it, in wei; the account can claim it. */
export type DeliveryCreditedEvent = {
  eventName: "DeliveryCredited";
  args: {
    account: Address;
    amount: bigint;
  };
};

/** Whoever delivered instructions was paid for it, in wei. */
export type DeliveryPaidEvent = {
  eventName: "DeliveryPaid";
  args: {
    account: Address;
    amount: bigint;
  };
};

/** A deposit was not taken, and its payout back to the depositor was queued. `head` is that of its report. */
export type DepositReturnedEvent = {
  eventName: "DepositReturned";
  args: {
    chain: bigint;
    head: Hex;
    token: Hex;
    depositor: Address;
    amount: bigint;
  };
};

/** Reserve + amount: what a payout's token can't express, taken from `account` zero. */
export type DustReservedEvent = {
  eventName: "DustReserved";
  args: {
    cause: Hex;
    asset: number;
    amount: bigint;
  };
};

/** `count` entries from `chain` were processed; they lead from `headBefore` to `headAfter`. */
export type EntriesDeliveredEvent = {
  eventName: "EntriesDelivered";
  args: {
    chain: bigint;
    headBefore: Hex;
    headAfter: Hex;
    count: bigint;
  };
};

/** An entry was queued for `chain`; `head` is the head that it makes, and its id within the channel. */
export type EntryQueuedEvent = {
  eventName: "EntryQueued";
  args: {
    chain: bigint;
    head: Hex;
    entry: Hex;
  };
};

/** The entry that makes `head` was processed, but does nothing: at most its timestamp counts. `reason` is the selector of an error. */
export type EntryRejectedEvent = {
  eventName: "EntryRejected";
  args: {
    chain: bigint;
    head: Hex;
    reason: Hex;
  };
};

/** What the order's executor held of a token went to the call's fallback recipient. */
export type ExecutorSweptEvent = {
  eventName: "ExecutorSwept";
  args: {
    orderId: Hex;
    token: Address;
    recipient: Address;
    amount: bigint;
  };
};

/** The bounds of a chain's entry fee changed. */
export type FeePolicySetEvent = {
  eventName: "FeePolicySet";
  args: {
    chain: bigint;
    oldPolicy: FeePolicy;
    newPolicy: FeePolicy;
  };
};

/** An account's fees, in gwei of the chain's native token, were queued as a payout to `recipient` there; `deliveryFee` of them pays who delivers it. */
export type FeesCollectedEvent = {
  eventName: "FeesCollected";
  args: {
    account: Address;
    chain: bigint;
    recipient: Hex;
    amount: bigint;
    deliveryFee: bigint;
  };
};

/** An account earned entry fees for delivering a chain's reports or deciding its orders, in gwei of the chain's native token. */
export type FeesEarnedEvent = {
  eventName: "FeesEarned";
  args: {
    account: Address;
    chain: bigint;
    amount: bigint;
  };
};

/** The fee of a direct fill of an aborted order was paid to whoever showed it. */
export type FillReleasedEvent = {
  eventName: "FillReleased";
  args: {
    orderId: Hex;
    leg: number;
  };
};

/** A gateway did not take a message, and was left out. `reason` is the selector of its error, or `FeeTooLow`. */
export type GatewaySkippedEvent = {
  eventName: "GatewaySkipped";
  args: {
    sendId: Hex;
    gateway: Address;
    reason: Hex;
  };
};

/** Enough gateways agree on a message, but its recipient did not take it: `execute` tries again. `reason` is the selector of the error. */
export type HandOverFailedEvent = {
  eventName: "HandOverFailed";
  args: {
    id: Hex;
    reason: Hex;
  };
};

/** A head was accepted from `chain`. `gateway` brought it; zero if it was shown to precede an accepted one. */
export type HeadAcceptedEvent = {
  eventName: "HeadAccepted";
  args: {
    chain: bigint;
    head: Hex;
    gateway: Address;
  };
};

/** The current head was handed to `gateway`. `sendId` is the gateway's own, zero if it delivered at once. */
export type HeadDispatchedEvent = {
  eventName: "HeadDispatched";
  args: {
    chain: bigint;
    head: Hex;
    gateway: Address;
    sendId: Hex;
  };
};

/** A head was proven, and handed to its recipient. `receiveId` stands for the block, the sender and the recipient: a proof that is shown again has the same. */
export type HeadProvenEvent = {
  eventName: "HeadProven";
  args: {
    receiveId: Hex;
    sourceChain: bigint;
    sender: Address;
    recipient: Address;
    number: bigint;
    hash: Hex;
    head: Hex;
  };
};

/** They signed another hash too. None of the number's hashes counts any more in this epoch. */
export type HeaderDisputedEvent = {
  eventName: "HeaderDisputed";
  args: {
    sourceChain: bigint;
    number: bigint;
    hash: Hex;
    otherHash: Hex;
    epoch: bigint;
  };
};

/** From now on `newOracle` vouches for the chain's blocks; zero if nobody does. */
export type HeaderOracleSetEvent = {
  eventName: "HeaderOracleSet";
  args: {
    sourceChain: bigint;
    oldOracle: Address;
    newOracle: Address;
  };
};

/** `threshold` of the attesters of `epoch` signed that the chain's block `number` has this hash. */
export type HeaderVouchedEvent = {
  eventName: "HeaderVouched";
  args: {
    sourceChain: bigint;
    number: bigint;
    hash: Hex;
    epoch: bigint;
  };
};

/** The rate limit of a chain's word about an asset changed. In ledger units and seconds. */
export type LimitSetEvent = {
  eventName: "LimitSet";
  args: {
    asset: number;
    chain: bigint;
    oldCapacity: bigint;
    oldWindow: bigint;
    newCapacity: bigint;
    newWindow: bigint;
  };
};

/** Custody of `chain` + amount, local balance of `account` there + amount. */
export type LocalCreditedEvent = {
  eventName: "LocalCredited";
  args: {
    cause: Hex;
    asset: number;
    chain: bigint;
    kind: number;
    account: Address;
    amount: bigint;
  };
};

/** Local balance of `account` − amount, reserve − rebate, ledger balance of `account` + both. */
export type LocalMaturedEvent = {
  eventName: "LocalMatured";
  args: {
    asset: number;
    chain: bigint;
    account: Address;
    amount: bigint;
    rebate: bigint;
  };
};

/** Custody of `chain` − amount, local balance of `account` there − amount: what is paid there and the payout's fee. */
export type LocalWithdrawnEvent = {
  eventName: "LocalWithdrawn";
  args: {
    cause: Hex;
    asset: number;
    chain: bigint;
    account: Address;
    amount: bigint;
  };
};

/** What the asset's vault asks for beyond the fee changed, in parts per million of the output. */
export type MarginSetEvent = {
  eventName: "MarginSet";
  args: {
    asset: number;
    oldMargin: bigint;
    newMargin: bigint;
  };
};

/** A message was handed to its recipient. `receiveId` is its EIP-712 digest here. */
export type MessageExecutedEvent = {
  eventName: "MessageExecuted";
  args: {
    receiveId: Hex;
    sendId: Hex;
    sender: Hex;
    recipient: Hex;
    payload: Hex;
  };
};

/** A gateway took a message. `gatewaySendId` is that gateway's own id of it. */
export type MessageForwardedEvent = {
  eventName: "MessageForwarded";
  args: {
    sendId: Hex;
    gateway: Address;
    gatewaySendId: Hex;
    fee: bigint;
  };
};

/** Enough gateways agreed on a message, and it was handed to its recipient. */
export type MessageHandedOverEvent = {
  eventName: "MessageHandedOver";
  args: {
    id: Hex;
    receiveId: Hex;
  };
};

export type MessageSentEvent = {
  eventName: "MessageSent";
  args: {
    sendId: Hex;
    sender: Hex;
    recipient: Hex;
    payload: Hex;
    value: bigint;
    attributes: readonly Hex[];
  };
};

/** A gateway says that `sender` on `chain` sent `payload` to `recipient`. `sendId` is the counterpart's, as the gateway tells it; zero if the gateway knows of the sender's state alone. */
export type MessageVotedEvent = {
  eventName: "MessageVoted";
  args: {
    id: Hex;
    gateway: Address;
    chain: bigint;
    sendId: Hex;
    sender: Address;
    recipient: Address;
    payload: Hex;
  };
};

/** A user gave up a nonce: no order with it can be opened by signature here any more. */
export type NonceCancelledEvent = {
  eventName: "NonceCancelled";
  args: {
    user: Address;
    nonce: bigint;
  };
};

export type OperatorSetEvent = {
  eventName: "OperatorSet";
  args: {
    owner: Address;
    spender: Address;
    approved: boolean;
  };
};

/** Some leg can't be escrowed or filled any more. */
export type OrderAbortedEvent = {
  eventName: "OrderAborted";
  args: {
    orderId: Hex;
    order: Order;
  };
};

/** The inputs of this chain's legs were pulled from the order's user, or from who the next event names; the report Escrowed was queued. */
export type OrderOpenedEvent = {
  eventName: "OrderOpened";
  args: {
    orderId: Hex;
    order: Order;
  };
};

/** The order that the event before is about was paid for by another account than its user. */
export type OrderPaidForEvent = {
  eventName: "OrderPaidFor";
  args: {
    orderId: Hex;
    payer: Address;
  };
};

/** Every leg was escrowed and filled. */
export type OrderSettledEvent = {
  eventName: "OrderSettled";
  args: {
    orderId: Hex;
    order: Order;
  };
};

/** One of several orders could not be decided, or had nothing to refund, and was left out. `reason` is its error. */
export type OrderSkippedEvent = {
  eventName: "OrderSkipped";
  args: {
    orderId: Hex;
    reason: Hex;
  };
};

/** A leg's output was left with the spoke until the hub decides; the report Filled says by whom. */
export type OutputHeldEvent = {
  eventName: "OutputHeld";
  args: {
    orderId: Hex;
    leg: number;
    order: Order;
  };
};

/** What is paused from now on. */
export type PausesSetEvent = {
  eventName: "PausesSet";
  args: {
    opens: boolean;
    fills: boolean;
  };
};

/** Some or all of what failed payouts and payouts' fees left was claimed. */
export type PayoutClaimedEvent = {
  eventName: "PayoutClaimed";
  args: {
    token: Address;
    account: Address;
    amount: bigint;
  };
};

/** The token refused the payout of the instruction that makes `head`; the account can claim it. */
export type PayoutFailedEvent = {
  eventName: "PayoutFailed";
  args: {
    head: Hex;
    token: Address;
    account: Address;
    amount: bigint;
  };
};

/** Whoever delivered the instruction that makes `head` can claim what its payout pays for that, in the token. */
export type PayoutFeeCreditedEvent = {
  eventName: "PayoutFeeCredited";
  args: {
    head: Hex;
    token: Address;
    account: Address;
    amount: bigint;
  };
};

/** What each payout of an asset on a chain pays whoever delivers it changed. In ledger units. */
export type PayoutFeeSetEvent = {
  eventName: "PayoutFeeSet";
  args: {
    asset: number;
    chain: bigint;
    oldFee: bigint;
    newFee: bigint;
  };
};

/** An order owes an account a payout. All that one transaction owes to one account in one token on one chain is queued as one Pay entry, after these events. */
export type PayoutOwedEvent = {
  eventName: "PayoutOwed";
  args: {
    orderId: Hex;
    leg: number;
    kind: number;
    chain: bigint;
    token: Hex;
    account: Hex;
    amount: bigint;
  };
};

/** The instruction that makes `head` was paid. */
export type PayoutPaidEvent = {
  eventName: "PayoutPaid";
  args: {
    head: Hex;
    token: Address;
    account: Address;
    amount: bigint;
  };
};

/** A fill earned the vault `profit`. What is locked, with it, becomes assets evenly until `unlockedAt`. */
export type ProfitLockedEvent = {
  eventName: "ProfitLocked";
  args: {
    profit: bigint;
    locked: bigint;
    unlockedAt: bigint;
  };
};

/** From now on `threshold` of `gateways` decide what came from the counterpart on `chain`. Votes of a gateway that was there before still count, unless the counterpart changed. */
export type QuorumSetEvent = {
  eventName: "QuorumSet";
  args: {
    chain: bigint;
    counterpart: Address;
    gateways: readonly Address[];
    threshold: number;
  };
};

/** What gateways that name no recipient say of a sender is from now on for `newRecipient`; zero for nobody. */
export type RecipientSetEvent = {
  eventName: "RecipientSet";
  args: {
    chain: bigint;
    sender: Address;
    oldRecipient: Address;
    newRecipient: Address;
  };
};

/** One of many requests failed and was left out. `reason` is its error, cut at 256 bytes. */
export type RequestSkippedEvent = {
  eventName: "RequestSkipped";
  args: {
    index: bigint;
    reason: Hex;
  };
};

/** Reserve + amount, ledger balance of `account` − amount. */
export type ReserveFundedEvent = {
  eventName: "ReserveFunded";
  args: {
    asset: number;
    account: Address;
    amount: bigint;
  };
};

/** The route to `chain` changed. Heads that were accepted before and are not delivered yet must come again. */
export type RouteSetEvent = {
  eventName: "RouteSet";
  args: {
    chain: bigint;
    oldGateway: Address;
    oldCounterpart: Address;
    newGateway: Address;
    newCounterpart: Address;
  };
};

export type ShareApprovalEvent = {
  eventName: "Approval";
  args: {
    owner: Address;
    spender: Address;
    value: bigint;
  };
};

export type ShareDepositEvent = {
  eventName: "Deposit";
  args: {
    sender: Address;
    owner: Address;
    assets: bigint;
    shares: bigint;
  };
};

export type ShareTransferEvent = {
  eventName: "Transfer";
  args: {
    from: Address;
    to: Address;
    value: bigint;
  };
};

export type ShareWithdrawalEvent = {
  eventName: "Withdraw";
  args: {
    sender: Address;
    receiver: Address;
    owner: Address;
    assets: bigint;
    shares: bigint;
  };
};

/** The inputs of this chain's legs were pulled from `order.user`, whose signature `submitter` brought; the nonce is used up here and the report Escrowed was queued. */
export type SignedOrderOpenedEvent = {
  eventName: "SignedOrderOpened";
  args: {
    orderId: Hex;
    submitter: Address;
    order: Order;
  };
};

/** A spoke was told whether it takes orders, and its least entry fee in wei. */
export type SpokeConfiguredEvent = {
  eventName: "SpokeConfigured";
  args: {
    chain: bigint;
    accepting: boolean;
    entryFee: bigint;
  };
};

/** An asset's token on a chain changed; zero is none. */
export type TokenSetEvent = {
  eventName: "TokenSet";
  args: {
    asset: number;
    chain: bigint;
    oldToken: Hex;
    oldDecimals: number;
    newToken: Hex;
    newDecimals: number;
  };
};

/** The asset's vault was set. */
export type VaultSetEvent = {
  eventName: "VaultSet";
  args: {
    asset: number;
    vault: Address;
  };
};

/** The chain's wrapped native token, set once. */
export type WrappedNativeSetEvent = {
  eventName: "WrappedNativeSet";
  args: {
    token: Address;
  };
};

/** Everything that the contracts tell. */
export type ChainEvent =
  | AttestersSetEvent
  | AuthorityUpdatedEvent
  | BalanceApprovalEvent
  | BalanceTransferEvent
  | CallExecutedEvent
  | CallFailedEvent
  | ChainRetiredEvent
  | ConfiguredEvent
  | CurveSetEvent
  | CustodyJoinedEvent
  | CustodyLeftEvent
  | DeliveryCreditedEvent
  | DeliveryPaidEvent
  | DepositReturnedEvent
  | DustReservedEvent
  | EntriesDeliveredEvent
  | EntryQueuedEvent
  | EntryRejectedEvent
  | ExecutorSweptEvent
  | FeePolicySetEvent
  | FeesCollectedEvent
  | FeesEarnedEvent
  | FillReleasedEvent
  | GatewaySkippedEvent
  | HandOverFailedEvent
  | HeadAcceptedEvent
  | HeadDispatchedEvent
  | HeadProvenEvent
  | HeaderDisputedEvent
  | HeaderOracleSetEvent
  | HeaderVouchedEvent
  | LimitSetEvent
  | LocalCreditedEvent
  | LocalMaturedEvent
  | LocalWithdrawnEvent
  | MarginSetEvent
  | MessageExecutedEvent
  | MessageForwardedEvent
  | MessageHandedOverEvent
  | MessageSentEvent
  | MessageVotedEvent
  | NonceCancelledEvent
  | OperatorSetEvent
  | OrderAbortedEvent
  | OrderOpenedEvent
  | OrderPaidForEvent
  | OrderSettledEvent
  | OrderSkippedEvent
  | OutputHeldEvent
  | PausesSetEvent
  | PayoutClaimedEvent
  | PayoutFailedEvent
  | PayoutFeeCreditedEvent
  | PayoutFeeSetEvent
  | PayoutOwedEvent
  | PayoutPaidEvent
  | ProfitLockedEvent
  | QuorumSetEvent
  | RecipientSetEvent
  | RequestSkippedEvent
  | ReserveFundedEvent
  | RouteSetEvent
  | ShareApprovalEvent
  | ShareDepositEvent
  | ShareTransferEvent
  | ShareWithdrawalEvent
  | SignedOrderOpenedEvent
  | SpokeConfiguredEvent
  | TokenSetEvent
  | VaultSetEvent
  | WrappedNativeSetEvent;
