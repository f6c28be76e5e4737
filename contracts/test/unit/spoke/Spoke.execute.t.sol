// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IChannel} from "../../../src/channel/IChannel.sol";
import {Execution} from "../../../src/periphery/IExecutor.sol";
import {ISpoke} from "../../../src/spoke/ISpoke.sol";
import {AccountLib, NATIVE} from "../../../src/types/Account.sol";
import {Order, OrderId} from "../../../src/types/Order.sol";
import {Entries} from "../../fixtures/Entries.sol";
import {Orders} from "../../fixtures/Orders.sol";
import {SpokeFixture} from "../../fixtures/SpokeFixture.sol";
import {CallTarget} from "../../mocks/CallTarget.sol";
import {ScriptedToken} from "../../mocks/ScriptedToken.sol";
import {TestAccount} from "../../mocks/TestAccount.sol";
import {TestERC4626} from "../../mocks/TestERC4626.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Vm} from "forge-std/Vm.sol";

contract SpokeExecuteTest is SpokeFixture {
    uint256 private constant OUTPUT = Orders.OUTPUT_AMOUNT;
    uint64 private constant GRACE = 7 days;

    TestERC4626 private vault;
    CallTarget private target;

    function setUp() public override {
        super.setUp();
        vault = new TestERC4626(token);
        target = new CallTarget();
        token.mint(address(spoke), 1_000e18);
    }

    /// Three legs, held, delivered by the hub's word, gathered into one deposit.
    function test_execute_depositsThreeLegsInAVault() public {
        Order memory order = _depositing();
        OrderId orderId = spoke.orderIdOf(order);
        address executor = spoke.executorOf(orderId);
        for (uint256 i = 0; i < 3; ++i) {
            bytes memory reason =
                abi.encodeWithSelector(ISpoke.OutputsMissing.selector, orderId, order.fillDeadline + GRACE);
            vm.expectRevert(reason);
            spoke.execute(order);
            _instruct(Entries.pay(address(token), executor, OUTPUT));
        }
        vm.expectEmit(address(spoke));
        emit ISpoke.CallExecuted(orderId);
        vm.prank(stranger);
        spoke.execute(order);
        assertEq(vault.balanceOf(user), 3 * OUTPUT);
        assertEq(token.balanceOf(address(vault)), 3 * OUTPUT);
        assertEq(token.balanceOf(executor), 0);
        assertEq(token.balanceOf(fallbackRecipient), 0);
        assertNotEq(executor.code.length, 0);
    }

    function test_execute_whileEverythingIsPaused() public {
        Order memory order = _accepting();
        token.mint(_executor(order), OUTPUT);
        spoke.pause(true, true);
        _configure(false, 0);
        spoke.execute(order);
        assertEq(target.count(), 1);
    }

    function test_execute_ofACallThatFails_paysTheFallbackRecipient() public {
        Order memory order = _gathering(3, _execution(address(target), abi.encodeCall(target.refuse, ())));
        OrderId orderId = spoke.orderIdOf(order);
        token.mint(_executor(order), 3 * OUTPUT);
        vm.expectEmit(address(spoke));
        emit ISpoke.CallFailed(orderId);
        vm.expectEmit(address(spoke));
        emit ISpoke.ExecutorSwept(orderId, address(token), fallbackRecipient, 3 * OUTPUT);
        spoke.execute(order);
        assertEq(token.balanceOf(fallbackRecipient), 3 * OUTPUT);
    }

    function test_execute_ofCallsThatAreMalformed_paysTheFallbackRecipient() public {
        Order memory order = _accepting();
        order.calls[0].calls = hex"1234";
        token.mint(_executor(order), OUTPUT);
        spoke.execute(order);
        assertEq(token.balanceOf(fallbackRecipient), OUTPUT);
    }

    /// A call that failed once does not run again, though it would succeed now.
    function test_execute_again_runsNothing() public {
        Order memory order = _depositing();
        token.mint(_executor(order), 3 * OUTPUT);
        vm.mockCallRevert(address(vault), abi.encodeWithSelector(vault.deposit.selector), "");
        spoke.execute(order);
        vm.clearMockedCalls();
        assertEq(token.balanceOf(fallbackRecipient), 3 * OUTPUT);
        token.mint(_executor(order), 3 * OUTPUT);
        spoke.execute(order);
        assertEq(vault.totalSupply(), 0);
        assertEq(token.balanceOf(fallbackRecipient), 6 * OUTPUT);
    }

    function test_execute_again_paysTheFallbackRecipientWhatCameLater() public {
        Order memory order = _accepting();
        token.mint(_executor(order), OUTPUT);
        spoke.execute(order);
        assertEq(token.balanceOf(fallbackRecipient), OUTPUT);
        token.mint(_executor(order), 5);
        vm.recordLogs();
        spoke.execute(order);
        // No second CallExecuted or CallFailed: the token's Transfer and the sweep alone.
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 2);
        assertEq(logs[1].topics[0], ISpoke.ExecutorSwept.selector);
        assertEq(logs[1].topics[1], OrderId.unwrap(spoke.orderIdOf(order)));
        assertEq(logs[1].data, abi.encode(5));
        assertEq(target.count(), 1);
        assertEq(token.balanceOf(fallbackRecipient), OUTPUT + 5);
        // Nor anything when nothing came.
        spoke.execute(order);
        assertEq(vm.getRecordedLogs().length, 0);
    }

    /// What a call leaves of its tokens.
    function test_execute_sweepsWhatTheCallLeaves() public {
        Order memory order = _gathering(2, _execution(address(token), abi.encodeCall(token.transfer, (user, 10))));
        token.mint(_executor(order), 2 * OUTPUT + 3);
        uint256 balanceBefore = token.balanceOf(user);
        spoke.execute(order);
        assertEq(token.balanceOf(user), balanceBefore + 10);
        assertEq(token.balanceOf(fallbackRecipient), 2 * OUTPUT + 3 - 10);
    }

    function test_execute_ofSeveralTokens() public {
        ScriptedToken other = new ScriptedToken();
        Order memory order = _accepting();
        order.legs = Orders.repeat(order.legs[0], 5);
        order.legs[1].outputToken = AccountLib.toAccount(address(other));
        order.legs[2].outputToken = AccountLib.toAccount(NATIVE);
        // Neither is due to the executor here.
        order.legs[3].destinationChain = THERE;
        order.legs[4].recipient = AccountLib.toAccount(recipient);
        Execution[] memory executions = new Execution[](1);
        executions[0] = Execution(address(target), 1 ether, abi.encodeCall(target.accept, ()));
        order.calls[0].calls = abi.encode(executions);
        address executor = _executor(order);

        token.mint(executor, OUTPUT);
        _expectMissing(order);
        vm.deal(executor, OUTPUT);
        _expectMissing(order);
        other.mint(executor, OUTPUT - 1);
        _expectMissing(order);
        other.mint(executor, 1);
        spoke.execute(order);
        assertEq(target.value(), 1 ether);
        assertEq(token.balanceOf(fallbackRecipient), OUTPUT);
        assertEq(other.balanceOf(fallbackRecipient), OUTPUT);
        assertEq(fallbackRecipient.balance, OUTPUT - 1 ether);
    }

    /// Legs of one token add up.
    function test_execute_revertsWith_OutputsMissing() public {
        Order memory order = _gathering(2, _execution(address(target), abi.encodeCall(target.accept, ())));
        address executor = _executor(order);
        _expectMissing(order);
        token.mint(executor, 2 * OUTPUT - 1);
        _expectMissing(order);
        vm.warp(order.fillDeadline + GRACE);
        _expectMissing(order);
        token.mint(executor, 1);
        spoke.execute(order);
        assertEq(target.count(), 1);
    }

    function test_execute_afterTheGrace_paysTheFallbackRecipientWhatIsThere() public {
        Order memory order = _gathering(2, _execution(address(target), abi.encodeCall(target.accept, ())));
        token.mint(_executor(order), OUTPUT);
        vm.warp(order.fillDeadline + GRACE + 1);
        vm.expectEmit(address(spoke));
        emit ISpoke.CallFailed(spoke.orderIdOf(order));
        spoke.execute(order);
        assertEq(target.count(), 0);
        assertEq(token.balanceOf(fallbackRecipient), OUTPUT);
        // The call does not run when the rest comes.
        token.mint(_executor(order), 2 * OUTPUT);
        spoke.execute(order);
        assertEq(target.count(), 0);
        assertEq(token.balanceOf(fallbackRecipient), 3 * OUTPUT);
    }

    /// Better late than not at all.
    function test_execute_afterTheGrace_runsTheCallIfAllIsThere() public {
        Order memory order = _accepting();
        token.mint(_executor(order), OUTPUT);
        vm.warp(order.fillDeadline + GRACE + 1);
        spoke.execute(order);
        assertEq(target.count(), 1);
    }

    function test_execute_afterTheGrace_withATokenThatBroke_sweepsTheOthers() public {
        ScriptedToken other = new ScriptedToken();
        Order memory order = _accepting();
        order.legs = Orders.repeat(order.legs[0], 3);
        order.legs[0].outputToken = AccountLib.toAccount(address(other));
        order.legs[2].outputToken = AccountLib.toAccount(makeAddr("no token"));
        token.mint(_executor(order), OUTPUT);
        other.mint(_executor(order), OUTPUT);
        vm.etch(address(other), hex"5f5ffd");
        _expectMissing(order);
        vm.warp(order.fillDeadline + GRACE + 1);
        spoke.execute(order);
        assertEq(token.balanceOf(fallbackRecipient), OUTPUT);
    }

    /// What a token throws, or less than a word, is no balance.
    function test_execute_withATokenThatTellsNoBalance_waits() public {
        Order memory order = _accepting();
        token.mint(_executor(order), OUTPUT);
        bytes memory data = abi.encodeWithSelector(token.balanceOf.selector);
        vm.mockCallRevert(address(token), data, abi.encode(type(uint256).max, type(uint256).max));
        _expectMissing(order);
        vm.mockCall(address(token), data, abi.encodePacked(type(uint248).max));
        _expectMissing(order);
        vm.clearMockedCalls();
        spoke.execute(order);
        assertEq(target.count(), 1);
    }

    /// An output token that is no address here can be nobody's output.
    function test_execute_withATokenThatIsNoAddress_waitsForTheOthers() public {
        Order memory order = _accepting();
        order.legs = Orders.repeat(order.legs[0], 2);
        order.legs[0].outputToken = bytes32(type(uint256).max);
        _expectMissing(order);
        token.mint(_executor(order), OUTPUT);
        spoke.execute(order);
        assertEq(target.count(), 1);
    }

    /// A refused sweep is tried again; others go on.
    function test_execute_whoseFallbackRecipientRefuses() public {
        TestAccount refusing = new TestAccount(user);
        refusing.answerWith(TestAccount.Answer.Refuse);
        Order memory order = _gathering(3, _execution(address(target), abi.encodeCall(target.accept, ())));
        ScriptedToken other = new ScriptedToken();
        order.legs[0].outputToken = AccountLib.toAccount(address(other));
        order.legs[1].outputToken = AccountLib.toAccount(NATIVE);
        order.calls[0].fallbackRecipient = AccountLib.toAccount(address(refusing));
        address executor = _executor(order);
        token.mint(executor, OUTPUT);
        other.mint(executor, OUTPUT);
        vm.deal(executor, OUTPUT);
        other.answerWith(ScriptedToken.Answer.RevertBomb);
        spoke.execute(order);
        assertEq(token.balanceOf(address(refusing)), OUTPUT);
        assertEq(other.balanceOf(executor), OUTPUT);
        assertEq(executor.balance, OUTPUT);

        refusing.answerWith(TestAccount.Answer.Take);
        other.answerWith(ScriptedToken.Answer.True);
        spoke.execute(order);
        assertEq(other.balanceOf(address(refusing)), OUTPUT);
        assertEq(address(refusing).balance, OUTPUT);
        assertEq(target.count(), 1);
    }

    /// A token that uses up all gas it is given is no other's loss.
    function test_execute_withATokenThatUsesUpItsGas_sweepsTheOthers() public {
        (Order memory order, ScriptedToken other) = _accepting(new ScriptedToken());
        other.use(type(uint256).max);
        spoke.execute{gas: 2_000_000}(order);
        assertEq(target.count(), 1);
        assertEq(token.balanceOf(fallbackRecipient), OUTPUT);
        assertEq(other.balanceOf(_executor(order)), OUTPUT);

        other.use(0);
        spoke.execute(order);
        assertEq(other.balanceOf(fallbackRecipient), OUTPUT);
    }

    function test_execute_afterTheGrace_withATokenThatUsesUpItsGasToTell_sweepsTheOthers() public {
        (Order memory order, ScriptedToken other) = _accepting(new ScriptedToken());
        other.useToTell(type(uint256).max);
        vm.warp(order.fillDeadline + GRACE + 1);
        vm.expectEmit(address(spoke));
        emit ISpoke.CallFailed(spoke.orderIdOf(order));
        spoke.execute{gas: 1_000_000}(order);
        assertEq(token.balanceOf(fallbackRecipient), OUTPUT);

        other.useToTell(0);
        assertEq(other.balanceOf(_executor(order)), OUTPUT);
        spoke.execute(order);
        assertEq(other.balanceOf(fallbackRecipient), OUTPUT);
    }

    /// Nor of one whose recipient does.
    function test_execute_whoseFallbackRecipientUsesUpItsGas_sweepsTheOthers() public {
        TestAccount hungry = new TestAccount(user);
        hungry.answerWith(TestAccount.Answer.BurnGas);
        Order memory order = _gathering(2, _execution(address(target), abi.encodeCall(target.accept, ())));
        order.legs[0].outputToken = AccountLib.toAccount(NATIVE);
        order.calls[0].fallbackRecipient = AccountLib.toAccount(address(hungry));
        address executor = _executor(order);
        token.mint(executor, OUTPUT);
        vm.deal(executor, OUTPUT);
        spoke.execute{gas: 2_000_000}(order);
        assertEq(token.balanceOf(address(hungry)), OUTPUT);
        assertEq(executor.balance, OUTPUT);
    }

    /// Nobody can make a sweep fail that succeeds with its gas: with any gas at all, it succeeds or everything reverts.
    function test_execute_again_withLittleGas_sweepsOrReverts() public {
        (Order memory order, ScriptedToken other) = _accepting(new ScriptedToken());
        spoke.execute(order);
        other.use(250_000);
        other.mint(_executor(order), 1);
        uint256 snapshot = vm.snapshotState();
        uint256 reverted;
        for (uint256 gas = 30_000; gas < 800_000; gas += 5_000) {
            try spoke.execute{gas: gas}(order) {
                assertEq(other.balanceOf(fallbackRecipient), OUTPUT + 1);
            } catch {
                ++reverted;
            }
            vm.revertToState(snapshot);
        }
        assertNotEq(reverted, 0);
        spoke.execute{gas: 800_000}(order);
        assertEq(other.balanceOf(fallbackRecipient), OUTPUT + 1);
    }

    function test_execute_revertsWith_NoCallHere() public {
        Order memory order = _incoming();
        vm.expectRevert(abi.encodeWithSelector(ISpoke.NoCallHere.selector, spoke.orderIdOf(order)));
        spoke.execute(order);
        order = _accepting();
        (order.calls[0].chain, order.legs[0].destinationChain) = (THERE, THERE);
        vm.expectRevert(abi.encodeWithSelector(ISpoke.NoCallHere.selector, spoke.orderIdOf(order)));
        spoke.execute(order);
    }

    function test_execute_revertsWith_CallInvalid() public {
        Order memory order = _accepting();
        order.calls[0].fallbackRecipient = 0;
        vm.expectRevert(abi.encodeWithSelector(ISpoke.CallInvalid.selector, 0));
        spoke.execute(order);
    }

    function test_execute_revertsWith_GasTooLow() public {
        Order memory order = _accepting();
        token.mint(_executor(order), OUTPUT);
        // 63/64 of what is left must be the call's 1,000,000 and 100,000 for what follows.
        (bool success, bytes memory reason) =
            address(spoke).call{gas: 1_150_000}(abi.encodeCall(ISpoke.execute, (order)));
        assertFalse(success);
        _assertGasTooLow(reason, 1_000_000);
        spoke.execute{gas: 1_400_000}(order);
        assertEq(target.count(), 1);
        // So must a sweep's 300,000.
        (success, reason) = address(spoke).call{gas: 400_000}(abi.encodeCall(ISpoke.execute, (order)));
        assertFalse(success);
        _assertGasTooLow(reason, 300_000);
        spoke.execute{gas: 500_000}(order);
    }

    /// The call gets what the order names, however much there is.
    function test_execute_givesTheCallItsGasAlone() public {
        Order memory order = _accepting();
        token.mint(_executor(order), OUTPUT);
        spoke.execute(order);
        assertLt(target.gas(), 1_000_000);
        assertGt(target.gas(), 900_000);
        order.nonce = 2;
        order.calls[0].calls = abi.encode(_execution(address(target), abi.encodeCall(target.use, (1_000_000))));
        token.mint(_executor(order), OUTPUT);
        vm.expectEmit(address(spoke));
        emit ISpoke.CallFailed(spoke.orderIdOf(order));
        spoke.execute(order);
    }

    /// Nobody can make a call fail that succeeds with its gas: with any gas at all, it succeeds or everything reverts.
    function test_execute_withLittleGas_runsOrReverts() public {
        Order memory order = _gathering(1, _execution(address(target), abi.encodeCall(target.use, (900_000))));
        token.mint(_executor(order), OUTPUT);
        uint256 snapshot = vm.snapshotState();
        uint256 reverted;
        for (uint256 gas = 50_000; gas < 1_500_000; gas += gas < 1_200_000 ? 50_000 : 2_000) {
            try spoke.execute{gas: gas}(order) {
                assertEq(target.count(), 1);
                assertEq(token.balanceOf(fallbackRecipient), OUTPUT);
            } catch {
                ++reverted;
                assertEq(token.balanceOf(fallbackRecipient), 0);
                assertEq(_executor(order).code.length, 0);
            }
            vm.revertToState(snapshot);
        }
        assertNotEq(reverted, 0);
        spoke.execute{gas: 1_500_000}(order);
        assertEq(target.count(), 1);
    }

    function test_execute_refusesToBeReentered() public {
        Order memory other = _accepting();
        other.nonce = 99;
        token.mint(_executor(other), OUTPUT);
        bytes[] memory entries = Entries.list(Entries.pay(address(token), stranger, 1));
        _send(entries);
        bytes[7] memory reentries = [
            abi.encodeCall(ISpoke.execute, (other)),
            abi.encodeCall(ISpoke.open, (_outgoing())),
            abi.encodeCall(ISpoke.fill, (_incoming(), 0, _repayment(), true)),
            abi.encodeCall(ISpoke.cancel, (_incoming())),
            abi.encodeCall(ISpoke.cancelFor, (_incoming(), "")),
            abi.encodeCall(ISpoke.claim, (address(token), stranger, 1)),
            abi.encodeCall(IChannel.deliver, (HUB_CHAIN, entries, new bytes32[](0)))
        ];
        for (uint256 i = 0; i < reentries.length; ++i) {
            bytes memory data = abi.encodeCall(target.callBack, (address(spoke), reentries[i]));
            Order memory order = _gathering(1, _execution(address(target), data));
            token.mint(_executor(order), OUTPUT);
            spoke.execute(order);
            assertEq(target.count(), i + 1);
            assertFalse(target.hookSucceeded());
            assertEq(bytes4(target.hookResult()), ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
        }
    }

    /// Three legs, deposited for the user.
    function _depositing() private view returns (Order memory order) {
        Execution[] memory executions = new Execution[](2);
        executions[0] = Execution(address(token), 0, abi.encodeCall(token.approve, (address(vault), 3 * OUTPUT)));
        executions[1] = Execution(address(vault), 0, abi.encodeCall(vault.deposit, (3 * OUTPUT, user)));
        return _gathering(3, executions);
    }

    /// One leg, and a call that takes nothing of it.
    function _accepting() private view returns (Order memory) {
        return _gathering(1, _execution(address(target), abi.encodeCall(target.accept, ())));
    }

    /// Two legs, the first of another token, both outputs there.
    function _accepting(ScriptedToken other) private returns (Order memory order, ScriptedToken) {
        order = _gathering(2, _execution(address(target), abi.encodeCall(target.accept, ())));
        order.legs[0].outputToken = AccountLib.toAccount(address(other));
        other.mint(_executor(order), OUTPUT);
        token.mint(_executor(order), OUTPUT);
        return (order, other);
    }

    function _expectMissing(Order memory order) private {
        bytes memory reason =
            abi.encodeWithSelector(ISpoke.OutputsMissing.selector, spoke.orderIdOf(order), order.fillDeadline + GRACE);
        vm.expectRevert(reason);
        spoke.execute(order);
    }
}
