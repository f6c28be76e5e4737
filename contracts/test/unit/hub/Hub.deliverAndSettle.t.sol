// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IChannel} from "../../../src/channel/IChannel.sol";
import {Decision, Delivery, IHub, ReportedOrder} from "../../../src/hub/IHub.sol";
import {Order, OrderId} from "../../../src/types/Order.sol";
import {Fill} from "../../../src/types/Report.sol";
import {Entries} from "../../fixtures/Entries.sol";
import {Orders} from "../../fixtures/Orders.sol";
import {PooledFixture} from "../../fixtures/PooledFixture.sol";
import {Vm} from "forge-std/Vm.sol";

contract HubDeliverAndSettleTest is PooledFixture {
    /// An order whose reports all come now is committed without a trace.
    function test_deliverAndSettle() public {
        Order memory order = _order();
        OrderId orderId = hub.orderIdOf(order);
        Delivery[] memory deliveries = _deliveries(_escrow(order), _fills(order));
        ReportedOrder[] memory orders = _list(_filled(order, true));
        vm.expectEmit(address(hub));
        emit IHub.OrderSettled(orderId, order);
        vm.recordLogs();
        hub.deliverAndSettle(deliveries, orders);

        _assertPaid();
        _assertNoTrace(orderId);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            assertNotEq(logs[i].topics[0], IHub.OrderSkipped.selector);
        }
    }

    /// Entries about no order go by.
    function test_deliverAndSettle_withAHeartbeat() public {
        Order memory order = _order();
        bytes[] memory escrows = Entries.list(Entries.heartbeat(NOW), _escrow(order)[0], Entries.heartbeat(NOW + 1));
        hub.deliverAndSettle(_deliveries(escrows, _fills(order)), _list(_filled(order, true)));
        _assertPaid();
        assertEq(hub.watermark(A), NOW + 1);
    }

    /// What was kept is there once, for a later call of the same transaction, too.
    function test_deliverAndSettle_ofAFillKeptInTheSameTransaction() public {
        Order memory order = _order();
        Delivery[] memory deliveries = new Delivery[](1);
        deliveries[0] = _delivery(B, _fills(order));
        hub.deliverAndSettle(deliveries, new ReportedOrder[](0));
        deliveries[0] = _delivery(A, _escrow(order));
        hub.deliverAndSettle(deliveries, _list(_filled(order, true)));
        assertTrue(hub.decision(hub.orderIdOf(order)) == Decision.Commit);
        _assertPaid();
    }

    /// An escrow from before and another: the first is paid for, the decision is written, the second goes back.
    function test_deliverAndSettle_ofAnEscrowFromBeforeAndAnother() public {
        Order memory order = _order();
        OrderId orderId = hub.orderIdOf(order);
        _reportEscrow(A, order);
        hub.deliverAndSettle(_deliveries(_escrow(order), _fills(order)), _list(_filled(order, true)));
        assertTrue(hub.decision(orderId) == Decision.Commit);
        (uint64 reported, uint64 released,,) = hub.escrows(orderId, A);
        assertEq(reported, 2);
        assertEq(released, 1);
        _assertPaid();
    }

    function test_deliverAndSettle_paysEachAccountOnce() public {
        Order memory first = _order();
        Order memory second = _order();
        second.nonce = 2;
        bytes[] memory escrows = Entries.list(_escrow(first)[0], _escrow(second)[0]);
        bytes[] memory fills = Entries.list(_fills(first)[0], _fills(second)[0]);
        hub.deliverAndSettle(_deliveries(escrows, fills), _list(_filled(first, true), _filled(second, true)));
        assertEq(
            hub.queuedHead(A),
            Entries.extend(configuredHead, Entries.pay(input, solver, 2 * uint256(Orders.INPUT_AMOUNT)))
        );
        _assertNoTrace(hub.orderIdOf(second));
    }

    /// An order that was opened again is refunded: no leg of it can be filled a second time.
    function test_deliverAndSettle_thenOpenedAgain_isRefunded() public {
        Order memory order = _order();
        hub.deliverAndSettle(_deliveries(_escrow(order), _fills(order)), _list(_filled(order, true)));
        _reportEscrow(A, order);
        vm.expectRevert(abi.encodeWithSelector(IHub.LegNotFilled.selector, hub.orderIdOf(order), 0));
        _settle(_filled(order, true));
        _expire(order);
        // The fill that was paid for can't be shown again.
        vm.expectRevert(abi.encodeWithSelector(IHub.FillNotAsReported.selector, hub.orderIdOf(order), 0));
        _abort(_filled(order, true));
        _abort(_unfilled(order));
        bytes32 head = Entries.extend(configuredHead, Entries.pay(input, solver, Orders.INPUT_AMOUNT));
        assertEq(hub.queuedHead(A), Entries.extend(head, Entries.pay(input, user, Orders.INPUT_AMOUNT)));
    }

    /// Without a trace, the hub can't tell it from an order that nobody opened: it decides neither.
    function test_deliverAndSettle_thenAborted_revertsWith_NothingToRefund() public {
        Order memory order = _order();
        hub.deliverAndSettle(_deliveries(_escrow(order), _fills(order)), _list(_filled(order, true)));
        _reportHeartbeat(A, order.openDeadline + 1);
        _expire(order);
        vm.expectRevert(abi.encodeWithSelector(IHub.NothingToRefund.selector, hub.orderIdOf(order)));
        _abort(_unfilled(order));
        vm.expectRevert(abi.encodeWithSelector(IHub.FillNotAsReported.selector, hub.orderIdOf(order), 0));
        _abort(_filled(order, true));
        assertEq(uint8(hub.decision(hub.orderIdOf(order))), uint8(Decision.Undecided));
        _assertPaid();
    }

    /// With a report from before, the decision is written as ever.
    function test_deliverAndSettle_withAReportFromBefore() public {
        Order memory order = _order();
        OrderId orderId = hub.orderIdOf(order);
        _reportEscrow(A, order);
        Delivery[] memory deliveries = new Delivery[](1);
        deliveries[0] = _delivery(B, _fills(order));
        hub.deliverAndSettle(deliveries, _list(_filled(order, true)));
        assertTrue(hub.decision(orderId) == Decision.Commit);
        (uint64 reported, uint64 released,,) = hub.escrows(orderId, A);
        assertEq(reported, 1);
        assertEq(released, 1);
        _assertPaid();
    }

    /// So it is if one leg's fill was known: it could be returned later otherwise, though it was delivered.
    function test_deliverAndSettle_withAFillFromBefore() public {
        Order memory order = _order(2);
        OrderId orderId = hub.orderIdOf(order);
        _reportFill(order, 0, true);
        bytes[] memory fills = Entries.list(_fills(order)[1]);
        hub.deliverAndSettle(_deliveries(_escrow(order), fills), _list(_filled(order, true)));
        assertTrue(hub.decision(orderId) == Decision.Commit);
    }

    /// Escrowed twice: one is for the solver, the other stays to be refunded.
    function test_deliverAndSettle_ofTwoEscrows() public {
        Order memory order = _order();
        OrderId orderId = hub.orderIdOf(order);
        bytes[] memory escrows = Entries.list(_escrow(order)[0], Entries.escrowed(NOW + 2, orderId));
        hub.deliverAndSettle(_deliveries(escrows, _fills(order)), _list(_filled(order, true)));
        assertTrue(hub.decision(orderId) == Decision.Commit);
        _assertPaid();
        _refund(_unfilled(order));
        bytes32 head = Entries.extend(configuredHead, Entries.pay(input, solver, Orders.INPUT_AMOUNT));
        assertEq(hub.queuedHead(A), Entries.extend(head, Entries.pay(input, user, Orders.INPUT_AMOUNT)));
    }

    /// What no order of this transaction uses is kept.
    function test_deliverAndSettle_keepsTheRest() public {
        Order memory order = _order();
        OrderId orderId = hub.orderIdOf(order);
        bytes[] memory escrow = Entries.list(Entries.escrowed(NOW + 1, orderId, 800));
        hub.deliverAndSettle(_deliveries(escrow, _fills(order)), new ReportedOrder[](0));
        (uint64 reported, uint64 released, uint64 fees,) = hub.escrows(orderId, A);
        assertEq(reported, 1);
        assertEq(released, 0);
        assertEq(fees, 500);
        assertEq(hub.earnedFees(A, address(this)), 300);
        _settle(_filled(order, true));
        assertEq(
            hub.queuedHead(A), Entries.extend(configuredHead, Entries.pay(input, solver, Orders.INPUT_AMOUNT, 300))
        );
    }

    /// An order that can't be decided is left out, and its reports are kept.
    function test_deliverAndSettle_leavesOut() public {
        Order memory order = _order();
        OrderId orderId = hub.orderIdOf(order);
        Delivery[] memory deliveries = new Delivery[](1);
        deliveries[0] = _delivery(A, _escrow(order));
        vm.expectEmit(address(hub));
        emit IHub.OrderSkipped(orderId, abi.encodeWithSelector(IHub.LegNotFilled.selector, orderId, 0));
        hub.deliverAndSettle(deliveries, _list(_filled(order, true)));
        (uint64 reported,,,) = hub.escrows(orderId, A);
        assertEq(reported, 1);
        _reportFill(order, 0, true);
        _settle(_filled(order, true));
        _assertPaid();
    }

    function test_deliverAndSettle_ofAnotherFillThanReported_leavesOut() public {
        Order memory order = _order();
        ReportedOrder memory reported = _filled(order, true);
        reported.fills[0].solver = stranger;
        hub.deliverAndSettle(_deliveries(_escrow(order), _fills(order)), _list(reported));
        assertEq(hub.queuedHead(A), configuredHead);
        _settle(_filled(order, true));
        _assertPaid();
    }

    function test_deliverAndSettle_aFillReportedTwice_countsOnce() public {
        Order memory order = _order();
        bytes[] memory fills = Entries.list(_fills(order)[0], _fills(order)[0]);
        hub.deliverAndSettle(_deliveries(_escrow(order), fills), _list(_filled(order, true)));
        _assertPaid();
        _assertNoTrace(hub.orderIdOf(order));
    }

    /// Which a lying chain alone does.
    function test_deliverAndSettle_anotherFillOfALeg_isRejected() public {
        Order memory order = _order();
        OrderId orderId = hub.orderIdOf(order);
        Fill memory other = _filled(order, true).fills[0];
        other.solver = stranger;
        bytes[] memory fills = Entries.list(_fills(order)[0], Entries.filled(orderId, 0, other));
        bytes32 head = Entries.fold(hub.processedHead(B), fills);
        Delivery[] memory deliveries = _deliveries(_escrow(order), fills);
        vm.expectEmit(address(hub));
        emit IChannel.EntryRejected(B, head, IHub.FillAlreadyReported.selector);
        hub.deliverAndSettle(deliveries, _list(_filled(order, true)));
        _assertPaid();
        _assertNoTrace(orderId);
    }

    function test_deliverAndSettle_fees() public {
        Order memory order = _order();
        ReportedOrder memory reported = _filled(order, false);
        reported.fills[0].fee = 1_600;
        bytes[] memory escrow = Entries.list(Entries.escrowed(NOW + 1, hub.orderIdOf(order), 800));
        bytes[] memory fill = Entries.list(Entries.filled(hub.orderIdOf(order), 0, reported.fills[0]));
        hub.deliverAndSettle(_deliveries(escrow, fill), _list(reported));
        // Three eighths for delivering, a quarter for settling; of a direct fill, all the rest.
        assertEq(hub.earnedFees(A, address(this)), 300 + 200);
        assertEq(hub.earnedFees(B, address(this)), 600 + 1_000);
        assertEq(
            hub.queuedHead(A), Entries.extend(configuredHead, Entries.pay(input, solver, Orders.INPUT_AMOUNT, 300))
        );
    }

    function _escrow(Order memory order) private view returns (bytes[] memory) {
        return Entries.list(Entries.escrowed(NOW + 1, hub.orderIdOf(order)));
    }

    function _fills(Order memory order) private view returns (bytes[] memory entries) {
        entries = new bytes[](order.legs.length);
        for (uint8 i = 0; i < entries.length; ++i) {
            entries[i] = Entries.filled(hub.orderIdOf(order), i, _fill(order, i, true));
        }
    }

    function _delivery(uint64 chain, bytes[] memory entries) private returns (Delivery memory) {
        _send(chain, entries);
        return Delivery(chain, entries, new bytes32[](0));
    }

    function _deliveries(bytes[] memory escrows, bytes[] memory fills) private returns (Delivery[] memory deliveries) {
        deliveries = new Delivery[](2);
        deliveries[0] = _delivery(A, escrows);
        deliveries[1] = _delivery(B, fills);
    }

    function _assertPaid() private view {
        assertEq(hub.queuedHead(A), Entries.extend(configuredHead, Entries.pay(input, solver, Orders.INPUT_AMOUNT)));
        assertEq(
            hub.queuedHead(B), Entries.extend(configuredHead, Entries.pay(output, recipient, Orders.OUTPUT_AMOUNT))
        );
    }

    function _assertNoTrace(OrderId orderId) private view {
        assertTrue(hub.decision(orderId) == Decision.Undecided);
        (uint64 reported,,,) = hub.escrows(orderId, A);
        assertEq(reported, 0);
        assertEq(hub.fillHash(orderId, B, 0), 0);
    }
}
