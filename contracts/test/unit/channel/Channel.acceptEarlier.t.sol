// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IChannel} from "../../../src/channel/IChannel.sol";
import {ChannelFixture} from "../../fixtures/ChannelFixture.sol";
import {Entries} from "../../fixtures/Entries.sol";
import {Vm} from "forge-std/Vm.sol";

contract ChannelAcceptEarlierTest is ChannelFixture {
    bytes[] private entries;
    bytes32 private head;
    bytes32 private earlier;
    bytes32[] private rest;

    function setUp() public override {
        super.setUp();
        entries = _entries(5);
        head = Entries.fold(0, entries);
        earlier = Entries.fold(0, Entries.slice(entries, 0, 2));
        rest = Entries.hashes(Entries.slice(entries, 2, 5));
        _accept(head);
    }

    function test_acceptEarlier() public {
        vm.expectEmit(address(channel));
        emit IChannel.HeadAccepted(THERE, earlier, address(0));
        vm.prank(stranger);
        channel.acceptEarlier(THERE, earlier, rest);
        assertTrue(channel.isAccepted(THERE, earlier));
        channel.deliver(THERE, Entries.slice(entries, 0, 2), new bytes32[](0));
    }

    function test_acceptEarlier_ofAnEarlierOne() public {
        channel.acceptEarlier(THERE, earlier, rest);
        bytes32 first = Entries.extend(0, entries[0]);
        channel.acceptEarlier(THERE, first, Entries.hashes(Entries.slice(entries, 1, 2)));
        channel.deliver(THERE, Entries.slice(entries, 0, 1), new bytes32[](0));
    }

    function test_acceptEarlier_again() public {
        channel.acceptEarlier(THERE, earlier, rest);
        vm.recordLogs();
        channel.acceptEarlier(THERE, earlier, rest);
        channel.acceptEarlier(THERE, head, new bytes32[](0));
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 0);
    }

    function test_acceptEarlier_revertsWith_HeadNotAccepted() public {
        // A head that leads elsewhere.
        bytes32 stray = keccak256("stray");
        _expectNotAccepted(THERE, stray, rest);
        // Too few hashes, too many, and none.
        _expectNotAccepted(THERE, earlier, Entries.hashes(Entries.slice(entries, 2, 4)));
        _expectNotAccepted(THERE, earlier, Entries.hashes(Entries.slice(entries, 1, 5)));
        _expectNotAccepted(THERE, earlier, new bytes32[](0));
        // A later head than the accepted one.
        _expectNotAccepted(THERE, Entries.extend(head, "later"), new bytes32[](0));
        // Another chain's head.
        _expectNotAccepted(ELSEWHERE, earlier, rest);
    }

    function _expectNotAccepted(uint64 chain, bytes32 start, bytes32[] memory hashes) private {
        bytes32 tip = start;
        for (uint256 i = 0; i < hashes.length; ++i) {
            tip = Entries.extendBy(tip, hashes[i]);
        }
        vm.expectRevert(abi.encodeWithSelector(IChannel.HeadNotAccepted.selector, chain, tip));
        channel.acceptEarlier(chain, start, hashes);
        assertFalse(channel.isAccepted(chain, start));
    }
}
