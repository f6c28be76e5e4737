// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Tally} from "../../../src/gateway/Tally.sol";
import {Test} from "forge-std/Test.sol";

contract TallyTest is Test {
    function test_withVote_countsEachMemberOnItsOwn() public pure {
        uint16[] memory memberships = _memberships(7);
        Tally tally;
        for (uint256 i = 0; i < 7; ++i) {
            for (uint256 j = 0; j <= i; ++j) {
                tally = tally.withVote(memberships, i);
            }
            assertEq(tally.agreeing(memberships), i + 1);
        }
        for (uint256 i = 0; i < 7; ++i) {
            assertEq(tally.balanceOf(memberships[i]), int16(int256(i + 1)));
        }
        assertEq(tally.agreements(), 0);
    }

    function test_withAgreement_takesAVoteOfEveryMember() public pure {
        uint16[] memory memberships = _memberships(7);
        Tally tally;
        for (uint256 i = 0; i < 3; ++i) {
            tally = tally.withVote(memberships, 2 * i);
        }
        tally = tally.withAgreement(memberships);
        assertEq(tally.agreements(), 1);
        assertEq(tally.agreeing(memberships), 0);
        for (uint256 i = 0; i < 7; ++i) {
            assertEq(tally.balanceOf(memberships[i]), i % 2 == 0 && i < 6 ? int16(0) : int16(-1));
        }
        tally = tally.withAgreement(memberships).withVote(memberships, 1);
        assertEq(tally.agreements(), 2);
        assertEq(tally.balanceOf(memberships[1]), -1);
        assertEq(tally.balanceOf(memberships[6]), -2);
    }

    /// A membership that ended leaves nothing behind, one that stays keeps all, wherever it is in the list.
    function test_memberships_areKnownByTheirNumber() public pure {
        uint16[] memory memberships = _memberships(3);
        Tally tally;
        tally = tally.withVote(memberships, 0).withVote(memberships, 2).withVote(memberships, 2);
        uint16[] memory others = new uint16[](2);
        (others[0], others[1]) = (memberships[2], 65_535);
        assertEq(tally.agreeing(others), 1);
        tally = tally.withVote(others, 1);
        assertEq(tally.balanceOf(memberships[2]), 2);
        assertEq(tally.balanceOf(65_535), 1);
        assertEq(tally.balanceOf(memberships[0]), 0);
    }

    function test_balances_stopAtTheirBounds() public pure {
        uint16[] memory memberships = _memberships(1);
        Tally tally = Tally.wrap((uint256(memberships[0]) << 16) | uint16(type(int16).max - 1));
        tally = tally.withVote(memberships, 0);
        assertEq(tally.balanceOf(memberships[0]), type(int16).max);
        tally = tally.withVote(memberships, 0);
        assertEq(tally.balanceOf(memberships[0]), type(int16).max);

        tally = Tally.wrap((uint256(memberships[0]) << 16) | uint16(type(int16).min + 1));
        tally = tally.withAgreement(memberships);
        assertEq(tally.balanceOf(memberships[0]), type(int16).min);
        tally = tally.withAgreement(memberships);
        assertEq(tally.balanceOf(memberships[0]), type(int16).min);
        assertEq(tally.agreements(), 2);
        tally = tally.withVote(memberships, 0);
        assertEq(tally.balanceOf(memberships[0]), type(int16).min + 1);
    }

    function _memberships(uint256 count) private pure returns (uint16[] memory memberships) {
        memberships = new uint16[](count);
        for (uint16 i = 0; i < count; ++i) {
            memberships[i] = 1000 - 7 * i;
        }
    }
}
