// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Decision, IHub} from "../../src/hub/IHub.sol";
import {ISpoke} from "../../src/spoke/ISpoke.sol";
import {AccountLib} from "../../src/types/Account.sol";
import {Order} from "../../src/types/Order.sol";
import {Repayment} from "../../src/types/Report.sol";
import {Orders} from "../fixtures/Orders.sol";
import {ThreeChains} from "../fixtures/ThreeChains.sol";

/// A fill and an abort at the deadline: whichever the destination's clock says, and never both.
contract DeadlinesTest is ThreeChains {
    uint256 private nonce = 1;

    function setUp() public override {
        super.setUp();
        _open(SECOND, _subject());
        _report(SECOND);
    }

    function test_fill_aSecondBeforeFillDeadline_reportedBeforeTheAbort() public {
        _fillAt(_subject().fillDeadline - 1);
        _reportThenTryToAbort();
    }

    function test_fill_atFillDeadline_reportedBeforeTheAbort() public {
        _fillAt(_subject().fillDeadline);
        _reportThenTryToAbort();
    }

    function test_fill_aSecondBeforeFillDeadline_reportedAfterTheAbort() public {
        _fillAt(_subject().fillDeadline - 1);
        _tryToAbortThenReport();
    }

    function test_fill_atFillDeadline_reportedAfterTheAbort() public {
        _fillAt(_subject().fillDeadline);
        _tryToAbortThenReport();
    }

    function test_fill_aSecondAfterFillDeadline_reportedBeforeTheAbort() public {
        _refuseFillAfterDeadline();
        _heartbeat(THIRD);
        _report(THIRD);
        _abort(_subject());
        _instructAll();
        _checkAsBefore();
    }

    /// The hub's clock is long past the deadline, and still it waits for the destination's word.
    function test_fill_aSecondAfterFillDeadline_reportedAfterTheAbort() public {
        _refuseFillAfterDeadline();
        _heartbeat(THIRD);
        _setClock(HUB_CHAIN, _subject().fillDeadline + 1 days);
        _expectAbortRefused(_subject());
        _sendReports(THIRD);
        _expectAbortRefused(_subject());
        _deliverReports(THIRD);
        _abort(_subject());
        _instructAll();
        _checkAsBefore();
    }

    /// A second can bring several blocks: a heartbeat of the deadline's own second proves nothing.
    function test_fill_atFillDeadline_afterAHeartbeatOfThatSecond() public {
        _setClock(THIRD, _subject().fillDeadline);
        _heartbeat(THIRD);
        _report(THIRD);
        _expectAbortRefused(_subject());
        _fillAt(_subject().fillDeadline);
        _reportThenTryToAbort();
    }

    function test_open_atOpenDeadline_reportedAfterTheAbort() public {
        nonce = 2;
        _setClock(SECOND, _subject().openDeadline);
        _heartbeat(SECOND);
        _report(SECOND);
        _expectAbortRefused(_subject());
        _open(SECOND, _subject());
        _setClock(SECOND, _subject().openDeadline + SPACING);
        _heartbeat(SECOND);
        _expectAbortRefused(_subject());
        _report(SECOND);
        _expectAbortRefused(_subject());
        _fill(_subject(), 0, true);
        _report(THIRD);
        _settle(_subject());
    }

    function test_open_aSecondAfterOpenDeadline() public {
        nonce = 2;
        _setClock(SECOND, _subject().openDeadline + 1);
        vm.expectRevert(abi.encodeWithSelector(ISpoke.OpenDeadlinePassed.selector, _subject().openDeadline));
        vm.prank(user);
        spokes[SECOND].open(_subject());
        _expectAbortRefused(_subject());
        _heartbeat(SECOND);
        _report(SECOND);
        // It is over, and nothing of it is here.
        _expectAbortRefused(_subject(), IHub.NothingToRefund.selector);
        _fill(_subject(), 0, true);
        _report(THIRD);
        _abort(_subject());
    }

    /// Whatever the clocks say: a fill that was accepted is settled, one that was refused is refunded.
    function testFuzz_fill_aroundFillDeadline(int8 offset, uint8 hubOffset, bool hold) public {
        uint64 timestamp = uint64(uint256(int256(uint256(_subject().fillDeadline)) + offset));
        _setClock(HUB_CHAIN, _subject().fillDeadline + hubOffset);
        _setClock(THIRD, timestamp);
        if (timestamp <= _subject().fillDeadline) {
            _fill(_subject(), 0, hold);
        } else {
            _refuseFill();
        }
        // A heartbeat of the same second follows whatever happened in it.
        _heartbeat(THIRD);
        _expectAbortRefused(_subject());
        _report(THIRD);
        if (timestamp <= _subject().fillDeadline) {
            _expectAbortRefused(_subject());
            _settle(_subject());
            _instructAll();
            _checkCommitted();
        } else {
            _abort(_subject());
            _instructAll();
            _checkAsBefore();
        }
    }

    function _subject() private view returns (Order memory order) {
        order = _order(_leg(SECOND, THIRD));
        order.nonce = nonce;
    }

    function _fillAt(uint64 timestamp) private {
        _setClock(THIRD, timestamp);
        _fill(_subject(), 0, true);
        _setClock(THIRD, _subject().fillDeadline + SPACING);
        _heartbeat(THIRD);
        _setClock(HUB_CHAIN, _subject().fillDeadline + 1 days);
    }

    function _refuseFillAfterDeadline() private {
        _setClock(THIRD, _subject().fillDeadline + 1);
        _refuseFill();
    }

    function _refuseFill() private {
        Repayment memory repayment = Repayment(AccountLib.toAccount(solver), address(0), SECOND, 0);
        vm.expectRevert(abi.encodeWithSelector(ISpoke.FillDeadlinePassed.selector, _subject().fillDeadline));
        vm.prank(solver);
        spokes[THIRD].fill(_subject(), 0, repayment, true);
    }

    function _reportThenTryToAbort() private {
        _report(THIRD);
        _expectAbortRefused(_subject());
        _settle(_subject());
        _instructAll();
        _checkCommitted();
    }

    function _tryToAbortThenReport() private {
        _expectAbortRefused(_subject());
        _sendReports(THIRD);
        _expectAbortRefused(_subject());
        _deliverReports(THIRD);
        _settle(_subject());
        _instructAll();
        _checkCommitted();
    }

    function _checkCommitted() private view {
        assertEq(uint8(_decision(_subject())), uint8(Decision.Commit));
        assertEq(_balance(SECOND, user), FUNDS - Orders.INPUT_AMOUNT);
        assertEq(_balance(SECOND, solver), FUNDS + Orders.INPUT_AMOUNT);
        assertEq(_balance(THIRD, solver), FUNDS - Orders.OUTPUT_AMOUNT);
        assertEq(_balance(THIRD, recipient), Orders.OUTPUT_AMOUNT);
        _checkSpokesAreEmpty();
    }
}
