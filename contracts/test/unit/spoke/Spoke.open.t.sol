// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IChannel} from "../../../src/channel/IChannel.sol";
import {ISpoke} from "../../../src/spoke/ISpoke.sol";
import {AccountLib, NATIVE} from "../../../src/types/Account.sol";
import {Leg} from "../../../src/types/Leg.sol";
import {Call, Order, OrderId, OrderLib} from "../../../src/types/Order.sol";
import {Entries} from "../../fixtures/Entries.sol";
import {Orders} from "../../fixtures/Orders.sol";
import {SpokeFixture} from "../../fixtures/SpokeFixture.sol";
import {ScriptedToken} from "../../mocks/ScriptedToken.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Vm} from "forge-std/Vm.sol";

contract SpokeOpenTest is SpokeFixture {
    function test_open_escrowsAndReports() public {
        Order memory order = _outgoing();
        OrderId orderId = spoke.orderIdOf(order);
        bytes memory entry = Entries.escrowed(NOW, orderId);
        bytes32 head = Entries.extend(spoke.queuedHead(HUB_CHAIN), entry);

        vm.expectEmit(address(spoke));
        emit ISpoke.OrderOpened(orderId, order);
        vm.expectEmit(address(spoke));
        emit IChannel.EntryQueued(HUB_CHAIN, head, entry);
        vm.prank(user);
        OrderId returned = spoke.open(order);

        assertEq(OrderId.unwrap(returned), OrderId.unwrap(orderId));
        assertEq(spoke.queuedHead(HUB_CHAIN), head);
        assertEq(token.balanceOf(address(spoke)), Orders.INPUT_AMOUNT);
        assertEq(token.balanceOf(user), 10_000e18 - Orders.INPUT_AMOUNT);
    }

    function test_open_byAnotherPayer() public {
        Order memory order = _outgoing();
        vm.expectEmit(address(spoke));
        emit ISpoke.OrderOpened(spoke.orderIdOf(order), order);
        vm.expectEmit(address(spoke));
        emit ISpoke.OrderPaidFor(spoke.orderIdOf(order), solver);
        vm.prank(solver);
        spoke.open(order);
        assertEq(token.balanceOf(solver), 10_000e18 - Orders.INPUT_AMOUNT);
    }

    function test_open_again_escrowsAndReportsAgain() public {
        Order memory order = _outgoing();
        bytes32 headBefore = spoke.queuedHead(HUB_CHAIN);
        bytes memory entry = Entries.escrowed(NOW, spoke.orderIdOf(order));
        vm.startPrank(user);
        spoke.open(order);
        spoke.open(order);
        assertEq(spoke.queuedHead(HUB_CHAIN), Entries.fold(headBefore, Entries.list(entry, entry)));
        assertEq(token.balanceOf(address(spoke)), 2 * Orders.INPUT_AMOUNT);
    }

    function test_open_pullsTheLegsOfThisChainAlone() public {
        ScriptedToken other = new ScriptedToken();
        _fund(other, user);
        Order memory order = _outgoing();
        order.legs = Orders.repeat(order.legs[0], 4);
        order.legs[1].originChain = THERE;
        order.legs[2].inputAmount = 7;
        (order.legs[3].inputToken, order.legs[3].inputAmount) = (address(other), 11);
        vm.prank(user);
        spoke.open(order);
        assertEq(token.balanceOf(address(spoke)), uint256(Orders.INPUT_AMOUNT) + 7);
        assertEq(other.balanceOf(address(spoke)), 11);
    }

    /// The event is complete for every number of legs, however the caller laid the order out in calldata.
    function test_open_emitsTheWholeOrder() public {
        for (uint256 count = 1; count <= 16; ++count) {
            Order memory order = _outgoing();
            order.nonce = count;
            order.legs = Orders.repeat(order.legs[0], count);
            for (uint256 i = 0; i < count; ++i) {
                (order.legs[i].inputAmount, order.legs[i].outputAmount) = (1, uint128(i + 1));
            }
            assertEq(_openedWith(abi.encodeCall(ISpoke.open, (order))), abi.encode(order));

            // Calls before legs, and something between and behind.
            order.nonce = 100 + count;
            assertEq(_openedWith(_encodeOddly(order)), abi.encode(order));
        }
    }

    /// Bits beyond a field's type, anywhere in an order.
    function test_open_refusesAMalformedField() public {
        bytes memory data = abi.encodeCall(ISpoke.open, (_outgoing()));
        // Words of the arguments: the order's fields from 1, its leg's from 12; and the bits that their types have.
        uint8[12] memory words = [1, 3, 4, 5, 6, 7, 8, 12, 13, 14, 15, 17];
        uint8[12] memory bits = [160, 64, 64, 160, 64, 1, 1, 64, 160, 128, 64, 128];
        for (uint256 i = 0; i < words.length; ++i) {
            bytes memory dirty = bytes.concat(data);
            uint256 position = 4 + 32 * uint256(words[i]) + 31 - bits[i] / 8;
            dirty[position] |= bytes1(uint8(1 << (bits[i] % 8)));
            vm.prank(user);
            (bool success,) = address(spoke).call(dirty);
            assertFalse(success);
        }
        vm.prank(user);
        (bool cleanSuccess,) = address(spoke).call(data);
        assertTrue(cleanSuccess);
    }

    function test_open_revertsWith_OrderMalformed_ofLegsBeyondTheCalldata() public {
        bytes memory data = abi.encodeCall(ISpoke.open, (_outgoing()));
        // Two legs, where there is calldata for one.
        data[4 + 32 * 11 + 31] = 0x02;
        vm.prank(user);
        (bool success, bytes memory result) = address(spoke).call(data);
        assertFalse(success);
        assertEq(bytes4(result), OrderLib.OrderMalformed.selector);
    }

    /// What the order's id and its event say of calls that no calldata has.
    function test_open_takesCallsBeyondTheCalldataForNone() public {
        Order memory order = _outgoing();
        bytes memory data = abi.encodeCall(ISpoke.open, (order));
        data[4 + 32 * 10 + 28] = 0x01;
        assertEq(_openedWith(data), abi.encode(order));
    }

    function test_open_atOpenDeadline() public {
        Order memory order = _outgoing();
        vm.warp(order.openDeadline);
        vm.prank(user);
        spoke.open(order);
    }

    function test_open_revertsWith_OpenDeadlinePassed() public {
        Order memory order = _outgoing();
        vm.warp(order.openDeadline + 1);
        _expectRefusal(order, abi.encodeWithSelector(ISpoke.OpenDeadlinePassed.selector, order.openDeadline));
    }

    function test_open_withEqualDeadlines() public {
        Order memory order = _outgoing();
        order.openDeadline = order.fillDeadline;
        vm.prank(user);
        spoke.open(order);
    }

    function test_open_revertsWith_DeadlinesOutOfOrder() public {
        Order memory order = _outgoing();
        order.openDeadline = order.fillDeadline + 1;
        _expectRefusal(
            order, abi.encodeWithSelector(ISpoke.DeadlinesOutOfOrder.selector, order.openDeadline, order.fillDeadline)
        );
    }

    function test_open_withTheFarthestDeadline() public {
        Order memory order = _outgoing();
        order.fillDeadline = NOW + 7 days;
        vm.prank(user);
        spoke.open(order);
    }

    function test_open_revertsWith_DeadlineTooFar() public {
        Order memory order = _outgoing();
        order.fillDeadline = NOW + 7 days + 1;
        _expectRefusal(order, abi.encodeWithSelector(ISpoke.DeadlineTooFar.selector, order.fillDeadline, NOW + 7 days));
        order.fillDeadline = type(uint64).max;
        _expectRefusal(order, abi.encodeWithSelector(ISpoke.DeadlineTooFar.selector, order.fillDeadline, NOW + 7 days));
    }

    function test_open_ofSixteenLegs() public {
        Order memory order = _outgoing();
        order.legs = Orders.repeat(order.legs[0], 16);
        vm.prank(user);
        spoke.open(order);
        assertEq(token.balanceOf(address(spoke)), 16 * uint256(Orders.INPUT_AMOUNT));
    }

    function test_open_revertsWith_LegCountOutOfRange() public {
        Order memory order = _outgoing();
        order.legs = Orders.repeat(order.legs[0], 17);
        _expectRefusal(order, abi.encodeWithSelector(OrderLib.LegCountOutOfRange.selector, 17));
        order.legs = new Leg[](0);
        _expectRefusal(order, abi.encodeWithSelector(OrderLib.LegCountOutOfRange.selector, 0));
    }

    function test_open_aPooledOrder() public {
        Order memory order = _outgoing();
        order.pooled = true;
        vm.prank(user);
        spoke.open(order);
        assertEq(token.balanceOf(address(spoke)), order.legs[0].inputAmount);
    }

    function test_open_revertsWith_UserInvalid() public {
        Order memory order = _outgoing();
        order.user = address(0);
        _expectRefusal(order, abi.encodeWithSelector(ISpoke.UserInvalid.selector, address(0)));
        order.user = address(spoke);
        _expectRefusal(order, abi.encodeWithSelector(ISpoke.UserInvalid.selector, address(spoke)));
    }

    function test_open_revertsWith_NoLegOriginatesHere() public {
        Order memory order = _incoming();
        _expectRefusal(order, abi.encodeWithSelector(ISpoke.NoLegOriginatesHere.selector, spoke.orderIdOf(order)));
    }

    function test_open_revertsWith_AmountZero() public {
        Order memory order = _outgoing();
        order.legs = Orders.repeat(order.legs[0], 2);
        order.legs[1].inputAmount = 0;
        _expectRefusal(order, abi.encodeWithSelector(ISpoke.AmountZero.selector));
    }

    function test_open_revertsWith_SpokeNotAccepting() public {
        bytes memory reason = abi.encodeWithSelector(ISpoke.SpokeNotAccepting.selector);
        _configure(false, 0);
        _expectRefusal(_outgoing(), reason);
        spoke.pause(true, false);
        _expectRefusal(_outgoing(), reason);
        // Never configured.
        spoke = _createSpoke();
        vm.prank(user);
        token.approve(address(spoke), type(uint256).max);
        _expectRefusal(_outgoing(), reason);
    }

    function test_open_revertsWith_OpensPaused() public {
        spoke.pause(true, false);
        _expectRefusal(_outgoing(), abi.encodeWithSelector(ISpoke.OpensPaused.selector));
        spoke.unpause(true, false);
        vm.prank(user);
        spoke.open(_outgoing());
    }

    function test_open_whileFillsArePaused() public {
        spoke.pause(false, true);
        vm.prank(user);
        spoke.open(_outgoing());
    }

    function test_open_recordsTheEntryFee() public {
        _configure(true, 7);
        Order memory order = _outgoing();
        vm.prank(user);
        spoke.open{value: 9 gwei}(order);
        assertEq(spoke.queuedHead(HUB_CHAIN), Entries.extend(0, Entries.escrowed(NOW, spoke.orderIdOf(order), 9)));
        assertEq(address(spoke).balance, 9 gwei);
    }

    function test_open_recordsTheLargestEntryFee() public {
        Order memory order = _outgoing();
        uint40 largest = type(uint40).max;
        vm.deal(user, 2_000 ether);
        vm.prank(user);
        spoke.open{value: uint256(largest) * 1 gwei}(order);
        assertEq(spoke.queuedHead(HUB_CHAIN), Entries.extend(0, Entries.escrowed(NOW, spoke.orderIdOf(order), largest)));
    }

    function test_open_revertsWith_EntryFeeTooLow() public {
        _configure(true, 7);
        _expectRefusal(_outgoing(), 6 gwei, abi.encodeWithSelector(ISpoke.EntryFeeTooLow.selector, 6 gwei, 7 gwei));
        _expectRefusal(_outgoing(), abi.encodeWithSelector(ISpoke.EntryFeeTooLow.selector, 0, 7 gwei));
    }

    function test_open_revertsWith_EntryFeeMalformed() public {
        uint256 fee = 1 gwei + 1;
        _expectRefusal(_outgoing(), fee, abi.encodeWithSelector(ISpoke.EntryFeeMalformed.selector, fee));
        fee = (uint256(type(uint40).max) + 1) * 1 gwei;
        vm.deal(user, fee);
        _expectRefusal(_outgoing(), fee, abi.encodeWithSelector(ISpoke.EntryFeeMalformed.selector, fee));
    }

    function test_open_native_wrapsAndReports() public {
        _configure(true, 7);
        Order memory order = _outgoingNative();
        // An input need not be a multiple of a gwei. Several legs, of which one is of the wrapped token itself.
        order.legs = Orders.repeat(order.legs[0], 3);
        (order.legs[0].inputAmount, order.legs[1].inputAmount) = (1 ether + 1, 2 ether);
        (order.legs[2].inputToken, order.legs[2].inputAmount) = (address(wrappedNative), 4 ether);
        vm.startPrank(user);
        wrappedNative.deposit{value: 4 ether}();
        wrappedNative.approve(address(spoke), 4 ether);
        spoke.open{value: 3 ether + 1 + 7 gwei}(order);
        vm.stopPrank();
        assertEq(spoke.queuedHead(HUB_CHAIN), Entries.extend(0, Entries.escrowed(NOW, spoke.orderIdOf(order), 7)));
        assertEq(wrappedNative.balanceOf(address(spoke)), 7 ether + 1);
        assertEq(address(spoke).balance, 7 gwei);
    }

    function test_open_native_revertsWith_ValueTooLow() public {
        Order memory order = _outgoingNative();
        order.legs = Orders.repeat(order.legs[0], 2);
        uint256 amount = Orders.INPUT_AMOUNT;
        _expectRefusal(order, amount - 1, abi.encodeWithSelector(ISpoke.ValueTooLow.selector, amount - 1, amount));
        _expectRefusal(
            order, 2 * amount - 1, abi.encodeWithSelector(ISpoke.ValueTooLow.selector, 2 * amount - 1, 2 * amount)
        );
    }

    /// Neither the fees nor the claims of others pay for an input.
    function test_open_native_revertsWith_ValueTooLow_thoughTheSpokeHasValue() public {
        vm.deal(address(spoke), 1_000 ether);
        Order memory order = _outgoingNative();
        order.legs = Orders.repeat(order.legs[0], 2);
        uint256 amount = Orders.INPUT_AMOUNT;
        _expectRefusal(order, amount, abi.encodeWithSelector(ISpoke.ValueTooLow.selector, amount, 2 * amount));
    }

    /// A wrapped token that gives less than it takes.
    function test_open_native_revertsWith_TransferInexact() public {
        vm.mockCall(address(wrappedNative), abi.encodeWithSignature("deposit()"), "");
        uint256 amount = Orders.INPUT_AMOUNT;
        bytes memory reason = abi.encodeWithSelector(ISpoke.TransferInexact.selector, wrappedNative, amount, 0);
        _expectRefusal(_outgoingNative(), amount, reason);
    }

    function test_open_native_revertsWith_WrappedNativeNotSet() public {
        spoke = _createSpoke();
        spoke.setRoute(address(this));
        _configure(true, 0);
        _expectRefusal(
            _outgoingNative(), Orders.INPUT_AMOUNT, abi.encodeWithSelector(ISpoke.WrappedNativeNotSet.selector)
        );
    }

    /// A native leg of another chain asks for nothing here.
    function test_open_withANativeLegOfAnotherChain() public {
        Order memory order = _outgoing();
        order.legs = Orders.repeat(order.legs[0], 2);
        (order.legs[1].inputToken, order.legs[1].originChain) = (NATIVE, THERE);
        vm.prank(user);
        spoke.open(order);
        assertEq(token.balanceOf(address(spoke)), Orders.INPUT_AMOUNT);
    }

    function test_open_ofAnOrderWithCalls_emitsTheWholeOrder() public {
        Order memory order = _outgoing();
        order.legs[0].recipient = 0;
        order.calls = new Call[](1);
        order.calls[0] = Call({
            chain: THERE, fallbackRecipient: bytes32(type(uint256).max), calls: "calls of another chain", gas: 7
        });
        assertEq(_openedWith(abi.encodeCall(ISpoke.open, (order))), abi.encode(order));
    }

    function test_open_ofTheLargestCall() public {
        Order memory order = _withCall();
        (order.calls[0].gas, order.calls[0].calls) = (10_000_000, new bytes(8192));
        vm.prank(user);
        spoke.open(order);
    }

    function test_open_ofCallsOnSeveralChains() public {
        Order memory order = _withCall();
        order.legs = Orders.repeat(order.legs[0], 2);
        order.legs[1].destinationChain = HERE;
        order.calls = new Call[](2);
        order.calls[0] =
            Call({chain: HERE, fallbackRecipient: AccountLib.toAccount(fallbackRecipient), calls: "", gas: 0});
        order.calls[1] = Call({chain: THERE, fallbackRecipient: bytes32(type(uint256).max), calls: "", gas: 0});
        vm.prank(user);
        spoke.open(order);
    }

    function test_open_revertsWith_CallInvalid_ofTooMuchGas() public {
        Order memory order = _withCall();
        order.calls[0].gas = 10_000_001;
        _expectRefusal(order, abi.encodeWithSelector(ISpoke.CallInvalid.selector, 0));
    }

    function test_open_revertsWith_CallInvalid_ofTooLongACall() public {
        Order memory order = _withCall();
        order.calls[0].calls = new bytes(8193);
        _expectRefusal(order, abi.encodeWithSelector(ISpoke.CallInvalid.selector, 0));
    }

    function test_open_revertsWith_CallInvalid_withoutAFallbackRecipient() public {
        Order memory order = _withCall();
        order.calls[0].fallbackRecipient = 0;
        _expectRefusal(order, abi.encodeWithSelector(ISpoke.CallInvalid.selector, 0));
    }

    function test_open_revertsWith_CallInvalid_withoutALegToTheExecutor() public {
        Order memory order = _withCall();
        order.legs[0].recipient = AccountLib.toAccount(recipient);
        _expectRefusal(order, abi.encodeWithSelector(ISpoke.CallInvalid.selector, 0));
        // A leg to the executor of another chain is none.
        order = _withCall();
        order.legs[0].destinationChain = THERE + 1;
        _expectRefusal(order, abi.encodeWithSelector(ISpoke.CallInvalid.selector, 0));
    }

    function test_open_revertsWith_CallInvalid_ofCallsNotAscending() public {
        Order memory order = _withCall();
        order.legs = Orders.repeat(order.legs[0], 2);
        order.legs[1].destinationChain = THERE + 1;
        order.calls = new Call[](2);
        order.calls[0] = Call({chain: THERE + 1, fallbackRecipient: bytes32("fallback"), calls: "", gas: 0});
        order.calls[1] = Call({chain: THERE, fallbackRecipient: bytes32("fallback"), calls: "", gas: 0});
        _expectRefusal(order, abi.encodeWithSelector(ISpoke.CallInvalid.selector, 1));
        // Two on one chain.
        order.calls[1].chain = THERE + 1;
        _expectRefusal(order, abi.encodeWithSelector(ISpoke.CallInvalid.selector, 1));
        order.calls[0].chain = 0;
        _expectRefusal(order, abi.encodeWithSelector(ISpoke.CallInvalid.selector, 0));
    }

    function test_open_revertsWith_CallInvalid_ofAFallbackRecipientHere() public {
        Order memory order = _withCall();
        (order.legs[0].destinationChain, order.calls[0].chain) = (HERE, HERE);
        order.calls[0].fallbackRecipient = bytes32(uint256(1) << 160);
        _expectRefusal(order, abi.encodeWithSelector(ISpoke.CallInvalid.selector, 0));
        order.calls[0].fallbackRecipient = AccountLib.toAccount(address(spoke));
        _expectRefusal(order, abi.encodeWithSelector(ISpoke.CallInvalid.selector, 0));
        order.calls[0].fallbackRecipient = AccountLib.toAccount(fallbackRecipient);
        vm.prank(user);
        spoke.open(order);
    }

    /// No spoke looks at a pooled order again before its outputs are paid.
    function test_open_revertsWith_CallInvalid_ofAPooledOrder() public {
        Order memory order = _withCall();
        order.pooled = true;
        order.calls[0].fallbackRecipient = bytes32(type(uint256).max);
        _expectRefusal(order, abi.encodeWithSelector(ISpoke.CallInvalid.selector, 0));
        order.calls[0].fallbackRecipient = AccountLib.toAccount(address(spoke));
        _expectRefusal(order, abi.encodeWithSelector(ISpoke.CallInvalid.selector, 0));
        order.calls[0].fallbackRecipient = AccountLib.toAccount(fallbackRecipient);
        order.legs = Orders.repeat(order.legs[0], 2);
        order.legs[1].destinationChain = HERE;
        // The second leg has no call.
        _expectRefusal(order, abi.encodeWithSelector(ISpoke.CallInvalid.selector, 1));
        order.legs[1].recipient = AccountLib.toAccount(recipient);
        vm.prank(user);
        spoke.open(order);
        order.calls = new Call[](0);
        _expectRefusal(order, abi.encodeWithSelector(ISpoke.CallInvalid.selector, 0));
    }

    /// Nor does the hub know its spokes' other ends: a payout to one would be nobody's.
    function test_open_revertsWith_RecipientInvalid_ofAPooledOrder() public {
        Order memory order = _outgoing();
        order.legs = Orders.repeat(order.legs[0], 2);
        order.legs[1].recipient = AccountLib.toAccount(address(spoke));
        uint256 snapshot = vm.snapshotState();
        vm.prank(user);
        spoke.open(order);
        vm.revertToState(snapshot);
        order.pooled = true;
        _expectRefusal(order, abi.encodeWithSelector(ISpoke.RecipientInvalid.selector, address(spoke)));
    }

    function test_open_revertsWith_TransferInexact() public {
        token.charge(1);
        _expectRefusal(
            _outgoing(),
            abi.encodeWithSelector(
                ISpoke.TransferInexact.selector, address(token), Orders.INPUT_AMOUNT, Orders.INPUT_AMOUNT - 1
            )
        );
    }

    function test_open_ofATokenThatReturnsNothing() public {
        token.answerWith(ScriptedToken.Answer.Nothing);
        vm.prank(user);
        spoke.open(_outgoing());
        assertEq(token.balanceOf(address(spoke)), Orders.INPUT_AMOUNT);
    }

    function test_open_revertsWith_SafeERC20FailedOperation() public {
        token.answerWith(ScriptedToken.Answer.False);
        bytes memory reason = abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(token));
        _expectRefusal(_outgoing(), reason);
        token.answerWith(ScriptedToken.Answer.Two);
        _expectRefusal(_outgoing(), reason);
        // Nor one that does not tell a balance, or less than a word of it.
        token.answerWith(ScriptedToken.Answer.True);
        vm.mockCallRevert(address(token), abi.encodeWithSelector(token.balanceOf.selector), "");
        _expectRefusal(_outgoing(), reason);
        vm.mockCall(address(token), abi.encodeWithSelector(token.balanceOf.selector), new bytes(31));
        _expectRefusal(_outgoing(), reason);
    }

    function test_open_refusesATokenWithoutCode() public {
        Order memory order = _outgoing();
        order.legs[0].inputToken = makeAddr("no token");
        vm.prank(user);
        vm.expectRevert();
        spoke.open(order);
    }

    function test_open_refusesToBeReentered() public {
        Order memory order = _outgoing();
        bytes[] memory entries = Entries.list(Entries.pay(address(token), stranger, 1));
        _send(entries);
        bytes[4] memory reentries = [
            abi.encodeCall(ISpoke.open, (order)),
            abi.encodeCall(ISpoke.fill, (_incoming(), 0, _repayment(), true)),
            abi.encodeCall(IChannel.deliver, (HUB_CHAIN, entries, new bytes32[](0))),
            abi.encodeCall(ISpoke.claim, (address(token), stranger, 1))
        ];
        for (uint256 i = 0; i < reentries.length; ++i) {
            token.callBefore(address(spoke), reentries[i]);
            vm.prank(user);
            spoke.open(order);
            assertFalse(token.hookSucceeded());
            assertEq(bytes4(token.hookResult()), ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
        }
    }

    /// A heartbeat moves no token: its entry is queued when it is sent, before the order's own.
    function test_open_whileTheTokenSendsAHeartbeat() public {
        Order memory order = _outgoing();
        bytes32 headBefore = spoke.queuedHead(HUB_CHAIN);
        token.callBefore(address(spoke), abi.encodeCall(ISpoke.heartbeat, ()));
        vm.prank(user);
        spoke.open(order);
        assertTrue(token.hookSucceeded());
        bytes[] memory entries = Entries.list(Entries.heartbeat(NOW), Entries.escrowed(NOW, spoke.orderIdOf(order)));
        assertEq(spoke.queuedHead(HUB_CHAIN), Entries.fold(headBefore, entries));
    }

    /// To an executor there.
    function _withCall() private view returns (Order memory order) {
        order = _outgoing();
        order.legs[0].recipient = 0;
        order.calls = new Call[](1);
        order.calls[0] = Call({chain: THERE, fallbackRecipient: bytes32("fallback"), calls: "", gas: 0});
    }

    function _expectRefusal(Order memory order, bytes memory reason) private {
        _expectRefusal(order, 0, reason);
    }

    function _expectRefusal(Order memory order, uint256 value, bytes memory reason) private {
        bytes32 headBefore = spoke.queuedHead(HUB_CHAIN);
        vm.expectRevert(reason);
        vm.prank(user);
        spoke.open{value: value}(order);
        assertEq(spoke.queuedHead(HUB_CHAIN), headBefore);
    }

    /// The data of the OrderOpened that calldata causes.
    function _openedWith(bytes memory data) private returns (bytes memory) {
        vm.recordLogs();
        vm.prank(user);
        (bool success,) = address(spoke).call(data);
        assertTrue(success);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        // Before it, the transfers; after it, the entry.
        Vm.Log memory log = logs[logs.length - 2];
        assertEq(log.topics[0], ISpoke.OrderOpened.selector);
        return log.data;
    }

    /// Of an order without calls, as no compiler would encode it.
    function _encodeOddly(Order memory order) private pure returns (bytes memory) {
        bytes memory legs;
        for (uint256 i = 0; i < order.legs.length; ++i) {
            legs = bytes.concat(legs, abi.encode(order.legs[i]));
        }
        bytes memory fields = abi.encode(
            order.user,
            order.nonce,
            order.openDeadline,
            order.fillDeadline,
            order.solver,
            order.exclusiveUntil,
            order.pooled,
            order.cancellable,
            uint256(0x180),
            uint256(0x140)
        );
        bytes memory arrays = abi.encode(uint256(0), keccak256("between"), order.legs.length);
        return bytes.concat(
            ISpoke.open.selector, abi.encode(uint256(0x40), keccak256("before")), fields, arrays, legs, "behind"
        );
    }
}
