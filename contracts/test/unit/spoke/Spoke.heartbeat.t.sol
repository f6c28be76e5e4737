// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IChannel} from "../../../src/channel/IChannel.sol";
import {ISpoke} from "../../../src/spoke/ISpoke.sol";
import {Entries} from "../../fixtures/Entries.sol";
import {SpokeFixture} from "../../fixtures/SpokeFixture.sol";

contract SpokeHeartbeatTest is SpokeFixture {
    function test_heartbeat_reportsThisChainsClock() public {
        vm.warp(NOW + 1000);
        bytes memory entry = Entries.heartbeat(NOW + 1000);
        bytes32 head = Entries.extend(spoke.queuedHead(HUB_CHAIN), entry);
        vm.expectEmit(address(spoke));
        emit IChannel.EntryQueued(HUB_CHAIN, head, entry);
        vm.prank(stranger);
        spoke.heartbeat();
        assertEq(spoke.queuedHead(HUB_CHAIN), head);
    }

    function test_heartbeat_afterTheSpacing() public {
        vm.warp(NOW + 1000);
        spoke.heartbeat();
        vm.warp(NOW + 1000 + SPACING);
        spoke.heartbeat();
        vm.warp(NOW + 1000 + 2 * SPACING);
        spoke.heartbeat();
    }

    function test_heartbeat_revertsWith_HeartbeatTooSoon() public {
        vm.warp(NOW + 1000);
        spoke.heartbeat();
        bytes memory reason = abi.encodeWithSelector(ISpoke.HeartbeatTooSoon.selector, NOW + 1000 + SPACING);
        vm.expectRevert(reason);
        spoke.heartbeat();
        vm.warp(NOW + 1000 + SPACING - 1);
        vm.expectRevert(reason);
        spoke.heartbeat();
    }

    function test_heartbeat_reportsTheGasPrice() public {
        vm.fee(12_345_678_901);
        spoke.heartbeat();
        assertEq(spoke.queuedHead(HUB_CHAIN), Entries.extend(0, Entries.heartbeat(NOW, 12_345_678_901)));
    }

    function test_heartbeat_reportsTheHighestGasPrice() public {
        vm.fee(type(uint64).max);
        spoke.heartbeat();
        assertEq(spoke.queuedHead(HUB_CHAIN), Entries.extend(0, Entries.heartbeat(NOW, type(uint64).max)));
    }

    function test_heartbeat_whileThePausesAreOn_andTheChainIsRetired() public {
        spoke.pause(true, true);
        _configure(false, 0);
        spoke.heartbeat();
        assertEq(spoke.queuedHead(HUB_CHAIN), Entries.extend(0, Entries.heartbeat(NOW)));
    }
}
