// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IChannel} from "../channel/IChannel.sol";
import {Order, OrderId} from "../types/Order.sol";
import {Fill} from "../types/Report.sol";

/// @notice What the hub decided of an order. Undecided becomes Commit or Abort, and stays so.
enum Decision {
    Undecided,
    Commit,
    Abort
}

/// @notice Why an account is paid.
/// - Repayment: a leg's input, to its solver, on the origin chain or, through the ledger, on another one
/// - Delivery: a held or pooled output, to its recipient, on the destination chain
/// - Refund: an escrowed input, to the user, on the origin chain
/// - Return: a held output, back to its solver, on the destination chain
enum PayoutKind {
    Repayment,
    Delivery,
    Refund,
    Return
}

/// @notice An order, shown again to be decided, with the fills that were reported.
/// @param order The order.
/// @param callsHash EIP-712 hash of the order's calls, if they are left out of `order`; zero if they are in it.
/// @param fills One per leg, as reported; a leg without a report, or one not to be shown, has `filledAt` zero.
struct ReportedOrder {
    Order order;
    bytes32 callsHash;
    Fill[] fills;
}

/// @notice Entries of one chain, as `deliver` takes them.
struct Delivery {
    uint64 chain;
    bytes[] entries;
    bytes32[] rest;
}

/// @notice Bounds of a chain's entry fee.
/// @param minimum Least fee, in gwei of the chain's native token.
/// @param maximum Largest fee, in gwei of the chain's native token.
/// @param rate What one native token of the hub's chain is worth in the chain's, with 18 decimals.
struct FeePolicy {
    uint64 minimum;
    uint64 maximum;
    uint128 rate;
}

/// @title Decides orders
/// @notice Takes in what the spokes report, keyed by the chain that reports, and decides each order at most once:
/// Commit when every leg is escrowed and filled, Abort when the channels prove that this cannot happen any more.
interface IHub is IChannel {
    /// @notice Every leg was escrowed and filled.
    event OrderSettled(OrderId indexed orderId, Order order);

    /// @notice Some leg can't be escrowed or filled any more.
    event OrderAborted(OrderId indexed orderId, Order order);

    /// @notice One of several orders could not be decided, or had nothing to refund, and was left out. `reason` is its
    /// error.
    event OrderSkipped(OrderId indexed orderId, bytes reason);

    /// @notice The fee of a direct fill of an aborted order was paid to whoever showed it.
    event FillReleased(OrderId indexed orderId, uint8 leg);

    /// @notice An account earned entry fees for delivering a chain's reports or deciding its orders, in gwei of the
    /// chain's native token.
    event FeesEarned(address indexed account, uint64 indexed chain, uint256 amount);

    /// @notice An account's fees, in gwei of the chain's native token, were queued as a payout to `recipient` there;
    /// `deliveryFee` of them pays who delivers it.
    event FeesCollected(
        address indexed account, uint64 indexed chain, bytes32 recipient, uint256 amount, uint256 deliveryFee
    );

    /// @notice A deposit was not taken, and its payout back to the depositor was queued. `head` is that of its report.
    event DepositReturned(
        uint64 indexed chain, bytes32 indexed head, bytes32 token, address indexed depositor, uint256 amount
    );

    /// @notice The bounds of a chain's entry fee changed.
    event FeePolicySet(uint64 indexed chain, FeePolicy oldPolicy, FeePolicy newPolicy);

    /// @notice A spoke was told whether it takes orders, and its least entry fee in wei.
    event SpokeConfigured(uint64 indexed chain, bool accepting, uint256 entryFee);

    /// @notice A chain that was silent for long was given up: its open legs count as expired, until its route is set
    /// again.
    event ChainRetired(uint64 indexed chain);

    /// @notice An order owes an account a payout. All that one transaction owes to one account in one token on one
    /// chain is queued as one Pay entry, after these events.
    event PayoutOwed(
        OrderId indexed orderId,
        uint8 leg,
        PayoutKind kind,
        uint64 chain,
        bytes32 token,
        bytes32 account,
        uint256 amount
    );

