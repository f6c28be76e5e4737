// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Leg, LegLib} from "../../src/types/Leg.sol";
import {Order, OrderId, OrderLib} from "../../src/types/Order.sol";

/// @notice What the contracts keep to themselves of an order's hashing.
contract OrderHarness {
    using LegLib for Leg;
    using OrderLib for Order;

    function structHash(Order calldata order) external pure returns (bytes32) {
        return order.structHash(order.legs, OrderLib.hashCalls(order.calls));
    }

    function encode(Order calldata order, uint256 first)
        external
        pure
        returns (bytes memory encoded, bytes memory next)
    {
        encoded = order.encode(order.checkedLegs(), first);
        // Whatever is allocated next lies behind it, and is empty.
        next = new bytes(32);
    }

    function checkedLegs(Order calldata order) external pure returns (Leg[] memory) {
        return order.checkedLegs();
    }

    function checkedLegsBehind(uint256, Order calldata order) external pure returns (Leg[] memory) {
        return order.checkedLegs();
    }

    function callCount(Order calldata order) external pure returns (uint256) {
        return order.callCount();
    }

    function isPooled(Order calldata order) external pure returns (bool) {
        return order.isPooled();
    }

    function head(Order calldata order) external pure returns (address, uint64, uint64) {
        return order.head();
    }

    function exclusivity(Order calldata order) external pure returns (address, uint64) {
        return order.exclusivity();
    }

    function input(Order calldata order, uint256 leg) external pure returns (uint64, address, uint128) {
        return LegLib.legAt(order.legs, leg).input();
    }

    function output(Order calldata order, uint256 leg) external pure returns (uint64, bytes32, uint128, bytes32) {
        return LegLib.legAt(order.legs, leg).output();
    }

    function cancellationDigest(OrderId orderId, bytes32 domain) external pure returns (bytes32) {
        return OrderLib.cancellationDigest(orderId, domain);
    }
}
