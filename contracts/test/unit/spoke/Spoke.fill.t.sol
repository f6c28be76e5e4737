// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IChannel} from "../../../src/channel/IChannel.sol";
import {ISpoke} from "../../../src/spoke/ISpoke.sol";
import {AccountLib} from "../../../src/types/Account.sol";
import {Leg} from "../../../src/types/Leg.sol";
import {Call, Order, OrderId, OrderLib} from "../../../src/types/Order.sol";
import {Repayment} from "../../../src/types/Report.sol";
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
        emit ISpoke.OutputHeld(orderId, 0, address(token), Orders.OUTPUT_AMOUNT);
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
            NOW + 17,
            spoke.orderIdOf(order),
            uint8(0),
            uint8(1),
            solver,
            bytes12(0),
            stranger,
            bytes20(0),
            THERE
        );
        assertEq(entry.length, 123);
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

    function test_fill_revertsWith_FieldNotSupported_repaymentChain() public {
        Repayment memory repayment = _repayment();
        repayment.chain = HERE;
        Order memory order = _incoming();
        vm.prank(solver);
        vm.expectRevert(abi.encodeWithSelector(ISpoke.FieldNotSupported.selector, "repayment.chain"));
        spoke.fill(order, 0, repayment, false);
    }

    function test_fill_revertsWith_FieldNotSupported_repaymentLedgerAccount() public {
        Repayment memory repayment = _repayment();
        repayment.ledgerAccount = solver;
        Order memory order = _incoming();
        vm.prank(solver);
        vm.expectRevert(abi.encodeWithSelector(ISpoke.FieldNotSupported.selector, "repayment.ledgerAccount"));
        spoke.fill(order, 0, repayment, false);
    }

    function test_fill_revertsWith_FieldNotSupported_solver() public {
        Order memory order = _incoming();
        order.solver = solver;
        _expectRefusal(order, 0, abi.encodeWithSelector(ISpoke.FieldNotSupported.selector, "solver"));
    }

    function test_fill_revertsWith_FieldNotSupported_exclusiveUntil() public {
        Order memory order = _incoming();
        order.exclusiveUntil = 1;
        _expectRefusal(order, 0, abi.encodeWithSelector(ISpoke.FieldNotSupported.selector, "exclusiveUntil"));
    }

    function test_fill_revertsWith_FieldNotSupported_pooled() public {
        Order memory order = _incoming();
        order.pooled = true;
        _expectRefusal(order, 0, abi.encodeWithSelector(ISpoke.FieldNotSupported.selector, "pooled"));
    }

    function test_fill_revertsWith_FieldNotSupported_cancellable() public {
        Order memory order = _incoming();
        order.cancellable = true;
        _expectRefusal(order, 0, abi.encodeWithSelector(ISpoke.FieldNotSupported.selector, "cancellable"));
    }

    function test_fill_revertsWith_FieldNotSupported_calls() public {
        Order memory order = _incoming();
        order.calls = new Call[](1);
        _expectRefusal(order, 0, abi.encodeWithSelector(ISpoke.FieldNotSupported.selector, "calls"));
    }

    function test_fill_revertsWith_LegCountOutOfRange() public {
        Order memory order = _incoming();
        order.legs = Orders.repeat(order.legs[0], 17);
        _expectRefusal(order, 0, abi.encodeWithSelector(OrderLib.LegCountOutOfRange.selector, 17));
        order.legs = new Leg[](0);
        _expectRefusal(order, 0, abi.encodeWithSelector(OrderLib.LegCountOutOfRange.selector, 0));
    }

    function test_fill_revertsWith_SpokeNotConfigured() public {
        spoke = _createSpoke();
        _fund(token, solver);
        _expectRefusal(_incoming(), 0, abi.encodeWithSelector(ISpoke.SpokeNotConfigured.selector));
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
            abi.encodeCall(ISpoke.fill, (order, 0, _repayment(), true)),
            abi.encodeCall(IChannel.deliver, (HUB_CHAIN, entries, new bytes32[](0))),
            abi.encodeCall(ISpoke.claim, (address(token), stranger))
        ];
        for (uint8 i = 0; i < 8; ++i) {
            token.callBefore(address(spoke), reentries[i % 4]);
            _fill(order, i, i < 4);
            assertFalse(token.hookSucceeded());
            assertEq(bytes4(token.hookResult()), ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
        }
    }

    function _fill(Order memory order, uint8 leg, bool hold) private {
        vm.prank(solver);
        spoke.fill(order, leg, _repayment(), hold);
    }

    function _expectRefusal(Order memory order, uint8 leg, bytes memory reason) private {
        bytes32 headBefore = spoke.queuedHead(HUB_CHAIN);
        vm.expectRevert(reason);
        vm.prank(solver);
        spoke.fill(order, leg, _repayment(), false);
        assertEq(spoke.queuedHead(HUB_CHAIN), headBefore);
    }
}