    /// @notice The order is decided already.
    error OrderAlreadyDecided(OrderId orderId, Decision decision);
    /// @notice The order is not decided yet.
    error OrderNotDecided(OrderId orderId);
    /// @notice The origin chain has not reported the leg's escrow.
    error LegNotEscrowed(OrderId orderId, uint256 leg);
    /// @notice The destination chain has not reported the leg's fill.
    error LegNotFilled(OrderId orderId, uint256 leg);
    /// @notice The fill shown is not the one reported.
    error FillNotAsReported(OrderId orderId, uint256 leg);
    /// @notice One fill per leg.
    error FillCountMismatch(uint256 fills, uint256 legs);
    /// @notice Every leg is escrowed and filled, or still can be.
    error OrderNotExpired(OrderId orderId);
    /// @notice Nothing that was reported is left to pay back.
    error NothingToRefund(OrderId orderId);
    /// @notice There is no order to decide.
    error NoOrders();
    /// @notice Both the calls and their hash were given.
    error CallsGivenTwice(OrderId orderId);
    /// @notice A fee policy's minimum is above its maximum.
    error FeePolicyInvalid(uint64 minimum, uint64 maximum);
    /// @notice The chain's fee was set too recently.
    error FeeUpdateTooSoon(uint64 earliest);
    /// @notice The fee is as it would be set.
    error FeeUnchanged(uint256 entryFee);
    /// @notice What the account earned does not pay for the delivery of its payout. In gwei.
    error FeesTooLow(uint256 earned, uint256 deliveryFee);
    /// @notice The recipient is zero.
    error RecipientZero();
    /// @notice The chain reported too recently to be retired.
    error ChainNotSilent(uint64 chain, uint64 silentSince);
    /// @notice The chain takes no orders: it is retired, or the hub never had a route to it.
    error ChainNotAccepting(uint64 chain);
    /// @notice The chain is retired already.
    error ChainAlreadyRetired(uint64 chain);

    /// @notice A pooled order is filled here as a whole.
    error OrderPooled(OrderId orderId);
    /// @notice The order is not pooled: it is filled, and cancelled, on its destination chains.
    error OrderNotPooled(OrderId orderId);
    /// @notice The order can't be filled any more.
    error FillDeadlinePassed(uint64 fillDeadline);
    /// @notice Until then only this solver may fill.
    error SolverExclusive(address solver, uint64 until);
    /// @notice One filler per leg.
    error FillerCountMismatch(uint256 fillers, uint256 legs);
    /// @notice Only the order's user may do this.
    error CallerNotUser(address caller, address user);
    /// @notice The signature is not the account's.
    error SignatureInvalid(address account);
    /// @notice Only the ledger may call this.
    error CallerNotLedger(address caller);
    /// @notice The recipient is the chain's spoke, or no account of the chain.
    error RecipientInvalid(bytes32 recipient);

    /// Reasons of `EntryRejected`, never thrown.
    /// @notice The deposit's token is no asset, its worth is too little, too much, or less than its minimum, or its
    /// beneficiary is the vault.
    error DepositNotTaken();
    /// @notice The leg's fill was reported before.
    error FillAlreadyReported();

    /// @notice Commits orders of which every leg is escrowed and filled: held outputs go to their recipients, inputs
    /// to the solvers, where they asked for if the ledger can.
    function settle(ReportedOrder[] calldata orders) external;

    /// @notice Aborts orders of which some leg was not escrowed by `openDeadline` or not filled by `fillDeadline`,
    /// proven by the watermark of its chain, and pays back what was reported so far as `refund` does. Pooled orders expire
    /// by this chain's clock, and with a chain that takes no orders.
    function abort(ReportedOrder[] calldata orders) external;

    /// @notice Pays back what was reported since the decision: inputs escrowed again or late to the user, and, when
    /// the order is aborted, held outputs that are shown to their solvers.
    function refund(ReportedOrder[] calldata orders) external;

    /// @notice Delivers entries, then decides what orders can be: an order whose reports are all among these entries
    /// leaves nothing behind. It is as committed as any other, though `decision` does not tell; an escrow of it that is
    /// reported later can only be refunded, since no leg is filled twice. Orders that can't be decided are left out.
    function deliverAndSettle(Delivery[] calldata deliveries, ReportedOrder[] calldata orders) external;

