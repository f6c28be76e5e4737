// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IChannel} from "../../../src/channel/IChannel.sol";
import {Settings} from "../../../src/types/Settings.sol";
import {ChannelFixture} from "../../fixtures/ChannelFixture.sol";
import {Entries} from "../../fixtures/Entries.sol";

/// Each route is an epoch: what the one before brought counts no more.
contract ChannelSetRouteTest is ChannelFixture {
    address private immutable newGateway = makeAddr("new gateway");
    bytes32[] private none;

    function test_setRoute() public {
        assertFalse(channel.hasRoute(UNROUTED));
        vm.expectEmit(address(channel));
        emit IChannel.RouteSet(UNROUTED, address(0), address(0), newGateway, stranger);
        channel.setRoute(UNROUTED, newGateway, stranger);
        (address gateway, address other) = channel.route(UNROUTED);
        assertEq(gateway, newGateway);
        assertEq(other, stranger);
        assertEq(channel.counterpart(UNROUTED), stranger);
        assertTrue(channel.hasRoute(UNROUTED));
        assertFalse(channel.hasRoute(UNROUTED + 1));
    }

    function test_setRoute_forgetsAcceptedHeads() public {
        bytes[] memory entries = _entries(3);
        bytes32 head = Entries.fold(0, entries);
        bytes32 earlier = Entries.fold(0, Entries.slice(entries, 0, 2));
        _accept(head);
        channel.acceptEarlier(THERE, earlier, Entries.hashes(Entries.slice(entries, 2, 3)));
        vm.expectEmit(address(channel));
        emit IChannel.RouteSet(THERE, address(this), counterpart, newGateway, counterpart);
        channel.setRoute(THERE, newGateway, counterpart);

        assertFalse(channel.isAccepted(THERE, head));
        assertFalse(channel.isAccepted(THERE, earlier));
        _expectNotAccepted(entries, none, head);
        _expectNotAccepted(Entries.slice(entries, 0, 2), none, earlier);
        _expectNotAccepted(Entries.slice(entries, 0, 2), Entries.hashes(Entries.slice(entries, 2, 3)), head);
        bytes32[] memory rest = Entries.hashes(Entries.slice(entries, 2, 3));
        vm.expectRevert(abi.encodeWithSelector(IChannel.HeadNotAccepted.selector, THERE, head));
        channel.acceptEarlier(THERE, earlier, rest);
    }

    /// The same head is accepted anew, with its event, and what was delivered is not delivered again.
    function test_setRoute_losesAndRepeatsNothing() public {
        bytes[] memory entries = _entries(4);
        bytes32 head = Entries.fold(0, entries);
        _accept(head);
        channel.deliver(THERE, Entries.slice(entries, 0, 2), Entries.hashes(Entries.slice(entries, 2, 4)));
        bytes32 processed = channel.processedHead(THERE);
        channel.setRoute(THERE, newGateway, counterpart);
        assertEq(channel.processedHead(THERE), processed);

        vm.expectEmit(address(channel));
        emit IChannel.HeadAccepted(THERE, head, newGateway);
        bytes memory sender = _sender();
        vm.prank(newGateway);
        channel.receiveMessage(0, sender, abi.encodePacked(head));
        bytes32 repeated = Entries.fold(processed, entries);
        _expectNotAccepted(entries, none, repeated);
        channel.deliver(THERE, Entries.slice(entries, 2, 4), none);
        assertEq(channel.handled().length, 4);
        for (uint256 i = 0; i < 4; ++i) {
            assertEq(channel.handled()[i].entry, entries[i]);
        }
    }

    /// The old gateway brings nothing any more.
    function test_setRoute_refusesTheOldGateway() public {
        channel.setRoute(THERE, newGateway, counterpart);
        bytes memory sender = _sender();
        vm.expectRevert(abi.encodeWithSelector(IChannel.GatewayNotOnRoute.selector, THERE, address(this)));
        channel.receiveMessage(0, sender, abi.encodePacked(bytes32("head")));
    }

    /// Also of the gateway that was there already, and of one that comes back: its old messages stay dead.
    function test_setRoute_ofTheSameGateway_isANewEpoch() public {
        bytes[] memory entries = _entries(1);
        bytes32 head = Entries.fold(0, entries);
        _accept(head);
        channel.setRoute(THERE, address(this), counterpart);
        assertFalse(channel.isAccepted(THERE, head));
        _accept(head);
        channel.setRoute(THERE, newGateway, counterpart);
        channel.setRoute(THERE, address(this), counterpart);
        _expectNotAccepted(entries, none, head);
        _accept(head);
        channel.deliver(THERE, entries, none);
    }

    function test_setRoute_keepsChainsApart() public {
        bytes[] memory entries = _entries(1);
        bytes32 head = Entries.fold(0, entries);
        _accept(head);
        channel.setRoute(ELSEWHERE, newGateway, otherCounterpart);
        assertTrue(channel.isAccepted(THERE, head));
        channel.deliver(THERE, entries, none);
    }

    /// Before the first route nothing counts as accepted, whatever a later epoch's number is.
    function test_isAccepted_withoutARoute() public view {
        assertFalse(channel.isAccepted(UNROUTED, 0));
        assertFalse(channel.isAccepted(THERE, 0));
    }

    function test_setRoute_keepsWhatIsQueued() public {
        channel.queue(THERE, "entry");
        bytes32 head = channel.queuedHead(THERE);
        channel.setRoute(THERE, newGateway, counterpart);
        assertEq(channel.queuedHead(THERE), head);
    }

    /// Settings are no entries.
    function test_setRoute_ofAnotherCounterpart_beforeAnyEntry() public {
        channel.setSettings(THERE, Settings.wrap(type(uint16).max));
        channel.setRoute(THERE, newGateway, stranger);
        assertEq(channel.counterpart(THERE), stranger);
        assertEq(Settings.unwrap(channel.settings(THERE)), type(uint16).max);
    }

    function test_setRoute_revertsWith_CounterpartFixed_onceAnEntryWasQueued() public {
        channel.queue(THERE, "entry");
        vm.expectRevert(abi.encodeWithSelector(IChannel.CounterpartFixed.selector, THERE, counterpart));
        channel.setRoute(THERE, newGateway, stranger);
    }

    function test_setRoute_revertsWith_CounterpartFixed_onceAnEntryWasProcessed() public {
        bytes[] memory entries = _entries(1);
        _accept(Entries.fold(0, entries));
        // An accepted head is none yet.
        channel.setRoute(ELSEWHERE, newGateway, stranger);
        channel.deliver(THERE, entries, none);
        vm.expectRevert(abi.encodeWithSelector(IChannel.CounterpartFixed.selector, THERE, counterpart));
        channel.setRoute(THERE, newGateway, stranger);
    }

    function test_setRoute_revertsWith_RouteIncomplete() public {
        vm.expectRevert(abi.encodeWithSelector(IChannel.RouteIncomplete.selector, THERE, address(0), counterpart));
        channel.setRoute(THERE, address(0), counterpart);
        vm.expectRevert(abi.encodeWithSelector(IChannel.RouteIncomplete.selector, THERE, newGateway, address(0)));
        channel.setRoute(THERE, newGateway, address(0));
    }

    /// However often routes change between heads and deliveries, each entry is handled once and in order.
    function testFuzz_setRoute_atAnyTime_losesAndRepeatsNothing(uint256 seed, uint8 count) public {
        bytes[] memory entries = _entries(1 + count % 20);
        uint256 delivered = 0;
        uint256 accepted = 0;
        while (delivered < entries.length) {
            seed = uint256(keccak256(abi.encode(seed)));
            if (seed % 4 == 0) {
                channel.setRoute(THERE, address(this), counterpart);
                accepted = delivered;
            } else if (accepted == delivered || seed % 4 == 1) {
                accepted = accepted + 1 + (seed >> 8) % (entries.length - delivered);
                if (accepted > entries.length) accepted = entries.length;
                _accept(Entries.fold(0, Entries.slice(entries, 0, accepted)));
            } else {
                uint256 end = delivered + 1 + (seed >> 8) % (accepted - delivered);
                channel.deliver(
                    THERE, Entries.slice(entries, delivered, end), Entries.hashes(Entries.slice(entries, end, accepted))
                );
                delivered = end;
            }
        }
        assertEq(channel.handled().length, entries.length);
        assertEq(channel.processedHead(THERE), Entries.fold(0, entries));
    }

    function _expectNotAccepted(bytes[] memory entries, bytes32[] memory rest, bytes32 head) private {
        vm.expectRevert(abi.encodeWithSelector(IChannel.HeadNotAccepted.selector, THERE, head));
        channel.deliver(THERE, entries, rest);
    }
}
