// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IChannel} from "../../../src/channel/IChannel.sol";
import {ChannelFixture} from "../../fixtures/ChannelFixture.sol";
import {Entries} from "../../fixtures/Entries.sol";
import {RecordingGateway} from "../../mocks/RecordingGateway.sol";
import {InteroperableAddress} from "@openzeppelin/contracts/utils/draft-InteroperableAddress.sol";

contract ChannelDispatchTest is ChannelFixture {
    RecordingGateway private gateway;

    function setUp() public override {
        super.setUp();
        gateway = new RecordingGateway();
        channel.setRoute(THERE, address(gateway), counterpart);
    }

    function test_dispatch_sendsTheHeadToTheCounterpart() public {
        bytes[] memory entries = _entries(3);
        for (uint256 i = 0; i < entries.length; ++i) {
            channel.queue(THERE, entries[i]);
        }
        bytes32 head = Entries.fold(0, entries);
        bytes32 sendId = gateway.SEND_ID();

        vm.expectEmit(address(channel));
        emit IChannel.HeadDispatched(THERE, head, address(gateway), sendId);
        vm.prank(stranger);
        bytes32 returned = channel.dispatch(THERE);

        assertEq(returned, sendId);
        assertEq(gateway.sender(), address(channel));
        assertEq(gateway.recipient(), InteroperableAddress.formatEvmV1(THERE, counterpart));
        assertEq(gateway.payload(), abi.encodePacked(head));
        assertEq(gateway.attributes(), 0);
    }

    function test_dispatch_repeatedly_sendsTheHeadOfNow() public {
        channel.queue(THERE, "first");
        channel.dispatch(THERE);
        channel.dispatch(THERE);
        assertEq(gateway.payload(), abi.encodePacked(Entries.extend(0, "first")));
        channel.queue(THERE, "second");
        channel.dispatch(THERE);
        assertEq(gateway.payload(), abi.encodePacked(Entries.fold(0, Entries.list("first", "second"))));
    }

    function test_dispatch_passesItsValueOn() public {
        channel.queue(THERE, "entry");
        channel.dispatch{value: 3}(THERE);
        assertEq(gateway.value(), 3);
        assertEq(address(gateway).balance, 3);
    }

    function test_dispatch_afterARouteChanged_usesTheNewRoute() public {
        channel.queue(THERE, "entry");
        channel.dispatch(THERE);
        RecordingGateway newGateway = new RecordingGateway();
        channel.setRoute(THERE, address(newGateway), counterpart);
        channel.dispatch(THERE);
        assertEq(newGateway.payload(), gateway.payload());
        assertEq(newGateway.recipient(), gateway.recipient());
    }

    function test_dispatch_keepsChainsApart() public {
        channel.queue(THERE, "entry");
        channel.queue(ELSEWHERE, "other entry");
        channel.dispatch(THERE);
        assertEq(gateway.payload(), abi.encodePacked(Entries.extend(0, "entry")));
    }

    function test_dispatch_revertsWith_RouteNotSet() public {
        channel.queue(UNROUTED, "entry");
        vm.expectRevert(abi.encodeWithSelector(IChannel.RouteNotSet.selector, UNROUTED));
        channel.dispatch(UNROUTED);
    }

    function test_dispatch_revertsWith_ChannelEmpty() public {
        vm.expectRevert(abi.encodeWithSelector(IChannel.ChannelEmpty.selector, THERE));
        channel.dispatch(THERE);
    }

    /// A gateway that moves the channel while it is sent a head: that head is what it was sent, and nothing is lost.
    function test_dispatch_overAGatewayThatReenters() public {
        ReenteringGateway reentering = new ReenteringGateway();
        channel.setRoute(THERE, address(reentering), counterpart);
        channel.queue(THERE, "first");
        bytes32 head = channel.queuedHead(THERE);
        reentering.callBefore(address(channel), abi.encodeCall(channel.queue, (THERE, "second")));
        vm.expectEmit(address(channel));
        emit IChannel.HeadDispatched(THERE, head, address(reentering), 0);
        channel.dispatch(THERE);
        assertEq(reentering.payload(), abi.encodePacked(head));

        // It may deliver what it brings itself, once.
        bytes[] memory entries = Entries.list("entry");
        bytes32 brought = Entries.fold(0, entries);
        reentering.callBefore(
            address(channel), abi.encodeCall(channel.receiveMessage, (0, _sender(), abi.encodePacked(brought)))
        );
        channel.dispatch(THERE);
        assertTrue(channel.isAccepted(THERE, brought));
        reentering.callBefore(address(channel), abi.encodeCall(channel.deliver, (THERE, entries, new bytes32[](0))));
        channel.dispatch(THERE);
        vm.expectPartialRevert(IChannel.HeadNotAccepted.selector);
        channel.deliver(THERE, entries, new bytes32[](0));
        assertEq(channel.handled().length, 1);
        assertEq(channel.queuedHead(THERE), Entries.fold(0, Entries.list("first", "second")));
    }
}

/// A gateway that calls before it takes a message.
contract ReenteringGateway {
    address private _target;
    bytes private _data;
    bytes public payload;

    function callBefore(address target, bytes calldata data) external {
        (_target, _data) = (target, data);
    }

    function sendMessage(bytes calldata, bytes calldata payload_, bytes[] calldata) external returns (bytes32) {
        (bool success,) = _target.call(_data);
        require(success);
        payload = payload_;
        return 0;
    }
}
