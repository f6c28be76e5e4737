// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Authorization, ISpoke} from "../../../src/spoke/ISpoke.sol";
import {Order, OrderId} from "../../../src/types/Order.sol";
import {Entries} from "../../fixtures/Entries.sol";
import {Orders} from "../../fixtures/Orders.sol";
import {SpokeFixture} from "../../fixtures/SpokeFixture.sol";
import {SelfAuthorizingToken} from "../../mocks/SelfAuthorizingToken.sol";
import {TestPermitToken} from "../../mocks/TestPermitToken.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

contract SpokeOpenForWithAuthorizationsTest is SpokeFixture {
    bytes32 private constant RECEIVE_TYPEHASH = keccak256(
        "ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
    );

    TestPermitToken private first;
    TestPermitToken private second;

    function setUp() public override {
        super.setUp();
        (first, second) = (new TestPermitToken("First", "1"), new TestPermitToken("Second", "2"));
        first.mint(user, 1_000e18);
        second.mint(user, 1_000e18);
    }

    function test_openForWithAuthorizations_escrowsAndReports() public {
        _configure(true, 7);
        Order memory order = _order();
        Authorization[] memory authorizations = _authorize(order);
        vm.expectEmit(address(spoke));
        emit ISpoke.OrderOpened(spoke.orderIdOf(order), order);
        vm.prank(stranger);
        OrderId orderId = spoke.openForWithAuthorizations{value: 9 gwei}(order, authorizations);
        assertEq(OrderId.unwrap(orderId), OrderId.unwrap(spoke.orderIdOf(order)));
        assertEq(first.balanceOf(address(spoke)), 2 * uint256(Orders.INPUT_AMOUNT));
        assertEq(second.balanceOf(address(spoke)), Orders.INPUT_AMOUNT);
        assertEq(spoke.queuedHead(HUB_CHAIN), Entries.extend(0, Entries.escrowed(NOW, orderId, 9)));
        assertEq(address(spoke).balance, 9 gwei);
    }

    function test_openForWithAuthorizations_again_refuses() public {
        Order memory order = _order();
        Authorization[] memory authorizations = _authorize(order);
        spoke.openForWithAuthorizations(order, authorizations);
        vm.expectRevert();
        spoke.openForWithAuthorizations(order, authorizations);
    }

    /// They are bound to the order.
    function test_openForWithAuthorizations_ofAnotherOrder_refuses() public {
        Order memory order = _order();
        Authorization[] memory authorizations = _authorize(order);
        order.legs[0].recipient = bytes32(uint256(uint160(stranger)));
        vm.expectRevert(TestPermitToken.AuthorizationInvalid.selector);
        spoke.openForWithAuthorizations(order, authorizations);
    }

    /// Nobody else can use them up.
    function test_openForWithAuthorizations_fromTheMempool_refuses() public {
        Order memory order = _order();
        Authorization memory authorization = _authorize(order)[0];
        bytes32 nonce = OrderId.unwrap(spoke.orderIdOf(order));
        vm.expectRevert(TestPermitToken.AuthorizationInvalid.selector);
        vm.prank(stranger);
        first.receiveWithAuthorization(
            user,
            address(spoke),
            2 * uint256(Orders.INPUT_AMOUNT),
            0,
            uint256(order.openDeadline) + 1,
            nonce,
            authorization.v,
            authorization.r,
            authorization.s
        );
        spoke.openForWithAuthorizations(order, _authorize(order));
    }

    function test_openForWithAuthorizations_atOpenDeadline() public {
        Order memory order = _order();
        Authorization[] memory authorizations = _authorize(order);
        vm.warp(order.openDeadline + 1);
        vm.expectRevert(abi.encodeWithSelector(ISpoke.OpenDeadlinePassed.selector, order.openDeadline));
        spoke.openForWithAuthorizations(order, authorizations);
        vm.warp(order.openDeadline);
        spoke.openForWithAuthorizations(order, authorizations);
    }

    function test_openForWithAuthorizations_revertsWith_AuthorizationCountMismatch() public {
        Order memory order = _order();
        Authorization[] memory authorizations = new Authorization[](1);
        vm.expectRevert(abi.encodeWithSelector(ISpoke.AuthorizationCountMismatch.selector, 1, 2));
        spoke.openForWithAuthorizations(order, authorizations);
        authorizations = new Authorization[](3);
        vm.expectRevert(abi.encodeWithSelector(ISpoke.AuthorizationCountMismatch.selector, 3, 2));
        spoke.openForWithAuthorizations(order, authorizations);
        vm.expectRevert(abi.encodeWithSelector(ISpoke.AuthorizationCountMismatch.selector, 0, 2));
        spoke.openForWithAuthorizations(order, new Authorization[](0));
    }

    function test_openForWithAuthorizations_revertsWith_NoLegOriginatesHere() public {
        Order memory order = _incoming();
        vm.expectRevert(abi.encodeWithSelector(ISpoke.NoLegOriginatesHere.selector, spoke.orderIdOf(order)));
        spoke.openForWithAuthorizations(order, new Authorization[](0));
    }

    function test_openForWithAuthorizations_revertsWith_UserInvalid() public {
        Order memory order = _order();
        order.user = address(spoke);
        vm.expectRevert(abi.encodeWithSelector(ISpoke.UserInvalid.selector, address(spoke)));
        spoke.openForWithAuthorizations(order, new Authorization[](2));
    }

    function test_openForWithAuthorizations_revertsWith_NonceUsed_ofACancelledNonce() public {
        Order memory order = _order();
        Authorization[] memory authorizations = _authorize(order);
        vm.prank(user);
        spoke.cancelNonce(order.nonce);
        vm.expectRevert(abi.encodeWithSelector(ISpoke.NonceUsed.selector, user, order.nonce));
        spoke.openForWithAuthorizations(order, authorizations);
    }

    /// A token can say of anyone that they authorised it: that proves nothing, and must not use up the nonce of an order
    /// that the user did sign.
    function test_openForWithAuthorizations_ofAStrangersToken_leavesTheNonce() public {
        Order memory forged = _outgoing();
        SelfAuthorizingToken forgedToken = new SelfAuthorizingToken();
        forged.legs[0].inputToken = address(forgedToken);
        vm.prank(stranger);
        spoke.openForWithAuthorizations(forged, new Authorization[](1));
        assertFalse(spoke.isNonceUsed(user, forged.nonce));

        Order memory order = _outgoing();
        assertEq(order.nonce, forged.nonce);
        spoke.openFor(order, _sign(order));
        assertEq(token.balanceOf(address(spoke)), Orders.INPUT_AMOUNT);
    }

    /// A token whose fallback takes any call, as WETH9's does, moves nothing.
    function test_openForWithAuthorizations_revertsWith_TransferInexact() public {
        Order memory order = _outgoing();
        SelfAuthorizingToken forgedToken = new SelfAuthorizingToken();
        forgedToken.setShortfall(1);
        order.legs[0].inputToken = address(forgedToken);
        uint256 amount = Orders.INPUT_AMOUNT;
        vm.expectRevert(
            abi.encodeWithSelector(ISpoke.TransferInexact.selector, address(forgedToken), amount, amount - 1)
        );
        spoke.openForWithAuthorizations(order, new Authorization[](1));
    }

    function test_openForWithAuthorizations_revertsWith_OpensPaused() public {
        spoke.pause(true, false);
        Order memory order = _order();
        Authorization[] memory authorizations = _authorize(order);
        vm.expectRevert(ISpoke.OpensPaused.selector);
        spoke.openForWithAuthorizations(order, authorizations);
    }

    function test_openForWithAuthorizations_refusesToBeReentered() public {
        Order memory order = _outgoing();
        SelfAuthorizingToken forgedToken = new SelfAuthorizingToken();
        order.legs[0].inputToken = address(forgedToken);
        forgedToken.callBefore(
            address(spoke), abi.encodeCall(ISpoke.openForWithAuthorizations, (order, new Authorization[](1)))
        );
        spoke.openForWithAuthorizations(order, new Authorization[](1));
        assertFalse(forgedToken.hookSucceeded());
        assertEq(bytes4(forgedToken.hookResult()), ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
    }

    /// Two legs of the first token, one of the second.
    function _order() private view returns (Order memory order) {
        order = _outgoing();
        order.legs[0].inputToken = address(first);
        order.legs = Orders.repeat(order.legs[0], 3);
        order.legs[1].inputToken = address(second);
    }

    function _authorize(Order memory order) private view returns (Authorization[] memory authorizations) {
        authorizations = new Authorization[](2);
        authorizations[0] = _authorize(order, first, 2 * uint256(Orders.INPUT_AMOUNT));
        authorizations[1] = _authorize(order, second, Orders.INPUT_AMOUNT);
    }

    function _authorize(Order memory order, TestPermitToken permitToken, uint256 amount)
        private
        view
        returns (Authorization memory authorization)
    {
        bytes32 structHash = keccak256(
            abi.encode(
                RECEIVE_TYPEHASH,
                user,
                address(spoke),
                amount,
                uint256(0),
                uint256(order.openDeadline) + 1,
                spoke.orderIdOf(order)
            )
        );
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", permitToken.DOMAIN_SEPARATOR(), structHash));
        (authorization.v, authorization.r, authorization.s) = vm.sign(userKey, digest);
    }
}
