// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IChannel} from "../../../src/channel/IChannel.sol";
import {Order, OrderId} from "../../../src/types/Order.sol";
import {Entries} from "../../fixtures/Entries.sol";
import {HubFixture} from "../../fixtures/HubFixture.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";

contract HubSetRouteTest is HubFixture {
    address private immutable gateway = makeAddr("gateway");
    address private immutable spoke = makeAddr("spoke");

    function test_setRoute() public {
        (address routeGateway, address counterpart) = hub.route(UNROUTED);
        assertEq(routeGateway, address(0));
        assertEq(counterpart, address(0));

        vm.expectEmit(address(hub));
        emit IChannel.RouteSet(UNROUTED, address(0), address(0), gateway, spoke);
        hub.setRoute(UNROUTED, gateway, spoke);

        (routeGateway, counterpart) = hub.route(UNROUTED);
        assertEq(routeGateway, gateway);
        assertEq(counterpart, spoke);
        assertEq(hub.queuedHead(UNROUTED), 0);
    }

    function test_setRoute_again_losesNothing() public {
        bytes[] memory entries = Entries.list(Entries.heartbeat(NOW));
        bytes32 head = _send(A, entries);
        vm.expectEmit(address(hub));
        emit IChannel.RouteSet(A, address(this), spokeA, gateway, spokeA);
        hub.setRoute(A, gateway, spokeA);
        assertTrue(hub.isAccepted(A, head));
        hub.deliver(A, entries, new bytes32[](0));
        assertEq(hub.watermark(A), NOW);
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

    function test_setRoute_ofAnotherSpoke_beforeAnyEntry() public {
        vm.expectEmit(address(hub));
        emit IChannel.RouteSet(A, address(this), spokeA, gateway, spoke);
        hub.setRoute(A, gateway, spoke);
    }

    /// Entries in either direction fix it.
    function test_setRoute_revertsWith_CounterpartFixed_onceAnEntryWasQueued() public {
        Order memory order = _order();
        _reportEverything(order, false);
        _settle(_filled(order, false));
        assertNotEq(hub.queuedHead(A), 0);
        assertEq(hub.queuedHead(B), 0);
        vm.expectRevert(abi.encodeWithSelector(IChannel.CounterpartFixed.selector, A, spokeA));
        hub.setRoute(A, gateway, spoke);
        // B's entries were processed, though none was queued for it.
        vm.expectRevert(abi.encodeWithSelector(IChannel.CounterpartFixed.selector, B, spokeB));
        hub.setRoute(B, gateway, spoke);
    }

    function test_setRoute_revertsWith_CounterpartFixed() public {
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
