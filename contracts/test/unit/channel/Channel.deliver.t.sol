// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IChannel} from "../../../src/channel/IChannel.sol";
import {ChannelFixture} from "../../fixtures/ChannelFixture.sol";
import {Entries} from "../../fixtures/Entries.sol";
import {RecordingChannel} from "../../mocks/RecordingChannel.sol";

contract ChannelDeliverTest is ChannelFixture {
    bytes32[] private none;

    function test_deliver_handlesEachEntryInOrder() public {
        bytes[] memory entries = _entries(3);
        bytes32 head = Entries.fold(0, entries);
        _accept(head);
        vm.expectEmit(address(channel));
        emit IChannel.EntriesDelivered(THERE, 0, head, 3);
        vm.prank(stranger);
        channel.deliver(THERE, entries, none);

        assertEq(channel.processedHead(THERE), head);
        RecordingChannel.Handled[] memory handled = channel.handled();
        assertEq(handled.length, 3);
        bytes32 reached = 0;
        for (uint256 i = 0; i < 3; ++i) {
            reached = Entries.extend(reached, entries[i]);
            assertEq(handled[i].chain, THERE);
            assertEq(handled[i].head, reached);
            assertEq(handled[i].entry, entries[i]);
            // It moved before the first handler ran.
            assertEq(handled[i].processed, head);
        }
    }

    function test_deliver_inParts() public {
        bytes[] memory entries = _entries(3);
        bytes32 head = Entries.fold(0, entries);
        bytes32 middle = Entries.extend(0, entries[0]);
        _accept(head);
        vm.expectEmit(address(channel));
        emit IChannel.EntriesDelivered(THERE, 0, middle, 1);
        channel.deliver(THERE, Entries.slice(entries, 0, 1), Entries.hashes(Entries.slice(entries, 1, 3)));
        vm.expectEmit(address(channel));
        emit IChannel.EntriesDelivered(THERE, middle, head, 2);
        channel.deliver(THERE, Entries.slice(entries, 1, 3), none);
        assertEq(channel.handled().length, 3);
    }

    function test_deliver_ofARejectedEntry_goesOn() public {
        bytes memory refused = channel.REFUSED();
        bytes[] memory entries = Entries.list("first", refused, "third");
        _accept(Entries.fold(0, entries));
        vm.expectEmit(address(channel));
        emit IChannel.EntryRejected(
            THERE, Entries.fold(0, Entries.slice(entries, 0, 2)), RecordingChannel.Refused.selector
        );
        channel.deliver(THERE, entries, none);
        assertEq(channel.handled().length, 3);
    }

    function test_deliver_keepsChainsApart() public {
        bytes[] memory entries = _entries(2);
        _accept(Entries.fold(0, entries));
        channel.deliver(THERE, entries, none);
        assertEq(channel.processedHead(ELSEWHERE), 0);
        assertEq(channel.queuedHead(THERE), 0);
    }

    function test_deliver_revertsWith_HeadNotAccepted_ofAnAlteredEntry() public {
        bytes[] memory entries = _entries(3);
        _accept(Entries.fold(0, entries));
        for (uint256 i = 0; i < entries.length; ++i) {
            bytes[] memory altered = Entries.slice(entries, 0, 3);
            altered[i] = bytes.concat(entries[i]);
            altered[i][31] ^= 0x01;
            _expectNotAccepted(altered, none);
            altered[i] = bytes.concat(entries[i], hex"00");
            _expectNotAccepted(altered, none);
        }
    }

    function test_deliver_revertsWith_HeadNotAccepted_ofASkippedEntry() public {
        bytes[] memory entries = _entries(3);
        _accept(Entries.fold(0, entries));
        _expectNotAccepted(Entries.list(entries[1], entries[2]), none);
        _expectNotAccepted(Entries.list(entries[0], entries[2]), none);
        _expectNotAccepted(Entries.list(entries[0], entries[1]), none);
    }

    function test_deliver_revertsWith_HeadNotAccepted_ofARepeatedEntry() public {
        bytes[] memory entries = _entries(2);
        _accept(Entries.fold(0, entries));
        _expectNotAccepted(Entries.list(entries[0], entries[0], entries[1]), none);
        channel.deliver(THERE, entries, none);
        // All of it again, or its end.
        _expectNotAccepted(entries, none);
        _expectNotAccepted(Entries.slice(entries, 1, 2), none);
        assertEq(channel.handled().length, 2);
    }

    function test_deliver_revertsWith_HeadNotAccepted_ofSwappedEntries() public {
        bytes[] memory entries = _entries(2);
        _accept(Entries.fold(0, entries));
        _expectNotAccepted(Entries.list(entries[1], entries[0]), none);
    }

    /// Of two entries joined into one, or one taken apart.
    function test_deliver_revertsWith_HeadNotAccepted_ofMovedBoundaries() public {
        bytes[] memory entries = _entries(2);
        _accept(Entries.fold(0, entries));
        _expectNotAccepted(Entries.list(bytes.concat(entries[0], entries[1])), none);
        _expectNotAccepted(Entries.list("", bytes.concat(entries[0], entries[1])), none);
        // What the head hashes is no entry.
        _expectNotAccepted(Entries.list(abi.encode(Entries.extend(0, entries[0]), keccak256(entries[1]))), none);
    }

    function test_deliver_revertsWith_HeadNotAccepted_ofAWrongRest() public {
        bytes[] memory entries = _entries(3);
        _accept(Entries.fold(0, entries));
        bytes[] memory first = Entries.slice(entries, 0, 1);
        _expectNotAccepted(first, none);
        _expectNotAccepted(first, Entries.hashes(Entries.slice(entries, 1, 2)));
        _expectNotAccepted(first, Entries.hashes(Entries.slice(entries, 0, 3)));
        bytes32[] memory swapped = Entries.hashes(Entries.slice(entries, 1, 3));
        (swapped[0], swapped[1]) = (swapped[1], swapped[0]);
        _expectNotAccepted(first, swapped);
    }

    function test_deliver_revertsWith_HeadNotAccepted_beforeAnyHead() public {
        _expectNotAccepted(_entries(1), none);
    }

    function test_deliver_revertsWith_NoEntries() public {
        bytes[] memory entries = _entries(1);
        _accept(Entries.fold(0, entries));
        vm.expectRevert(IChannel.NoEntries.selector);
        channel.deliver(THERE, new bytes[](0), Entries.hashes(entries));
        channel.deliver(THERE, entries, none);
        // Also where nothing would lead to the head that is processed and accepted.
        vm.expectRevert(IChannel.NoEntries.selector);
        channel.deliver(THERE, new bytes[](0), none);
    }

    /// However a channel is cut into heads and deliveries, each entry is handled once and in order.
    function testFuzz_deliver_inAnyChunks(uint256 seed, uint8 count) public {
        bytes[] memory entries = _entries(1 + count % 30);
        uint256 accepted = 0;
        uint256 delivered = 0;
        while (delivered < entries.length) {
            seed = uint256(keccak256(abi.encode(seed)));
            if (accepted == delivered || seed % 3 == 0) {
                // Some heads in between are never sent.
                accepted = _pick(seed >> 8, accepted, entries.length);
                if (accepted == delivered) continue;
                _accept(Entries.fold(0, Entries.slice(entries, 0, accepted)));
            }
            uint256 end = _pick(seed >> 16, delivered + 1, accepted);
            channel.deliver(
                THERE, Entries.slice(entries, delivered, end), Entries.hashes(Entries.slice(entries, end, accepted))
            );
            delivered = end;
        }
        RecordingChannel.Handled[] memory handled = channel.handled();
        assertEq(handled.length, entries.length);
        for (uint256 i = 0; i < handled.length; ++i) {
            assertEq(handled[i].entry, entries[i]);
        }
        assertEq(channel.processedHead(THERE), Entries.fold(0, entries));
    }

    /// What one end queues is what the other is shown.
    function testFuzz_queue_makesTheHeadThatDeliverChecks(bytes[] memory entries) public {
        vm.assume(entries.length != 0);
        for (uint256 i = 0; i < entries.length; ++i) {
            bytes32 head = Entries.extend(channel.queuedHead(THERE), entries[i]);
            vm.expectEmit(address(channel));
            emit IChannel.EntryQueued(THERE, head, entries[i]);
            channel.queue(THERE, entries[i]);
        }
        _accept(channel.queuedHead(THERE));
        channel.deliver(THERE, entries, none);
        assertEq(channel.processedHead(THERE), channel.queuedHead(THERE));
    }

    function _pick(uint256 seed, uint256 min, uint256 max) private pure returns (uint256) {
        return min + seed % (max - min + 1);
    }

    function _expectNotAccepted(bytes[] memory entries, bytes32[] memory rest) private {
        bytes32 processed = channel.processedHead(THERE);
        bytes32 head = Entries.fold(processed, entries);
        for (uint256 i = 0; i < rest.length; ++i) {
            head = Entries.extendBy(head, rest[i]);
        }
        vm.expectRevert(abi.encodeWithSelector(IChannel.HeadNotAccepted.selector, THERE, head));
        channel.deliver(THERE, entries, rest);
        assertEq(channel.processedHead(THERE), processed);
    }
}
