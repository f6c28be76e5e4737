// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {FeePolicy} from "../../src/hub/IHub.sol";
import {AccountLib, NATIVE} from "../../src/types/Account.sol";
import {Order} from "../../src/types/Order.sol";
import {Orders} from "../fixtures/Orders.sol";
import {ThreeChains} from "../fixtures/ThreeChains.sol";
import {TestAccount} from "../mocks/TestAccount.sol";

/// Native inputs and outputs, and entry fees, from the open to the last wei.
contract NativeTest is ThreeChains {
    uint256 private constant INPUT = Orders.INPUT_AMOUNT;
    uint256 private constant OUTPUT = Orders.OUTPUT_AMOUNT;
    uint64 private constant FEE = 80_000;

    address private immutable deliverer = makeAddr("deliverer");
    address private immutable decider = makeAddr("decider");

    function setUp() public override {
        super.setUp();
        vm.deal(user, 1_000 ether);
        vm.deal(solver, 1_000 ether);
    }

    function test_order_inTheNativeToken_commits() public {
        Order memory order = _native();
        _openNative(order, 0);
        _fill(order, 0, true, OUTPUT, 0);
        _report(SECOND);
        _report(THIRD);
        _settle(order);
        _instructAll();
        assertEq(user.balance, 1_000 ether - INPUT);
        assertEq(solver.balance, 1_000 ether - OUTPUT + INPUT);
        assertEq(recipient.balance, OUTPUT);
        _checkNothingIsLeft();
    }

    function test_order_inTheNativeToken_aborts() public {
        Order memory order = _native();
        order.legs = Orders.repeat(order.legs[0], 2);
        _openNative(order, 0);
        _fill(order, 0, true, OUTPUT, 0);
        _report(SECOND);
        _setClock(THIRD, order.fillDeadline + 1);
        _heartbeat(THIRD);
        _report(THIRD);
        _abort(order);
        _instructAll();
        assertEq(user.balance, 1_000 ether);
        assertEq(solver.balance, 1_000 ether);
        _checkNothingIsLeft();
    }

    /// Opened by signature, it is taken in the wrapped token, and refunded in the native one.
    function test_order_inTheNativeToken_openedBySignature_aborts() public {
        vm.startPrank(user);
        wrappedNatives[SECOND].deposit{value: INPUT}();
        wrappedNatives[SECOND].approve(address(spokes[SECOND]), INPUT);
        vm.stopPrank();
        Order memory order = _native();
        _openFor(SECOND, order);
        _report(SECOND);
        _setClock(THIRD, order.fillDeadline + 1);
        _heartbeat(THIRD);
        _report(THIRD);
        _abort(order);
        _instructAll();
        assertEq(user.balance, 1_000 ether);
        _checkNothingIsLeft();
    }

    function test_order_whoseRecipientRefusesTheNativeToken_isClaimed() public {
        TestAccount refusing = new TestAccount(user);
        refusing.answerWith(TestAccount.Answer.Refuse);
        Order memory order = _native();
        order.legs[0].recipient = AccountLib.toAccount(address(refusing));
        _openNative(order, 0);
        _fill(order, 0, true, OUTPUT, 0);
        _report(SECOND);
        _report(THIRD);
        _settle(order);
        _instructAll();
        assertEq(spokes[THIRD].claimable(NATIVE, address(refusing)), OUTPUT);
        _on(THIRD);
        spokes[THIRD].claim(NATIVE, address(refusing), OUTPUT);
        assertEq(wrappedNatives[THIRD].balanceOf(address(refusing)), OUTPUT);
        _checkNothingIsLeft();
    }

    /// What users and solvers paid for entries is what deliverers and deciders got, to the gwei that rounding leaves.
    function test_fees_payThoseWhoCarryAndDecide() public {
        Order memory order = _order(_leg(SECOND, THIRD));
        _on(SECOND);
        vm.prank(user);
        spokes[SECOND].open{value: uint256(FEE) * 1 gwei}(order);
        _fill(order, 0, true, 0, FEE);
        uint64[2] memory chains = [SECOND, THIRD];
        for (uint256 i = 0; i < 2; ++i) {
            vm.startPrank(deliverer);
            _report(chains[i]);
            vm.stopPrank();
            assertEq(hub.earnedFees(chains[i], deliverer), FEE * 3 / 8);
        }
        vm.startPrank(decider);
        _settle(order);
        vm.stopPrank();
        uint256 rest = FEE - FEE * 3 / 8;
        uint256 earned = rest * 2 / 5;
        for (uint256 i = 0; i < 2; ++i) {
            assertEq(hub.earnedFees(chains[i], decider), earned);
            uint256 balanceBefore = deliverer.balance;
            vm.startPrank(deliverer);
            _instruct(chains[i]);
            vm.stopPrank();
            assertEq(deliverer.balance - balanceBefore, (rest - earned) * 1 gwei);
        }
        _on(HUB_CHAIN);
        for (uint256 i = 0; i < 2; ++i) {
            vm.prank(deliverer);
            hub.collect(chains[i], AccountLib.toAccount(deliverer));
            vm.prank(decider);
            hub.collect(chains[i], AccountLib.toAccount(decider));
            _instruct(chains[i]);
        }
        assertEq(decider.balance, 2 * earned * 1 gwei);
        assertEq(deliverer.balance, 2 * (FEE - earned) * 1 gwei);
        _checkNothingIsLeft();
        _checkSpokesAreEmpty();
    }

    /// The floor that the hub sets is what the spoke asks for.
    function test_fees_followThePolicy() public {
        _on(HUB_CHAIN);
        hub.setFeePolicy(SECOND, FeePolicy({minimum: FEE, maximum: 2 * FEE, rate: 1e18}));
        _setClock(HUB_CHAIN, NOW + 1 days);
        hub.updateFee(SECOND);
        _instruct(SECOND);
        (,,, uint256 entryFee) = spokes[SECOND].configuration();
        assertGe(entryFee, uint256(FEE) * 1 gwei);
        assertLt(entryFee, uint256(FEE) * 1.01 gwei);
    }

    function _native() private view returns (Order memory order) {
        order = _order(_leg(SECOND, THIRD));
        order.legs[0].inputToken = NATIVE;
        order.legs[0].outputToken = AccountLib.toAccount(NATIVE);
    }

    function _openNative(Order memory order, uint256 fee) private {
        _on(SECOND);
        vm.prank(user);
        spokes[SECOND].open{value: order.legs.length * INPUT + fee * 1 gwei}(order);
    }

    function _checkNothingIsLeft() private view {
        for (uint256 i = 0; i < 3; ++i) {
            uint64 chain = _chains()[i];
            assertEq(address(spokes[chain]).balance, 0);
            assertEq(wrappedNatives[chain].balanceOf(address(spokes[chain])), 0);
        }
    }
}
