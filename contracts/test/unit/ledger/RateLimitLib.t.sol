// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {RateLimitLib} from "../../../src/ledger/RateLimitLib.sol";
import {Test} from "forge-std/Test.sol";

contract RateLimitLibTest is Test {
    uint256 private constant CAPACITY = 3_600e18;
    uint256 private constant WINDOW = 1 hours;

    function test_usedAfter() public pure {
        assertEq(RateLimitLib.usedAfter(CAPACITY, 0, CAPACITY, WINDOW), CAPACITY);
        assertEq(RateLimitLib.usedAfter(CAPACITY, 1, CAPACITY, WINDOW), CAPACITY - 1e18);
        assertEq(RateLimitLib.usedAfter(CAPACITY, WINDOW - 1, CAPACITY, WINDOW), 1e18);
        assertEq(RateLimitLib.usedAfter(CAPACITY, WINDOW, CAPACITY, WINDOW), 0);
        assertEq(RateLimitLib.usedAfter(1e18, 2, CAPACITY, WINDOW), 0);
    }

    /// What was lowered to nothing frees nothing.
    function test_usedAfter_ofNoCapacity() public pure {
        assertEq(RateLimitLib.usedAfter(7, type(uint32).max, 0, WINDOW), 7);
    }

    function test_available() public pure {
        assertEq(RateLimitLib.available(0, CAPACITY), CAPACITY);
        assertEq(RateLimitLib.available(CAPACITY - 1, CAPACITY), 1);
        assertEq(RateLimitLib.available(CAPACITY, CAPACITY), 0);
        assertEq(RateLimitLib.available(CAPACITY + 1, CAPACITY), 0);
    }

    /// Whoever takes all there is, whenever, gets the capacity and what became free since; never more.
    function testFuzz_neverExceedsCapacityAndRefill(uint104 capacity, uint24 window, uint32[16] calldata waits)
        public
        pure
    {
        uint256 seconds_ = _bound(window, 1, type(uint24).max);
        uint256 used;
        uint256 taken;
        uint256 elapsed;
        for (uint256 i = 0; i < waits.length; ++i) {
            uint256 wait = _bound(waits[i], 0, 2 * seconds_);
            elapsed += wait;
            used = RateLimitLib.usedAfter(used, wait, capacity, seconds_);
            uint256 free = RateLimitLib.available(used, capacity);
            used += free;
            taken += free;
            assertLe(used, capacity);
            assertLe(taken, capacity + uint256(capacity) * elapsed / seconds_);
        }
    }
}
