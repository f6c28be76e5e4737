// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @notice What it costs that custody leaves a chain, and what it earns that custody comes back.
///
/// Each chain of an asset has a target and a potential, `slope · (target − custody)² / target` below it and zero above,
/// an integer for each custody. What leaves pays by how much the potential rises; what enters is paid half of by how
/// much it falls. Differences of one function add up whatever way is taken, and however it is cut.
///
/// A pure potential rewards whoever goes in and out around another's move. So a chain remembers, for a while, how far
/// it is below a recent peak and above a recent low. What enters is paid only for what it adds beyond the peak; what
/// leaves pays at least the marginal fee at the low. Within a second no moves that add up to zero earn anything,
/// whatever others do in between: each unit pays at the low or below it at least twice what any unit is paid at the
/// peak or above it.
///
/// Amounts are ledger units, up to 112 bits; targets have up to 104 bits, slopes are parts per million.
library ImbalanceFeeLib {
    uint256 internal constant MILLION = 1_000_000;
    /// Half the marginal fee of an empty chain: 5 %.
    uint256 internal constant MAX_SLOPE = 25_000;
    /// How long it takes until a peak or a low of one target's size is forgotten, in seconds.
    uint256 internal constant WINDOW = 10 minutes;

    /// @notice A chain's potential, rounded down.
    function potential(uint256 custody, uint256 target, uint256 slope) internal pure returns (uint256) {
        if (custody >= target) return 0;
        unchecked {
            uint256 missing = target - custody;
            return slope * missing * missing / (target * MILLION);
        }
    }

    /// @notice What is left of a distance to a peak or a low; nothing without a target, when neither matters.
    function decayed(uint256 distance, uint256 elapsed, uint256 target) internal pure returns (uint256) {
        if (target == 0) return 0;
        unchecked {
            uint256 forgotten = target * elapsed / WINDOW;
            return distance > forgotten ? distance - forgotten : 0;
        }
    }

    /// @notice The fee if an amount leaves.
    /// @param custody What the chain holds, at least the amount.
    /// @param rise How far that is above the recent low, at most the custody.
    /// @return fee At least by how much the potential rises; exactly that if the chain is at its low.
    function feeOf(uint256 custody, uint256 rise, uint256 amount, uint256 target, uint256 slope)
        internal
        pure
        returns (uint256 fee)
    {
        unchecked {
            uint256 low = custody - rise;
            uint256 atLow = potential(low, target, slope);
            // What is above the low pays the marginal fee there, and never more than if all of it had to be undone.
            uint256 above = Math.min(amount, rise);
            if (low < target) {
                fee = Math.min(Math.ceilDiv(2 * slope * (target - low) * above, target * MILLION), atLow);
            }
            if (amount > rise) fee += potential(custody - amount, target, slope) - atLow;
        }
    }

    /// @notice The rebate if an amount enters.
    /// @param custody What the chain holds.
    /// @param fall How far that is below the recent peak.
    /// @param reserve What was collected and not yet paid as rebates.
    /// @param total The potential of all the asset's chains.
    /// @return rebate Half of by how much the potential falls beyond the peak; no more than the part of the reserve
    /// that this fall is of the potential, at the peak, of all chains.
    function rebateOf(
        uint256 custody,
        uint256 fall,
        uint256 amount,
        uint256 target,
        uint256 slope,
        uint256 reserve,
        uint256 total
    ) internal pure returns (uint256 rebate) {
        if (amount <= fall) return 0;
        unchecked {
            uint256 atPeak = potential(custody + fall, target, slope);
            if (atPeak == 0) return 0;
            uint256 relief = atPeak - potential(custody + amount, target, slope);
            // What is not paid for comes off first: a second move would gain by it otherwise.
            uint256 totalAtPeak = total - potential(custody, target, slope) + atPeak;
            return Math.min(relief / 2, relief * reserve / totalAtPeak);
        }
    }

    /// @notice How far a chain is above its recent low, and below its recent peak, once an amount has left.
    function afterLeaving(uint256 custody, uint256 rise, uint256 fall, uint256 amount, uint256 target)
        internal
        pure
        returns (uint256 newRise, uint256 newFall)
    {
        unchecked {
            if (rise > amount) newRise = rise - amount;
            uint256 left = custody - amount;
            // Above the target there is nothing to be paid for.
            if (left < target) newFall = Math.min(fall + amount, target - left);
        }
    }

    /// @notice The same once an amount has entered.
    function afterEntering(uint256 rise, uint256 fall, uint256 amount)
        internal
        pure
        returns (uint256 newRise, uint256 newFall)
    {
        unchecked {
            newRise = rise + amount;
            if (fall > amount) newFall = fall - amount;
        }
    }
}
