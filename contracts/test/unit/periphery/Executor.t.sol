// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Executor, ExecutorLib} from "../../../src/periphery/Executor.sol";
import {Execution, IExecutor} from "../../../src/periphery/IExecutor.sol";
import {Spoke} from "../../../src/spoke/Spoke.sol";
import {NATIVE} from "../../../src/types/Account.sol";
import {OrderId} from "../../../src/types/Order.sol";
import {CallTarget} from "../../mocks/CallTarget.sol";
import {ScriptedToken} from "../../mocks/ScriptedToken.sol";
import {TestAccount} from "../../mocks/TestAccount.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Test} from "forge-std/Test.sol";

/// The test is the spoke.
contract ExecutorTest is Test {
    address private immutable stranger = makeAddr("stranger");
    address private immutable recipient = makeAddr("recipient");

    Executor private executor;
    CallTarget private target;
    ScriptedToken private token;

    function setUp() public {
        executor = new Executor();
        target = new CallTarget();
        token = new ScriptedToken();
    }

    function test_run_runsEveryStepInTurn() public {
        vm.deal(address(executor), 10 ether);
        token.mint(address(executor), 5);
        Execution[] memory executions = new Execution[](3);
        executions[0] = Execution(address(token), 0, abi.encodeCall(token.transfer, (recipient, 2)));
        executions[1] = Execution(address(target), 4 ether, abi.encodeCall(target.accept, ()));
        executions[2] = Execution(recipient, 1 ether, "");
        executor.run(abi.encode(executions));
        assertEq(token.balanceOf(recipient), 2);
        assertEq(target.count(), 1);
        assertEq(target.caller(), address(executor));
        assertEq(target.value(), 4 ether);
        assertEq(recipient.balance, 1 ether);
        assertEq(address(executor).balance, 5 ether);
    }

    function test_run_ofNothing() public {
        executor.run(abi.encode(new Execution[](0)));
    }

    function test_run_revertsWith_ExecutionFailed() public {
        Execution[] memory executions = new Execution[](3);
        executions[0] = Execution(address(target), 0, abi.encodeCall(target.accept, ()));
        executions[1] = Execution(address(target), 0, abi.encodeCall(target.refuse, ()));
        executions[2] = executions[0];
        vm.expectRevert(abi.encodeWithSelector(IExecutor.ExecutionFailed.selector, 1));
        executor.run(abi.encode(executions));
        assertEq(target.count(), 0);
        // More than it has.
        executions[1] = Execution(recipient, 1, "");
        vm.expectRevert(abi.encodeWithSelector(IExecutor.ExecutionFailed.selector, 1));
        executor.run(abi.encode(executions));
    }

    /// What a step returns or throws is not copied.
    function test_run_ofAStepThatReturnsABomb() public {
        Execution[] memory executions = new Execution[](1);
        executions[0] = Execution(address(target), 0, abi.encodeCall(target.returnBomb, ()));
        uint256 gasBefore = gasleft();
        executor.run(abi.encode(executions));
        // A megabyte costs 2.2 million where it is made, and would again where it is copied.
        assertLt(gasBefore - gasleft(), 3_000_000);
        executions[0].data = abi.encodeCall(target.refuseWithBomb, ());
        vm.expectRevert(abi.encodeWithSelector(IExecutor.ExecutionFailed.selector, 0));
        executor.run(abi.encode(executions));
    }

    function test_run_refusesMalformedCalls() public {
        Execution[] memory executions = new Execution[](1);
        executions[0] = Execution(address(target), 0, abi.encodeCall(target.accept, ()));
        bytes memory calls = abi.encode(executions);
        bytes[5] memory malformed = [
            bytes(""),
            hex"00",
            // An offset beyond the end, a length beyond all, an element's offset beyond the end.
            abi.encode(uint256(1 << 40)),
            abi.encode(uint256(0x20), type(uint256).max),
            abi.encode(uint256(0x20), uint256(1), uint256(1 << 40))
        ];
        for (uint256 i = 0; i < malformed.length; ++i) {
            vm.expectRevert();
            executor.run(malformed[i]);
        }
        // A truncated one.
        assembly {
            mstore(calls, sub(mload(calls), 0x20))
        }
        vm.expectRevert();
        executor.run(calls);
        assertEq(target.count(), 0);
    }

    function test_run_revertsWith_CallerNotSpoke() public {
        bytes memory calls = abi.encode(new Execution[](0));
        vm.expectRevert(abi.encodeWithSelector(IExecutor.CallerNotSpoke.selector, stranger));
        vm.prank(stranger);
        executor.run(calls);
    }

    function test_sweep_sendsAllOfAToken() public {
        token.mint(address(executor), 5);
        assertEq(executor.sweep(address(token), recipient), 5);
        assertEq(token.balanceOf(recipient), 5);
        assertEq(token.balanceOf(address(executor)), 0);
    }

    function test_sweep_sendsAllOfTheNativeToken() public {
        vm.deal(address(executor), 5 ether);
        assertEq(executor.sweep(NATIVE, recipient), 5 ether);
        assertEq(recipient.balance, 5 ether);
    }

    /// Neither token is called to move nothing.
    function test_sweep_ofNothing() public {
        TestAccount refusing = new TestAccount(stranger);
        refusing.answerWith(TestAccount.Answer.Refuse);
        token.answerWith(ScriptedToken.Answer.Revert);
        assertEq(executor.sweep(address(token), recipient), 0);
        assertEq(executor.sweep(NATIVE, address(refusing)), 0);
    }

    function test_sweep_ofATokenThatReturnsNothing() public {
        token.mint(address(executor), 5);
        token.answerWith(ScriptedToken.Answer.Nothing);
        assertEq(executor.sweep(address(token), recipient), 5);
        assertEq(token.balanceOf(recipient), 5);
    }

    function test_sweep_revertsWith_SafeERC20FailedOperation() public {
        token.mint(address(executor), 5);
        token.answerWith(ScriptedToken.Answer.False);
        vm.expectRevert(abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(token)));
        executor.sweep(address(token), recipient);
    }

    function test_sweep_revertsWith_theRefusalOfTheNativeToken() public {
        vm.deal(address(executor), 5);
        TestAccount refusing = new TestAccount(stranger);
        refusing.answerWith(TestAccount.Answer.Refuse);
        vm.expectRevert(TestAccount.Refused.selector);
        executor.sweep(NATIVE, address(refusing));
    }

    function test_sweep_revertsWith_CallerNotSpoke() public {
        token.mint(address(executor), 5);
        vm.expectRevert(abi.encodeWithSelector(IExecutor.CallerNotSpoke.selector, stranger));
        vm.prank(stranger);
        executor.sweep(address(token), stranger);
    }

    /// The hub knows from a spoke's address alone where the executors of its orders are.
    function testFuzz_executorOf_isTheSpokesOwn(bytes32 orderId) public {
        Spoke spoke = new Spoke(1, stranger, 60, stranger);
        OrderId id = OrderId.wrap(orderId);
        assertEq(ExecutorLib.executorOf(address(spoke), id), spoke.executorOf(id));
        address implementation = ExecutorLib.implementationOf(address(spoke));
        assertEq(implementation, vm.computeCreateAddress(address(spoke), 1));
        assertNotEq(implementation.code.length, 0);
    }
}
