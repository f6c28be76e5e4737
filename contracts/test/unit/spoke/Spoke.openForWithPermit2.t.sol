// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ISpoke} from "../../../src/spoke/ISpoke.sol";
import {Spoke} from "../../../src/spoke/Spoke.sol";
import {NATIVE} from "../../../src/types/Account.sol";
import {Order} from "../../../src/types/Order.sol";
import {Entries} from "../../fixtures/Entries.sol";
import {Orders} from "../../fixtures/Orders.sol";
import {PlainOrderHash} from "../../fixtures/PlainOrderHash.sol";
import {SpokeFixture} from "../../fixtures/SpokeFixture.sol";
import {ScriptedToken} from "../../mocks/ScriptedToken.sol";
import {TestAccount} from "../../mocks/TestAccount.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {ISignatureTransfer} from "@uniswap/v4-periphery/lib/permit2/src/interfaces/ISignatureTransfer.sol";
import {DeployPermit2} from "@uniswap/v4-periphery/lib/permit2/test/utils/DeployPermit2.sol";

/// Over Permit2's own bytecode.
contract SpokeOpenForWithPermit2Test is SpokeFixture {
    error InvalidSigner();
    error InvalidContractSignature();
    error InvalidNonce();
    error SignatureExpired(uint256 deadline);

    string private constant PERMISSIONS_TYPE = "TokenPermissions(address token,uint256 amount)";
    bytes32 private constant PERMISSIONS_TYPEHASH = keccak256(bytes(PERMISSIONS_TYPE));

    ISignatureTransfer private permit2;
    ScriptedToken private other;

    function setUp() public override {
        super.setUp();
        permit2 = ISignatureTransfer(new DeployPermit2().deployPermit2());
        other = new ScriptedToken();
        other.mint(user, 10_000e18);
        vm.startPrank(user);
        // No allowance but Permit2's.
        token.approve(address(spoke), 0);
        token.approve(address(permit2), type(uint256).max);
        other.approve(address(permit2), type(uint256).max);
        wrappedNative.approve(address(permit2), type(uint256).max);
        vm.stopPrank();
    }

    function test_openForWithPermit2_escrowsAndReports() public {
        _configure(true, 7);
        Order memory order = _outgoing();
        bytes memory signature = _permit(order);
        vm.expectEmit(address(spoke));
        emit ISpoke.SignedOrderOpened(spoke.orderIdOf(order), stranger, order);
        vm.prank(stranger);
        spoke.openForWithPermit2{value: 9 gwei}(order, signature);
        assertEq(token.balanceOf(address(spoke)), Orders.INPUT_AMOUNT);
        assertTrue(spoke.isNonceUsed(user, order.nonce));
        assertEq(spoke.queuedHead(HUB_CHAIN), Entries.extend(0, Entries.escrowed(NOW, spoke.orderIdOf(order), 9)));
        assertEq(address(spoke).balance, 9 gwei);
    }

    /// One permission per token, for the sum of this chain's legs, in the order of their first appearance; native inputs
    /// in the wrapped token, together with the wrapped token's own.
    function test_openForWithPermit2_ofSeveralTokens() public {
        Order memory order = _outgoing();
        order.legs = Orders.repeat(order.legs[0], 7);
        order.legs[0].originChain = THERE;
        (order.legs[1].inputToken, order.legs[1].inputAmount) = (address(other), 11);
        order.legs[2].inputAmount = 7;
        (order.legs[3].inputToken, order.legs[3].inputAmount) = (NATIVE, 3 ether);
        (order.legs[4].inputToken, order.legs[4].inputAmount) = (address(other), 13);
        (order.legs[5].inputToken, order.legs[5].inputAmount) = (address(wrappedNative), 4 ether);
        vm.prank(user);
        wrappedNative.deposit{value: 7 ether}();

        (address[] memory tokens, uint256[] memory amounts) = (new address[](3), new uint256[](3));
        (tokens[0], tokens[1], tokens[2]) = (address(other), address(token), address(wrappedNative));
        (amounts[0], amounts[1], amounts[2]) = (24, uint256(Orders.INPUT_AMOUNT) + 7, 7 ether);
        spoke.openForWithPermit2(order, _permit(userKey, order, tokens, amounts));
        for (uint256 i = 0; i < 3; ++i) {
            assertEq(ScriptedToken(tokens[i]).balanceOf(address(spoke)), amounts[i]);
        }
    }

    /// What the spoke holds already is no input.
    function test_openForWithPermit2_ofASecondOrder() public {
        Order memory order = _outgoing();
        spoke.openForWithPermit2(order, _permit(order));
        order.nonce = 2;
        spoke.openForWithPermit2(order, _permit(order));
        assertEq(token.balanceOf(address(spoke)), 2 * uint256(Orders.INPUT_AMOUNT));
    }

    function test_openForWithPermit2_byAContractAccount() public {
        address account = address(new TestAccount(user));
        token.mint(account, Orders.INPUT_AMOUNT);
        vm.prank(account);
        token.approve(address(permit2), type(uint256).max);
        Order memory order = _outgoing();
        order.user = account;
        spoke.openForWithPermit2(order, _permit(order));
        assertEq(token.balanceOf(account), 0);
        order.nonce = 2;
        (, uint256 strangerKey) = makeAddrAndKey("stranger");
        bytes memory signature = _permit(strangerKey, order);
        vm.expectRevert(InvalidContractSignature.selector);
        spoke.openForWithPermit2(order, signature);
    }

    /// The permissions are bound to the order: with another recipient, say, they are nobody's.
    function test_openForWithPermit2_ofAnotherOrder_refuses() public {
        Order memory order = _outgoing();
        bytes memory signature = _permit(order);
        order.legs[0].recipient = bytes32(uint256(uint160(stranger)));
        vm.expectRevert(InvalidSigner.selector);
        spoke.openForWithPermit2(order, signature);
        order = _outgoing();
        order.legs[0].outputAmount = 1;
        vm.expectRevert(InvalidSigner.selector);
        spoke.openForWithPermit2(order, signature);
        spoke.openForWithPermit2(_outgoing(), signature);
    }

    /// Nobody else can use them, not even another spoke.
    function test_openForWithPermit2_ofAnotherSpender_refuses() public {
        Order memory order = _outgoing();
        bytes memory signature = _permit(order);
        Spoke right = spoke;
        spoke = _createSpoke();
        spoke.setRoute(address(this));
        _configure(true, 0);
        vm.expectRevert(InvalidSigner.selector);
        spoke.openForWithPermit2(order, signature);
        right.openForWithPermit2(order, signature);
    }

    /// Nor on another chain.
    function test_openForWithPermit2_onAnotherChain_refuses() public {
        Order memory order = _outgoing();
        order.legs = Orders.repeat(order.legs[0], 2);
        order.legs[1].originChain = THERE;
        bytes memory signature = _permit(order);
        vm.chainId(THERE);
        vm.expectRevert(InvalidSigner.selector);
        spoke.openForWithPermit2(order, signature);
    }

    /// The order's own signature is not Permit2's, nor the other way round.
    function test_openForWithPermit2_withAnOrdersSignature_refuses() public {
        Order memory order = _outgoing();
        bytes memory signature = _sign(order);
        vm.expectRevert(InvalidSigner.selector);
        spoke.openForWithPermit2(order, signature);
        signature = _permit(order);
        vm.expectRevert(abi.encodeWithSelector(ISpoke.SignatureInvalid.selector, user));
        spoke.openFor(order, signature);
    }

    function test_openForWithPermit2_revertsWith_NonceUsed() public {
        Order memory order = _outgoing();
        bytes memory signature = _permit(order);
        spoke.openForWithPermit2(order, signature);
        bytes memory reason = abi.encodeWithSelector(ISpoke.NonceUsed.selector, user, order.nonce);
        vm.expectRevert(reason);
        spoke.openForWithPermit2(order, signature);
        // One nonce, in whichever way the order is opened.
        bytes memory orderSignature = _sign(order);
        vm.expectRevert(reason);
        spoke.openFor(order, orderSignature);
        order.nonce = 2;
        vm.prank(user);
        spoke.cancelNonce(2);
        signature = _permit(order);
        vm.expectRevert(abi.encodeWithSelector(ISpoke.NonceUsed.selector, user, 2));
        spoke.openForWithPermit2(order, signature);
    }

    /// What the user gave up at Permit2 is given up here.
    function test_openForWithPermit2_ofANonceThatPermit2Knows_refuses() public {
        Order memory order = _outgoing();
        bytes memory signature = _permit(order);
        vm.prank(user);
        permit2.invalidateUnorderedNonces(0, 1 << order.nonce);
        vm.expectRevert(InvalidNonce.selector);
        spoke.openForWithPermit2(order, signature);
    }

    function test_openForWithPermit2_atOpenDeadline() public {
        Order memory order = _outgoing();
        bytes memory signature = _permit(order);
        vm.warp(order.openDeadline + 1);
        vm.expectRevert(abi.encodeWithSelector(ISpoke.OpenDeadlinePassed.selector, order.openDeadline));
        spoke.openForWithPermit2(order, signature);
        vm.warp(order.openDeadline);
        spoke.openForWithPermit2(order, signature);
    }

    function test_openForWithPermit2_revertsWith_NoLegOriginatesHere() public {
        Order memory order = _incoming();
        vm.expectRevert(abi.encodeWithSelector(ISpoke.NoLegOriginatesHere.selector, spoke.orderIdOf(order)));
        spoke.openForWithPermit2(order, "");
    }

    function test_openForWithPermit2_revertsWith_AmountZero() public {
        Order memory order = _outgoing();
        order.legs[0].inputAmount = 0;
        vm.expectRevert(ISpoke.AmountZero.selector);
        spoke.openForWithPermit2(order, "");
    }

    function test_openForWithPermit2_revertsWith_WrappedNativeNotSet() public {
        spoke = _createSpoke();
        Order memory order = _outgoingNative();
        vm.expectRevert(ISpoke.WrappedNativeNotSet.selector);
        spoke.openForWithPermit2(order, "");
    }

    function test_openForWithPermit2_revertsWith_TransferInexact() public {
        token.charge(1);
        Order memory order = _outgoing();
        bytes memory signature = _permit(order);
        uint256 amount = Orders.INPUT_AMOUNT;
        vm.expectRevert(abi.encodeWithSelector(ISpoke.TransferInexact.selector, address(token), amount, amount - 1));
        spoke.openForWithPermit2(order, signature);
    }

    /// Also of a token that is not the first.
    function test_openForWithPermit2_revertsWith_TransferInexact_ofTheSecondToken() public {
        other.charge(1);
        Order memory order = _outgoing();
        order.legs = Orders.repeat(order.legs[0], 2);
        (order.legs[1].inputToken, order.legs[1].inputAmount) = (address(other), 11);
        (address[] memory tokens, uint256[] memory amounts) = (new address[](2), new uint256[](2));
        (tokens[0], amounts[0], tokens[1], amounts[1]) = (address(token), Orders.INPUT_AMOUNT, address(other), 11);
        bytes memory signature = _permit(userKey, order, tokens, amounts);
        vm.expectRevert(abi.encodeWithSelector(ISpoke.TransferInexact.selector, address(other), 11, 10));
        spoke.openForWithPermit2(order, signature);
    }

    function test_openForWithPermit2_revertsWith_UserInvalid() public {
        Order memory order = _outgoing();
        order.user = address(0);
        vm.expectRevert(abi.encodeWithSelector(ISpoke.UserInvalid.selector, address(0)));
        spoke.openForWithPermit2(order, "");
    }

    function test_openForWithPermit2_revertsWith_OpensPaused() public {
        spoke.pause(true, false);
        Order memory order = _outgoing();
        bytes memory signature = _permit(order);
        vm.expectRevert(ISpoke.OpensPaused.selector);
        spoke.openForWithPermit2(order, signature);
    }

    function test_openForWithPermit2_revertsWith_EntryFeeTooLow() public {
        _configure(true, 7);
        Order memory order = _outgoing();
        bytes memory signature = _permit(order);
        vm.expectRevert(abi.encodeWithSelector(ISpoke.EntryFeeTooLow.selector, 0, 7 gwei));
        spoke.openForWithPermit2(order, signature);
    }

    function test_openForWithPermit2_refusesToBeReentered() public {
        Order memory order = _outgoing();
        bytes memory signature = _permit(order);
        token.callBefore(address(spoke), abi.encodeCall(ISpoke.openForWithPermit2, (order, signature)));
        spoke.openForWithPermit2(order, signature);
        assertFalse(token.hookSucceeded());
        assertEq(bytes4(token.hookResult()), ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
    }

    function _permit(Order memory order) private view returns (bytes memory) {
        return _permit(userKey, order);
    }

    /// Of an order of one leg.
    function _permit(uint256 key, Order memory order) private view returns (bytes memory) {
        (address[] memory tokens, uint256[] memory amounts) = (new address[](1), new uint256[](1));
        (tokens[0], amounts[0]) = (order.legs[0].inputToken, order.legs[0].inputAmount);
        return _permit(key, order, tokens, amounts);
    }

    /// The signature of a `PermitBatchWitnessTransferFrom`, as EIP-712 spells it.
    function _permit(uint256 key, Order memory order, address[] memory tokens, uint256[] memory amounts)
        private
        view
        returns (bytes memory)
    {
        string memory batchType =
            "PermitBatchWitnessTransferFrom(TokenPermissions[] permitted,address spender,uint256 nonce,uint256 deadline,Order witness)";
        bytes32 typehash = keccak256(
            bytes(
                string.concat(
                    batchType,
                    PlainOrderHash.CALL_TYPE,
                    PlainOrderHash.LEG_TYPE,
                    PlainOrderHash.ORDER_TYPE,
                    PERMISSIONS_TYPE
                )
            )
        );
        bytes memory permitted;
        for (uint256 i = 0; i < tokens.length; ++i) {
            permitted = bytes.concat(permitted, keccak256(abi.encode(PERMISSIONS_TYPEHASH, tokens[i], amounts[i])));
        }
        bytes32 structHash = keccak256(
            abi.encode(
                typehash,
                keccak256(permitted),
                address(spoke),
                order.nonce,
                uint256(order.openDeadline),
                PlainOrderHash.hash(order)
            )
        );
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,uint256 chainId,address verifyingContract)"),
                keccak256("Permit2"),
                block.chainid,
                address(permit2)
            )
        );
        return _sign(key, keccak256(abi.encodePacked(hex"1901", domain, structHash)));
    }
}
