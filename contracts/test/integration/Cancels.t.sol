// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Decision, IHub} from "../../src/hub/IHub.sol";
import {ISpoke} from "../../src/spoke/ISpoke.sol";
import {AccountLib} from "../../src/types/Account.sol";
import {Order} from "../../src/types/Order.sol";
import {Repayment} from "../../src/types/Report.sol";
import {Orders} from "../fixtures/Orders.sol";
import {ThreeChains} from "../fixtures/ThreeChains.sol";

/// A cancellation on the destination chain, where it cannot race a fill, refunds long before the deadline.
contract CancelsTest is ThreeChains {
    function test_cancel_ofAnOpenOrder_isRefundedBeforeTheDeadline() public {
        Order memory order = _order(_leg(SECOND, THIRD));
        _open(SECOND, order);
        _report(SECOND);
        _cancel(THIRD, order);
        _expectAbortRefused(order);
        _report(THIRD);
        assertLe(hub.watermark(THIRD), order.fillDeadline);
        _abort(order);
        _instructAll();
        _checkAsBefore();
    }

    /// Cancelled before it is opened, or while its escrow is on its way: refunded when that arrives.
    function test_cancel_ofAnOrderThatIsOpenedLater_isRefunded() public {
        Order memory order = _order(_leg(SECOND, THIRD));
        _cancel(THIRD, order);
        _report(THIRD);
        // Until then there is nothing to decide.
        _expectAbortRefused(order, IHub.NothingToRefund.selector);
        _openFor(SECOND, order);
        _report(SECOND);
        _abort(order);
        _instructAll();
        _checkAsBefore();
    }

    /// A leg is filled or cancelled, whichever comes first there.
    function test_cancel_afterAFill() public {
        Order memory order = _order(_leg(SECOND, THIRD));
        _open(SECOND, order);
        _fill(order, 0, true);
        vm.expectRevert(abi.encodeWithSelector(ISpoke.NothingToCancel.selector, hub.orderIdOf(order)));
        vm.prank(user);
        spokes[THIRD].cancel(order);
        _report(SECOND);
        _report(THIRD);
        _settle(order);
        _instructAll();
        assertEq(_balance(THIRD, recipient), Orders.OUTPUT_AMOUNT);
        assertEq(_balance(SECOND, solver), FUNDS + Orders.INPUT_AMOUNT);
    }

    function test_fill_afterACancellation() public {
        Order memory order = _order(_leg(SECOND, THIRD));
        _open(SECOND, order);
        _cancel(THIRD, order);
        Repayment memory repayment = Repayment(AccountLib.toAccount(solver), address(0), SECOND, 0);
        vm.expectRevert(abi.encodeWithSelector(ISpoke.OrderCancelled.selector, hub.orderIdOf(order)));
        vm.prank(solver);
        spokes[THIRD].fill(order, 0, repayment, true);
    }

    /// Of an order of several legs, signed as cancellable: the held fill of another leg returns to its solver.
    function test_cancel_ofACancellableOrder_returnsWhatIsHeld() public {
        Order memory order = _order(_leg(SECOND, THIRD), _leg(SECOND, HUB_CHAIN));
        order.cancellable = true;
        _open(SECOND, order);
        _fill(order, 0, true);
        _cancel(HUB_CHAIN, order);
        for (uint256 i = 0; i < 3; ++i) {
            if (spokes[_chains()[i]].queuedHead(HUB_CHAIN) != 0) _report(_chains()[i]);
        }
        _abort(order);
        _instructAll();
        assertEq(uint8(_decision(order)), uint8(Decision.Abort));
        _checkAsBefore();
    }

    /// Where all legs that are due there are filled, nothing is left to cancel; the order goes on.
    function test_cancel_ofACancellableOrder_whoseLegsThereAreFilled() public {
        Order memory order = _order(_leg(SECOND, THIRD), _leg(SECOND, HUB_CHAIN));
        order.cancellable = true;
        _open(SECOND, order);
        _fill(order, 0, true);
        vm.expectRevert(abi.encodeWithSelector(ISpoke.NothingToCancel.selector, hub.orderIdOf(order)));
        vm.prank(user);
        spokes[THIRD].cancel(order);
        _fill(order, 1, true);
        for (uint256 i = 0; i < 3; ++i) {
            _report(_chains()[i]);
        }
        _settle(order);
        _instructAll();
        _checkSpokesAreEmpty();
    }

    /// A chain that cancels what is not due there changes nothing: its spoke refuses, and the hub would not listen.
    function test_cancel_onTheOriginChain() public {
        Order memory order = _order(_leg(SECOND, THIRD));
        _open(SECOND, order);
        vm.expectRevert(abi.encodeWithSelector(ISpoke.NothingToCancel.selector, hub.orderIdOf(order)));
        vm.prank(user);
        spokes[SECOND].cancel(order);
    }

    function _cancel(uint64 chain, Order memory order) private {
        _on(chain);
        vm.prank(user);
        spokes[chain].cancel(order);
    }
}
