// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IChannel} from "../../../src/channel/IChannel.sol";
import {ISpoke} from "../../../src/spoke/ISpoke.sol";
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
        emit ISpoke.OrderOpened(orderId, user, order);
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
        emit ISpoke.OrderOpened(spoke.orderIdOf(order), solver, order);
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

    function test_open_revertsWith_FieldNotSupported_solver() public {
        Order memory order = _outgoing();
        order.solver = solver;
        _expectRefusal(order, abi.encodeWithSelector(ISpoke.FieldNotSupported.selector, "solver"));
    }

    function test_open_revertsWith_FieldNotSupported_exclusiveUntil() public {
        Order memory order = _outgoing();
        order.exclusiveUntil = 1;
        _expectRefusal(order, abi.encodeWithSelector(ISpoke.FieldNotSupported.selector, "exclusiveUntil"));
    }

    function test_open_revertsWith_FieldNotSupported_pooled() public {
        Order memory order = _outgoing();
        order.pooled = true;
        _expectRefusal(order, abi.encodeWithSelector(ISpoke.FieldNotSupported.selector, "pooled"));
    }

    function test_open_revertsWith_FieldNotSupported_cancellable() public {
        Order memory order = _outgoing();
        order.cancellable = true;
        _expectRefusal(order, abi.encodeWithSelector(ISpoke.FieldNotSupported.selector, "cancellable"));
    }

    function test_open_revertsWith_FieldNotSupported_calls() public {
        Order memory order = _outgoing();
        order.calls = new Call[](1);
        _expectRefusal(order, abi.encodeWithSelector(ISpoke.FieldNotSupported.selector, "calls"));
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

    function test_open_revertsWith_SpokeNotConfigured() public {
        spoke = _createSpoke();
        _fund(token, user);
        _expectRefusal(_outgoing(), abi.encodeWithSelector(ISpoke.SpokeNotConfigured.selector));
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
            abi.encodeCall(ISpoke.claim, (address(token), stranger))
        ];
        for (uint256 i = 0; i < reentries.length; ++i) {
            token.callBefore(address(spoke), reentries[i]);
            vm.prank(user);
            spoke.open(order);
            assertFalse(token.hookSucceeded());
            assertEq(bytes4(token.hookResult()), ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
        }
    }

    /// Neither moves a token: the order's own entry is queued before the token is called.
    function test_open_whileTheTokenSendsAHeartbeat() public {
        Order memory order = _outgoing();
        bytes32 headBefore = spoke.queuedHead(HUB_CHAIN);
        token.callBefore(address(spoke), abi.encodeCall(ISpoke.heartbeat, ()));
        vm.prank(user);
        spoke.open(order);
        assertTrue(token.hookSucceeded());
        bytes[] memory entries = Entries.list(Entries.escrowed(NOW, spoke.orderIdOf(order)), Entries.heartbeat(NOW));
        assertEq(spoke.queuedHead(HUB_CHAIN), Entries.fold(headBefore, entries));
    }

    function _expectRefusal(Order memory order, bytes memory reason) private {
        bytes32 headBefore = spoke.queuedHead(HUB_CHAIN);
        vm.expectRevert(reason);
        vm.prank(user);
        spoke.open(order);
        assertEq(spoke.queuedHead(HUB_CHAIN), headBefore);
    }

    /// The data of the OrderOpened that calldata causes.
    function _openedWith(bytes memory data) private returns (bytes memory) {
        vm.recordLogs();
        vm.prank(user);
        (bool success,) = address(spoke).call(data);
        assertTrue(success);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs[0].topics[0], ISpoke.OrderOpened.selector);
        return logs[0].data;
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
