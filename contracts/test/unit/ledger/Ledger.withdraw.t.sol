// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {CauseKind, ILedger} from "../../../src/ledger/ILedger.sol";
import {LedgerFixture} from "../../fixtures/LedgerFixture.sol";
import {ERC6909} from "@openzeppelin/contracts/token/ERC6909/ERC6909.sol";

contract LedgerWithdrawTest is LedgerFixture {
    /// Drawn on another chain than it came in on, where somebody else's custody is.
    function test_withdraw() public {
        _deposit(A, alice, 100);
        _deposit(B, bob, 100);
        vm.expectEmit(address(ledger));
        emit ILedger.CustodyLeft(bytes32(uint256(1)), ASSET, B, CauseKind.Withdrawal, alice, 60e18, 0);
        assertEq(_withdraw(alice, B, 60e18), 60e18);

        assertEq(_balance(alice), 40e18);
        assertEq(_custody(A), 100e18);
        assertEq(_custody(B), 40e18);
        _assertPaid(B, 60e18);
        _assertConserved();
    }

    function test_withdraw_paysTheFee() public {
        _provide(B, alice, 1_000);
        (uint256 tokens, uint256 debit, uint256 fee) = ledger.quoteWithdraw(ASSET, B, 500e18);
        assertEq(_withdraw(alice, B, 500e18), debit);
        assertEq(fee, 1.25e18);
        assertEq(debit, 501.25e18);
        assertEq(_balance(alice), 498.75e18);
        assertEq(_reserve(), 1.25e18);
        _assertPaid(B, tokens);
        _assertConserved();
    }

    /// Of what comes in and leaves at once around somebody else's deposit, nothing is left.
    function test_withdraw_aroundADeposit_paysAtTheLow() public {
        _provide(B, alice, 1_000);
        _withdraw(alice, B, 500e18);
        _forget();
        ledger.setLimit(ASSET, B, 10_000e18, HOUR);
        _deposit(C, bob, 5);
        _deposit(B, bob, 400);
        uint256 earned = _balance(bob) - 405e18;
        _deposit(B, stranger, 1_000);
        (,, uint256 fee) = ledger.quoteWithdraw(ASSET, B, 400e18);
        assertGt(earned, 0);
        assertGe(fee, 2 * earned);
        assertEq(_withdraw(bob, B, 400e18), 400e18 + fee);
        _assertConserved();
    }

    /// Rounded down to what the token expresses; only that is debited.
    function test_withdraw_roundsToTheToken() public {
        _deposit(A, alice, 100);
        assertEq(_withdraw(alice, A, 1e18 + 1e12 - 1), 1e18);
        _assertPaid(A, 1e6);
        _deposit(D, alice, 1);
        assertEq(_withdraw(alice, D, 1), 1);
        _assertPaid(D, 1e6);
        _assertConserved();
    }

    function test_withdraw_maxFee() public {
        _provide(B, alice, 1_000);
        vm.startPrank(alice);
        vm.expectRevert(abi.encodeWithSelector(ILedger.FeeTooHigh.selector, 1.25e18, 1.25e18 - 1));
        ledger.withdraw(ASSET, B, recipient, 500e18, 1.25e18 - 1);
        ledger.withdraw(ASSET, B, recipient, 500e18, 1.25e18);
    }

    function test_withdraw_revertsWith_AmountTooSmall() public {
        _deposit(A, alice, 100);
        vm.startPrank(alice);
        vm.expectRevert(abi.encodeWithSelector(ILedger.AmountTooSmall.selector, 1e12 - 1));
        ledger.withdraw(ASSET, A, recipient, 1e12 - 1, 0);
        vm.expectRevert(abi.encodeWithSelector(ILedger.AmountTooSmall.selector, 0));
        ledger.withdraw(ASSET, A, recipient, 0, 0);
    }

    function test_withdraw_revertsWith_CustodyTooLow() public {
        _deposit(A, alice, 100);
        _deposit(B, bob, 50);
        bytes memory reason = abi.encodeWithSelector(ILedger.CustodyTooLow.selector, ASSET, B, 50e18);
        vm.expectRevert(reason);
        ledger.quoteWithdraw(ASSET, B, 51e18);
        vm.expectRevert(reason);
        _withdraw(alice, B, 51e18);
        vm.expectRevert(reason);
        ledger.quoteWithdraw(ASSET, B, type(uint256).max);
    }

    /// What others hold locally is not to be drawn.
    function test_withdraw_leavesLocalBalances() public {
        _deposit(A, alice, 100);
        _depositLocally(B, bob, 50);
        vm.expectRevert(abi.encodeWithSelector(ILedger.CustodyTooLow.selector, ASSET, B, 0));
        _withdraw(alice, B, 1e18);
    }

    function test_withdraw_revertsWith_ERC6909InsufficientBalance() public {
        _deposit(B, alice, 100);
        vm.expectRevert(
            abi.encodeWithSelector(ERC6909.ERC6909InsufficientBalance.selector, bob, 0, 1e18, uint256(ASSET))
        );
        _withdraw(bob, B, 1e18);
    }

    function test_withdraw_revertsWith_RecipientInvalid() public {
        _deposit(B, alice, 100);
        vm.startPrank(alice);
        bytes32 invalid = bytes32(uint256(1) << 160);
        vm.expectRevert(abi.encodeWithSelector(ILedger.RecipientInvalid.selector, bytes32(0)));
        ledger.withdraw(ASSET, B, 0, 1e18, 0);
        vm.expectRevert(abi.encodeWithSelector(ILedger.RecipientInvalid.selector, invalid));
        ledger.withdraw(ASSET, B, invalid, 1e18, 0);
    }

    function test_withdrawLocal() public {
        _depositLocally(A, alice, 50);
        vm.expectEmit(address(ledger));
        emit ILedger.LocalWithdrawn(bytes32(uint256(1)), ASSET, A, alice, 20e18);
        vm.prank(alice);
        ledger.withdrawLocal(ASSET, A, recipient, 20e18 + 1e12 - 1, 0);

        assertEq(_local(alice, A), 30e18);
        assertEq(_custody(A), 30e18);
        _assertPaid(A, 20e6);
        _assertConserved();
    }

    /// It is free, however little the chain holds.
    function test_withdrawLocal_paysNoFee() public {
        _provide(A, bob, 1_000);
        _withdraw(bob, A, 900e18);
        _depositLocally(A, alice, 50);
        uint256 reserve = _reserve();
        vm.prank(alice);
        ledger.withdrawLocal(ASSET, A, recipient, 50e18, 0);
        assertEq(_reserve(), reserve);
        _assertConserved();
    }

    function test_withdrawLocal_revertsWith_LocalBalanceTooLow() public {
        _depositLocally(A, alice, 50);
        _deposit(A, bob, 50);
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(ILedger.LocalBalanceTooLow.selector, alice, ASSET, A, 50e18));
        ledger.withdrawLocal(ASSET, A, recipient, 51e18, 0);
    }

    function test_withdrawLocal_revertsWith_AmountTooSmall() public {
        _depositLocally(A, alice, 50);
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(ILedger.AmountTooSmall.selector, 1));
        ledger.withdrawLocal(ASSET, A, recipient, 1, 0);
    }

    function test_mature() public {
        _deposit(A, alice, 1_200);
        vm.startPrank(alice);
        vm.expectRevert(abi.encodeWithSelector(ILedger.NothingToMature.selector, alice, ASSET, A));
        ledger.mature(alice, ASSET, A);

        vm.warp(block.timestamp + 360);
        vm.expectEmit(address(ledger));
        emit ILedger.LocalMatured(ASSET, A, alice, 100e18, 0);
        assertEq(ledger.mature(alice, ASSET, A), 100e18);
        assertEq(_balance(alice), 1_100e18);
        assertEq(_local(alice, A), 100e18);
        assertEq(_available(A), 0);

        vm.warp(block.timestamp + HOUR);
        assertEq(ledger.mature(alice, ASSET, A), 100e18);
        assertEq(_balance(alice), 1_200e18);
        assertEq(_available(A), 900e18);
        _assertConserved();
        vm.expectRevert(abi.encodeWithSelector(ILedger.NothingToMature.selector, alice, ASSET, A));
        ledger.mature(alice, ASSET, A);
    }

    /// A balance that may leave its chain for nothing would pay a fee from then on.
    function test_mature_revertsWith_AccountNotOperated() public {
        _deposit(A, alice, 1_200);
        vm.warp(block.timestamp + HOUR);
        vm.prank(bob);
        vm.expectRevert(abi.encodeWithSelector(ILedger.AccountNotOperated.selector, alice, bob));
        ledger.mature(alice, ASSET, A);
        vm.prank(alice);
        ledger.setOperator(bob, true);
        vm.prank(bob);
        assertEq(ledger.mature(alice, ASSET, A), 200e18);
    }

    /// Only then it is there for others to draw: only then it relieves the chain.
    function test_mature_earnsTheRebate() public {
        _provide(A, bob, 1_000);
        _withdraw(bob, A, 500e18);
        _forget();
        _depositLocally(A, alice, 100);
        assertEq(_balance(alice), 0);
        ledger.setLimit(ASSET, A, CAPACITY, HOUR);
        vm.prank(alice);
        uint256 credit = ledger.mature(alice, ASSET, A);
        // 5 per million · (500² − 400²) / 1000, half of it.
        assertEq(credit, 100.225e18);
        assertEq(_balance(alice), credit);
        assertEq(_local(alice, A), 0);
        _assertConserved();
    }

    function test_fundReserve() public {
        _deposit(A, alice, 5);
        vm.expectEmit(address(ledger));
        emit ILedger.ReserveFunded(ASSET, alice, 2e18);
        vm.prank(alice);
        ledger.fundReserve(ASSET, 2e18);
        assertEq(_reserve(), 2e18);
        assertEq(_balance(alice), 3e18);
        _assertConserved();
    }

    function test_transfer() public {
        _deposit(A, alice, 5);
        vm.prank(alice);
        ledger.transfer(bob, ASSET, 2e18);
        assertEq(_balance(alice), 3e18);
        assertEq(_balance(bob), 2e18);
    }

    function test_transferFrom_byAnOperator() public {
        _deposit(A, alice, 5);
        vm.prank(alice);
        ledger.setOperator(bob, true);
        vm.prank(bob);
        ledger.transferFrom(alice, stranger, ASSET, 2e18);
        assertEq(_balance(stranger), 2e18);
        vm.prank(stranger);
        vm.expectRevert();
        ledger.transferFrom(alice, stranger, ASSET, 2e18);
    }

    /// A donation would move the share price.
    function test_transfer_revertsWith_ReceiverIsVault() public {
        _setVault();
        _deposit(A, alice, 5);
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(ILedger.ReceiverIsVault.selector, address(vault)));
        ledger.transfer(address(vault), ASSET, 1e18);
    }

    function _assertPaid(uint64 chain, uint256 amount) private view {
        Payout memory payout = payouts[payouts.length - 1];
        assertEq(payout.chain, chain);
        assertEq(payout.token, _token(chain));
        assertEq(payout.account, recipient);
        assertEq(payout.amount, amount);
    }
}
