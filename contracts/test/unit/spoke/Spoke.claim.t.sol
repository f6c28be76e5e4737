// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ISpoke} from "../../../src/spoke/ISpoke.sol";
import {NATIVE} from "../../../src/types/Account.sol";
import {Entries} from "../../fixtures/Entries.sol";
import {SpokeFixture} from "../../fixtures/SpokeFixture.sol";
import {ScriptedToken} from "../../mocks/ScriptedToken.sol";
import {TestAccount} from "../../mocks/TestAccount.sol";
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
        spoke.claim(address(token), recipient, 5e18);
        assertEq(token.balanceOf(recipient), 5e18);
        assertEq(spoke.claimable(address(token), recipient), 0);
    }

    function test_claim_ofATokenThatReturnsNothing() public {
        token.answerWith(ScriptedToken.Answer.Nothing);
        spoke.claim(address(token), recipient, 5e18);
        assertEq(token.balanceOf(recipient), 5e18);
    }

    function test_claim_inParts() public {
        token.answerWith(ScriptedToken.Answer.True);
        spoke.claim(address(token), recipient, 2e18);
        assertEq(token.balanceOf(recipient), 2e18);
        assertEq(spoke.claimable(address(token), recipient), 3e18);
        spoke.claim(address(token), recipient, 3e18);
        assertEq(token.balanceOf(recipient), 5e18);
        assertEq(spoke.claimable(address(token), recipient), 0);
    }

    function test_claim_whileEverythingIsPaused() public {
        spoke.pause(true, true);
        _configure(false, 0);
        token.answerWith(ScriptedToken.Answer.True);
        spoke.claim(address(token), recipient, 5e18);
        assertEq(token.balanceOf(recipient), 5e18);
    }

    function test_claim_revertsWith_ClaimTooLarge() public {
        token.answerWith(ScriptedToken.Answer.True);
        _expectTooLarge(stranger, 1, 0);
        _expectTooLarge(recipient, 5e18 + 1, 5e18);
        _expectTooLarge(recipient, 0, 5e18);
        spoke.claim(address(token), recipient, 5e18);
        _expectTooLarge(recipient, 1, 0);
    }

    function test_claim_whileTheTokenStillRefuses_keepsTheClaim() public {
        vm.expectRevert(ScriptedToken.Refused.selector);
        spoke.claim(address(token), recipient, 5e18);
        token.answerWith(ScriptedToken.Answer.False);
        vm.expectRevert(abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(token)));
        spoke.claim(address(token), recipient, 5e18);
        assertEq(spoke.claimable(address(token), recipient), 5e18);
    }

    function test_claim_refusesToBeReentered() public {
        token.answerWith(ScriptedToken.Answer.True);
        bytes[4] memory reentries = [
            abi.encodeCall(ISpoke.claim, (address(token), recipient, 1)),
            abi.encodeCall(ISpoke.open, (_outgoing())),
            abi.encodeCall(ISpoke.fill, (_incoming(), 0, _repayment(), true)),
            abi.encodeWithSignature("deliver(uint64,bytes[],bytes32[])", HUB_CHAIN, new bytes[](1), new bytes32[](0))
        ];
        uint256 snapshot = vm.snapshotState();
        for (uint256 i = 0; i < reentries.length; ++i) {
            token.callBefore(address(spoke), reentries[i]);
            spoke.claim(address(token), recipient, 5e18);
            assertFalse(token.hookSucceeded());
            assertEq(bytes4(token.hookResult()), ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
            assertEq(token.balanceOf(recipient), 5e18);
            vm.revertToState(snapshot);
        }
    }

    function test_claim_native_paysTheAccount() public {
        TestAccount account = _creditNative(5 ether);
        account.answerWith(TestAccount.Answer.Take);
        vm.expectEmit(address(spoke));
        emit ISpoke.PayoutClaimed(NATIVE, address(account), 2 ether);
        spoke.claim(NATIVE, address(account), 2 ether);
        assertEq(address(account).balance, 2 ether);
        assertEq(spoke.claimable(NATIVE, address(account)), 3 ether);
        spoke.claim(NATIVE, address(account), 3 ether);
        assertEq(address(account).balance, 5 ether);
    }

    /// A refusal is no way to keep what is owed to others: it comes wrapped.
    function test_claim_native_thatIsRefusedAgain_paysTheWrappedToken() public {
        TestAccount account = _creditNative(5 ether);
        spoke.claim(NATIVE, address(account), 2 ether);
        assertEq(address(account).balance, 0);
        assertEq(wrappedNative.balanceOf(address(account)), 2 ether);
        assertEq(spoke.claimable(NATIVE, address(account)), 3 ether);
        // From native fees, wrapped for it.
        vm.deal(address(spoke), address(spoke).balance + 1 ether);
        spoke.claim(NATIVE, address(account), 3 ether);
        assertEq(wrappedNative.balanceOf(address(account)), 5 ether);
        assertEq(wrappedNative.balanceOf(address(spoke)) + address(spoke).balance, 1 ether);
    }

    function test_claim_native_revertsWithout_aWrappedToken() public {
        spoke = _createSpoke();
        spoke.setRoute(address(this));
        TestAccount account = new TestAccount(user);
        account.answerWith(TestAccount.Answer.Refuse);
        vm.deal(address(spoke), 1 ether);
        _instruct(Entries.pay(NATIVE, address(account), 1 ether));
        vm.expectRevert(ISpoke.WrappedNativeNotSet.selector);
        spoke.claim(NATIVE, address(account), 1 ether);
        account.answerWith(TestAccount.Answer.Take);
        spoke.claim(NATIVE, address(account), 1 ether);
        assertEq(address(account).balance, 1 ether);
    }

    function test_claim_native_refusesToBeReentered() public {
        TestAccount account = _creditNative(5 ether);
        account.answerWith(TestAccount.Answer.Take);
        account.callBefore(address(spoke), 0, abi.encodeCall(ISpoke.claim, (NATIVE, address(account), 1 ether)));
        spoke.claim(NATIVE, address(account), 2 ether);
        assertFalse(account.hookSucceeded());
        assertEq(address(account).balance, 2 ether);
        assertEq(spoke.claimable(NATIVE, address(account)), 3 ether);
    }

    /// An account that refused what the hub paid it, all of which the spoke holds wrapped.
    function _creditNative(uint256 amount) private returns (TestAccount account) {
        account = new TestAccount(user);
        account.answerWith(TestAccount.Answer.Refuse);
        vm.deal(address(this), amount);
        wrappedNative.deposit{value: amount}();
        wrappedNative.transfer(address(spoke), amount);
        _instruct(Entries.pay(NATIVE, address(account), amount));
        assertEq(spoke.claimable(NATIVE, address(account)), amount);
    }

    function _expectTooLarge(address account, uint256 amount, uint256 claimable) private {
        vm.expectRevert(abi.encodeWithSelector(ISpoke.ClaimTooLarge.selector, address(token), account, claimable));
        spoke.claim(address(token), account, amount);
    }
}
