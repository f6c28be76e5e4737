// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice What the gateways of a quorum said of one message.
///
/// - bits 224 to 255: how often they agreed on it
/// - bits 0 to 223: seven lanes, each with a membership in its upper 16 bits and that membership's balance in the lower
///   ones: its votes, less the agreements of its time; below zero if it is behind
type Tally is uint256;

using TallyLib for Tally global;

library TallyLib {
    uint256 internal constant LANES = 7;
    uint256 private constant LANE_BITS = 32;
    uint256 private constant LANE_MASK = type(uint32).max;
    uint256 private constant AGREEMENTS_SHIFT = LANES * LANE_BITS;

    /// @notice The tally after a vote of the member at an index. Lanes of memberships that ended are dropped.
    /// @param memberships The current ones, each a number that no other has or had.
    function withVote(Tally tally, uint16[] memory memberships, uint256 voter) internal pure returns (Tally) {
        uint256 packed = tally.agreements() << AGREEMENTS_SHIFT;
        for (uint256 i = 0; i < memberships.length; ++i) {
            int16 balance = tally.balanceOf(memberships[i]);
            if (i == voter && balance != type(int16).max) ++balance;
            packed |= _lane(memberships[i], balance) << (i * LANE_BITS);
        }
        return Tally.wrap(packed);
    }

    /// @notice The tally after an agreement: it takes one vote of every member, also of those that are still to vote.
    function withAgreement(Tally tally, uint16[] memory memberships) internal pure returns (Tally) {
        uint256 packed = (tally.agreements() + 1) << AGREEMENTS_SHIFT;
        for (uint256 i = 0; i < memberships.length; ++i) {
            int16 balance = tally.balanceOf(memberships[i]);
            if (balance != type(int16).min) --balance;
            packed |= _lane(memberships[i], balance) << (i * LANE_BITS);
        }
        return Tally.wrap(packed);
    }

    /// @notice How many of the members have a vote that no agreement took.
    function agreeing(Tally tally, uint16[] memory memberships) internal pure returns (uint256 count) {
        for (uint256 i = 0; i < memberships.length; ++i) {
            if (tally.balanceOf(memberships[i]) > 0) ++count;
        }
    }

    /// @notice A membership's balance; zero if it did not vote, and missed no agreement.
    function balanceOf(Tally tally, uint16 membership) internal pure returns (int16) {
        uint256 packed = Tally.unwrap(tally);
        for (uint256 i = 0; i < LANES; ++i) {
            uint256 lane = (packed >> (i * LANE_BITS)) & LANE_MASK;
            // The low 16 bits are meant.
            // forge-lint: disable-next-line(unsafe-typecast)
            if (lane >> 16 == membership) return int16(uint16(lane));
        }
        return 0;
    }

    function agreements(Tally tally) internal pure returns (uint256) {
        return Tally.unwrap(tally) >> AGREEMENTS_SHIFT;
    }

    function _lane(uint16 membership, int16 balance) private pure returns (uint256) {
        // The bits are meant.
        // forge-lint: disable-next-line(unsafe-typecast)
        return (uint256(membership) << 16) | uint16(balance);
    }
}
