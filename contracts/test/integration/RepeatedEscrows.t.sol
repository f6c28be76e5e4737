// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IHub, ReportedOrder} from "../../src/hub/IHub.sol";
import {Order} from "../../src/types/Order.sol";
import {Orders} from "../fixtures/Orders.sol";
import {ThreeChains} from "../fixtures/ThreeChains.sol";

/// An order may be opened again and again, and each time but one the inputs come back.
contract RepeatedEscrowsTest is ThreeChains {
    uint256 private constant INPUT = Orders.INPUT_AMOUNT;

    function test_open_again_beforeTheCommit() public {
        _open(SECOND, _subject());
        _open(SECOND, _subject());
        _fillAndReport();
        _settle(_subject());
        _instructAll();
        _checkCommittedOnce(INPUT);
        _refund(_subject());
        _instructAll();
        _checkCommittedOnce(0);
    }

    function test_open_again_afterTheCommit() public {
        _open(SECOND, _subject());
        _fillAndReport();
        _settle(_subject());
        _open(SECOND, _subject());
        _report(SECOND);
        _refund(_subject());
        _instructAll();
        _checkCommittedOnce(0);
    }

    function test_open_severalTimes_beforeAndAfterTheCommit() public {
        for (uint256 i = 0; i < 3; ++i) {
            _open(SECOND, _subject());
        }
        _fillAndReport();
        _settle(_subject());
        _open(SECOND, _subject());
        _refund(_subject());
        _report(SECOND);
        _open(SECOND, _subject());
        _refund(_subject());
        _report(SECOND);
        _refund(_subject());
        _instructAll();
        _checkCommittedOnce(0);
        _expectNothingToRefund();
    }

    function test_open_again_beforeTheAbort() public {
        _open(SECOND, _subject());
        _open(SECOND, _subject());
        _report(SECOND);
        _expire();
        _abort(_subject());
        _instructAll();
        _checkAsBefore();
        _expectNothingToRefund();
    }

    function test_open_again_afterTheAbort() public {
        _open(SECOND, _subject());
        _report(SECOND);
        _expire();
        _abort(_subject());
        _open(SECOND, _subject());
        _report(SECOND);
        _refund(_subject());
        _instructAll();
        _checkAsBefore();
        _expectNothingToRefund();
    }

    function test_open_severalTimes_beforeAndAfterTheAbort() public {
        for (uint256 i = 0; i < 3; ++i) {
            _open(SECOND, _subject());
        }
        _report(SECOND);
        _expire();
        _abort(_subject());
        for (uint256 i = 0; i < 2; ++i) {
            _open(SECOND, _subject());
        }
        _report(SECOND);
        _refund(_subject());
        _open(SECOND, _subject());
        _report(SECOND);
        _refund(_subject());
        _instructAll();
        _checkAsBefore();
    }

    /// It was on its way when the order was aborted.
    function test_open_reportedAfterTheDeadlines() public {
        _open(SECOND, _subject());
        _expire();
        _expectAbortRefused(_subject(), IHub.NothingToRefund.selector);
        assertEq(_balance(SECOND, user), FUNDS - INPUT);
        _report(SECOND);
        _abort(_subject());
        _instructAll();
        _checkAsBefore();
    }

    /// Someone else may open it too: that gift goes to the user.
    function test_open_again_byAnother_isRefundedToTheUser() public {
        _open(SECOND, _subject());
        _on(SECOND);
        vm.prank(solver);
        spokes[SECOND].open(_subject());
        _report(SECOND);
        _expire();
        _abort(_subject());
        _instructAll();
        assertEq(_balance(SECOND, user), FUNDS + INPUT);
        assertEq(_balance(SECOND, solver), FUNDS - INPUT);
        _checkSpokesAreEmpty();
    }

    function _subject() private view returns (Order memory) {
        return _order(_leg(SECOND, THIRD));
    }

    function _fillAndReport() private {
        _fill(_subject(), 0, true);
        _report(SECOND);
        _report(THIRD);
    }

    function _expire() private {
        _setClock(THIRD, _subject().fillDeadline + 1);
        _heartbeat(THIRD);
        _report(THIRD);
    }

    function _checkCommittedOnce(uint256 pending) private view {
        assertEq(_balance(SECOND, solver), FUNDS + INPUT);
        assertEq(_balance(SECOND, user), FUNDS - INPUT - pending);
        assertEq(_balance(SECOND, address(spokes[SECOND])), pending);
        assertEq(_balance(THIRD, recipient), Orders.OUTPUT_AMOUNT);
    }

    function _expectNothingToRefund() private {
        ReportedOrder[] memory orders = _list(_reported(_subject()));
        _on(HUB_CHAIN);
        vm.expectRevert(abi.encodeWithSelector(IHub.NothingToRefund.selector, hub.orderIdOf(_subject())));
        hub.refund(orders);
    }
}
