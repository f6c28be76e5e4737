// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ISpoke} from "../../../src/spoke/ISpoke.sol";
import {Entries} from "../../fixtures/Entries.sol";
import {SpokeFixture} from "../../fixtures/SpokeFixture.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";

/// What pausing stops is tested beside what it stops.
contract SpokePauseTest is SpokeFixture {
    function test_pause_addsUp() public {
        _expectPauses(true, false);
        spoke.pause(true, false);
        _check(true, false);
        _expectPauses(true, true);
        spoke.pause(false, true);
        _check(true, true);
        _expectPauses(true, true);
        spoke.pause(false, false);
        _check(true, true);
    }

    function test_unpause_takesBackWhatItNames() public {
        spoke.pause(true, true);
        _expectPauses(true, true);
        spoke.unpause(false, false);
        _check(true, true);
        _expectPauses(false, true);
        spoke.unpause(true, false);
        _check(false, true);
        _expectPauses(false, false);
        spoke.unpause(true, true);
        _check(false, false);
        spoke.pause(true, true);
        spoke.unpause(false, true);
        _check(true, false);
    }

    /// Neither the head nor the hub's configuration changes, nor does the hub's word change the pauses.
    function test_pause_keepsWhatLiesBesideIt() public {
        spoke.heartbeat();
        bytes32 head = spoke.queuedHead(HUB_CHAIN);
        _configure(true, 200);
        spoke.pause(false, true);
        assertEq(spoke.queuedHead(HUB_CHAIN), head);
        _check(false, true);
        (bool accepting,,, uint256 entryFee) = spoke.configuration();
        assertTrue(accepting);
        assertEq(entryFee, 200 gwei);
        // The bits of the pauses in a configuration are ignored.
        _instruct(Entries.configure(0xffff));
        _check(false, true);
        _instruct(Entries.configure(uint16(0)));
        _check(false, true);
        assertEq(spoke.queuedHead(HUB_CHAIN), head);
        spoke.unpause(true, true);
        assertEq(spoke.queuedHead(HUB_CHAIN), head);
    }

    function test_pause_revertsWith_AccessManagedUnauthorized() public {
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, stranger));
        vm.prank(stranger);
        spoke.pause(true, true);
    }

    function test_unpause_revertsWith_AccessManagedUnauthorized() public {
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, stranger));
        vm.prank(stranger);
        spoke.unpause(true, true);
    }

    function _expectPauses(bool opens, bool fills) private {
        vm.expectEmit(address(spoke));
        emit ISpoke.PausesSet(opens, fills);
    }

    function _check(bool opens, bool fills) private view {
        (, bool opensPaused, bool fillsPaused,) = spoke.configuration();
        assertEq(opensPaused, opens);
        assertEq(fillsPaused, fills);
    }
}
