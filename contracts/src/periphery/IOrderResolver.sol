// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Order, OrderId} from "../types/Order.sol";
import {EthLog, IResolver} from "./ERC7683.sol";

/// @notice What the resolver says of a chain.
/// @param spoke The chain's spoke.
/// @param deputies Where the chain's solvers fill.
/// @param wrappedNative The chain's wrapped native token.
/// @param hubGateway Over which the hub hears of the chain, on the hub's chain.
/// @param spokeGateway Over which the spoke hears of the hub, on the chain.
/// @param maxEntryFee Most that an entry costs there, in wei: fills are refused while it costs more.
/// @param reportSeconds From an event on the chain until the hub has processed its report.
/// @param payoutSeconds From a decision of the hub until the chain's spoke has made the payout.
struct ChainRoute {
    address spoke;
    address deputies;
    address wrappedNative;
    address hubGateway;
    address spokeGateway;
    uint128 maxEntryFee;
    uint64 reportSeconds;
    uint64 payoutSeconds;
}

/// @title Orders, as ERC-7683 has them
/// @notice The payload is `abi.encode(Order order, uint64[] openedAt)`: an order and, for each of its origin chains in the
/// order in which the legs name them first, the number of the block there in which it was opened. It can be deployed on
/// any chain, and answers the same on each; on the hub's, it compares what it says of routes with the hub.
interface IOrderResolver is IResolver {
    /// @notice What is said of a chain changed.
    event ChainSet(uint64 indexed chain, ChainRoute oldRoute, ChainRoute newRoute);

    /// @notice A chain needs every address.
    error ChainIncomplete(uint64 chain);
    /// @notice The payload is no order with the blocks of its openings.
    error PayloadMalformed();
    /// @notice One block for each origin chain.
    error OpeningCountMismatch(uint256 openings, uint256 origins);
    /// @notice The hub's route to the chain is another one.
    error RouteOutdated(uint64 chain);
    /// @notice The exclusivity leaves others no time to fill.
    error ExclusiveThroughout(address solver, uint64 exclusiveUntil);
    /// @notice No fill of the leg can succeed: an amount is zero, its token or recipient is no address of the chain, the
    /// recipient is the spoke, or the executor has no call there.
    error LegUnfillable(uint256 leg);
    /// @notice The leg is paid in the native token, which ERC-7683 has no payment for.
    error LegPaysNative(uint256 leg);
    /// @notice None of the events says that the spoke opened the order.
    error OrderNotOpened(OrderId orderId);

    /// @notice As `resolve`, of an order that was decoded.
    function resolveOrder(Order calldata order, uint64[] calldata openedAt) external view returns (ResolvedOrder memory);

    /// @notice Reverts unless one of the events is a spoke's, of the order's opening. Its answer is the framed encoding of
    /// `true`.
    function requireOpened(EthLog[] calldata logs, address spoke, OrderId orderId)
        external
        pure
        returns (string memory empty, bool opened);

    /// @notice Sets what is said of a chain. Restricted to the access manager.
    function setChain(uint64 chain, ChainRoute calldata route) external;

    /// @notice What is said of a chain; zeros if nothing was set.
    function routeOf(uint64 chain) external view returns (ChainRoute memory);

    /// @notice The hub's chain id.
    function hubChain() external view returns (uint64);

    /// @notice The hub's address on its chain.
    function hub() external view returns (address);
}
