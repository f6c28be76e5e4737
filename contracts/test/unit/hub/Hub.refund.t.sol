// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IChannel} from "../../../src/channel/IChannel.sol";
import {IHub, PayoutKind, ReportedOrder} from "../../../src/hub/IHub.sol";
import {Leg} from "../../../src/types/Leg.sol";
import {Order, OrderId, OrderLib} from "../../../src/types/Order.sol";
import {Fill} from "../../../src/types/Report.sol";
import {Entries} from "../../fixtures/Entries.sol";
import {HubFixture} from "../../fixtures/HubFixture.sol";
import {Orders} from "../../fixtures/Orders.sol";

contract HubRefundTest is HubFixture {
    function test_refund_ofAnEscrowReportedAfterTheAbort() public {
        Order memory order = _order(2);
        order.legs[1].originChain = B;
        OrderId orderId = hub.orderIdOf(order);
        _reportEscrow(B, order);
        _reportHeartbeat(A, order.openDeadline + 1);
        _abort(_unfilled(order));
        _reportEscrow(A, order);
        bytes memory pay = Entries.pay(input, user, Orders.INPUT_AMOUNT);

        vm.expectEmit(address(hub));
        emit IHub.PayoutOwed(orderId, 0, PayoutKind.Refund, A, _toAccount(input), _toAccount(user), Orders.INPUT_AMOUNT);
        vm.expectEmit(address(hub));
        emit IChannel.EntryQueued(A, Entries.extend(configuredHead, pay), pay);
        vm.prank(stranger);
        _refund(_unfilled(order));
        (uint64 reported, uint64 released,,) = hub.escrows(orderId, A);
        assertEq(reported, 1);
        assertEq(released, 1);
    }

    function test_refund_ofRepetitionsAfterTheAbort() public {
        Order memory order = _order(2);
        _reportEscrow(A, order);
        _expire(order);
        _abort(_unfilled(order));
        bytes32 head = hub.queuedHead(A);
        _reportEscrow(A, order);
        _reportEscrow(A, order);
        _refund(_unfilled(order));
        head = Entries.extend(head, Entries.pay(input, user, 4 * uint256(Orders.INPUT_AMOUNT)));
        assertEq(hub.queuedHead(A), head);
        _reportEscrow(A, order);
        _refund(_unfilled(order));
        assertEq(hub.queuedHead(A), Entries.extend(head, Entries.pay(input, user, 2 * uint256(Orders.INPUT_AMOUNT))));
    }

    /// The first escrow is the solver's, every other the user's.
    function test_refund_ofRepetitionsBeforeAndAfterTheCommit() public {
        Order memory order = _order();
        _reportEscrow(A, order);
        _reportEverything(order, false);
        _settle(_filled(order, false));
        bytes32 head = hub.queuedHead(A);
        assertEq(head, Entries.extend(configuredHead, Entries.pay(input, solver, Orders.INPUT_AMOUNT)));
        _refund(_unfilled(order));
        head = Entries.extend(head, Entries.pay(input, user, Orders.INPUT_AMOUNT));
        assertEq(hub.queuedHead(A), head);
        _reportEscrow(A, order);
        _reportEscrow(A, order);
        _refund(_unfilled(order));
        head = Entries.extend(head, Entries.pay(input, user, 2 * uint256(Orders.INPUT_AMOUNT)));
        assertEq(hub.queuedHead(A), head);
    }

    function test_refund_ofAHeldOutputReportedAfterTheAbort() public {
        Order memory order = _order(2);
        order.legs[1].destinationChain = A;
        OrderId orderId = hub.orderIdOf(order);
        _reportEscrow(A, order);
        _expire(order);
        _abort(_unfilled(order));
        _reportFill(order, 1, true);
        bytes32 head = hub.queuedHead(A);

        ReportedOrder memory reported = _unfilled(order);
        reported.fills[1] = _fill(order, 1, true);
        vm.expectEmit(address(hub));
        emit IHub.PayoutOwed(
            orderId, 1, PayoutKind.Return, A, _toAccount(output), _toAccount(solver), Orders.OUTPUT_AMOUNT
        );
        _refund(reported);
        assertEq(hub.queuedHead(A), Entries.extend(head, Entries.pay(output, solver, Orders.OUTPUT_AMOUNT)));

        // Once, however often it is shown.
        vm.expectRevert(abi.encodeWithSelector(IHub.NothingToRefund.selector, orderId));
        this.refund(reported);
    }

    function test_refund_skipsWhatWasReturned() public {
        Order memory order = _order(2);
        _reportFill(order, 0, true);
        _reportHeartbeat(A, order.openDeadline + 1);
        ReportedOrder memory reported = _unfilled(order);
        reported.fills[0] = _fill(order, 0, true);
        _abort(reported);
        bytes32 head = hub.queuedHead(B);
        _reportFill(order, 1, true);
        reported.fills[1] = _fill(order, 1, true);
        _refund(reported);
        assertEq(hub.queuedHead(B), Entries.extend(head, Entries.pay(output, solver, Orders.OUTPUT_AMOUNT)));
    }

    function test_refund_ofSeveralOrders_paysEachAccountOnce() public {
        ReportedOrder[] memory orders = new ReportedOrder[](3);
        for (uint256 i = 0; i < orders.length; ++i) {
            Order memory order = _order();
            order.nonce = i;
            orders[i] = _unfilled(order);
            _reportEscrow(A, order);
        }
        _expire(orders[0].order);
        hub.abort(orders);
        bytes32 head = hub.queuedHead(A);
        for (uint256 i = 0; i < orders.length; ++i) {
            _reportEscrow(A, orders[i].order);
        }
        hub.refund(orders);
        assertEq(hub.queuedHead(A), Entries.extend(head, Entries.pay(input, user, 3 * uint256(Orders.INPUT_AMOUNT))));
    }

    /// A committed output went to its recipient.
    function test_refund_revertsWith_NothingToRefund_ofACommittedOutput() public {
        Order memory order = _order();
        _reportEverything(order, true);
        _settle(_filled(order, true));
        _expectNothing(_filled(order, true));
    }

    function test_refund_revertsWith_NothingToRefund_whenAllIsPaidBack() public {
        Order memory order = _order();
        _reportEscrow(A, order);
        _expire(order);
        _abort(_unfilled(order));
        _expectNothing(_unfilled(order));
        _reportEscrow(A, order);
        _refund(_unfilled(order));
        _expectNothing(_unfilled(order));
    }

    function test_refund_revertsWith_NothingToRefund_ofAnotherChainsReport() public {
        Order memory order = _order();
        _reportEscrow(A, order);
        _expire(order);
        _abort(_unfilled(order));
        _reportEscrow(B, order);
        _expectNothing(_unfilled(order));
    }

    function test_refund_skipsTheSecond_whenTheOrderIsListedTwice() public {
        Order memory order = _order();
        _reportEscrow(A, order);
        _expire(order);
        _abort(_unfilled(order));
        bytes32 head = hub.queuedHead(A);
        _reportEscrow(A, order);
        OrderId orderId = hub.orderIdOf(order);
        vm.expectEmit(address(hub));
        emit IHub.OrderSkipped(orderId, abi.encodeWithSelector(IHub.NothingToRefund.selector, orderId));
        hub.refund(_list(_unfilled(order), _unfilled(order)));
        assertEq(hub.queuedHead(A), Entries.extend(head, Entries.pay(input, user, Orders.INPUT_AMOUNT)));
    }

    /// One of each reason before a good one.
    function test_refund_skipsWhatCannotBeRefunded() public {
        ReportedOrder[] memory orders = new ReportedOrder[](5);
        for (uint256 i = 0; i < orders.length; ++i) {
            Order memory order = _order();
            order.nonce = i;
            orders[i] = _unfilled(order);
            _reportEscrow(A, order);
        }
        _expire(orders[0].order);
        for (uint256 i = 0; i < orders.length; ++i) {
            if (i != 0) _abort(orders[i]);
            if (i != 1) _reportEscrow(A, orders[i].order);
        }
        bytes32 head = hub.queuedHead(A);
        orders[2].fills[0] = _fill(orders[2].order, 0, true);
        orders[3].fills = new Fill[](0);
        bytes[4] memory reasons = [
            abi.encodeWithSelector(IHub.OrderNotDecided.selector, hub.orderIdOf(orders[0].order)),
            abi.encodeWithSelector(IHub.NothingToRefund.selector, hub.orderIdOf(orders[1].order)),
            abi.encodeWithSelector(IHub.FillNotAsReported.selector, hub.orderIdOf(orders[2].order), 0),
            abi.encodeWithSelector(IHub.FillCountMismatch.selector, 0, 1)
        ];
        for (uint256 i = 0; i < reasons.length; ++i) {
            vm.expectEmit(address(hub));
            emit IHub.OrderSkipped(hub.orderIdOf(orders[i].order), reasons[i]);
        }
        hub.refund(orders);
        assertEq(hub.queuedHead(A), Entries.extend(head, Entries.pay(input, user, Orders.INPUT_AMOUNT)));

        // Alone, they fail for the first reason.
        ReportedOrder[] memory bad = _list(orders[1], orders[0]);
        vm.expectRevert(reasons[1]);
        hub.refund(bad);
    }

    function test_refund_revertsWith_NoOrders() public {
        vm.expectRevert(IHub.NoOrders.selector);
        hub.refund(new ReportedOrder[](0));
    }

    /// After a commit nothing that is shown matters, not even a fill that nobody reported.
    function test_refund_afterACommit_returnsNoOutput() public {
        Order memory order = _order();
        _reportEverything(order, true);
        _reportEscrow(A, order);
        _settle(_filled(order, true));
        (bytes32 headA, bytes32 headB) = (hub.queuedHead(A), hub.queuedHead(B));
        ReportedOrder memory reported = _filled(order, true);
        reported.fills[0].solver = stranger;
        _refund(reported);
        assertEq(hub.queuedHead(A), Entries.extend(headA, Entries.pay(input, user, Orders.INPUT_AMOUNT)));
        assertEq(hub.queuedHead(B), headB);
    }

    /// What stands for a returned output is no fill that anybody can show, and an altered one is ignored after it.
    function test_refund_ofAReturnedOutput_shownDifferently_paysNothing() public {
        Order memory order = _order(2);
        _reportFill(order, 0, true);
        _expire(order);
        ReportedOrder memory reported = _unfilled(order);
        reported.fills[0] = _fill(order, 0, true);
        _abort(reported);
        bytes32 head = hub.queuedHead(B);
        reported.fills[0].solver = stranger;
        _expectNothing(reported);
        reported.fills[0].fee = type(uint64).max;
        _expectNothing(reported);
        // Nor does another report of the leg count.
        Fill memory fill = _fill(order, 0, true);
        fill.solver = stranger;
        _report(B, Entries.filled(hub.orderIdOf(order), 0, fill));
        _expectNothing(reported);
        assertEq(hub.queuedHead(B), head);
    }

    function test_refund_revertsWith_OrderNotDecided() public {
        Order memory order = _order();
        _reportEscrow(A, order);
        _expire(order);
        vm.expectRevert(abi.encodeWithSelector(IHub.OrderNotDecided.selector, hub.orderIdOf(order)));
        this.refund(_unfilled(order));
    }

    function test_refund_revertsWith_FillNotAsReported() public {
        Order memory order = _order(2);
        _reportEscrow(A, order);
        _expire(order);
        _abort(_unfilled(order));
        ReportedOrder memory reported = _unfilled(order);
        reported.fills[1] = _fill(order, 1, true);
        vm.expectRevert(abi.encodeWithSelector(IHub.FillNotAsReported.selector, hub.orderIdOf(order), 1));
        this.refund(reported);
    }

    function test_refund_revertsWith_LegCountOutOfRange() public {
        Order memory order = _order();
        order.legs = new Leg[](0);
        vm.expectRevert(abi.encodeWithSelector(OrderLib.LegCountOutOfRange.selector, 0));
        this.refund(_unfilled(order));
    }

    function _expectNothing(ReportedOrder memory reported) private {
        vm.expectRevert(abi.encodeWithSelector(IHub.NothingToRefund.selector, hub.orderIdOf(reported.order)));
        this.refund(reported);
    }

    /// External, so that its revert can be expected.
    function refund(ReportedOrder memory reported) external {
        _refund(reported);
    }
}
