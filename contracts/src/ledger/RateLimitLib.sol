// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice A bucket that empties evenly: how much a chain's word may add to ledger balances.
/// @dev OpenZeppelin's RateLimiter keeps each bucket in a slot of its own. Here what is used shares its slot with what
/// the same entries change anyway.
library RateLimitLib {
    /// @notice What of the limit is used still.
    /// @param used What was used when it was looked at last.
    /// @param elapsed Seconds since then.
    /// @param capacity What may be used at once, up to 112 bits.
    /// @param window Seconds in which as much becomes free again; not zero.
    function usedAfter(uint256 used, uint256 elapsed, uint256 capacity, uint256 window)
        internal
        pure
        returns (uint256)
    {
        unchecked {
            uint256 freed = capacity * elapsed / window;
            return used > freed ? used - freed : 0;
        }
    }

    /// @notice What may be used now.
    /// @param used What is used still; more than the capacity if that was lowered.
    function available(uint256 used, uint256 capacity) internal pure returns (uint256) {
        unchecked {
            return capacity > used ? capacity - used : 0;
        }
    }
}
