// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ISpoke} from "../../../src/spoke/ISpoke.sol";
import {Entries} from "../../fixtures/Entries.sol";
import {SpokeFixture} from "../../fixtures/SpokeFixture.sol";
import {ScriptedToken} from "../../mocks/ScriptedToken.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

contract SpokeClaimTest is SpokeFixture {
    function setUp() public override {
        super.setUp();
        token.mint(address(spoke), 1_000e18);
        token.answerWith(ScriptedToken.Answer.Revert);
        _instruct(Entries.pay(address(token), recipient, 5e18));
    }

    function test_claim_paysTheAccount() public {
        token.answerWith(ScriptedToken.Answer.True);
        vm.expectEmit(address(spoke));
        emit ISpoke.PayoutClaimed(address(token), recipient, 5e18);
        vm.prank(stranger);
        uint256 amount = spoke.claim(address(token), recipient);
        assertEq(amount, 5e18);
        assertEq(token.balanceOf(recipient), 5e18);
        assertEq(spoke.claimable(address(token), recipient), 0);
    }

    function test_claim_ofATokenThatReturnsNothing() public {
        token.answerWith(ScriptedToken.Answer.Nothing);
        spoke.claim(address(token), recipient);
        assertEq(token.balanceOf(recipient), 5e18);
    }

    function test_claim_revertsWith_NothingToClaim() public {
        token.answerWith(ScriptedToken.Answer.True);
        vm.expectRevert(abi.encodeWithSelector(ISpoke.NothingToClaim.selector, address(token), stranger));
        spoke.claim(address(token), stranger);
        spoke.claim(address(token), recipient);
        vm.expectRevert(abi.encodeWithSelector(ISpoke.NothingToClaim.selector, address(token), recipient));
        spoke.claim(address(token), recipient);
    }

    function test_claim_whileTheTokenStillRefuses_keepsTheClaim() public {
        vm.expectRevert(ScriptedToken.Refused.selector);
        spoke.claim(address(token), recipient);
        token.answerWith(ScriptedToken.Answer.False);
        vm.expectRevert(abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(token)));
        spoke.claim(address(token), recipient);
        assertEq(spoke.claimable(address(token), recipient), 5e18);
    }

    function test_claim_refusesToBeReentered() public {
        token.answerWith(ScriptedToken.Answer.True);
        bytes[4] memory reentries = [
            abi.encodeCall(ISpoke.claim, (address(token), recipient)),
            abi.encodeCall(ISpoke.open, (_outgoing())),
            abi.encodeCall(ISpoke.fill, (_incoming(), 0, _repayment(), true)),
            abi.encodeWithSignature("deliver(uint64,bytes[],bytes32[])", HUB_CHAIN, new bytes[](1), new bytes32[](0))
        ];
        uint256 snapshot = vm.snapshotState();
        for (uint256 i = 0; i < reentries.length; ++i) {
            token.callBefore(address(spoke), reentries[i]);
            spoke.claim(address(token), recipient);
            assertFalse(token.hookSucceeded());
            assertEq(bytes4(token.hookResult()), ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
            assertEq(token.balanceOf(recipient), 5e18);
            vm.revertToState(snapshot);
        }
    }
}
