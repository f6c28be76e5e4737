// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Execution} from "../../../src/periphery/IExecutor.sol";
import {ISpoke} from "../../../src/spoke/ISpoke.sol";
import {AccountLib, NATIVE} from "../../../src/types/Account.sol";
import {Order, OrderId} from "../../../src/types/Order.sol";
import {Orders} from "../../fixtures/Orders.sol";
import {SpokeFixture} from "../../fixtures/SpokeFixture.sol";
import {CallTarget} from "../../mocks/CallTarget.sol";
import {ScriptedToken} from "../../mocks/ScriptedToken.sol";
import {TestERC4626} from "../../mocks/TestERC4626.sol";

/// Fills of legs that are due to the order's call.
contract SpokeFillCallTest is SpokeFixture {
    uint256 private constant OUTPUT = Orders.OUTPUT_AMOUNT;

    TestERC4626 private vault;
    CallTarget private target;

    function setUp() public override {
        super.setUp();
        vault = new TestERC4626(token);
        target = new CallTarget();
    }

    function test_fill_ofTheLastOfThreeLegs_depositsThemInAVault() public {
        Execution[] memory executions = new Execution[](2);
        executions[0] = Execution(address(token), 0, abi.encodeCall(token.approve, (address(vault), 3 * OUTPUT)));
        executions[1] = Execution(address(vault), 0, abi.encodeCall(vault.deposit, (3 * OUTPUT, user)));
        Order memory order = _gathering(3, executions);
        address executor = _executor(order);
        _fill(order, 1);
        _fill(order, 2);
        assertEq(token.balanceOf(executor), 2 * OUTPUT);
        assertEq(executor.code.length, 0);
        vm.expectEmit(address(spoke));
        emit ISpoke.CallExecuted(spoke.orderIdOf(order));
        _fill(order, 0);
        assertEq(vault.balanceOf(user), 3 * OUTPUT);
        assertEq(token.balanceOf(executor), 0);
        assertEq(spoke.filledLegs(spoke.orderIdOf(order)), 7);
    }

    function test_fill_sweepsWhatTheCallLeaves() public {
        Order memory order = _accepting(1);
        OrderId orderId = spoke.orderIdOf(order);
        token.mint(_executor(order), 5);
        vm.expectEmit(address(spoke));
        emit ISpoke.ExecutorSwept(orderId, address(token), fallbackRecipient, OUTPUT + 5);
        _fill(order, 0);
        assertEq(target.count(), 1);
        assertEq(token.balanceOf(fallbackRecipient), OUTPUT + 5);
    }

    function test_fill_native_runsTheCall() public {
        Order memory order = _accepting(1);
        order.legs[0].outputToken = AccountLib.toAccount(NATIVE);
        Execution[] memory executions = new Execution[](1);
        executions[0] = Execution(address(target), OUTPUT, abi.encodeCall(target.accept, ()));
        order.calls[0].calls = abi.encode(executions);
        vm.prank(solver);
        spoke.fill{value: OUTPUT + 7 gwei}(order, 0, _repayment(), false);
        assertEq(address(target).balance, OUTPUT);
        assertEq(address(spoke).balance, 7 gwei);
    }

    /// A failing call would be the user's loss: the fill fails with it, and may be held instead.
    function test_fill_revertsWith_CallReverted() public {
        Order memory order = _gathering(2, _execution(address(target), abi.encodeCall(target.refuse, ())));
        _fill(order, 0);
        bytes memory reason = abi.encodeWithSelector(ISpoke.CallReverted.selector, spoke.orderIdOf(order));
        vm.expectRevert(reason);
        vm.prank(solver);
        spoke.fill(order, 1, _repayment(), false);
        vm.prank(solver);
        spoke.fill(order, 1, _repayment(), true);
        assertEq(_executor(order).code.length, 0);
        assertEq(token.balanceOf(_executor(order)), OUTPUT);
        assertEq(token.balanceOf(address(spoke)), OUTPUT);
    }

    function test_fill_revertsWith_GasTooLow() public {
        Order memory order = _accepting(1);
        bytes memory data = abi.encodeCall(ISpoke.fill, (order, 0, _repayment(), false));
        vm.prank(solver);
        (bool success, bytes memory reason) = address(spoke).call{gas: 1_200_000}(data);
        assertFalse(success);
        _assertGasTooLow(reason, 1_000_000);
        // Already to see what the executor holds.
        vm.prank(solver);
        (success, reason) = address(spoke).call{gas: 215_000}(data);
        assertFalse(success);
        _assertGasTooLow(reason, 100_000);
        vm.prank(solver);
        spoke.fill{gas: 1_500_000}(order, 0, _repayment(), false);
        assertEq(target.count(), 1);
    }

    /// Whether the last fill runs the call is not the solver's choice: with any gas at all, it does or it reverts.
    function test_fill_withLittleGas_runsTheCallOrReverts() public {
        token.useToTell(90_000);
        Order memory order = _accepting(1);
        order.calls[0].gas = 100_000;
        uint256 snapshot = vm.snapshotState();
        uint256 reverted;
        for (uint256 gas = 200_000; gas < 1_000_000; gas += 5_000) {
            vm.prank(solver);
            try spoke.fill{gas: gas}(order, 0, _repayment(), false) {
                assertEq(target.count(), 1);
            } catch {
                ++reverted;
            }
            vm.revertToState(snapshot);
        }
        assertNotEq(reverted, 0);
        vm.prank(solver);
        spoke.fill{gas: 1_000_000}(order, 0, _repayment(), false);
        assertEq(target.count(), 1);
    }

    /// A token that uses up all gas it is given keeps none of the others back.
    function test_fill_withATokenThatUsesUpItsGas_sweepsTheOthers() public {
        ScriptedToken other = new ScriptedToken();
        other.use(type(uint256).max);
        Order memory order = _accepting(2);
        order.legs[0].outputToken = AccountLib.toAccount(address(other));
        other.mint(_executor(order), OUTPUT);
        vm.prank(solver);
        spoke.fill{gas: 2_500_000}(order, 1, _repayment(), false);
        assertEq(target.count(), 1);
        assertEq(token.balanceOf(fallbackRecipient), OUTPUT);
        assertEq(other.balanceOf(_executor(order)), OUTPUT);
    }

    /// The call waits for exact amounts.
    function test_fill_revertsWith_TransferInexact() public {
        token.charge(1);
        Order memory order = _accepting(1);
        vm.expectRevert(abi.encodeWithSelector(ISpoke.TransferInexact.selector, address(token), OUTPUT, OUTPUT - 1));
        vm.prank(solver);
        spoke.fill(order, 0, _repayment(), false);
    }

    /// What is held is not the executor's yet.
    function test_fill_ofTheLastLeg_whileAnotherIsHeld_runsNothing() public {
        Order memory order = _accepting(2);
        vm.prank(solver);
        spoke.fill(order, 0, _repayment(), true);
        _fill(order, 1);
        assertEq(target.count(), 0);
        assertEq(token.balanceOf(_executor(order)), OUTPUT);
    }

    /// Nor does a leg to somebody else run the call, though all outputs are there.
    function test_fill_ofALegToSomebodyElse_runsNothing() public {
        Order memory order = _accepting(2);
        order.legs[1].recipient = AccountLib.toAccount(recipient);
        token.mint(_executor(order), OUTPUT);
        _fill(order, 1);
        assertEq(target.count(), 0);
        assertEq(token.balanceOf(recipient), OUTPUT);
    }

    /// Somebody gave the executor its outputs, and ran the call: the fill's go to the fallback recipient.
    function test_fill_afterTheCallRan_runsNothing() public {
        Order memory order = _accepting(1);
        token.mint(_executor(order), OUTPUT);
        spoke.execute(order);
        assertEq(token.balanceOf(fallbackRecipient), OUTPUT);
        _fill(order, 0);
        assertEq(target.count(), 1);
        assertEq(token.balanceOf(_executor(order)), OUTPUT);
        spoke.execute(order);
        assertEq(token.balanceOf(fallbackRecipient), 2 * OUTPUT);
    }

    /// Also of the native token: the executor has code now, and takes it.
    function test_fill_native_afterTheCallRan_runsNothing() public {
        Order memory order = _accepting(1);
        order.legs[0].outputToken = AccountLib.toAccount(NATIVE);
        vm.deal(_executor(order), OUTPUT);
        spoke.execute(order);
        vm.prank(solver);
        spoke.fill{value: OUTPUT}(order, 0, _repayment(), false);
        assertEq(_executor(order).balance, OUTPUT);
        spoke.execute(order);
        assertEq(fallbackRecipient.balance, 2 * OUTPUT);
    }

    function test_fill_revertsWith_RecipientInvalid_withoutACallHere() public {
        Order memory order = _accepting(2);
        // The call is on another chain, to which the other leg goes.
        (order.calls[0].chain, order.legs[1].destinationChain) = (THERE, THERE);
        vm.expectRevert(abi.encodeWithSelector(ISpoke.RecipientInvalid.selector, address(0)));
        vm.prank(solver);
        spoke.fill(order, 0, _repayment(), false);
        vm.expectRevert(abi.encodeWithSelector(ISpoke.RecipientInvalid.selector, address(0)));
        vm.prank(solver);
        spoke.fill(order, 0, _repayment(), true);
    }

    function test_fill_revertsWith_CallInvalid() public {
        Order memory order = _accepting(1);
        order.calls[0].gas = 10_000_001;
        vm.expectRevert(abi.encodeWithSelector(ISpoke.CallInvalid.selector, 0));
        vm.prank(solver);
        spoke.fill(order, 0, _repayment(), true);
    }

    function test_fill_held_forTheExecutor() public {
        Order memory order = _accepting(1);
        vm.prank(solver);
        spoke.fill(order, 0, _repayment(), true);
        assertEq(token.balanceOf(address(spoke)), OUTPUT);
        assertEq(target.count(), 0);
    }

    /// A token that the executor holds is not the solver's to count: less than nothing moved.
    function test_fill_whoseTokenTakesFromTheExecutor_refuses() public {
        Order memory order = _accepting(1);
        address executor = _executor(order);
        token.mint(executor, 10);
        token.callBefore(address(token), abi.encodeCall(ScriptedToken.burnFrom, (executor, 1)));
        vm.expectRevert();
        vm.prank(solver);
        spoke.fill(order, 0, _repayment(), false);
    }

    /// As many legs, and a call that takes nothing of them.
    function _accepting(uint256 legs) private view returns (Order memory) {
        return _gathering(legs, _execution(address(target), abi.encodeCall(target.accept, ())));
    }

    function _fill(Order memory order, uint64 leg) private {
        vm.prank(solver);
        spoke.fill(order, leg, _repayment(), false);
    }
}
