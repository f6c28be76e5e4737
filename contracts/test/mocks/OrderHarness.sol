// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Order, OrderLib} from "../../src/types/Order.sol";

/// @notice What the contracts keep to themselves of an order's hashing.
contract OrderHarness {
    using OrderLib for Order;

    function structHash(Order calldata order) external pure returns (bytes32) {
        return order.structHash(order.legs, OrderLib.hashCalls(order.calls));
    }
}
