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
/// - Repayment: a leg's input, to its solver, on the origin chain
/// - Delivery: a held output, to its recipient, on the destination chain
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
/// @param fills One per leg, as reported; a leg without a report, or one not to be shown, has `filledAt` zero.
struct ReportedOrder {
    Order order;
    Fill[] fills;
}

/// @title Decides orders
/// @notice Takes in what the spokes report, keyed by the chain that reports, and decides each order at most once:
/// Commit when every leg is escrowed and filled, Abort when the channels prove that this cannot happen any more.
interface IHub is IChannel {
    /// @notice Every leg was escrowed and filled.
    event OrderSettled(OrderId indexed orderId, Order order);

    /// @notice Some leg can't be escrowed or filled any more.
    event OrderAborted(OrderId indexed orderId, Order order);

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

    /// Reasons of `EntryRejected`, never thrown.
    /// @notice The leg's fill was reported before.
    error FillAlreadyReported();

    /// @notice Commits orders of which every leg is escrowed and filled: held outputs go to their recipients, inputs
    /// to the solvers.
    function settle(ReportedOrder[] calldata orders) external;

    /// @notice Aborts orders of which some leg was not escrowed by `openDeadline` or not filled by `fillDeadline`,
    /// proven by the watermark of its chain, and pays back what was reported so far as `refund` does.
    function abort(ReportedOrder[] calldata orders) external;

    /// @notice Pays back what was reported since the decision: inputs escrowed again or late to the user, and, when
    /// the order is aborted, held outputs that are shown to their solvers.
    function refund(ReportedOrder[] calldata orders) external;

    /// @notice Sets the gateway and the spoke of a chain. Restricted to the access manager.
    function setRoute(uint64 chain, address gateway, address spoke) external;

    /// @notice EIP-712 domain separator under which order ids are made.
    function domainSeparator() external view returns (bytes32);

    /// @notice The id of an order.
    function orderIdOf(Order calldata order) external view returns (OrderId);

    /// @notice What was decided of an order.
    function decision(OrderId orderId) external view returns (Decision);

    /// @notice The latest time, on a chain's own clock, up to which the hub has processed all its reports; zero if none.
    function watermark(uint64 chain) external view returns (uint64);

    /// @notice How often a chain reported an order's inputs escrowed, and how many of these were paid out or back.
    function escrows(OrderId orderId, uint64 chain) external view returns (uint64 reported, uint64 released);

    /// @notice Hash of a chain's Filled report of a leg; zero if none, one once its output was returned.
    function fillHash(OrderId orderId, uint64 chain, uint8 leg) external view returns (bytes32);
}
