// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Decision} from "../../src/hub/IHub.sol";
import {Leg} from "../../src/types/Leg.sol";
import {Order} from "../../src/types/Order.sol";
import {Orders} from "../fixtures/Orders.sol";
import {ThreeChains} from "../fixtures/ThreeChains.sol";

/// Orders from their opening to their last payout, over both gateways.
contract OrdersTest is ThreeChains {
    uint256 private constant INPUT = Orders.INPUT_AMOUNT;
    uint256 private constant OUTPUT = Orders.OUTPUT_AMOUNT;

    function test_order_ofOneLeg_fromTheHubsChain() public {
        Order memory order = _order(_leg(HUB_CHAIN, SECOND));
        _open(HUB_CHAIN, order);
        _fill(order, 0, false);
        assertEq(_balance(SECOND, recipient), OUTPUT);
        _report(HUB_CHAIN);
        _report(SECOND);
        _settle(order);
        _instruct(HUB_CHAIN);
        assertEq(_balance(HUB_CHAIN, user), FUNDS - INPUT);
        assertEq(_balance(HUB_CHAIN, solver), FUNDS + INPUT);
        _checkSpokesAreEmpty();
    }

    function test_order_ofOneLeg_toTheHubsChain() public {
        Order memory order = _order(_leg(THIRD, HUB_CHAIN));
        _open(THIRD, order);
        _fill(order, 0, true);
        _report(THIRD);
        _report(HUB_CHAIN);
        _settle(order);
        _instructAll();
        assertEq(_balance(HUB_CHAIN, recipient), OUTPUT);
        assertEq(_balance(THIRD, solver), FUNDS + INPUT);
        _checkSpokesAreEmpty();
    }

    function test_order_ofOneLeg_withinOneChain() public {
        Order memory order = _order(_leg(SECOND, SECOND));
        _open(SECOND, order);
        _fill(order, 0, true);
        _report(SECOND);
        _settle(order);
        _instructAll();
        assertEq(_balance(SECOND, recipient), OUTPUT);
        assertEq(_balance(SECOND, solver), FUNDS + INPUT - OUTPUT);
        _checkSpokesAreEmpty();
    }

    /// Two origins gathered on a third chain, held and delivered in one payout.
    function test_order_gatheredFromTwoChains_commits() public {
        Order memory order = _order(_leg(HUB_CHAIN, THIRD), _leg(SECOND, THIRD));
        _open(HUB_CHAIN, order);
        _open(SECOND, order);
        _fill(order, 0, true);
        _fill(order, 1, true);
        assertEq(_balance(THIRD, recipient), 0);
        _report(HUB_CHAIN);
        _report(SECOND);
        _report(THIRD);
        _settle(order);
        assertEq(_pending(address(hub), THIRD).length, 1);
        _instructAll();
        assertEq(uint8(_decision(order)), uint8(Decision.Commit));
        assertEq(_balance(THIRD, recipient), 2 * OUTPUT);
        assertEq(_balance(HUB_CHAIN, solver), FUNDS + INPUT);
        assertEq(_balance(SECOND, solver), FUNDS + INPUT);
        _checkSpokesAreEmpty();
    }

    /// One leg of three is never filled: every input and every held output comes back, and not before the watermark.
    function test_order_ofThreeLegs_ofWhichOneIsNotFilled_aborts() public {
        Order memory order = _order(_leg(HUB_CHAIN, SECOND), _leg(SECOND, THIRD));
        order.legs = _append(order.legs, _leg(THIRD, HUB_CHAIN));
        for (uint256 i = 0; i < 3; ++i) {
            _open(_chains()[i], order);
        }
        _fill(order, 0, true);
        _fill(order, 1, true);
        for (uint256 i = 0; i < 3; ++i) {
            _report(_chains()[i]);
        }
        _expectAbortRefused(order);

        // Other chains' clocks do not count.
        _setClock(SECOND, order.fillDeadline + 1);
        _heartbeat(SECOND);
        _report(SECOND);
        _expectAbortRefused(order);
        _setClock(HUB_CHAIN, order.fillDeadline + 1);
        _expectAbortRefused(order);
        _heartbeat(HUB_CHAIN);
        _report(HUB_CHAIN);
        _abort(order);
        _instructAll();
        assertEq(uint8(_decision(order)), uint8(Decision.Abort));
        _checkAsBefore();
    }

    /// The fill of a leg is on its way when the order aborts for another leg's sake.
    function test_order_whoseFillIsReportedAfterTheAbort_returnsTheHeldOutput() public {
        Order memory order = _order(_leg(SECOND, THIRD), _leg(SECOND, HUB_CHAIN));
        _open(SECOND, order);
        _fill(order, 0, true);
        _report(SECOND);
        _setClock(HUB_CHAIN, order.fillDeadline + 1);
        _heartbeat(HUB_CHAIN);
        _report(HUB_CHAIN);
        _abort(order);
        _instructAll();
        assertEq(_balance(SECOND, user), FUNDS);
        assertEq(_balance(THIRD, solver), FUNDS - OUTPUT);

        _report(THIRD);
        _refund(order);
        _instructAll();
        _checkAsBefore();
    }

    /// Filled before the deadline, though the order is aborted already: the destination cannot know, and returns it.
    function test_order_filledAfterTheAbort_returnsTheHeldOutput() public {
        Order memory order = _order(_leg(SECOND, THIRD), _leg(SECOND, THIRD));
        _setClock(SECOND, order.openDeadline + 1);
        _heartbeat(SECOND);
        _report(SECOND);
        _fill(order, 0, true);
        _report(THIRD);
        _abort(order);
        _fill(order, 1, true);
        _report(THIRD);
        _refund(order);
        _instructAll();
        _checkAsBefore();
    }

    function test_order_ofSixteenLegs_commits() public {
        Order memory order = _sixteenLegs();
        for (uint256 i = 0; i < 3; ++i) {
            _open(_chains()[i], order);
        }
        for (uint8 i = 0; i < 16; ++i) {
            _fill(order, i, i % 4 != 0);
        }
        for (uint256 i = 0; i < 3; ++i) {
            _report(_chains()[i]);
        }
        _settle(order);
        _instructAll();
        uint256 received;
        for (uint256 i = 0; i < 3; ++i) {
            received += _balance(_chains()[i], recipient);
        }
        assertEq(received, 16 * OUTPUT);
        _checkSpokesAreEmpty();
    }

    function test_order_ofSixteenLegs_aborts() public {
        Order memory order = _sixteenLegs();
        for (uint256 i = 0; i < 3; ++i) {
            _open(_chains()[i], order);
        }
        for (uint8 i = 0; i < 15; ++i) {
            _fill(order, i, true);
        }
        uint64 last = order.legs[15].destinationChain;
        for (uint256 i = 0; i < 3; ++i) {
            _report(_chains()[i]);
        }
        _setClock(last, order.fillDeadline + 1);
        _heartbeat(last);
        _report(last);
        _abort(order);
        _instructAll();
        _checkAsBefore();
    }

    /// Legs of one order that share a token and a chain: paid and refunded together, filled apart.
    function test_order_whoseLegsShareATokenAndAChain_commits() public {
        Order memory order = _order(_leg(SECOND, THIRD), _leg(SECOND, THIRD));
        _open(SECOND, order);
        assertEq(_balance(SECOND, address(spokes[SECOND])), 2 * INPUT);
        _fill(order, 1, true);
        _fill(order, 0, true);
        _report(SECOND);
        _report(THIRD);
        _settle(order);
        _instructAll();
        assertEq(_balance(THIRD, recipient), 2 * OUTPUT);
        assertEq(_balance(SECOND, solver), FUNDS + 2 * INPUT);
        _checkSpokesAreEmpty();
    }

    function test_order_whoseLegsShareATokenAndAChain_aborts() public {
        Order memory order = _order(_leg(SECOND, THIRD), _leg(SECOND, THIRD));
        _open(SECOND, order);
        _fill(order, 1, true);
        _report(SECOND);
        _setClock(THIRD, order.fillDeadline + 1);
        _heartbeat(THIRD);
        _report(THIRD);
        _abort(order);
        _instructAll();
        _checkAsBefore();
    }

    function test_order_withALegToAChainWithoutARoute_aborts() public {
        Order memory order = _order(_leg(SECOND, THIRD), _leg(SECOND, UNROUTED));
        _open(SECOND, order);
        _fill(order, 0, true);
        _report(SECOND);
        _report(THIRD);
        _abort(order);
        _instructAll();
        _checkAsBefore();
    }

    function test_order_withALegFromAChainWithoutARoute_aborts() public {
        Order memory order = _order(_leg(SECOND, THIRD), _leg(UNROUTED, THIRD));
        _open(SECOND, order);
        _report(SECOND);
        _abort(order);
        _instructAll();
        _checkAsBefore();
    }

    /// A refused payout waits to be claimed, and its channel goes on.
    function test_order_whoseRecipientTheTokenRefuses_isClaimedLater() public {
        Order memory order = _order(_leg(SECOND, THIRD));
        _open(SECOND, order);
        _fill(order, 0, true);
        _report(SECOND);
        _report(THIRD);
        _settle(order);
        vm.mockCallRevert(
            address(tokens[THIRD]), abi.encodeCall(tokens[THIRD].transfer, (recipient, OUTPUT)), "refused"
        );
        _instructAll();
        assertEq(spokes[THIRD].claimable(address(tokens[THIRD]), recipient), OUTPUT);
        assertEq(_balance(SECOND, solver), FUNDS + INPUT);
        vm.clearMockedCalls();
        _on(THIRD);
        spokes[THIRD].claim(address(tokens[THIRD]), recipient, OUTPUT);
        assertEq(_balance(THIRD, recipient), OUTPUT);
        _checkSpokesAreEmpty();
    }

    function _sixteenLegs() private view returns (Order memory order) {
        order = _order(_leg(HUB_CHAIN, SECOND));
        order.legs = new Leg[](16);
        for (uint256 i = 0; i < 16; ++i) {
            order.legs[i] = _leg(_chains()[i % 3], _chains()[(i / 3) % 3]);
        }
    }

    function _append(Leg[] memory legs, Leg memory leg) private pure returns (Leg[] memory longer) {
        longer = new Leg[](legs.length + 1);
        for (uint256 i = 0; i < legs.length; ++i) {
            longer[i] = legs[i];
        }
        longer[legs.length] = leg;
    }
}
