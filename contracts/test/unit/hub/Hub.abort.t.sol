// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IChannel} from "../../../src/channel/IChannel.sol";
import {Decision, IHub, PayoutKind, ReportedOrder} from "../../../src/hub/IHub.sol";
import {Leg} from "../../../src/types/Leg.sol";
import {Order, OrderId, OrderLib} from "../../../src/types/Order.sol";
import {Fill} from "../../../src/types/Report.sol";
import {Entries} from "../../fixtures/Entries.sol";
import {HubFixture} from "../../fixtures/HubFixture.sol";
import {Orders} from "../../fixtures/Orders.sol";

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

    function test_abort_ofAnOrderThatNobodyOpened() public {
        Order memory order = _order();
        _expire(order);
        _abort(_unfilled(order));
        assertEq(hub.queuedHead(A), configuredHead);
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
        _abort(_unfilled(order));
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

    function test_abort_whenAnotherChainReportedTheEscrow() public {
        Order memory order = _order();
        _reportEscrow(B, order);
        _reportHeartbeat(A, order.openDeadline + 1);
        _abort(_unfilled(order));
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

    function _expectNotExpired(Order memory order) private {
        vm.expectRevert(abi.encodeWithSelector(IHub.OrderNotExpired.selector, hub.orderIdOf(order)));
        this.abort(_unfilled(order));
    }

    /// External, so that its revert can be expected.
    function abort(ReportedOrder memory reported) external {
        _abort(reported);
    }
}