    /// @notice Fills a pooled order as a whole, from ledger balances, when all its inputs are escrowed, until
    /// `fillDeadline` of this chain's clock, that second included. All destinations must take orders.
    /// @param order The order.
    /// @param callsHash EIP-712 hash of the order's calls, if they are left out of `order`; zero if they are in it.
    /// @param fillers One per leg: the caller, an account whose operator on the ledger the caller is, or the asset's
    /// vault.
    /// @param maxFee Most imbalance and payout fee, in parts per million of each leg's output; as much as that at most.
    function fillPooled(Order calldata order, bytes32 callsHash, address[] calldata fillers, uint256 maxFee) external;

    /// @notice Aborts a pooled order that is not filled. Only its user.
    function cancel(Order calldata order, bytes32 callsHash) external;

    /// @notice The same for a user who signed `Cancellation(bytes32 orderId)` under the domain of orders. Anyone may
    /// submit it.
    function cancelFor(Order calldata order, bytes32 callsHash, bytes calldata signature) external;

    /// @notice Queues a payout of custody. Only the ledger.
    /// @param tokenFee What its deliverer is credited, in the token's own unit.
    /// @return head Of the entry.
    function queuePayout(uint64 chain, bytes32 token, bytes32 account, uint256 amount, uint256 tokenFee)
        external
        returns (bytes32 head);

    /// @notice Pays out what the caller earned in a chain's fees, by an instruction to that chain's spoke.
    /// @param recipient On that chain, as a 32-byte account.
    function collect(uint64 chain, bytes32 recipient) external;

    /// @notice Sets a chain's entry fee to what its entries cost now: the hub's gas at this block's base fee and the
    /// policy's rate, and the spoke's gas at the price of its last heartbeat, within the policy's bounds. Anyone may call
    /// it, spaced by `FEE_UPDATE_SPACING`.
    function updateFee(uint64 chain) external;

    /// @notice Sets the gateway and the spoke of a chain, and has the spoke take orders if it does not. Restricted to the
    /// access manager.
    function setRoute(uint64 chain, address gateway, address spoke) external;

    /// @notice Sets the bounds of a chain's entry fee; `updateFee` or the next route follows them. Restricted to the
    /// access manager.
    function setFeePolicy(uint64 chain, FeePolicy calldata policy) external;

    /// @notice Gives up a chain whose reports have not been delivered for `RETIREMENT_SILENCE`. Its open legs count as
    /// expired, nothing is filled to it or repaid there; payouts to it stay queued, and reports of it still count, so that
    /// its limits should be set to zero with it. Restricted to the access manager.
    function retire(uint64 chain) external;

    /// @notice The ledger, which the hub creates.
    function ledger() external view returns (address);

    /// @notice EIP-712 domain separator under which order ids are made.
    function domainSeparator() external view returns (bytes32);

    /// @notice The id of an order.
    function orderIdOf(Order calldata order) external view returns (OrderId);

    /// @notice What was decided of an order.
    function decision(OrderId orderId) external view returns (Decision);

    /// @notice The latest time, on a chain's own clock, up to which the hub has processed all its reports; zero if none.
    function watermark(uint64 chain) external view returns (uint64);

    /// @notice How often a chain reported an order's inputs escrowed, how many of these were paid out or back, what is
    /// left of their fees, in gwei of the chain's native token, and whether the chain reported the order cancelled.
    function escrows(OrderId orderId, uint64 chain)
        external
        view
        returns (uint64 reported, uint64 released, uint64 fees, bool cancelled);

    /// @notice Hash of a chain's Filled report of a leg; zero if none, one once its output was returned.
    function fillHash(OrderId orderId, uint64 chain, uint8 leg) external view returns (bytes32);

    /// @notice What an account earned and has not collected, in gwei of the chain's native token.
    function earnedFees(uint64 chain, address account) external view returns (uint256);

    /// @notice The bounds of a chain's entry fee.
    function feePolicy(uint64 chain) external view returns (uint64 minimum, uint64 maximum, uint128 rate);

    /// @notice What a chain's spoke was told last: whether it takes orders, and its least entry fee in wei; and whether
    /// the chain is retired.
    function configurationOf(uint64 chain) external view returns (bool accepting, uint256 entryFee, bool retired);
}
