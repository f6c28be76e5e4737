// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IChannel} from "../../../src/channel/IChannel.sol";
import {Decision, IHub, PayoutKind, ReportedOrder} from "../../../src/hub/IHub.sol";
import {Leg} from "../../../src/types/Leg.sol";
import {Call, Order, OrderId, OrderLib} from "../../../src/types/Order.sol";
import {Fill} from "../../../src/types/Report.sol";
import {Entries} from "../../fixtures/Entries.sol";
import {HubFixture} from "../../fixtures/HubFixture.sol";
import {Orders} from "../../fixtures/Orders.sol";
import {PlainOrderHash} from "../../fixtures/PlainOrderHash.sol";

contract HubAbortTest is HubFixture {
    function test_abort_refundsTheUser() public {
        Order memory order = _order();
        OrderId orderId = hub.orderIdOf(order);
        _reportEscrow(A, order);
        _expire(order);
        bytes memory pay = Entries.pay(input, user, Orders.INPUT_AMOUNT);

        vm.expectEmit(address(hub));
        emit IHub.OrderAborted(orderId, order);
        vm.expectEmit(address(hub));
        emit IHub.PayoutOwed(orderId, 0, PayoutKind.Refund, A, _toAccount(input), _toAccount(user), Orders.INPUT_AMOUNT);
        vm.expectEmit(address(hub));
        emit IChannel.EntryQueued(A, Entries.extend(configuredHead, pay), pay);
        vm.prank(stranger);
        _abort(_unfilled(order));

        assertEq(uint8(hub.decision(orderId)), uint8(Decision.Abort));
        assertEq(hub.queuedHead(A), Entries.extend(configuredHead, pay));
        assertEq(hub.queuedHead(B), configuredHead);
        (uint64 reported, uint64 released,,) = hub.escrows(orderId, A);
        assertEq(reported, 1);
        assertEq(released, 1);
    }

    function test_abort_returnsHeldOutputs() public {
        Order memory order = _order(2);
        OrderId orderId = hub.orderIdOf(order);
        _reportEscrow(A, order);
        _reportFill(order, 0, true);
        _expire(order);
        ReportedOrder memory reported = _unfilled(order);
        reported.fills[0] = _fill(order, 0, true);
        bytes memory pay = Entries.pay(output, solver, Orders.OUTPUT_AMOUNT);

        vm.expectEmit(address(hub));
        emit IHub.PayoutOwed(
            orderId, 0, PayoutKind.Return, B, _toAccount(output), _toAccount(solver), Orders.OUTPUT_AMOUNT
        );
        vm.expectEmit(address(hub));
        emit IChannel.EntryQueued(B, Entries.extend(configuredHead, pay), pay);
        _abort(reported);

        assertEq(
            hub.queuedHead(A),
            Entries.extend(configuredHead, Entries.pay(input, user, 2 * uint256(Orders.INPUT_AMOUNT)))
        );
        assertEq(hub.fillHash(orderId, B, 0), bytes32(uint256(1)));
    }

    /// The recipient has it: the solver took that risk.
    function test_abort_returnsNoOutputThatWasDelivered() public {
        Order memory order = _order(2);
        _reportEscrow(A, order);
        _reportFill(order, 0, false);
        _expire(order);
        ReportedOrder memory reported = _unfilled(order);
        reported.fills[0] = _fill(order, 0, false);
        _abort(reported);
        assertEq(hub.queuedHead(B), configuredHead);
    }

    function test_abort_withoutShowingAHeldOutput_leavesItToRefund() public {
        Order memory order = _order(2);
        _reportEscrow(A, order);
        _reportFill(order, 0, true);
        _expire(order);
        _abort(_unfilled(order));
        assertEq(hub.queuedHead(B), configuredHead);

        ReportedOrder memory reported = _unfilled(order);
        reported.fills[0] = _fill(order, 0, true);
        _refund(reported);
        assertEq(hub.queuedHead(B), Entries.extend(configuredHead, Entries.pay(output, solver, Orders.OUTPUT_AMOUNT)));
    }

    function test_abort_refundsEveryRepetition() public {
        Order memory order = _order();
        for (uint256 i = 0; i < 3; ++i) {
            _reportEscrow(A, order);
        }
        _expire(order);
        _abort(_unfilled(order));
        assertEq(
            hub.queuedHead(A),
            Entries.extend(configuredHead, Entries.pay(input, user, 3 * uint256(Orders.INPUT_AMOUNT)))
        );
    }

    /// The largest amounts that reports can make up.
    function test_abort_ofTheLargestAmounts() public {
        Order memory order = _order(16);
        for (uint256 i = 0; i < 16; ++i) {
            order.legs[i].inputAmount = type(uint128).max;
        }
        for (uint256 i = 0; i < 5; ++i) {
            _reportEscrow(A, order);
        }
        _expire(order);
        _abort(_unfilled(order));
        bytes memory pay = Entries.pay(input, user, 80 * uint256(type(uint128).max));
        assertEq(hub.queuedHead(A), Entries.extend(configuredHead, pay));
    }

    function test_abort_refundsOnlyWhereItWasEscrowed() public {
        Order memory order = _order(2);
        order.legs[1].originChain = B;
        _reportEscrow(A, order);
        _reportHeartbeat(B, order.openDeadline + 1);
        _abort(_unfilled(order));
        assertEq(hub.queuedHead(A), Entries.extend(configuredHead, Entries.pay(input, user, Orders.INPUT_AMOUNT)));
        assertEq(hub.queuedHead(B), configuredHead);
    }

    /// There is nothing to decide, or it was decided without a trace.
    function test_abort_revertsWith_NothingToRefund_ofAnOrderThatNobodyOpened() public {
        Order memory order = _order(2);
        order.legs[1].originChain = B;
        _expire(order);
        _expectNothingToRefund(order);
    }

    /// What a solver delivered in vain is decided, if it is shown.
    function test_abort_ofAFillAlone() public {
        Order memory order = _order(2);
        _reportFill(order, 1, true);
        _expire(order);
        _expectNothingToRefund(order);
        ReportedOrder memory reported = _unfilled(order);
        reported.fills[1] = _fill(order, 1, true);
        _abort(reported);
        assertEq(hub.queuedHead(B), Entries.extend(configuredHead, Entries.pay(output, solver, Orders.OUTPUT_AMOUNT)));
    }

    /// One origin of several is enough.
    function test_abort_ofTheSecondOriginAlone() public {
        Order memory order = _order(2);
        order.legs[1].originChain = B;
        _reportEscrow(B, order);
        _reportHeartbeat(A, order.openDeadline + 1);
        _abort(_unfilled(order));
        assertEq(hub.queuedHead(B), Entries.extend(configuredHead, Entries.pay(input, user, Orders.INPUT_AMOUNT)));
    }

    function test_abort_ofSixteenLegs() public {
        Order memory order = _order(16);
        _reportEscrow(A, order);
        ReportedOrder memory reported = _unfilled(order);
        for (uint8 i = 0; i < 15; ++i) {
            _reportFill(order, i, true);
            reported.fills[i] = _fill(order, i, true);
        }
        _expire(order);
        _abort(reported);
        assertEq(
            hub.queuedHead(A),
            Entries.extend(configuredHead, Entries.pay(input, user, 16 * uint256(Orders.INPUT_AMOUNT)))
        );
        assertEq(
            hub.queuedHead(B),
            Entries.extend(configuredHead, Entries.pay(output, solver, 15 * uint256(Orders.OUTPUT_AMOUNT)))
        );
    }

    function test_abort_ofSeveralOrders_paysEachAccountOnce() public {
        ReportedOrder[] memory orders = new ReportedOrder[](3);
        for (uint256 i = 0; i < orders.length; ++i) {
            Order memory order = _order();
            order.nonce = i;
            _reportEscrow(A, order);
            orders[i] = _unfilled(order);
        }
        _expire(orders[0].order);
        hub.abort(orders);
        assertEq(
            hub.queuedHead(A),
            Entries.extend(configuredHead, Entries.pay(input, user, 3 * uint256(Orders.INPUT_AMOUNT)))
        );
    }

    /// A second equal to the deadline may still bring a fill.
    function test_abort_revertsWith_OrderNotExpired_atFillDeadline() public {
        Order memory order = _order();
        _reportEscrow(A, order);
        _reportHeartbeat(B, order.fillDeadline - 1);
        _expectNotExpired(order);
        _reportHeartbeat(B, order.fillDeadline);
        _expectNotExpired(order);
        _reportHeartbeat(B, order.fillDeadline + 1);
        _abort(_unfilled(order));
    }

    function test_abort_revertsWith_OrderNotExpired_atOpenDeadline() public {
        Order memory order = _order();
        _reportHeartbeat(A, order.openDeadline - 1);
        _expectNotExpired(order);
        _reportHeartbeat(A, order.openDeadline);
        _expectNotExpired(order);
        _reportHeartbeat(A, order.openDeadline + 1);
        _expectNothingToRefund(order);
    }

    /// The hub's own clock and other chains' prove nothing.
    function test_abort_revertsWith_OrderNotExpired_whenOtherClocksAreAhead() public {
        Order memory order = _order();
        _reportEscrow(A, order);
        _reportHeartbeat(A, order.fillDeadline + 1000);
        vm.warp(order.fillDeadline + 1000);
        _expectNotExpired(order);
    }

    function test_abort_revertsWith_OrderNotExpired_whenEveryLegIsEscrowedAndFilled() public {
        Order memory order = _order(2);
        _reportEverything(order, true);
        _reportHeartbeat(A, order.fillDeadline + 1);
        _expire(order);
        _expectNotExpired(order);
    }

    function test_abort_revertsWith_OrderNotExpired_whenAnotherChainReportedNothing() public {
        Order memory order = _order();
        // B is past the open deadline, but the input is A's.
        _reportHeartbeat(B, order.openDeadline + 1);
        _expectNotExpired(order);
    }

    /// What another chain says of a leg does not keep it from expiring.
    function test_abort_whenAnotherChainReportedTheFill() public {
        Order memory order = _order();
        _reportEscrow(A, order);
        _report(A, Entries.filled(hub.orderIdOf(order), 0, _fill(order, 0, true)));
        _expire(order);
        _abort(_unfilled(order));
    }

    function test_abort_revertsWith_NothingToRefund_whenAnotherChainReportedTheEscrow() public {
        Order memory order = _order();
        _reportEscrow(B, order);
        _reportHeartbeat(A, order.openDeadline + 1);
        _expectNothingToRefund(order);
        assertEq(hub.queuedHead(A), configuredHead);
        assertEq(hub.queuedHead(B), configuredHead);
    }

    function test_abort_ofALegToAChainWithoutARoute() public {
        Order memory order = _order(2);
        order.legs[1].destinationChain = UNROUTED;
        _reportEscrow(A, order);
        _abort(_unfilled(order));
        assertEq(
            hub.queuedHead(A),
            Entries.extend(configuredHead, Entries.pay(input, user, 2 * uint256(Orders.INPUT_AMOUNT)))
        );
    }

    function test_abort_ofALegFromAChainWithoutARoute() public {
        Order memory order = _order(2);
        order.legs[1].originChain = UNROUTED;
        _reportEscrow(A, order);
        _abort(_unfilled(order));
        assertEq(hub.queuedHead(A), Entries.extend(configuredHead, Entries.pay(input, user, Orders.INPUT_AMOUNT)));
        assertEq(hub.queuedHead(UNROUTED), 0);
    }

    /// The user of a one-leg order gave it up where it would be filled.
    function test_abort_ofACancelledOrder() public {
        Order memory order = _order();
        _reportEscrow(A, order);
        _expectNotExpired(order);
        _reportCancelled(B, order);
        _abort(_unfilled(order));
        assertEq(uint8(hub.decision(hub.orderIdOf(order))), uint8(Decision.Abort));
        assertEq(hub.queuedHead(A), Entries.extend(configuredHead, Entries.pay(input, user, Orders.INPUT_AMOUNT)));
        (,,, bool cancelled) = hub.escrows(hub.orderIdOf(order), B);
        assertTrue(cancelled);
    }

    /// A chain that escrowed the order and cancelled it stays one that did, whatever is paid back.
    function test_refund_ofACancelledOrder_keepsTheCancellation() public {
        Order memory order = _order();
        order.legs[0].destinationChain = A;
        _reportEscrow(A, order);
        _reportCancelled(A, order);
        _abort(_unfilled(order));
        _reportEscrow(A, order);
        _refund(_unfilled(order));
        (uint64 reported, uint64 released,, bool cancelled) = hub.escrows(hub.orderIdOf(order), A);
        assertEq(reported, 2);
        assertEq(released, 2);
        assertTrue(cancelled);
    }

    /// Nothing escrowed is stuck because the escrow is reported after the cancellation.
    function test_abort_ofAnOrderCancelledBeforeItsEscrowWasReported() public {
        Order memory order = _order();
        _reportCancelled(B, order);
        _expectNothingToRefund(order);
        assertEq(hub.queuedHead(A), configuredHead);
        _reportEscrow(A, order);
        _abort(_unfilled(order));
        assertEq(hub.queuedHead(A), Entries.extend(configuredHead, Entries.pay(input, user, Orders.INPUT_AMOUNT)));
    }

    function test_abort_ofACancellableOrderOfSeveralLegs() public {
        Order memory order = _order(2);
        order.cancellable = true;
        _reportEscrow(A, order);
        _reportFill(order, 0, true);
        _expectNotExpired(order);
        _reportCancelled(B, order);
        ReportedOrder memory reported = _unfilled(order);
        reported.fills[0] = _fill(order, 0, true);
        _abort(reported);
        assertEq(
            hub.queuedHead(A),
            Entries.extend(configuredHead, Entries.pay(input, user, 2 * uint256(Orders.INPUT_AMOUNT)))
        );
        assertEq(hub.queuedHead(B), Entries.extend(configuredHead, Entries.pay(output, solver, Orders.OUTPUT_AMOUNT)));
    }

    /// A chain that says so of an order that was not signed as cancellable lies.
    function test_abort_revertsWith_OrderNotExpired_ofACancelledOrderThatIsNotCancellable() public {
        Order memory order = _order(2);
        _reportEscrow(A, order);
        _reportCancelled(B, order);
        _expectNotExpired(order);
    }

    /// The solver delivered first.
    function test_abort_revertsWith_OrderNotExpired_ofACancelledOrderThatWasFilled() public {
        Order memory order = _order();
        _reportEscrow(A, order);
        _reportFill(order, 0, true);
        _reportCancelled(B, order);
        _expectNotExpired(order);
        _settle(_filled(order, true));
        assertEq(uint8(hub.decision(hub.orderIdOf(order))), uint8(Decision.Commit));
    }

    /// Another chain than the one where the unfilled leg is due has no say.
    function test_abort_revertsWith_OrderNotExpired_whenAnotherChainCancelled() public {
        Order memory order = _order();
        _reportEscrow(A, order);
        _reportCancelled(A, order);
        _expectNotExpired(order);

        order = _order(2);
        order.cancellable = true;
        order.legs[1].destinationChain = A;
        _reportEscrow(A, order);
        _reportFill(order, 1, true);
        _reportCancelled(A, order);
        _expectNotExpired(order);
    }

    /// One of each reason before a good one.
    function test_abort_skipsWhatCannotBeAborted() public {
        ReportedOrder[] memory orders = new ReportedOrder[](6);
        bytes[] memory reasons = new bytes[](5);
        for (uint256 i = 0; i < orders.length; ++i) {
            Order memory order = _order();
            order.nonce = i;
            if (i == 1) order.fillDeadline += 1;
            if (i == 4) order.legs = new Leg[](0);
            _reportEscrow(A, order);
            orders[i] = _unfilled(order);
        }
        _expire(orders[0].order);
        _abort(orders[0]);
        bytes32 head = hub.queuedHead(A);
        orders[2].fills[0] = _fill(orders[2].order, 0, true);
        orders[3].fills = new Fill[](2);
        reasons[0] =
            abi.encodeWithSelector(IHub.OrderAlreadyDecided.selector, hub.orderIdOf(orders[0].order), Decision.Abort);
        reasons[1] = abi.encodeWithSelector(IHub.OrderNotExpired.selector, hub.orderIdOf(orders[1].order));
        reasons[2] = abi.encodeWithSelector(IHub.FillNotAsReported.selector, hub.orderIdOf(orders[2].order), 0);
        reasons[3] = abi.encodeWithSelector(IHub.FillCountMismatch.selector, 2, 1);
        reasons[4] = abi.encodeWithSelector(OrderLib.LegCountOutOfRange.selector, 0);
        for (uint256 i = 0; i < reasons.length; ++i) {
            vm.expectEmit(address(hub));
            emit IHub.OrderSkipped(hub.orderIdOf(orders[i].order), reasons[i]);
        }
        hub.abort(orders);
        for (uint256 i = 1; i < 5; ++i) {
            assertEq(uint8(hub.decision(hub.orderIdOf(orders[i].order))), uint8(Decision.Undecided));
        }
        assertEq(uint8(hub.decision(hub.orderIdOf(orders[5].order))), uint8(Decision.Abort));
        assertEq(hub.queuedHead(A), Entries.extend(head, Entries.pay(input, user, Orders.INPUT_AMOUNT)));

        // Alone, they fail for the first reason.
        ReportedOrder[] memory bad = _list(orders[3], orders[0]);
        vm.expectRevert(reasons[3]);
        hub.abort(bad);
    }

    function test_abort_revertsWith_NoOrders() public {
        vm.expectRevert(IHub.NoOrders.selector);
        hub.abort(new ReportedOrder[](0));
    }

    /// A fill that was never reported is not shown as one that was returned, whatever its fee.
    function test_abort_revertsWith_FillNotAsReported_ofAFeeBeyondFiveBytes() public {
        Order memory order = _order();
        _expire(order);
        ReportedOrder memory reported = _filled(order, true);
        uint64[3] memory fees = [uint64(1) << 40, (uint64(1) << 40) + 1, type(uint64).max];
        for (uint256 i = 0; i < fees.length; ++i) {
            reported.fills[0].fee = fees[i];
            vm.expectRevert(abi.encodeWithSelector(IHub.FillNotAsReported.selector, hub.orderIdOf(order), 0));
            this.abort(reported);
        }
    }

    function test_abort_ofAnOrderWhoseCallsAreLeftOut() public {
        Order memory order = _order();
        order.calls = new Call[](1);
        order.calls[0] = Call({chain: B, fallbackRecipient: _toAccount(user), calls: "calls", gas: 100_000});
        _reportEscrow(A, order);
        _expire(order);
        OrderId orderId = hub.orderIdOf(order);
        ReportedOrder memory reported = _unfilled(order);
        reported.callsHash = PlainOrderHash.hash(order.calls);
        reported.order.calls = new Call[](0);
        _abort(reported);
        assertEq(uint8(hub.decision(orderId)), uint8(Decision.Abort));
    }

    function test_abort_revertsWith_FillNotAsReported() public {
        Order memory order = _order(2);
        _reportEscrow(A, order);
        _reportFill(order, 0, true);
        _expire(order);
        // Another solver than the one reported.
        ReportedOrder memory reported = _unfilled(order);
        reported.fills[0] = _fill(order, 0, true);
        reported.fills[0].solver = stranger;
        vm.expectRevert(abi.encodeWithSelector(IHub.FillNotAsReported.selector, hub.orderIdOf(order), 0));
        this.abort(reported);
        // A fill that nobody reported.
        reported.fills[0] = _fill(order, 0, true);
        reported.fills[1] = _fill(order, 1, true);
        vm.expectRevert(abi.encodeWithSelector(IHub.FillNotAsReported.selector, hub.orderIdOf(order), 1));
        this.abort(reported);
    }

    /// A delivered output is not turned into a held one.
    function test_abort_revertsWith_FillNotAsReported_ofADeliveredOutput() public {
        Order memory order = _order(2);
        _reportFill(order, 0, false);
        _expire(order);
        ReportedOrder memory reported = _unfilled(order);
        reported.fills[0] = _fill(order, 0, true);
        vm.expectRevert(abi.encodeWithSelector(IHub.FillNotAsReported.selector, hub.orderIdOf(order), 0));
        this.abort(reported);
    }

    function test_abort_revertsWith_OrderAlreadyDecided() public {
        Order memory order = _order();
        _reportEscrow(A, order);
        _expire(order);
        _abort(_unfilled(order));
        vm.expectRevert(abi.encodeWithSelector(IHub.OrderAlreadyDecided.selector, hub.orderIdOf(order), Decision.Abort));
        this.abort(_unfilled(order));

        order.nonce = 2;
        _reportEverything(order, true);
        _settle(_filled(order, true));
        _expire(order);
        vm.expectRevert(
            abi.encodeWithSelector(IHub.OrderAlreadyDecided.selector, hub.orderIdOf(order), Decision.Commit)
        );
        this.abort(_unfilled(order));
    }

    function test_abort_revertsWith_LegCountOutOfRange() public {
        Order memory order = _order();
        order.legs = new Leg[](0);
        vm.expectRevert(abi.encodeWithSelector(OrderLib.LegCountOutOfRange.selector, 0));
        this.abort(_unfilled(order));
        order.legs = Orders.repeat(_leg(), 17);
        vm.expectRevert(abi.encodeWithSelector(OrderLib.LegCountOutOfRange.selector, 17));
        this.abort(_unfilled(order));
    }

    function test_abort_revertsWith_FillCountMismatch() public {
        ReportedOrder memory reported = _unfilled(_order(2));
        reported.fills = new Fill[](1);
        vm.expectRevert(abi.encodeWithSelector(IHub.FillCountMismatch.selector, 1, 2));
        this.abort(reported);
    }

    function _reportCancelled(uint64 chain, Order memory order) private {
        _report(chain, Entries.cancelled(NOW + 5, hub.orderIdOf(order)));
    }

    function _expectNothingToRefund(Order memory order) private {
        vm.expectRevert(abi.encodeWithSelector(IHub.NothingToRefund.selector, hub.orderIdOf(order)));
        _abort(_unfilled(order));
        assertEq(uint8(hub.decision(hub.orderIdOf(order))), uint8(Decision.Undecided));
    }

    function _expectNotExpired(Order memory order) private {
        vm.expectRevert(abi.encodeWithSelector(IHub.OrderNotExpired.selector, hub.orderIdOf(order)));
        this.abort(_unfilled(order));
    }

    /// External, so that its revert can be expected.
    function abort(ReportedOrder memory reported) external {
        _abort(reported);
    }
}
