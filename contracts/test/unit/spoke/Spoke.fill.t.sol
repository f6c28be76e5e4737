// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IChannel} from "../../../src/channel/IChannel.sol";
import {ISpoke} from "../../../src/spoke/ISpoke.sol";
import {AccountLib} from "../../../src/types/Account.sol";
import {Leg} from "../../../src/types/Leg.sol";
import {Call, Order, OrderId, OrderLib} from "../../../src/types/Order.sol";
import {Fill, Repayment} from "../../../src/types/Report.sol";
import {Entries} from "../../fixtures/Entries.sol";
import {Orders} from "../../fixtures/Orders.sol";
import {SpokeFixture} from "../../fixtures/SpokeFixture.sol";
import {ScriptedToken} from "../../mocks/ScriptedToken.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Vm} from "forge-std/Vm.sol";

contract SpokeFillTest is SpokeFixture {
    function test_fill_deliversAndReports() public {
        Order memory order = _incoming();
        OrderId orderId = spoke.orderIdOf(order);
        bytes memory entry = _fillEntry(orderId, 0, false);
        bytes32 head = Entries.extend(spoke.queuedHead(HUB_CHAIN), entry);

        vm.expectEmit(address(spoke));
        emit IChannel.EntryQueued(HUB_CHAIN, head, entry);
        _fill(order, 0, false);

        assertEq(spoke.queuedHead(HUB_CHAIN), head);
        assertEq(spoke.filledLegs(orderId), 1);
        assertEq(token.balanceOf(recipient), Orders.OUTPUT_AMOUNT);
        assertEq(token.balanceOf(solver), 10_000e18 - Orders.OUTPUT_AMOUNT);
    }

    function test_fill_held_keepsTheOutputAndReports() public {
        Order memory order = _incoming();
        OrderId orderId = spoke.orderIdOf(order);
        bytes memory entry = _fillEntry(orderId, 0, true);
        bytes32 head = Entries.extend(spoke.queuedHead(HUB_CHAIN), entry);

        vm.expectEmit(address(spoke));
        emit ISpoke.OutputHeld(orderId, 0, order);
        vm.expectEmit(address(spoke));
        emit IChannel.EntryQueued(HUB_CHAIN, head, entry);
        _fill(order, 0, true);

        assertEq(spoke.queuedHead(HUB_CHAIN), head);
        assertEq(spoke.filledLegs(orderId), 1);
        assertEq(token.balanceOf(recipient), 0);
        assertEq(token.balanceOf(address(spoke)), Orders.OUTPUT_AMOUNT);
    }

    function test_fill_notHeld_emitsNoOutputHeld() public {
        vm.recordLogs();
        _fill(_incoming(), 0, false);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            assertNotEq(logs[i].topics[0], ISpoke.OutputHeld.selector);
        }
    }

    function test_fill_ofEveryLeg() public {
        Order memory order = _incoming();
        order.legs = Orders.repeat(order.legs[0], 16);
        for (uint8 i = 16; i > 0; --i) {
            _fill(order, i - 1, i % 2 == 0);
        }
        assertEq(spoke.filledLegs(spoke.orderIdOf(order)), type(uint16).max);
        assertEq(token.balanceOf(recipient), 8 * uint256(Orders.OUTPUT_AMOUNT));
        assertEq(token.balanceOf(address(spoke)), 8 * uint256(Orders.OUTPUT_AMOUNT));
    }

    function test_fill_byTheRecipientItself() public {
        Order memory order = _incoming();
        order.legs[0].recipient = AccountLib.toAccount(solver);
        _fill(order, 0, false);
        assertEq(token.balanceOf(solver), 10_000e18);
    }

    function test_fill_whichTheHubCanAttribute() public {
        Order memory order = _incoming();
        bytes32 head = spoke.queuedHead(HUB_CHAIN);
        vm.warp(NOW + 17);
        Repayment memory repayment = _repayment();
        repayment.account = AccountLib.toAccount(stranger);
        vm.prank(solver);
        spoke.fill(order, 0, repayment, true);
        bytes memory entry = abi.encodePacked(
            uint8(2),
            uint40(NOW + 17),
            spoke.orderIdOf(order),
            uint8(0),
            uint8(1),
            solver,
            bytes12(0),
            stranger,
            bytes20(0),
            THERE,
            bytes3(0),
            bytes5(0)
        );
        assertEq(entry.length, 128);
        assertEq(spoke.queuedHead(HUB_CHAIN), Entries.extend(head, entry));
    }

    function test_fill_aSecondBeforeFillDeadline() public {
        Order memory order = _incoming();
        vm.warp(order.fillDeadline - 1);
        _fill(order, 0, false);
    }

    function test_fill_atFillDeadline() public {
        Order memory order = _incoming();
        vm.warp(order.fillDeadline);
        _fill(order, 0, false);
    }

    function test_fill_revertsWith_FillDeadlinePassed() public {
        Order memory order = _incoming();
        vm.warp(order.fillDeadline + 1);
        _expectRefusal(order, 0, abi.encodeWithSelector(ISpoke.FillDeadlinePassed.selector, order.fillDeadline));
    }

    function test_fill_revertsWith_DeadlineTooFar() public {
        Order memory order = _incoming();
        order.fillDeadline = NOW + 7 days;
        _fill(order, 0, false);
        order.fillDeadline = NOW + 7 days + 1;
        _expectRefusal(
            order, 0, abi.encodeWithSelector(ISpoke.DeadlineTooFar.selector, order.fillDeadline, NOW + 7 days)
        );
    }

    /// An order that cannot be opened is not filled either.
    function test_fill_revertsWith_DeadlinesOutOfOrder() public {
        Order memory order = _incoming();
        order.openDeadline = order.fillDeadline + 1;
        _expectRefusal(
            order,
            0,
            abi.encodeWithSelector(ISpoke.DeadlinesOutOfOrder.selector, order.openDeadline, order.fillDeadline)
        );
    }

    function test_fill_revertsWith_LegAlreadyFilled() public {
        Order memory order = _incoming();
        order.legs = Orders.repeat(order.legs[0], 2);
        _fill(order, 1, true);
        bytes memory reason = abi.encodeWithSelector(ISpoke.LegAlreadyFilled.selector, spoke.orderIdOf(order), 1);
        _expectRefusal(order, 1, reason);
        // By anyone, held or not.
        _fund(token, stranger);
        vm.prank(stranger);
        vm.expectRevert(reason);
        spoke.fill(order, 1, _repayment(), true);
        _fill(order, 0, false);
        order.nonce = 2;
        _fill(order, 1, false);
    }

    function test_fill_revertsWith_LegOutOfRange() public {
        Order memory order = _incoming();
        _expectRefusal(order, 1, abi.encodeWithSelector(ISpoke.LegOutOfRange.selector, 1, 1));
        _expectRefusal(order, 255, abi.encodeWithSelector(ISpoke.LegOutOfRange.selector, 255, 1));
    }

    function test_fill_revertsWith_LegNotDueHere() public {
        Order memory order = _incoming();
        order.legs = Orders.repeat(order.legs[0], 2);
        order.legs[1].destinationChain = THERE;
        _expectRefusal(order, 1, abi.encodeWithSelector(ISpoke.LegNotDueHere.selector, 1, THERE));
        _fill(order, 0, false);
    }

    function test_fill_revertsWith_AmountZero() public {
        Order memory order = _incoming();
        order.legs[0].outputAmount = 0;
        _expectRefusal(order, 0, abi.encodeWithSelector(ISpoke.AmountZero.selector));
    }

    function test_fill_revertsWith_RecipientInvalid() public {
        Order memory order = _incoming();
        order.legs[0].recipient = AccountLib.toAccount(address(spoke));
        bytes memory reason = abi.encodeWithSelector(ISpoke.RecipientInvalid.selector, address(spoke));
        _expectRefusal(order, 0, reason);
        vm.prank(solver);
        vm.expectRevert(reason);
        spoke.fill(order, 0, _repayment(), true);
    }

    function test_fill_revertsWith_AccountNotAnAddress() public {
        Order memory order = _incoming();
        bytes32 account = bytes32(uint256(1) << 160);
        bytes memory reason = abi.encodeWithSelector(AccountLib.AccountNotAnAddress.selector, account);
        order.legs[0].recipient = account;
        _expectRefusal(order, 0, reason);
        order = _incoming();
        order.legs[0].outputToken = account;
        _expectRefusal(order, 0, reason);
    }

    function test_fill_revertsWith_RepaymentAccountInvalid() public {
        Order memory order = _incoming();
        // The spoke's own address is that of the spokes of every chain: what it is paid would be nobody's.
        bytes32[3] memory accounts = [bytes32(0), bytes32(uint256(1) << 160), bytes32(uint256(uint160(address(spoke))))];
        for (uint256 i = 0; i < accounts.length; ++i) {
            Repayment memory repayment = _repayment();
            repayment.account = accounts[i];
            vm.prank(solver);
            vm.expectRevert(abi.encodeWithSelector(ISpoke.RepaymentAccountInvalid.selector, accounts[i]));
            spoke.fill(order, 0, repayment, false);
        }
    }

    function test_fill_repaidToTheLargestAddress() public {
        Order memory order = _incoming();
        Repayment memory repayment = _repayment();
        repayment.account = bytes32(uint256(type(uint160).max));
        vm.prank(solver);
        spoke.fill(order, 0, repayment, false);
        assertEq(spoke.filledLegs(spoke.orderIdOf(order)), 1);
    }

    /// Where a solver would like to be paid is the hub's business.
    function test_fill_reportsTheRepayment() public {
        Order memory order = _incoming();
        Repayment memory repayment = Repayment(AccountLib.toAccount(stranger), user, HERE, 1_234);
        bytes memory entry =
            Entries.filled(spoke.orderIdOf(order), 0, Fill(uint64(block.timestamp), false, solver, repayment, 0));
        bytes32 head = Entries.extend(spoke.queuedHead(HUB_CHAIN), entry);
        vm.expectEmit(address(spoke));
        emit IChannel.EntryQueued(HUB_CHAIN, head, entry);
        vm.prank(solver);
        spoke.fill(order, 0, repayment, false);
    }

    function test_fill_revertsWith_OrderPooled() public {
        Order memory order = _incoming();
        order.pooled = true;
        _expectRefusal(order, 0, abi.encodeWithSelector(ISpoke.OrderPooled.selector, spoke.orderIdOf(order)));
    }

    function test_fill_revertsWith_LegCountOutOfRange() public {
        Order memory order = _incoming();
        order.legs = Orders.repeat(order.legs[0], 17);
        _expectRefusal(order, 0, abi.encodeWithSelector(OrderLib.LegCountOutOfRange.selector, 17));
        order.legs = new Leg[](0);
        _expectRefusal(order, 0, abi.encodeWithSelector(OrderLib.LegCountOutOfRange.selector, 0));
    }

    function test_fill_revertsWith_SpokeNotAccepting() public {
        bytes memory reason = abi.encodeWithSelector(ISpoke.SpokeNotAccepting.selector);
        _configure(false, 0);
        _expectRefusal(_incoming(), 0, reason);
        spoke.pause(false, true);
        _expectRefusal(_incoming(), 0, reason);
        // Never configured.
        spoke = _createSpoke();
        vm.prank(solver);
        token.approve(address(spoke), type(uint256).max);
        _expectRefusal(_incoming(), 0, reason);
    }

    function test_fill_revertsWith_FillsPaused() public {
        spoke.pause(false, true);
        _expectRefusal(_incoming(), 0, abi.encodeWithSelector(ISpoke.FillsPaused.selector));
        spoke.unpause(false, true);
        _fill(_incoming(), 0, false);
    }

    function test_fill_whileOpensArePaused() public {
        spoke.pause(true, false);
        _fill(_incoming(), 0, true);
    }

    function test_fill_recordsTheEntryFee() public {
        _configure(true, 7);
        Order memory order = _incoming();
        vm.prank(solver);
        spoke.fill{value: 9 gwei}(order, 0, _repayment(), false);
        bytes memory entry = _fillEntry(spoke.orderIdOf(order), 0, false, 9);
        assertEq(spoke.queuedHead(HUB_CHAIN), Entries.extend(0, entry));
        assertEq(address(spoke).balance, 9 gwei);
    }

    function test_fill_recordsTheLargestEntryFee() public {
        Order memory order = _incoming();
        uint64 largest = type(uint40).max;
        vm.deal(solver, 2_000 ether);
        vm.prank(solver);
        spoke.fill{value: uint256(largest) * 1 gwei}(order, 0, _repayment(), true);
        bytes memory entry = _fillEntry(spoke.orderIdOf(order), 0, true, largest);
        assertEq(spoke.queuedHead(HUB_CHAIN), Entries.extend(0, entry));
    }

    function test_fill_revertsWith_EntryFeeTooLow() public {
        _configure(true, 7);
        _expectRefusal(_incoming(), 0, 6 gwei, abi.encodeWithSelector(ISpoke.EntryFeeTooLow.selector, 6 gwei, 7 gwei));
        _expectRefusal(_incoming(), 0, abi.encodeWithSelector(ISpoke.EntryFeeTooLow.selector, 0, 7 gwei));
    }

    function test_fill_revertsWith_EntryFeeMalformed() public {
        uint256 fee = 1 gwei + 1;
        _expectRefusal(_incoming(), 0, fee, abi.encodeWithSelector(ISpoke.EntryFeeMalformed.selector, fee));
        fee = 1 gwei - 1;
        _expectRefusal(_incoming(), 0, fee, abi.encodeWithSelector(ISpoke.EntryFeeMalformed.selector, fee));
        fee = (uint256(type(uint40).max) + 1) * 1 gwei;
        vm.deal(solver, fee);
        _expectRefusal(_incoming(), 0, fee, abi.encodeWithSelector(ISpoke.EntryFeeMalformed.selector, fee));
    }

    function test_fill_native_deliversAndReports() public {
        _configure(true, 7);
        Order memory order = _incomingNative();
        // An output need not be a multiple of a gwei.
        order.legs[0].outputAmount = 1 ether + 1;
        vm.prank(solver);
        spoke.fill{value: 1 ether + 1 + 7 gwei}(order, 0, _repayment(), false);
        bytes memory entry = _fillEntry(spoke.orderIdOf(order), 0, false, 7);
        assertEq(spoke.queuedHead(HUB_CHAIN), Entries.extend(0, entry));
        assertEq(recipient.balance, 1 ether + 1);
        assertEq(address(spoke).balance, 7 gwei);
        assertEq(wrappedNative.totalSupply(), 0);
    }

    function test_fill_native_held_wrapsAndReports() public {
        _configure(true, 7);
        Order memory order = _incomingNative();
        vm.expectEmit(address(spoke));
        emit ISpoke.OutputHeld(spoke.orderIdOf(order), 0, order);
        vm.prank(solver);
        spoke.fill{value: Orders.OUTPUT_AMOUNT + 7 gwei}(order, 0, _repayment(), true);
        bytes memory entry = _fillEntry(spoke.orderIdOf(order), 0, true, 7);
        assertEq(spoke.queuedHead(HUB_CHAIN), Entries.extend(0, entry));
        assertEq(recipient.balance, 0);
        assertEq(address(spoke).balance, 7 gwei);
        assertEq(wrappedNative.balanceOf(address(spoke)), Orders.OUTPUT_AMOUNT);
    }

    function test_fill_native_withoutAWrappedToken() public {
        spoke = _createSpoke();
        spoke.setRoute(address(this));
        _configure(true, 0);
        Order memory order = _incomingNative();
        vm.prank(solver);
        vm.expectRevert(ISpoke.WrappedNativeNotSet.selector);
        spoke.fill{value: Orders.OUTPUT_AMOUNT}(order, 0, _repayment(), true);
        // Nothing to wrap.
        vm.prank(solver);
        spoke.fill{value: Orders.OUTPUT_AMOUNT}(order, 0, _repayment(), false);
        assertEq(recipient.balance, Orders.OUTPUT_AMOUNT);
    }

    function test_fill_native_revertsWith_ValueTooLow() public {
        uint256 value = Orders.OUTPUT_AMOUNT - 1;
        bytes memory reason = abi.encodeWithSelector(ISpoke.ValueTooLow.selector, value, Orders.OUTPUT_AMOUNT);
        _expectRefusal(_incomingNative(), 0, value, reason);
    }

    function test_fill_native_revertsWith_NativeTransferFailed() public {
        Order memory order = _incomingNative();
        order.legs[0].recipient = AccountLib.toAccount(address(token));
        _expectRefusal(
            order, 0, Orders.OUTPUT_AMOUNT, abi.encodeWithSelector(ISpoke.NativeTransferFailed.selector, address(token))
        );
    }

    function test_fill_byTheExclusiveSolver() public {
        Order memory order = _incoming();
        (order.solver, order.exclusiveUntil) = (solver, NOW + 100);
        _fill(order, 0, true);
    }

    function test_fill_revertsWith_SolverExclusive() public {
        Order memory order = _incoming();
        (order.solver, order.exclusiveUntil) = (stranger, NOW + 100);
        bytes memory reason = abi.encodeWithSelector(ISpoke.SolverExclusive.selector, stranger, NOW + 100);
        _expectRefusal(order, 0, reason);
        vm.warp(NOW + 100);
        _expectRefusal(order, 0, reason);
        vm.warp(NOW + 101);
        _fill(order, 0, true);
    }

    function test_fill_byAnyone_withoutAnExclusiveSolver() public {
        Order memory order = _incoming();
        order.exclusiveUntil = type(uint64).max;
        _fill(order, 0, true);
    }

    function test_fill_revertsWith_OrderCancelled() public {
        Order memory order = _incoming();
        (order.legs, order.cancellable) = (Orders.repeat(order.legs[0], 2), true);
        _fill(order, 1, true);
        vm.prank(user);
        spoke.cancel(order);
        bytes memory reason = abi.encodeWithSelector(ISpoke.OrderCancelled.selector, spoke.orderIdOf(order));
        _expectRefusal(order, 0, reason);
        // Filled before.
        reason = abi.encodeWithSelector(ISpoke.LegAlreadyFilled.selector, spoke.orderIdOf(order), 1);
        _expectRefusal(order, 1, reason);
        // Another order of the same user.
        order.nonce = 2;
        _fill(order, 0, true);
    }

    /// Held for nobody: without a call there is no executor.
    function test_fill_revertsWith_RecipientInvalid_withoutARecipient() public {
        Order memory order = _incoming();
        order.legs[0].recipient = 0;
        bytes memory reason = abi.encodeWithSelector(ISpoke.RecipientInvalid.selector, address(0));
        _expectRefusal(order, 0, reason);
        vm.prank(solver);
        vm.expectRevert(reason);
        spoke.fill(order, 0, _repayment(), true);
    }

    /// Event data are as the compiler would encode them, for every number of legs, with and without a call.
    function test_fill_held_emitsTheWholeOrder() public {
        for (uint256 count = 1; count <= 16; ++count) {
            Order memory order = _incoming();
            order.nonce = count;
            order.legs = Orders.repeat(order.legs[0], count);
            for (uint256 i = 0; i < count; ++i) {
                (order.legs[i].inputAmount, order.legs[i].outputAmount) = (uint128(i + 1), 1);
            }
            _checkOutputHeld(order, uint8(count - 1));
            order.legs[0].recipient = 0;
            order.calls = new Call[](1);
            order.calls[0] = Call({
                chain: HERE, fallbackRecipient: AccountLib.toAccount(fallbackRecipient), calls: new bytes(count), gas: 7
            });
            _checkOutputHeld(order, uint8(count - 1));
        }
    }

    function test_fill_held_revertsWith_TransferInexact() public {
        token.charge(1);
        Order memory order = _incoming();
        vm.prank(solver);
        vm.expectRevert(
            abi.encodeWithSelector(
                ISpoke.TransferInexact.selector, address(token), Orders.OUTPUT_AMOUNT, Orders.OUTPUT_AMOUNT - 1
            )
        );
        spoke.fill(order, 0, _repayment(), true);
    }

    /// What is delivered at once is measured where it leaves: the spoke owes nothing.
    function test_fill_withATokenThatTakesAFee_handsOverTheAmount() public {
        token.charge(1);
        _fill(_incoming(), 0, false);
        assertEq(token.balanceOf(solver), 10_000e18 - Orders.OUTPUT_AMOUNT);
        assertEq(token.balanceOf(recipient), Orders.OUTPUT_AMOUNT - 1);
    }

    function test_fill_withATokenThatReturnsNothing() public {
        token.answerWith(ScriptedToken.Answer.Nothing);
        _fill(_incoming(), 0, false);
        assertEq(token.balanceOf(recipient), Orders.OUTPUT_AMOUNT);
    }

    function test_fill_revertsWith_SafeERC20FailedOperation() public {
        token.answerWith(ScriptedToken.Answer.False);
        _expectRefusal(
            _incoming(), 0, abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(token))
        );
    }

    /// Also where nothing is compared before and after: the solver is the recipient.
    function test_fill_refusesATokenWithoutCode() public {
        Order memory order = _incoming();
        order.legs[0].outputToken = AccountLib.toAccount(makeAddr("no token"));
        vm.prank(solver);
        vm.expectRevert();
        spoke.fill(order, 0, _repayment(), false);
        order.legs[0].recipient = AccountLib.toAccount(solver);
        vm.prank(solver);
        vm.expectRevert();
        spoke.fill(order, 0, _repayment(), false);
    }

    function test_fill_refusesToBeReentered() public {
        Order memory order = _incoming();
        order.legs = Orders.repeat(order.legs[0], 8);
        bytes[] memory entries = Entries.list(Entries.pay(address(token), stranger, 1));
        _send(entries);
        bytes[4] memory reentries = [
            abi.encodeCall(ISpoke.open, (_outgoing())),
            abi.encodeCall(ISpoke.fill, (order, 7, _repayment(), true)),
            abi.encodeCall(IChannel.deliver, (HUB_CHAIN, entries, new bytes32[](0))),
            abi.encodeCall(ISpoke.claim, (address(token), stranger, 1))
        ];
        for (uint8 i = 0; i < 4; ++i) {
            token.callBefore(address(spoke), reentries[i]);
            _fill(order, i, true);
            assertFalse(token.hookSucceeded());
            assertEq(bytes4(token.hookResult()), ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
        }
    }

    /// A direct fill measures and moves nothing of the spoke's: whoever is called in its course can do what they could
    /// before and after it, and not fill the leg again.
    function test_fill_direct_mayBeReentered() public {
        Order memory order = _incoming();
        order.legs = Orders.repeat(order.legs[0], 2);
        token.callBefore(address(spoke), abi.encodeCall(ISpoke.fill, (order, 0, _repayment(), false)));
        _fill(order, 0, false);
        assertFalse(token.hookSucceeded());
        assertEq(
            token.hookResult(), abi.encodeWithSelector(ISpoke.LegAlreadyFilled.selector, spoke.orderIdOf(order), 0)
        );
        bytes[] memory entries = Entries.list(Entries.pay(address(wrappedNative), stranger, 0));
        _send(entries);
        token.callBefore(address(spoke), abi.encodeCall(IChannel.deliver, (HUB_CHAIN, entries, new bytes32[](0))));
        _fill(order, 1, false);
        assertTrue(token.hookSucceeded());
        assertEq(token.balanceOf(recipient), 2 * uint256(Orders.OUTPUT_AMOUNT));
        assertEq(spoke.filledLegs(spoke.orderIdOf(order)), 3);
    }

    function _fill(Order memory order, uint8 leg, bool hold) private {
        vm.prank(solver);
        spoke.fill(order, leg, _repayment(), hold);
    }

    function _checkOutputHeld(Order memory order, uint8 leg) private {
        vm.recordLogs();
        _fill(order, leg, true);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs[0].topics[0], ISpoke.OutputHeld.selector);
        assertEq(logs[0].topics[1], OrderId.unwrap(spoke.orderIdOf(order)));
        assertEq(logs[0].data, abi.encode(leg, order));
    }

    function _expectRefusal(Order memory order, uint8 leg, bytes memory reason) private {
        _expectRefusal(order, leg, 0, reason);
    }

    function _expectRefusal(Order memory order, uint8 leg, uint256 value, bytes memory reason) private {
        bytes32 headBefore = spoke.queuedHead(HUB_CHAIN);
        vm.expectRevert(reason);
        vm.prank(solver);
        spoke.fill{value: value}(order, leg, _repayment(), false);
        assertEq(spoke.queuedHead(HUB_CHAIN), headBefore);
    }
}
