// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IChannel} from "../../../src/channel/IChannel.sol";
import {Settings} from "../../../src/types/Settings.sol";
import {ChannelFixture} from "../../fixtures/ChannelFixture.sol";
import {Entries} from "../../fixtures/Entries.sol";
import {RecordingGateway} from "../../mocks/RecordingGateway.sol";
import {Vm} from "forge-std/Vm.sol";

/// A head has 240 bits; in the others of its slot lie settings, and neither touches the other.
contract ChannelQueueTest is ChannelFixture {
    function test_queue_emitsTheEntryAndItsHead() public {
        bytes32 head = bytes32(bytes30(keccak256(abi.encode(bytes32(0), keccak256("entry")))));
        vm.expectEmit(address(channel));
        emit IChannel.EntryQueued(THERE, head, "entry");
        channel.queue(THERE, "entry");
        assertEq(channel.queuedHead(THERE), head);
        assertEq(uint16(uint256(head)), 0);
        assertEq(channel.queuedHead(ELSEWHERE), 0);
    }

    function testFuzz_queue_leavesSettings(bytes memory entry, uint16 bits, bytes32 seed) public {
        channel.queue(THERE, abi.encode(seed));
        bytes32 head = channel.queuedHead(THERE);
        channel.setSettings(THERE, Settings.wrap(bits));
        assertEq(channel.queuedHead(THERE), head);
        Settings returned = channel.queue(THERE, entry);
        assertEq(Settings.unwrap(returned), bits);
        assertEq(Settings.unwrap(channel.settings(THERE)), bits);
        // The head depends on entries alone.
        assertEq(channel.queuedHead(THERE), Entries.extend(head, entry));
        assertEq(Settings.unwrap(channel.settings(ELSEWHERE)), 0);
    }

    function test_setSettings_replacesThem() public {
        channel.setSettings(THERE, Settings.wrap(type(uint16).max));
        channel.setSettings(THERE, Settings.wrap(1));
        assertEq(Settings.unwrap(channel.settings(THERE)), 1);
        assertEq(channel.queuedHead(THERE), 0);
    }

    function test_dispatch_sendsTheHeadAlone() public {
        RecordingGateway gateway = new RecordingGateway();
        channel.setRoute(THERE, address(gateway), counterpart);
        channel.setSettings(THERE, Settings.wrap(type(uint16).max));
        // Settings are no head.
        vm.expectRevert(abi.encodeWithSelector(IChannel.ChannelEmpty.selector, THERE));
        channel.dispatch(THERE);
        channel.queue(THERE, "entry");
        channel.dispatch(THERE);
        assertEq(gateway.payload(), abi.encodePacked(Entries.extend(0, "entry")));
    }

    /// Nor what an earlier entry left there.
    function test_queue_ofAShortEntryAfterALongOne() public {
        bytes[] memory entries = new bytes[](66);
        bytes32[] memory heads = new bytes32[](entries.length);
        bytes32 head;
        for (uint256 i = 0; i < entries.length; ++i) {
            entries[i] = new bytes(i % 2 == 0 ? 500 : i);
            for (uint256 j = 0; j < entries[i].length; ++j) {
                entries[i][j] = 0xff;
            }
            head = Entries.extend(head, entries[i]);
            heads[i] = head;
        }
        vm.recordLogs();
        channel.queueMany(THERE, entries);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < entries.length; ++i) {
            assertEq(logs[i].topics[1], heads[i]);
            assertEq(logs[i].data, abi.encode(THERE, entries[i]));
        }
    }

    /// What stands behind an entry in memory is not emitted with it.
    function test_queue_ofEveryLength() public {
        bytes32 head;
        for (uint256 length = 0; length < 130; ++length) {
            bytes memory entry = new bytes(length);
            for (uint256 i = 0; i < length; ++i) {
                entry[i] = bytes1(uint8(0xff - i));
            }
            head = Entries.extend(head, entry);
            vm.expectEmit(address(channel));
            emit IChannel.EntryQueued(THERE, head, entry);
            channel.queue(THERE, entry);
        }
    }
}
