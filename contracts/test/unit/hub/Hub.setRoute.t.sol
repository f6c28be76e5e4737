// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IChannel} from "../../../src/channel/IChannel.sol";
import {FeePolicy, IHub} from "../../../src/hub/IHub.sol";
import {Order, OrderId} from "../../../src/types/Order.sol";
import {Entries} from "../../fixtures/Entries.sol";
import {HubFixture} from "../../fixtures/HubFixture.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {InteroperableAddress} from "@openzeppelin/contracts/utils/draft-InteroperableAddress.sol";

contract HubSetRouteTest is HubFixture {
    address private immutable gateway = makeAddr("gateway");
    address private immutable spoke = makeAddr("spoke");

    function test_setRoute() public {
        (address routeGateway, address counterpart) = hub.route(UNROUTED);
        assertEq(routeGateway, address(0));
        assertEq(counterpart, address(0));

        (bool accepting, uint256 entryFee, bool retired) = hub.configurationOf(UNROUTED);
        assertFalse(accepting);

        vm.expectEmit(address(hub));
        emit IChannel.RouteSet(UNROUTED, address(0), address(0), gateway, spoke);
        vm.expectEmit(address(hub));
        emit IHub.SpokeConfigured(UNROUTED, true, 0);
        vm.expectEmit(address(hub));
        emit IChannel.EntryQueued(UNROUTED, configuredHead, Entries.configure());
        hub.setRoute(UNROUTED, gateway, spoke);

        (routeGateway, counterpart) = hub.route(UNROUTED);
        assertEq(routeGateway, gateway);
        assertEq(counterpart, spoke);
        assertEq(hub.queuedHead(UNROUTED), configuredHead);
        (accepting, entryFee, retired) = hub.configurationOf(UNROUTED);
        assertTrue(accepting);
        assertEq(entryFee, 0);
        assertFalse(retired);
    }

    /// The first fee follows the policy that is there already.
    function test_setRoute_configuresTheFeeOfThePolicy() public {
        hub.setFeePolicy(UNROUTED, FeePolicy(200, 300, 0));
        vm.expectEmit(address(hub));
        emit IHub.SpokeConfigured(UNROUTED, true, 200 gwei);
        hub.setRoute(UNROUTED, gateway, spoke);
        assertEq(hub.queuedHead(UNROUTED), Entries.extend(0, Entries.configure(0x8000 | 200)));
        (, uint256 entryFee,) = hub.configurationOf(UNROUTED);
        assertEq(entryFee, 200 gwei);
    }

    function test_setRoute_again_configuresNothing() public {
        hub.setFeePolicy(A, FeePolicy(200, 300, 0));
        hub.setRoute(A, gateway, spokeA);
        assertEq(hub.queuedHead(A), configuredHead);
    }

    /// What the old gateway brought counts no more; over the new one it comes again, and is processed once.
    function test_setRoute_again_losesAndRepeatsNothing() public {
        bytes[] memory entries = Entries.list(Entries.heartbeat(NOW), Entries.heartbeat(NOW + 1));
        _report(A, entries[0]);
        bytes[] memory rest = Entries.list(entries[1]);
        bytes32 head = _send(A, rest);
        vm.expectEmit(address(hub));
        emit IChannel.RouteSet(A, address(this), spokeA, gateway, spokeA);
        hub.setRoute(A, gateway, spokeA);
        assertFalse(hub.isAccepted(A, head));
        vm.expectRevert(abi.encodeWithSelector(IChannel.HeadNotAccepted.selector, A, head));
        hub.deliver(A, rest, new bytes32[](0));

        vm.prank(gateway);
        hub.receiveMessage(0, InteroperableAddress.formatEvmV1(A, spokeA), abi.encodePacked(head));
        hub.deliver(A, rest, new bytes32[](0));
        assertEq(hub.watermark(A), NOW + 1);
        assertEq(hub.processedHead(A), Entries.fold(0, entries));
        bytes32 repeated = Entries.fold(head, rest);
        vm.expectRevert(abi.encodeWithSelector(IChannel.HeadNotAccepted.selector, A, repeated));
        hub.deliver(A, rest, new bytes32[](0));
    }

    /// An order that could only expire for want of a route no longer does.
    function test_setRoute_bringsALegBackToLife() public {
        Order memory order = _order();
        order.legs[0].destinationChain = UNROUTED;
        hub.setRoute(UNROUTED, gateway, spoke);
        OrderId orderId = hub.orderIdOf(order);
        _reportEscrow(A, order);
        vm.expectRevert(abi.encodeWithSignature("OrderNotExpired(bytes32)", orderId));
        hub.abort(_list(_unfilled(order)));
    }

    /// The first route queues an entry for its spoke, so no other can follow.
    function test_setRoute_revertsWith_CounterpartFixed() public {
        vm.expectRevert(abi.encodeWithSelector(IChannel.CounterpartFixed.selector, A, spokeA));
        hub.setRoute(A, gateway, spoke);
        _reportHeartbeat(A, NOW);
        vm.expectRevert(abi.encodeWithSelector(IChannel.CounterpartFixed.selector, A, spokeA));
        hub.setRoute(A, gateway, spoke);
        hub.setRoute(A, gateway, spokeA);
        (address routeGateway,) = hub.route(A);
        assertEq(routeGateway, gateway);
    }

    function test_setRoute_revertsWith_RouteIncomplete() public {
        vm.expectRevert(abi.encodeWithSelector(IChannel.RouteIncomplete.selector, A, address(0), spoke));
        hub.setRoute(A, address(0), spoke);
        vm.expectRevert(abi.encodeWithSelector(IChannel.RouteIncomplete.selector, A, gateway, address(0)));
        hub.setRoute(A, gateway, address(0));
    }

    function test_setRoute_revertsWith_AccessManagedUnauthorized() public {
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, stranger));
        vm.prank(stranger);
        hub.setRoute(A, gateway, spoke);
    }
}
