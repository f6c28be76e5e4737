// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IChannel} from "../../../src/channel/IChannel.sol";
import {ISpoke} from "../../../src/spoke/ISpoke.sol";
import {Order, OrderId} from "../../../src/types/Order.sol";
import {Entries} from "../../fixtures/Entries.sol";
import {Orders} from "../../fixtures/Orders.sol";
import {SpokeFixture} from "../../fixtures/SpokeFixture.sol";

contract SpokeCancelTest is SpokeFixture {
    uint256 private constant CANCELLED = 1 << 255;

    function test_cancel_forbidsFillsAndReports() public {
        _configure(true, 7);
        Order memory order = _incoming();
        OrderId orderId = spoke.orderIdOf(order);
        bytes memory entry = Entries.cancelled(NOW, orderId, 9);
        bytes32 head = Entries.extend(0, entry);
        vm.expectEmit(address(spoke));
        emit IChannel.EntryQueued(HUB_CHAIN, head, entry);
        vm.prank(user);
        spoke.cancel{value: 9 gwei}(order);
        assertEq(spoke.queuedHead(HUB_CHAIN), head);
        assertEq(spoke.filledLegs(orderId), CANCELLED);
        assertEq(address(spoke).balance, 9 gwei);
        vm.expectRevert(abi.encodeWithSelector(ISpoke.OrderCancelled.selector, orderId));
        vm.prank(solver);
        spoke.fill{value: 7 gwei}(order, 0, _repayment(), true);
    }

    function test_cancel_ofACancellableOrder_whileALegIsNotFilled() public {
        Order memory order = _incoming();
        (order.legs, order.cancellable) = (Orders.repeat(order.legs[0], 3), true);
        order.legs[2].destinationChain = THERE;
        vm.prank(solver);
        spoke.fill(order, 0, _repayment(), true);
        vm.prank(user);
        spoke.cancel(order);
        assertEq(spoke.filledLegs(spoke.orderIdOf(order)), CANCELLED | 1);
    }

    function test_cancel_whileEverythingIsPaused() public {
        spoke.pause(true, true);
        _configure(false, 0);
        _cancel(_incoming());
    }

    /// The escrow's report, or the order's deadlines, are the hub's matter.
    function test_cancel_afterFillDeadline() public {
        Order memory order = _incoming();
        vm.warp(order.fillDeadline + 1);
        _cancel(order);
    }

    function test_cancel_revertsWith_CallerNotUser() public {
        Order memory order = _incoming();
        vm.expectRevert(abi.encodeWithSelector(ISpoke.CallerNotUser.selector, stranger, user));
        vm.prank(stranger);
        spoke.cancel(order);
    }

    function test_cancel_revertsWith_OrderNotCancellable() public {
        Order memory order = _incoming();
        order.legs = Orders.repeat(order.legs[0], 2);
        _expectRefusal(order, abi.encodeWithSelector(ISpoke.OrderNotCancellable.selector, spoke.orderIdOf(order)));
    }

    function test_cancel_revertsWith_OrderCancelled() public {
        Order memory order = _incoming();
        _cancel(order);
        _expectRefusal(order, abi.encodeWithSelector(ISpoke.OrderCancelled.selector, spoke.orderIdOf(order)));
    }

    function test_cancel_revertsWith_NothingToCancel_ofAFilledOrder() public {
        Order memory order = _incoming();
        vm.prank(solver);
        spoke.fill(order, 0, _repayment(), false);
        _expectRefusal(order, abi.encodeWithSelector(ISpoke.NothingToCancel.selector, spoke.orderIdOf(order)));
        order.cancellable = true;
        order.legs = Orders.repeat(order.legs[0], 3);
        order.legs[1].destinationChain = THERE;
        for (uint64 i = 0; i < 3; i += 2) {
            vm.prank(solver);
            spoke.fill(order, i, _repayment(), i == 0);
        }
        _expectRefusal(order, abi.encodeWithSelector(ISpoke.NothingToCancel.selector, spoke.orderIdOf(order)));
    }

    function test_cancel_revertsWith_NothingToCancel_ofAnOrderThatIsFilledElsewhere() public {
        Order memory order = _outgoing();
        _expectRefusal(order, abi.encodeWithSelector(ISpoke.NothingToCancel.selector, spoke.orderIdOf(order)));
    }

    function test_cancel_revertsWith_EntryFeeTooLow() public {
        _configure(true, 7);
        _expectRefusal(_incoming(), abi.encodeWithSelector(ISpoke.EntryFeeTooLow.selector, 0, 7 gwei));
    }

    function test_cancel_revertsWith_EntryFeeMalformed() public {
        Order memory order = _incoming();
        vm.expectRevert(abi.encodeWithSelector(ISpoke.EntryFeeMalformed.selector, 1));
        vm.prank(user);
        spoke.cancel{value: 1}(order);
    }

    function test_cancel_revertsWith_OrderPooled() public {
        Order memory order = _incoming();
        order.pooled = true;
        _expectRefusal(order, abi.encodeWithSelector(ISpoke.OrderPooled.selector, spoke.orderIdOf(order)));
    }

    function test_cancel_revertsWith_DeadlineTooFar() public {
        Order memory order = _incoming();
        order.fillDeadline = NOW + 7 days + 1;
        _expectRefusal(order, abi.encodeWithSelector(ISpoke.DeadlineTooFar.selector, NOW + 7 days + 1, NOW + 7 days));
    }

    function _cancel(Order memory order) private {
        vm.prank(user);
        spoke.cancel(order);
        assertEq(spoke.filledLegs(spoke.orderIdOf(order)), CANCELLED);
    }

    function _expectRefusal(Order memory order, bytes memory reason) private {
        bytes32 head = spoke.queuedHead(HUB_CHAIN);
        vm.expectRevert(reason);
        vm.prank(user);
        spoke.cancel(order);
        assertEq(spoke.queuedHead(HUB_CHAIN), head);
    }
}
