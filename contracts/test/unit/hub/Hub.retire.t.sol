// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IChannel} from "../../../src/channel/IChannel.sol";
import {Decision, FeePolicy, IHub, ReportedOrder} from "../../../src/hub/IHub.sol";
import {Order} from "../../../src/types/Order.sol";
import {Entries} from "../../fixtures/Entries.sol";
import {HubFixture} from "../../fixtures/HubFixture.sol";
import {Orders} from "../../fixtures/Orders.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";

contract HubRetireTest is HubFixture {
    uint64 private constant SILENCE = 7 days;

    function test_retire() public {
        hub.setFeePolicy(B, FeePolicy(200, 200, 0));
        vm.warp(NOW + 1 minutes);
        hub.updateFee(B);
        bytes32 head = hub.queuedHead(B);
        vm.warp(NOW + SILENCE + 1);

        vm.expectEmit(address(hub));
        emit IHub.ChainRetired(B);
        vm.expectEmit(address(hub));
        emit IHub.SpokeConfigured(B, false, 200 gwei);
        vm.expectEmit(address(hub));
        emit IChannel.EntryQueued(B, Entries.extend(head, Entries.configure(200)), Entries.configure(200));
        hub.retire(B);
        (bool accepting, uint256 entryFee, bool retired) = hub.configurationOf(B);
        assertFalse(accepting);
        assertEq(entryFee, 200 gwei);
        assertTrue(retired);
        (accepting,, retired) = hub.configurationOf(A);
        assertTrue(accepting);
        assertFalse(retired);
        // It still has its route.
        (address gateway, address spoke) = hub.route(B);
        assertEq(gateway, address(this));
        assertEq(spoke, spokeB);
    }

    /// A leg to a retired chain that was not filled, or from one that was not escrowed, is out of reach.
    function test_retire_expiresOpenLegs() public {
        Order memory to = _order();
        Order memory from = _order(2);
        (from.legs[0].originChain, from.legs[0].destinationChain) = (B, A);
        from.legs[1].destinationChain = A;
        _reportEscrow(A, to);
        _reportEscrow(A, from);
        _retire(B);
        hub.abort(_list(_unfilled(to), _unfilled(from)));
        assertEq(uint8(hub.decision(hub.orderIdOf(to))), uint8(Decision.Abort));
        assertEq(uint8(hub.decision(hub.orderIdOf(from))), uint8(Decision.Abort));
        bytes memory both = Entries.pay(input, user, 2 * uint256(Orders.INPUT_AMOUNT));
        assertEq(hub.queuedHead(A), Entries.extend(configuredHead, both));
    }

    /// What was reported before stands.
    function test_retire_leavesWhatWasFilled() public {
        Order memory order = _order();
        _reportEverything(order, true);
        _retire(B);
        bytes32 head = hub.queuedHead(B);
        vm.expectRevert(abi.encodeWithSelector(IHub.OrderNotExpired.selector, hub.orderIdOf(order)));
        hub.abort(_list(_unfilled(order)));
        _settle(_filled(order, true));
        // Payouts to it stay queued.
        assertEq(hub.queuedHead(B), Entries.extend(head, Entries.pay(output, recipient, Orders.OUTPUT_AMOUNT)));
    }

    /// Nothing that it escrowed is stuck: what it reports later is refunded there.
    function test_retire_leavesReportsAndRefunds() public {
        Order memory order = _order();
        (order.legs[0].originChain, order.legs[0].destinationChain) = (B, A);
        _reportEscrow(B, order);
        _retire(B);
        _reportHeartbeat(A, order.fillDeadline + 1);
        _abort(_unfilled(order));
        bytes32 head = hub.queuedHead(B);
        _reportEscrow(B, order);
        assertEq(hub.watermark(B), NOW + 1);
        _refund(_unfilled(order));
        assertEq(hub.queuedHead(B), Entries.extend(head, Entries.pay(input, user, Orders.INPUT_AMOUNT)));
    }

    /// Reports alone do not bring it back.
    function test_retire_lastsUntilTheRouteIsSet() public {
        Order memory order = _order();
        _reportEscrow(A, order);
        _retire(B);
        _reportHeartbeat(B, NOW + 2);
        (,, bool retired) = hub.configurationOf(B);
        assertTrue(retired);

        bytes32 head = hub.queuedHead(B);
        vm.expectEmit(address(hub));
        emit IHub.SpokeConfigured(B, true, 0);
        hub.setRoute(B, address(this), spokeB);
        assertEq(hub.queuedHead(B), Entries.extend(head, Entries.configure()));
        (,, retired) = hub.configurationOf(B);
        assertFalse(retired);
        // The leg is open again, and its silence is counted from now.
        vm.expectRevert(abi.encodeWithSelector(IHub.OrderNotExpired.selector, hub.orderIdOf(order)));
        hub.abort(_list(_unfilled(order)));
        uint64 now_ = uint64(block.timestamp);
        vm.warp(now_ + SILENCE);
        vm.expectRevert(abi.encodeWithSelector(IHub.ChainNotSilent.selector, B, now_));
        hub.retire(B);
        vm.warp(now_ + SILENCE + 1);
        hub.retire(B);
    }

    /// Whoever filled before the chain was retired, of an order that is not decided, can still be paid.
    function test_retire_ofAChainWhoseReportComesLate_settles() public {
        Order memory order = _order();
        _reportEscrow(A, order);
        _retire(B);
        _reportFill(order, 0, false);
        _settle(_filled(order, false));
        assertEq(hub.queuedHead(A), Entries.extend(configuredHead, Entries.pay(input, solver, Orders.INPUT_AMOUNT)));
    }

    /// Silence counts from the last delivery, on the hub's clock.
    function test_retire_revertsWith_ChainNotSilent() public {
        vm.warp(NOW + SILENCE);
        vm.expectRevert(abi.encodeWithSelector(IHub.ChainNotSilent.selector, B, NOW));
        hub.retire(B);
        _reportHeartbeat(B, NOW - 1000);
        vm.warp(NOW + 2 * SILENCE);
        vm.expectRevert(abi.encodeWithSelector(IHub.ChainNotSilent.selector, B, NOW + SILENCE));
        hub.retire(B);
        vm.warp(NOW + 2 * SILENCE + 1);
        hub.retire(B);
        hub.retire(A);
    }

    /// A new gateway is no sign of life.
    function test_retire_afterANewGateway() public {
        vm.warp(NOW + SILENCE);
        hub.setRoute(B, makeAddr("gateway"), spokeB);
        vm.warp(NOW + SILENCE + 1);
        hub.retire(B);
    }

    function test_retire_revertsWith_ChainAlreadyRetired() public {
        _retire(B);
        vm.warp(block.timestamp + 2 * SILENCE);
        vm.expectRevert(abi.encodeWithSelector(IHub.ChainAlreadyRetired.selector, B));
        hub.retire(B);
    }

    function test_retire_revertsWith_RouteNotSet() public {
        vm.expectRevert(abi.encodeWithSelector(IChannel.RouteNotSet.selector, UNROUTED));
        hub.retire(UNROUTED);
    }

    function test_retire_revertsWith_AccessManagedUnauthorized() public {
        vm.warp(NOW + SILENCE + 1);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, stranger));
        vm.prank(stranger);
        hub.retire(B);
    }

    function _retire(uint64 chain) private {
        vm.warp(block.timestamp + SILENCE + 1);
        hub.retire(chain);
    }
}
