// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {CauseKind, ILedger} from "../../../src/ledger/ILedger.sol";
import {Deposit} from "../../../src/types/Report.sol";
import {LedgerFixture} from "../../fixtures/LedgerFixture.sol";

contract LedgerCreditDepositTest is LedgerFixture {
    function test_creditDeposit() public {
        vm.expectEmit(address(ledger));
        emit ILedger.CustodyJoined(keccak256(abi.encode(bytes32(0), A)), ASSET, A, CauseKind.Deposit, alice, 100e18, 0);
        assertTrue(_deposit(A, alice, 100));

        assertEq(_balance(alice), 100e18);
        assertEq(_custody(A), 100e18);
        assertEq(_available(A), 900e18);
        _assertConserved();
    }

    function test_creditDeposit_ofEveryDecimals() public {
        for (uint256 i = 0; i < 4; ++i) {
            assertTrue(_deposit(_chains()[i], alice, 3));
            assertEq(_balance(alice), (i + 1) * 3e18);
        }
        _assertConserved();
    }

    /// What a ledger unit can't express stays with the spoke.
    function test_creditDeposit_dust() public {
        assertTrue(_depositTokens(D, alice, 5e24 + 999_999));
        assertEq(_balance(alice), 5e18);
        assertEq(ledger.dustOf(ASSET, D), 999_999);
        assertTrue(_depositTokens(D, alice, 1e6 + 1));
        assertEq(_balance(alice), 5e18 + 1);
        assertEq(ledger.dustOf(ASSET, D), 1e6);
    }

    function test_creditDeposit_whatMintsNothing_goesBack() public {
        assertFalse(_depositTokens(D, alice, 999_999));
        assertEq(ledger.dustOf(ASSET, D), 0);
        assertEq(_custody(D), 0);
    }

    function test_creditDeposit_ofNoAsset_goesBack() public {
        assertFalse(_credit(A, Deposit(_token(B), 1e6, alice, 0, false)));
        assertFalse(_credit(B, Deposit(_token(A), 1e18, alice, 0, false)));
    }

    function test_creditDeposit_toNobody_goesBack() public {
        assertFalse(_deposit(A, address(0), 1));
    }

    function test_creditDeposit_toTheVaultItself_goesBack() public {
        _setVault();
        assertFalse(_deposit(A, address(vault), 1));
        assertFalse(_depositToVault(A, address(vault), 1));
    }

    function test_creditDeposit_beyondCustodysBits_goesBack() public {
        assertFalse(_depositTokens(B, alice, uint256(type(uint112).max) + 1));
        // What is local has as many bits as what is not.
        assertTrue(_depositTokens(B, alice, type(uint112).max));
        assertFalse(_depositTokens(B, alice, CAPACITY + 1));
        assertTrue(_depositTokens(B, alice, CAPACITY));
        assertFalse(_depositTokens(B, alice, 1));
        ledger.setLimit(ASSET, B, type(uint104).max, 1);
        assertFalse(_depositTokens(B, alice, type(uint112).max));
        assertFalse(_depositTokens(A, alice, type(uint128).max));
        _assertConserved();
    }

    function test_creditDeposit_minimum() public {
        assertFalse(_credit(A, Deposit(_token(A), 1e6, alice, 1e18 + 1, false)));
        assertTrue(_credit(A, Deposit(_token(A), 1e6, alice, 1e18, false)));
    }

    function test_creditDeposit_beyondTheLimit_isLocal() public {
        _deposit(A, alice, 600);
        vm.expectEmit(address(ledger));
        emit ILedger.LocalCredited(keccak256(abi.encode(lastHead, A)), ASSET, A, CauseKind.Deposit, alice, 200e18);
        // The minimum counts local balance too.
        assertTrue(_credit(A, Deposit(_token(A), 600e6, alice, 600e18, false)));

        assertEq(_balance(alice), 1_000e18);
        assertEq(_local(alice, A), 200e18);
        assertEq(_custody(A), 1_200e18);
        assertEq(_available(A), 0);
        _assertConserved();
    }

    function test_creditDeposit_withoutALimit_isLocal() public {
        ledger.setLimitZero(ASSET, A);
        assertTrue(_deposit(A, alice, 5));
        assertEq(_balance(alice), 0);
        assertEq(_local(alice, A), 5e18);
        _assertConserved();
    }

    function test_creditDeposit_theLimitRefills() public {
        _deposit(A, alice, 1_000);
        vm.warp(block.timestamp + 360);
        assertEq(_available(A), 100e18);
        _deposit(A, alice, 150);
        assertEq(_balance(alice), 1_100e18);
        assertEq(_local(alice, A), 50e18);
    }

    function test_creditDeposit_rebate() public {
        _provide(A, alice, 1_000);
        _withdraw(alice, A, 500e18);
        assertEq(_reserve(), 1.25e18);
        _forget();

        (uint256 credit, uint256 local, uint256 rebate) = ledger.quoteDeposit(A, _token(A), 500e6);
        uint256 before = _balance(bob);
        assertTrue(_deposit(A, bob, 500));
        assertEq(rebate, 0.625e18);
        assertEq(credit, 500.625e18);
        assertEq(local, 0);
        assertEq(_balance(bob) - before, credit);
        assertEq(_reserve(), 0.625e18);
        assertEq(_available(A), CAPACITY - credit);
        _assertConserved();
    }

    function test_creditDeposit_rebate_countsForTheMinimum() public {
        _provide(A, alice, 1_000);
        _withdraw(alice, A, 500e18);
        _forget();
        assertFalse(_credit(A, Deposit(_token(A), 500e6, bob, 500.625e18 + 1, false)));
        assertTrue(_credit(A, Deposit(_token(A), 500e6, bob, 500.625e18, false)));
    }

    /// What becomes ledger balance, the rebate included, is never more than the limit.
    function test_creditDeposit_rebate_countsForTheLimit() public {
        _provide(A, alice, 1_000);
        _withdraw(alice, A, 500e18);
        _forget();
        ledger.setLimit(ASSET, A, 500e18, HOUR);
        (uint256 credit, uint256 local, uint256 rebate) = ledger.quoteDeposit(A, _token(A), 500e6);
        assertTrue(_deposit(A, bob, 500));

        assertEq(_balance(bob), credit);
        assertEq(_local(bob, A), local);
        assertEq(credit + local, 500e18 + rebate);
        assertLe(credit, 500e18);
        assertGt(credit, 500e18 * 994 / 1000);
        assertGt(rebate, 0);
        _assertConserved();
    }

    function test_creditDeposit_toTheVault() public {
        _setVault();
        assertTrue(_depositToVault(C, alice, 10));
        assertEq(vault.balanceOf(alice), 10e21);
        assertEq(_balance(address(vault)), 10e18);
        assertEq(vault.totalAssets(), 10e18);
        assertEq(_balance(alice), 0);
        _assertConserved();
    }

    function test_creditDeposit_toTheVault_minimumIsShares() public {
        _setVault();
        assertFalse(_credit(A, Deposit(_token(A), 1e6, alice, 1e21 + 1, true)));
        assertTrue(_credit(A, Deposit(_token(A), 1e6, alice, 1e21, true)));
        assertEq(vault.balanceOf(alice), 1e21);
    }

    function test_creditDeposit_toNoVault_goesBack() public {
        assertFalse(_depositToVault(A, alice, 1));
    }

    /// Only matured balance becomes shares: all of it, or it is credited as any other.
    function test_creditDeposit_toTheVault_beyondTheLimit() public {
        _setVault();
        assertTrue(_depositToVault(A, alice, 1_001));
        assertEq(vault.balanceOf(alice), 0);
        assertEq(_balance(alice), 1_000e18);
        assertEq(_local(alice, A), 1e18);
        assertEq(_balance(address(vault)), 0);
        _assertConserved();
    }

    function test_creditDeposit_revertsWith_CallerNotHub() public {
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(ILedger.CallerNotHub.selector, stranger));
        ledger.creditDeposit(A, 0, "");
    }

    /// Whatever a lying chain says, the hub goes on.
    function testFuzz_creditDeposit_neverFails(uint64 chain, Deposit memory deposit, bool known) public {
        _setVault();
        (deposit.amount, deposit.minimum) = (uint128(deposit.amount), uint128(deposit.minimum));
        deposit.token = deposit.token >> 96;
        if (known) (chain, deposit.token) = (_chains()[chain % 4], _token(_chains()[chain % 4]));
        _credit(chain, deposit);
    }
}
