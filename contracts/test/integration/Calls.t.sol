// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Execution} from "../../src/periphery/IExecutor.sol";
import {AccountLib} from "../../src/types/Account.sol";
import {Leg} from "../../src/types/Leg.sol";
import {Call, Order} from "../../src/types/Order.sol";
import {Orders} from "../fixtures/Orders.sol";
import {ThreeChains} from "../fixtures/ThreeChains.sol";
import {TestERC4626} from "../mocks/TestERC4626.sol";

/// Three origins gathered into one vault deposit on the third chain: signed once, opened on all chains by a stranger.
contract CallsTest is ThreeChains {
    uint256 private constant OUTPUT = Orders.OUTPUT_AMOUNT;
    uint256 private constant INPUT = Orders.INPUT_AMOUNT;

    address private immutable fallbackRecipient = makeAddr("fallback recipient");

    TestERC4626 private vault;

    function setUp() public override {
        super.setUp();
        vault = new TestERC4626(tokens[THIRD]);
    }

    function test_call_gathersHeldFills() public {
        Order memory order = _depositing();
        _openEverywhere(order);
        for (uint8 i = 0; i < 3; ++i) {
            _fill(order, i, true);
        }
        _reportAll();
        _settle(order);
        _instructAll();
        _on(THIRD);
        spokes[THIRD].execute(order);
        _checkDeposited();
    }

    function test_call_gathersDirectFills() public {
        Order memory order = _depositing();
        _openEverywhere(order);
        for (uint8 i = 0; i < 3; ++i) {
            _fill(order, i, false);
        }
        assertEq(vault.balanceOf(user), 3 * OUTPUT);
        _reportAll();
        _settle(order);
        _instructAll();
        _checkDeposited();
    }

    /// The hub's delivery of the held ones completes what a direct fill began.
    function test_call_gathersBothKindsOfFill() public {
        Order memory order = _depositing();
        _openEverywhere(order);
        _fill(order, 0, true);
        _fill(order, 1, false);
        _fill(order, 2, true);
        _reportAll();
        _settle(order);
        _instructAll();
        _on(THIRD);
        spokes[THIRD].execute(order);
        _checkDeposited();
    }

    /// Nothing is delivered to the executor of an order that aborts, and the call never runs.
    function test_call_ofAnOrderThatAborts() public {
        Order memory order = _depositing();
        _openEverywhere(order);
        _fill(order, 0, true);
        _fill(order, 2, true);
        _reportAll();
        _setClock(THIRD, order.fillDeadline + 1);
        _heartbeat(THIRD);
        _report(THIRD);
        _abort(order);
        _instructAll();
        assertEq(vault.totalSupply(), 0);
        _checkAsBefore();
    }

    /// The call fails when it is run after the commit: the outputs are the fallback recipient's.
    function test_call_thatFailsAfterTheCommit() public {
        Order memory order = _depositing();
        _openEverywhere(order);
        for (uint8 i = 0; i < 3; ++i) {
            _fill(order, i, true);
        }
        _reportAll();
        _settle(order);
        _instructAll();
        vm.etch(address(vault), hex"5f5ffd");
        _on(THIRD);
        spokes[THIRD].execute(order);
        assertEq(_balance(THIRD, fallbackRecipient), 3 * OUTPUT);
        _checkSpokesAreEmpty();
    }

    function _depositing() private view returns (Order memory order) {
        order = _order(_leg(HUB_CHAIN, THIRD));
        order.legs = new Leg[](3);
        for (uint256 i = 0; i < 3; ++i) {
            order.legs[i] = _leg(_chains()[i], THIRD);
            order.legs[i].recipient = 0;
        }
        Execution[] memory executions = new Execution[](2);
        executions[0] =
            Execution(address(tokens[THIRD]), 0, abi.encodeCall(vault.approve, (address(vault), 3 * OUTPUT)));
        executions[1] = Execution(address(vault), 0, abi.encodeCall(vault.deposit, (3 * OUTPUT, user)));
        order.calls = new Call[](1);
        order.calls[0] = Call({
            chain: THIRD,
            fallbackRecipient: AccountLib.toAccount(fallbackRecipient),
            calls: abi.encode(executions),
            gas: 500_000
        });
    }

    function _openEverywhere(Order memory order) private {
        for (uint256 i = 0; i < 3; ++i) {
            _openFor(_chains()[i], order);
        }
    }

    function _reportAll() private {
        for (uint256 i = 0; i < 3; ++i) {
            _report(_chains()[i]);
        }
    }

    function _checkDeposited() private view {
        assertEq(vault.balanceOf(user), 3 * OUTPUT);
        assertEq(_balance(THIRD, fallbackRecipient), 0);
        for (uint256 i = 0; i < 3; ++i) {
            assertEq(_balance(_chains()[i], user), FUNDS - INPUT);
        }
        assertEq(_balance(HUB_CHAIN, solver), FUNDS + INPUT);
        assertEq(_balance(SECOND, solver), FUNDS + INPUT);
        assertEq(_balance(THIRD, solver), FUNDS + INPUT - 3 * OUTPUT);
        _checkSpokesAreEmpty();
    }
}
