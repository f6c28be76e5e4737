// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ISpoke, Permit} from "../../../src/spoke/ISpoke.sol";
import {Order} from "../../../src/types/Order.sol";
import {Entries} from "../../fixtures/Entries.sol";
import {Orders} from "../../fixtures/Orders.sol";
import {SpokeFixture} from "../../fixtures/SpokeFixture.sol";
import {TestPermitToken} from "../../mocks/TestPermitToken.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

contract SpokeOpenForWithPermitsTest is SpokeFixture {
    bytes32 private constant PERMIT_TYPEHASH =
        keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");

    TestPermitToken private first;
    TestPermitToken private second;

    function setUp() public override {
        super.setUp();
        (first, second) = (new TestPermitToken("First", "1"), new TestPermitToken("Second", "2"));
        first.mint(user, 1_000e18);
        second.mint(user, 1_000e18);
    }

    function test_openForWithPermits_escrowsAndReports() public {
        _configure(true, 7);
        Order memory order = _order();
        bytes memory signature = _sign(order);
        Permit[] memory permits = _permits();
        vm.expectEmit(address(spoke));
        emit ISpoke.SignedOrderOpened(spoke.orderIdOf(order), stranger, order);
        vm.prank(stranger);
        spoke.openForWithPermits{value: 7 gwei}(order, signature, permits);
        _checkOpened(order, 7);
    }

    /// Somebody took it from the mempool: the allowance is there.
    function test_openForWithPermits_thatWereUsedBefore() public {
        Order memory order = _order();
        Permit[] memory permits = _permits();
        for (uint256 i = 0; i < permits.length; ++i) {
            Permit memory permit = permits[i];
            vm.prank(stranger);
            TestPermitToken(permit.token)
                .permit(user, address(spoke), permit.value, permit.deadline, permit.v, permit.r, permit.s);
        }
        spoke.openForWithPermits(order, _sign(order), permits);
        _checkOpened(order, 0);
    }

    function test_openForWithPermits_ofSomeTokensAlone() public {
        Order memory order = _order();
        vm.prank(user);
        first.approve(address(spoke), type(uint256).max);
        Permit[] memory permits = new Permit[](1);
        permits[0] = _permit(second);
        spoke.openForWithPermits(order, _sign(order), permits);
        _checkOpened(order, 0);
    }

    function test_openForWithPermits_withNone() public {
        Order memory order = _order();
        vm.startPrank(user);
        first.approve(address(spoke), type(uint256).max);
        second.approve(address(spoke), type(uint256).max);
        vm.stopPrank();
        spoke.openForWithPermits(order, _sign(order), new Permit[](0));
        _checkOpened(order, 0);
    }

    function test_openForWithPermits_withoutTheUsersPermit_refuses() public {
        Order memory order = _order();
        Permit[] memory permits = _permits();
        permits[0].s = bytes32(uint256(permits[0].s) ^ 1);
        bytes memory signature = _sign(order);
        vm.expectRevert(
            abi.encodeWithSelector(
                IERC20Errors.ERC20InsufficientAllowance.selector, address(spoke), 0, Orders.INPUT_AMOUNT
            )
        );
        spoke.openForWithPermits(order, signature, permits);
    }

    /// A permit lets the spoke take tokens, for what the user signed alone.
    function test_openForWithPermits_revertsWith_SignatureInvalid() public {
        Order memory order = _order();
        (, uint256 strangerKey) = makeAddrAndKey("stranger");
        bytes memory signature = _sign(strangerKey, keccak256("order"));
        Permit[] memory permits = _permits();
        vm.expectRevert(abi.encodeWithSelector(ISpoke.SignatureInvalid.selector, user));
        spoke.openForWithPermits(order, signature, permits);
    }

    function test_openForWithPermits_revertsWith_NonceUsed() public {
        Order memory order = _order();
        bytes memory signature = _sign(order);
        spoke.openForWithPermits(order, signature, _permits());
        Permit[] memory permits = _permits();
        vm.expectRevert(abi.encodeWithSelector(ISpoke.NonceUsed.selector, user, order.nonce));
        spoke.openForWithPermits(order, signature, permits);
    }

    function test_openForWithPermits_revertsWith_OpensPaused() public {
        spoke.pause(true, false);
        Order memory order = _order();
        bytes memory signature = _sign(order);
        Permit[] memory permits = _permits();
        vm.expectRevert(ISpoke.OpensPaused.selector);
        spoke.openForWithPermits(order, signature, permits);
    }

    function test_openForWithPermits_refusesToBeReentered() public {
        Order memory order = _outgoing();
        bytes memory data = abi.encodeCall(ISpoke.openForWithPermits, (order, _sign(order), new Permit[](0)));
        token.callBefore(address(spoke), data);
        (bool success,) = address(spoke).call(data);
        assertTrue(success);
        assertFalse(token.hookSucceeded());
        assertEq(bytes4(token.hookResult()), ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
    }

    /// Two legs of the first token, one of the second.
    function _order() private view returns (Order memory order) {
        order = _outgoing();
        order.legs[0].inputToken = address(first);
        order.legs = Orders.repeat(order.legs[0], 3);
        order.legs[1].inputToken = address(second);
    }

    function _permits() private view returns (Permit[] memory permits) {
        permits = new Permit[](2);
        (permits[0], permits[1]) = (_permit(first), _permit(second));
    }

    function _permit(TestPermitToken permitToken) private view returns (Permit memory permit) {
        (permit.token, permit.value, permit.deadline) = (address(permitToken), 500e18, NOW + 100);
        bytes32 structHash = keccak256(
            abi.encode(PERMIT_TYPEHASH, user, address(spoke), permit.value, permitToken.nonces(user), permit.deadline)
        );
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", permitToken.DOMAIN_SEPARATOR(), structHash));
        (permit.v, permit.r, permit.s) = vm.sign(userKey, digest);
    }

    function _checkOpened(Order memory order, uint40 fee) private view {
        assertEq(first.balanceOf(address(spoke)), 2 * uint256(Orders.INPUT_AMOUNT));
        assertEq(second.balanceOf(address(spoke)), Orders.INPUT_AMOUNT);
        assertEq(spoke.queuedHead(HUB_CHAIN), Entries.extend(0, Entries.escrowed(NOW, spoke.orderIdOf(order), fee)));
        assertTrue(spoke.isNonceUsed(user, order.nonce));
    }
}
