// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IChannel} from "../../../src/channel/IChannel.sol";
import {ISpoke} from "../../../src/spoke/ISpoke.sol";
import {Spoke} from "../../../src/spoke/Spoke.sol";
import {Order, OrderId} from "../../../src/types/Order.sol";
import {Entries} from "../../fixtures/Entries.sol";
import {Orders} from "../../fixtures/Orders.sol";
import {SpokeFixture} from "../../fixtures/SpokeFixture.sol";
import {TestAccount} from "../../mocks/TestAccount.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

contract SpokeOpenForTest is SpokeFixture {
    uint256 private constant CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;

    function test_openFor_escrowsAndReports() public {
        _configure(true, 7);
        Order memory order = _outgoing();
        OrderId orderId = spoke.orderIdOf(order);
        bytes memory entry = Entries.escrowed(NOW, orderId, 9);
        bytes32 head = Entries.extend(0, entry);
        bytes memory signature = _sign(order);

        vm.expectEmit(address(spoke));
        emit ISpoke.SignedOrderOpened(orderId, stranger, order);
        vm.expectEmit(address(spoke));
        emit IChannel.EntryQueued(HUB_CHAIN, head, entry);
        vm.prank(stranger);
        OrderId returned = spoke.openFor{value: 9 gwei}(order, signature);

        assertEq(OrderId.unwrap(returned), OrderId.unwrap(orderId));
        assertEq(spoke.queuedHead(HUB_CHAIN), head);
        assertEq(token.balanceOf(address(spoke)), Orders.INPUT_AMOUNT);
        assertEq(token.balanceOf(user), 10_000e18 - Orders.INPUT_AMOUNT);
        assertTrue(spoke.isNonceUsed(user, order.nonce));
        assertEq(address(spoke).balance, 9 gwei);
        assertEq(stranger.balance, 1_000 ether - 9 gwei);
    }

    function test_openFor_pullsTheLegsOfThisChainAlone() public {
        Order memory order = _outgoing();
        order.legs = Orders.repeat(order.legs[0], 3);
        order.legs[1].originChain = THERE;
        order.legs[2].inputAmount = 7;
        _openFor(order);
        assertEq(token.balanceOf(address(spoke)), uint256(Orders.INPUT_AMOUNT) + 7);
    }

    /// The same bytes, on every chain.
    function test_openFor_withOneSignature_onTwoChains() public {
        Spoke spokeThere = _createSpoke();
        Order memory order = _outgoing();
        order.legs = Orders.repeat(order.legs[0], 2);
        (order.legs[1].originChain, order.legs[1].inputAmount) = (THERE, 7);
        bytes memory signature = _sign(order);
        vm.prank(stranger);
        spoke.openFor(order, signature);

        vm.chainId(THERE);
        spoke = spokeThere;
        spoke.setRoute(address(this));
        _configure(true, 0);
        vm.prank(user);
        token.approve(address(spoke), 7);
        vm.prank(solver);
        spoke.openFor(order, signature);
        assertEq(token.balanceOf(address(spoke)), 7);
        assertTrue(spoke.isNonceUsed(user, order.nonce));
    }

    function test_openFor_byAContractAccount() public {
        TestAccount account = new TestAccount(user);
        _openForAccount(address(account));
    }

    /// The key of an account with delegated code still signs, whatever the code says.
    function test_openFor_byTheKeyOfADelegatedAccount() public {
        vm.etch(user, abi.encodePacked(hex"ef0100", new TestAccount(stranger)));
        _openFor(_outgoing());
        assertEq(token.balanceOf(address(spoke)), Orders.INPUT_AMOUNT);
    }

    /// So does what the code takes for a signature.
    function test_openFor_byTheCodeOfADelegatedAccount() public {
        (address owner, uint256 ownerKey) = makeAddrAndKey("owner");
        vm.etch(user, abi.encodePacked(hex"ef0100", new TestAccount(owner)));
        Order memory order = _outgoing();
        spoke.openFor(order, _sign(ownerKey, OrderId.unwrap(spoke.orderIdOf(order))));
        assertEq(token.balanceOf(address(spoke)), Orders.INPUT_AMOUNT);
    }

    function test_openFor_takesANativeInputInTheWrappedToken() public {
        _configure(true, 7);
        Order memory order = _outgoingNative();
        order.legs = Orders.repeat(order.legs[0], 2);
        order.legs[1].inputToken = address(wrappedNative);
        vm.startPrank(user);
        wrappedNative.deposit{value: 2 * uint256(Orders.INPUT_AMOUNT)}();
        wrappedNative.approve(address(spoke), type(uint256).max);
        vm.stopPrank();
        bytes memory signature = _sign(order);
        vm.prank(stranger);
        spoke.openFor{value: 7 gwei}(order, signature);
        assertEq(wrappedNative.balanceOf(address(spoke)), 2 * uint256(Orders.INPUT_AMOUNT));
        assertEq(address(spoke).balance, 7 gwei);
        assertEq(spoke.queuedHead(HUB_CHAIN), Entries.extend(0, Entries.escrowed(NOW, spoke.orderIdOf(order), 7)));
    }

    function test_openFor_revertsWith_WrappedNativeNotSet() public {
        spoke = _createSpoke();
        spoke.setRoute(address(this));
        _configure(true, 0);
        _expectRefusal(_outgoingNative(), abi.encodeWithSelector(ISpoke.WrappedNativeNotSet.selector));
    }

    function test_openFor_revertsWith_NonceUsed() public {
        Order memory order = _outgoing();
        _openFor(order);
        bytes memory reason = abi.encodeWithSelector(ISpoke.NonceUsed.selector, user, order.nonce);
        _expectRefusal(order, reason);
        // Another order of the same nonce.
        order.legs[0].inputAmount = 1;
        _expectRefusal(order, reason);
        order.nonce = 2;
        _openFor(order);
        // Another user's nonce.
        assertFalse(spoke.isNonceUsed(solver, 1));
    }

    function test_openFor_revertsWith_NonceUsed_ofACancelledNonce() public {
        Order memory order = _outgoing();
        vm.prank(user);
        spoke.cancelNonce(order.nonce);
        _expectRefusal(order, abi.encodeWithSelector(ISpoke.NonceUsed.selector, user, order.nonce));
    }

    function test_openFor_ofEveryNonce() public {
        uint256[6] memory nonces = [0, 1, 255, 256, 1 << 8 | 255, type(uint256).max];
        for (uint256 i = 0; i < nonces.length; ++i) {
            Order memory order = _outgoing();
            order.nonce = nonces[i];
            assertFalse(spoke.isNonceUsed(user, nonces[i]));
            _openFor(order);
            assertTrue(spoke.isNonceUsed(user, nonces[i]));
            _expectRefusal(order, abi.encodeWithSelector(ISpoke.NonceUsed.selector, user, nonces[i]));
        }
        assertFalse(spoke.isNonceUsed(user, 254));
        assertFalse(spoke.isNonceUsed(user, 257));
    }

    /// A third party's open, paid for by itself, does not use up the user's nonce; nor does the user's own.
    function test_openFor_afterAStrangersOpen() public {
        Order memory order = _outgoing();
        vm.prank(solver);
        spoke.open(order);
        vm.prank(user);
        spoke.open(order);
        assertFalse(spoke.isNonceUsed(user, order.nonce));
        _openFor(order);
    }

    /// What reverts uses up nothing.
    function test_openFor_afterAFailure() public {
        Order memory order = _outgoing();
        bytes memory signature = _sign(order);
        vm.prank(user);
        token.approve(address(spoke), 0);
        vm.expectRevert();
        spoke.openFor(order, signature);
        vm.prank(user);
        token.approve(address(spoke), type(uint256).max);
        spoke.openFor(order, signature);
    }

    function test_openFor_revertsWith_SignatureInvalid() public {
        Order memory order = _outgoing();
        bytes memory reason = abi.encodeWithSelector(ISpoke.SignatureInvalid.selector, user);
        (, uint256 strangerKey) = makeAddrAndKey("stranger");
        bytes memory signature = _sign(order);
        _expectRefusal(order, _sign(strangerKey, OrderId.unwrap(spoke.orderIdOf(order))), reason);
        _expectRefusal(order, "", reason);
        _expectRefusal(order, bytes.concat(signature, hex"00"), reason);
        // The other signature of the same point.
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(userKey, OrderId.unwrap(spoke.orderIdOf(order)));
        bytes memory malleated = abi.encodePacked(r, bytes32(CURVE_ORDER - uint256(s)), v ^ 7);
        _expectRefusal(order, malleated, reason);
        // Of another order.
        order.legs[0].outputAmount -= 1;
        _expectRefusal(order, signature, reason);
        order.legs[0].outputAmount += 1;
        spoke.openFor(order, signature);
    }

    /// An account with code that is not the signer's, and one that says no.
    function test_openFor_revertsWith_SignatureInvalid_ofAnAccountWithCode() public {
        Order memory order = _outgoing();
        order.user = address(new TestAccount(stranger));
        bytes memory signature = _sign(order);
        _expectRefusal(order, signature, abi.encodeWithSelector(ISpoke.SignatureInvalid.selector, order.user));
        // No ERC-1271 at all.
        order.user = address(token);
        signature = _sign(order);
        _expectRefusal(order, signature, abi.encodeWithSelector(ISpoke.SignatureInvalid.selector, order.user));
    }

    function test_openFor_revertsWith_UserInvalid() public {
        Order memory order = _outgoing();
        order.user = address(0);
        _expectRefusal(order, "", abi.encodeWithSelector(ISpoke.UserInvalid.selector, address(0)));
        order.user = address(spoke);
        _expectRefusal(order, "", abi.encodeWithSelector(ISpoke.UserInvalid.selector, address(spoke)));
    }

    function test_openFor_revertsWith_OpenDeadlinePassed() public {
        Order memory order = _outgoing();
        vm.warp(order.openDeadline + 1);
        _expectRefusal(order, abi.encodeWithSelector(ISpoke.OpenDeadlinePassed.selector, order.openDeadline));
        vm.warp(order.openDeadline);
        _openFor(order);
    }

    function test_openFor_revertsWith_NoLegOriginatesHere() public {
        Order memory order = _incoming();
        _expectRefusal(order, abi.encodeWithSelector(ISpoke.NoLegOriginatesHere.selector, spoke.orderIdOf(order)));
    }

    function test_openFor_revertsWith_AmountZero() public {
        Order memory order = _outgoing();
        order.legs[0].inputAmount = 0;
        _expectRefusal(order, abi.encodeWithSelector(ISpoke.AmountZero.selector));
    }

    function test_openFor_revertsWith_TransferInexact() public {
        token.charge(1);
        uint256 amount = Orders.INPUT_AMOUNT;
        _expectRefusal(
            _outgoing(), abi.encodeWithSelector(ISpoke.TransferInexact.selector, address(token), amount, amount - 1)
        );
    }

    function test_openFor_revertsWith_OpensPaused() public {
        spoke.pause(true, false);
        _expectRefusal(_outgoing(), abi.encodeWithSelector(ISpoke.OpensPaused.selector));
    }

    function test_openFor_revertsWith_SpokeNotAccepting() public {
        _configure(false, 0);
        _expectRefusal(_outgoing(), abi.encodeWithSelector(ISpoke.SpokeNotAccepting.selector));
    }

    function test_openFor_revertsWith_EntryFeeTooLow() public {
        _configure(true, 7);
        _expectRefusal(_outgoing(), abi.encodeWithSelector(ISpoke.EntryFeeTooLow.selector, 0, 7 gwei));
    }

    function test_openFor_refusesToBeReentered() public {
        Order memory order = _outgoing();
        bytes memory signature = _sign(order);
        token.callBefore(address(spoke), abi.encodeCall(ISpoke.openFor, (order, signature)));
        spoke.openFor(order, signature);
        assertFalse(token.hookSucceeded());
        assertEq(bytes4(token.hookResult()), ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
        assertEq(token.balanceOf(address(spoke)), Orders.INPUT_AMOUNT);
    }

    function _openForAccount(address account) private {
        _fund(token, account);
        Order memory order = _outgoing();
        order.user = account;
        bytes memory signature = _sign(order);
        vm.prank(stranger);
        spoke.openFor(order, signature);
        assertEq(token.balanceOf(address(spoke)), Orders.INPUT_AMOUNT);
        assertEq(token.balanceOf(account), 10_000e18 - Orders.INPUT_AMOUNT);
        assertTrue(spoke.isNonceUsed(account, order.nonce));
    }

    function _openFor(Order memory order) private {
        bytes memory signature = _sign(order);
        vm.prank(stranger);
        spoke.openFor(order, signature);
    }

    function _expectRefusal(Order memory order, bytes memory reason) private {
        _expectRefusal(order, _sign(order), reason);
    }

    function _expectRefusal(Order memory order, bytes memory signature, bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(stranger);
        spoke.openFor(order, signature);
    }
}
