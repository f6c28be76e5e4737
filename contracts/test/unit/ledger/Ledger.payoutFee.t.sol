// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {CauseKind, ILedger, Placement} from "../../../src/ledger/ILedger.sol";
import {Leg} from "../../../src/types/Leg.sol";
import {IVault} from "../../../src/vault/IVault.sol";
import {LedgerFixture} from "../../fixtures/LedgerFixture.sol";

/// What payouts pay those who deliver them: a quarter of a token on each chain.
contract LedgerPayoutFeeTest is LedgerFixture {
    uint256 private constant FEE = 0.25e18;
    bytes32 private constant ORDER = keccak256("an order");

    function setUp() public override {
        super.setUp();
        for (uint256 i = 0; i < 4; ++i) {
            ledger.setPayoutFee(ASSET, _chains()[i], FEE);
        }
    }

    function test_setPayoutFee() public {
        vm.expectEmit(address(ledger));
        emit ILedger.PayoutFeeSet(ASSET, A, FEE, 0.5e18);
        ledger.setPayoutFee(ASSET, A, 0.5e18);
        _assertFee(A, 0.5e18, 0.5e6);
        _assertFee(B, FEE, FEE);
        _assertFee(C, FEE, 0.25e8);
        _assertFee(D, FEE, 0.25e24);
        _assertFee(99, 0, 0);
        (uint32 asset, uint8 decimals) = ledger.assetOf(A, _token(A));
        assertEq(asset, ASSET);
        assertEq(decimals, 6);
    }

    /// At most a thousandth of the limit, as that is then.
    function test_setPayoutFee_revertsWith_PayoutFeeInvalid() public {
        ledger.setPayoutFee(ASSET, A, CAPACITY / 1_000);
        _expectInvalid(A, CAPACITY / 1_000 + 1e12, CAPACITY / 1_000);
        ledger.setLimitZero(ASSET, A);
        _assertFee(A, 1e18, 1e6);
        _expectInvalid(A, 1e12, 0);
        ledger.setPayoutFee(ASSET, A, 0);
        _assertFee(A, 0, 0);
    }

    /// It leaves custody exactly as the token is paid.
    function test_setPayoutFee_revertsWith_PayoutFeeInvalid_ofWhatTheTokenCantExpress() public {
        _expectInvalid(A, 1e12 - 1, 1e18);
        ledger.setPayoutFee(ASSET, A, 1e12);
        _assertFee(A, 1e12, 1);
        ledger.setPayoutFee(ASSET, B, 1);
        ledger.setPayoutFee(ASSET, D, 1);
        _assertFee(D, 1, 1e6);
    }

    /// Sums of it over a transaction's payouts fit the entry.
    function test_setPayoutFee_revertsWith_PayoutFeeInvalid_ofMoreThan96Bits() public {
        ledger.setToken(ASSET, 99, _token(99), 36);
        ledger.setLimit(ASSET, 99, 1e24, 1);
        uint256 most = uint256(type(uint96).max) / 1e18;
        ledger.setPayoutFee(ASSET, 99, most);
        _assertFee(99, most, most * 1e18);
        _expectInvalid(99, most + 1, 1e21);
    }

    function test_setPayoutFee_revertsWith_TokenNotSet() public {
        vm.expectRevert(abi.encodeWithSelector(ILedger.TokenNotSet.selector, ASSET, 99));
        ledger.setPayoutFee(ASSET, 99, 0);
    }

    /// It was one in the old token.
    function test_setToken_endsTheFee() public {
        vm.expectEmit(address(ledger));
        emit ILedger.TokenSet(ASSET, A, _token(A), 6, _token(A), 18);
        vm.expectEmit(address(ledger));
        emit ILedger.PayoutFeeSet(ASSET, A, FEE, 0);
        ledger.setToken(ASSET, A, _token(A), 18);
        _assertFee(A, 0, 0);
        vm.recordLogs();
        ledger.setToken(ASSET, A, 0, 0);
        assertEq(vm.getRecordedLogs().length, 1);
        _assertFee(A, 0, 0);
    }

    function test_withdraw() public {
        _provide(A, alice, 1_000);
        (uint256 tokens, uint256 debit, uint256 fee) = ledger.quoteWithdraw(ASSET, A, 99.75e18);
        // 5 per million · 100² / 1000 for what leaves in all.
        assertEq(tokens, 99.75e6);
        assertEq(fee, FEE + 0.05e18);
        assertEq(debit, 100.05e18);
        vm.expectEmit(address(ledger));
        emit ILedger.CustodyLeft(bytes32(uint256(1)), ASSET, A, CauseKind.Withdrawal, alice, 100e18, 0.05e18);
        assertEq(_withdraw(alice, A, 99.75e18), debit);

        assertEq(_balance(alice), 1_000e18 - debit);
        assertEq(_custody(A), 900e18);
        assertEq(_reserve(), 0.05e18);
        _assertPaid(A, 99.75e6, 0.25e6);
        _assertConserved();
    }

    /// Both fees are what the caller allows.
    function test_withdraw_revertsWith_FeeTooHigh() public {
        _provide(B, alice, 1_000);
        vm.startPrank(alice);
        vm.expectRevert(abi.encodeWithSelector(ILedger.FeeTooHigh.selector, FEE + 0.05e18, FEE + 0.05e18 - 1));
        ledger.withdraw(ASSET, B, recipient, 99.75e18, FEE + 0.05e18 - 1);
        ledger.withdraw(ASSET, B, recipient, 99.75e18, FEE + 0.05e18);
    }

    /// The fee is paid there, too.
    function test_withdraw_revertsWith_CustodyTooLow() public {
        _deposit(A, alice, 100);
        _deposit(B, bob, 50);
        bytes memory reason = abi.encodeWithSelector(ILedger.CustodyTooLow.selector, ASSET, B, 50e18);
        vm.expectRevert(reason);
        ledger.quoteWithdraw(ASSET, B, 49.75e18 + 1);
        vm.expectRevert(reason);
        _withdraw(alice, B, 49.75e18 + 1);
        _withdraw(alice, B, 49.75e18);
        assertEq(_custody(B), 0);
        _assertConserved();
    }

    /// Two payouts cost two.
    function testFuzz_withdraw_inPartsCostsMore(uint256 amount, uint256 part) public {
        _provide(B, alice, 1_000);
        amount = bound(amount, 2, 990e18);
        part = bound(part, 1, amount - 1);
        (, uint256 whole,) = ledger.quoteWithdraw(ASSET, B, amount);
        uint256 parts = _withdraw(alice, B, part) + _withdraw(alice, B, amount - part);
        assertGe(parts, whole + FEE);
        _assertConserved();
    }

    /// Of a token with more decimals than the ledger.
    function test_withdraw_ofMoreDecimals() public {
        _deposit(D, alice, 100);
        assertEq(_withdraw(alice, D, 3), 3 + FEE);
        _assertPaid(D, 3e6, 0.25e24);
        assertEq(_custody(D), 100e18 - FEE - 3);
        _assertConserved();
    }

    /// Of the amount.
    function test_withdrawLocal() public {
        _depositLocally(A, alice, 50);
        vm.expectEmit(address(ledger));
        emit ILedger.LocalWithdrawn(bytes32(uint256(1)), ASSET, A, alice, 20e18);
        vm.prank(alice);
        ledger.withdrawLocal(ASSET, A, recipient, 20e18 + 1e12 - 1, FEE);

        assertEq(_local(alice, A), 30e18);
        assertEq(_custody(A), 30e18);
        _assertPaid(A, 19.75e6, 0.25e6);
        _assertConserved();
    }

    function test_withdrawLocal_revertsWith_FeeTooHigh() public {
        _depositLocally(A, alice, 50);
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(ILedger.FeeTooHigh.selector, FEE, FEE - 1));
        ledger.withdrawLocal(ASSET, A, recipient, 20e18, FEE - 1);
    }

    /// Something must be left to pay.
    function test_withdrawLocal_revertsWith_AmountTooSmall() public {
        _depositLocally(A, alice, 50);
        vm.startPrank(alice);
        vm.expectRevert(abi.encodeWithSelector(ILedger.AmountTooSmall.selector, FEE));
        ledger.withdrawLocal(ASSET, A, recipient, FEE, FEE);
        ledger.withdrawLocal(ASSET, A, recipient, FEE + 1e12, FEE);
        _assertPaid(A, 1, 0.25e6);
    }

    function test_repay() public {
        _provide(B, bob, 1_000);
        Placement memory placement = _repay(100e6, 1_000_000);
        assertTrue(placement.onLedger);
        assertEq(placement.chain, B);
        // What 100 would cost is 0.05; less of a fee leaves a rest.
        assertEq(placement.amount, 99.7e18);
        assertEq(placement.tokenFee, FEE);
        // 5 per million · 99.95² / 1000.
        assertEq(_custody(B), 1_000e18 - 99.95e18);
        assertEq(_reserve(), 0.05e18);
        _assertConserved();
    }

    /// All that the solver is short of: both fees.
    function test_repay_beyondMaxFee_isOnTheLedger() public {
        _provide(B, bob, 1_000);
        Placement memory placement = _repay(100e6, 2_999);
        assertEq(placement.chain, 0);
        assertEq(placement.tokenFee, 0);
        assertEq(_balance(alice), 100e18);
    }

    function test_repay_atMaxFee() public {
        _provide(B, bob, 1_000);
        assertEq(_repay(100e6, 3_000).chain, B);
    }

    /// A fee takes all of it.
    function test_repay_ofTooLittle_isOnTheLedger() public {
        _deposit(B, bob, 500);
        assertEq(_repay(0.25e6, 1_000_000).chain, 0);
        assertEq(_balance(alice), 0.25e18);
        Placement memory placement = _repay(0.25e6 + 1, 1_000_000);
        assertEq(placement.chain, B);
        assertEq(placement.amount, 1e12);
        _assertConserved();
    }

    function test_fill() public {
        _deposit(B, bob, 500);
        Leg memory leg = _leg(A, B, 100, 99);
        (uint256 debit, uint256 fee, uint256 credit,) = ledger.quoteFill(leg);
        assertEq(debit, 99e18 + FEE);
        assertEq(fee, FEE);
        assertEq(credit, 100e18);
        vm.expectEmit(address(ledger));
        emit ILedger.CustodyLeft(ORDER, ASSET, B, CauseKind.Fill, bob, 99e18 + FEE, 0);
        assertEq(_fill(leg, bob, bob, 1_000_000), FEE);
        assertEq(_balance(bob), 501e18 - FEE);
        assertEq(_custody(B), 401e18 - FEE);
        _assertConserved();
    }

    /// The imbalance fee is about all that leaves.
    function test_fill_withBothFees() public {
        _provide(B, bob, 1_000);
        Leg memory leg = _leg(A, B, 100, 1);
        leg.outputAmount = 99.75e18;
        (uint256 debit, uint256 fee,,) = ledger.quoteFill(leg);
        assertEq(fee, FEE + 0.05e18);
        assertEq(debit, 100.05e18);
        vm.expectRevert(abi.encodeWithSelector(ILedger.FeeTooHigh.selector, fee, 99.75e18 * uint256(3_007) / 1e6));
        this.fill(leg, bob, 3_007);
        _fill(leg, bob, bob, 3_008);
        assertEq(_reserve(), 0.05e18);
        _assertConserved();
    }

    function test_fill_revertsWith_CustodyTooLow() public {
        _deposit(B, bob, 100);
        Leg memory leg = _leg(A, B, 100, 100);
        bytes memory reason = abi.encodeWithSelector(ILedger.CustodyTooLow.selector, ASSET, B, 100e18);
        vm.expectRevert(reason);
        ledger.quoteFill(leg);
        vm.expectRevert(reason);
        this.fill(leg, bob, 1_000_000);
    }

    /// The vault's margin is beyond both.
    function test_fill_byTheVault() public {
        _setVault();
        assertTrue(_depositToVault(B, bob, 500));
        ledger.setMargin(ASSET, 10_000);
        Leg memory leg = _leg(A, B, 1, 99);
        uint256 required = (99e18 + FEE) * 101 / 100;
        leg.inputAmount = uint128(required / 1e12 - 1);
        vm.expectRevert(
            abi.encodeWithSelector(ILedger.MarginTooLow.selector, 0, required / 1e12 * 1e12 - 1e12, required)
        );
        this.fill(leg, address(vault), 1_000_000);
        leg.inputAmount += 2;
        this.fill(leg, address(vault), 1_000_000);
        assertGe(vault.lockedProfit(), 0.9925e18);
        _assertConserved();
    }

    /// Each leg pays its own.
    function test_fill_ofSeveralLegs() public {
        _deposit(B, bob, 500);
        _deposit(C, bob, 500);
        Leg[] memory legs = new Leg[](3);
        address[] memory fillers = new address[](3);
        (legs[0], legs[1], legs[2]) = (_leg(A, B, 100, 99), _leg(A, B, 100, 99), _leg(A, C, 100, 99));
        (fillers[0], fillers[1], fillers[2]) = (bob, bob, bob);
        uint256[] memory tokenFees = ledger.fill(ORDER, legs, bob, fillers, 1_000_000, false);
        assertEq(tokenFees.length, 3);
        assertEq(tokenFees[0], FEE);
        assertEq(tokenFees[1], FEE);
        assertEq(tokenFees[2], 0.25e8);
        assertEq(_custody(B), 500e18 - 2 * (99e18 + FEE));
        assertEq(_custody(C), 401e18 - FEE);
        _assertConserved();
    }

    /// All of what a chain holds, the fee included.
    function test_redeemTo() public {
        _setVault();
        assertTrue(_depositToVault(B, alice, 100));
        vm.startPrank(alice);
        vm.expectRevert(abi.encodeWithSelector(IVault.PayoutTooLow.selector, 99.75e18, 99.75e18 + 1));
        vault.redeemTo(B, recipient, 100e21, 99.75e18 + 1, alice);
        assertEq(vault.redeemTo(B, recipient, 100e21, 99.75e18, alice), 99.75e18);
        _assertPaid(B, 99.75e18, FEE);
        assertEq(_custody(B), 0);
        assertEq(_balance(alice), 0);
        _assertConserved();
    }

    function test_redeemTo_revertsWith_PayoutTooLow_ofLessThanTheFee() public {
        _setVault();
        assertTrue(_depositToVault(B, alice, 100));
        vm.startPrank(alice);
        vm.expectRevert(abi.encodeWithSelector(IVault.PayoutTooLow.selector, 0, 0));
        vault.redeemTo(B, recipient, 0.25e21, 0, alice);
        assertEq(vault.redeemTo(B, recipient, 0.25e21 + 1_000, 0, alice), 1);
    }

    /// External, so that its revert can be expected.
    function fill(Leg memory leg, address filler, uint256 maxFee) external {
        _fill(leg, filler, filler, maxFee);
    }

    function _fill(Leg memory leg, address caller, address filler, uint256 maxFee) private returns (uint256) {
        Leg[] memory legs = new Leg[](1);
        address[] memory fillers = new address[](1);
        (legs[0], fillers[0]) = (leg, filler);
        return ledger.fill(ORDER, legs, caller, fillers, maxFee, false)[0];
    }

    /// From A to B, for alice.
    function _repay(uint256 tokens, uint24 maxFee) private returns (Placement memory placement) {
        Placement memory quoted = ledger.quoteRepayment(A, _token(A), tokens, _repayTo(B, alice, maxFee));
        placement = ledger.repay(ORDER, A, _token(A), tokens, _repayTo(B, alice, maxFee));
        assertEq(abi.encode(placement), abi.encode(quoted));
    }

    function _assertFee(uint64 chain, uint256 fee, uint256 tokenFee) private view {
        (uint256 actual, uint256 actualTokenFee) = ledger.payoutFeeOf(ASSET, chain);
        assertEq(actual, fee);
        assertEq(actualTokenFee, tokenFee);
    }

    function _expectInvalid(uint64 chain, uint256 fee, uint256 maximum) private {
        vm.expectRevert(abi.encodeWithSelector(ILedger.PayoutFeeInvalid.selector, fee, maximum));
        ledger.setPayoutFee(ASSET, chain, fee);
    }

    function _assertPaid(uint64 chain, uint256 amount, uint256 tokenFee) private view {
        Payout memory payout = payouts[payouts.length - 1];
        assertEq(payout.chain, chain);
        assertEq(payout.token, _token(chain));
        assertEq(payout.account, recipient);
        assertEq(payout.amount, amount);
        assertEq(payout.tokenFee, tokenFee);
    }
}
