// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ILedger} from "../../../src/ledger/ILedger.sol";
import {Vault} from "../../../src/vault/Vault.sol";
import {LedgerFixture} from "../../fixtures/LedgerFixture.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";

contract LedgerGovernanceTest is LedgerFixture {
    uint32 private constant OTHER = 8;

    function test_setToken() public {
        vm.expectEmit(address(ledger));
        emit ILedger.TokenSet(ASSET, A, _token(A), 6, _token(99), 36);
        ledger.setToken(ASSET, A, _token(99), 36);
        _assertAsset(A, _token(99), ASSET, 36);
        _assertAsset(A, _token(A), 0, 0);
        (bytes32 token, uint8 decimals) = ledger.tokenOf(ASSET, A);
        assertEq(token, _token(99));
        assertEq(decimals, 36);
    }

    function test_setToken_toNone() public {
        ledger.setToken(ASSET, A, 0, 0);
        _assertAsset(A, _token(A), 0, 0);
        _assertAsset(A, 0, 0, 0);
        assertFalse(_deposit(A, alice, 1));
    }

    function test_setToken_decimalsOfTheSame() public {
        ledger.setToken(ASSET, A, _token(A), 7);
        _assertAsset(A, _token(A), ASSET, 7);
    }

    function test_setToken_revertsWith_CustodyNotZero() public {
        _deposit(A, alice, 1);
        vm.expectRevert(abi.encodeWithSelector(ILedger.CustodyNotZero.selector, ASSET, A, 1e18));
        ledger.setToken(ASSET, A, _token(99), 6);
        _withdraw(alice, A, 1e18);
        ledger.setToken(ASSET, A, _token(99), 6);
    }

    function test_setToken_ofLocalBalances_revertsWith_CustodyNotZero() public {
        ledger.setLimitZero(ASSET, A);
        _deposit(A, alice, 1);
        vm.expectRevert(abi.encodeWithSelector(ILedger.CustodyNotZero.selector, ASSET, A, 1e18));
        ledger.setToken(ASSET, A, _token(99), 6);
    }

    function test_setToken_ofDust_revertsWith_CustodyNotZero() public {
        _depositTokens(D, alice, 1e6 + 1);
        _withdraw(alice, D, 1);
        vm.expectRevert(abi.encodeWithSelector(ILedger.CustodyNotZero.selector, ASSET, D, 0));
        ledger.setToken(ASSET, D, _token(99), 6);
    }

    function test_setToken_revertsWith_TokenTaken() public {
        vm.expectRevert(abi.encodeWithSelector(ILedger.TokenTaken.selector, A, _token(A), ASSET));
        ledger.setToken(OTHER, A, _token(A), 6);
    }

    function test_setToken_revertsWith_AssetZero() public {
        vm.expectRevert(ILedger.AssetZero.selector);
        ledger.setToken(0, A, _token(99), 6);
    }

    function test_setToken_revertsWith_DecimalsOutOfRange() public {
        vm.expectRevert(abi.encodeWithSelector(ILedger.DecimalsOutOfRange.selector, 37));
        ledger.setToken(ASSET, A, _token(99), 37);
    }

    function test_setLimit() public {
        _deposit(A, alice, 1_000);
        vm.expectEmit(address(ledger));
        emit ILedger.LimitSet(ASSET, A, CAPACITY, HOUR, 2 * CAPACITY, 60);
        ledger.setLimit(ASSET, A, 2 * CAPACITY, 60);
        assertEq(_available(A), CAPACITY);
        vm.warp(block.timestamp + 3);
        assertEq(_available(A), CAPACITY * 11 / 10);
    }

    /// What became free before did so at the old pace.
    function test_setLimit_later() public {
        _deposit(A, alice, 1_000);
        vm.warp(block.timestamp + 360);
        ledger.setLimit(ASSET, A, CAPACITY, 1);
        assertEq(_available(A), CAPACITY / 10);
    }

    function test_setLimit_revertsWith_LimitInvalid() public {
        uint256 largest = type(uint104).max;
        vm.expectRevert(abi.encodeWithSelector(ILedger.LimitInvalid.selector, 1, 0));
        ledger.setLimit(ASSET, A, 1, 0);
        vm.expectRevert(abi.encodeWithSelector(ILedger.LimitInvalid.selector, 1, 1 << 24));
        ledger.setLimit(ASSET, A, 1, 1 << 24);
        vm.expectRevert(abi.encodeWithSelector(ILedger.LimitInvalid.selector, largest + 1, 1));
        ledger.setLimit(ASSET, A, largest + 1, 1);
        ledger.setLimit(ASSET, A, largest, (1 << 24) - 1);
    }

    function test_setLimitZero() public {
        vm.expectEmit(address(ledger));
        emit ILedger.LimitSet(ASSET, A, CAPACITY, HOUR, 0, HOUR);
        ledger.setLimitZero(ASSET, A);
        assertEq(_available(A), 0);
        vm.warp(block.timestamp + 10 * HOUR);
        assertEq(_available(A), 0);
    }

    function test_setCurve() public {
        _deposit(A, alice, 1_000);
        vm.expectEmit(address(ledger));
        emit ILedger.CurveSet(ASSET, A, 0, 0, 1_000e18, SLOPE);
        ledger.setCurve(ASSET, A, 1_000e18, SLOPE);
        _withdraw(alice, A, 500e18);
        _assertConserved();
        // Less of it is always allowed.
        ledger.setCurve(ASSET, A, 900e18, SLOPE / 2);
        _assertConserved();
    }

    /// Otherwise rebates would depend on what others pay in between.
    function test_setCurve_revertsWith_ReserveTooLow() public {
        _deposit(A, alice, 1_000);
        bytes memory reason = abi.encodeWithSelector(ILedger.ReserveTooLow.selector, ASSET, 0, 5e18);
        vm.expectRevert(reason);
        ledger.setCurve(ASSET, A, 2_000e18, 2 * SLOPE);
        vm.startPrank(alice);
        ledger.fundReserve(ASSET, 2.5e18 - 1);
        vm.stopPrank();
        reason = abi.encodeWithSelector(ILedger.ReserveTooLow.selector, ASSET, 2.5e18 - 1, 5e18);
        vm.expectRevert(reason);
        ledger.setCurve(ASSET, A, 2_000e18, 2 * SLOPE);
        vm.prank(alice);
        ledger.fundReserve(ASSET, 1);
        ledger.setCurve(ASSET, A, 2_000e18, 2 * SLOPE);
        _assertConserved();
    }

    /// What came while there was no target is not what anyone must pay for.
    function test_setCurve_afterADeposit_beginsAtTheLow() public {
        _deposit(A, alice, 1_000);
        ledger.setCurve(ASSET, A, 1_000e18, SLOPE);
        (,, uint256 fee) = ledger.quoteWithdraw(ASSET, A, 500e18);
        assertEq(fee, 1.25e18);
    }

    /// Nobody paid for what the potential rises by: who left just before is paid nothing for coming back.
    function test_setCurve_ofAHigherPotential_paysNoRebateSoon() public {
        ledger.setLimit(ASSET, A, 1_000_000e18, 1);
        _deposit(A, alice, 2_000);
        vm.prank(alice);
        ledger.fundReserve(ASSET, 10e18);
        ledger.setCurve(ASSET, A, 500e18, SLOPE);
        _forget();
        _withdraw(alice, A, 1_400e18);
        ledger.setCurve(ASSET, A, 1_000e18, SLOPE);
        (,,, uint256 fall) = ledger.imbalanceOf(ASSET, A);
        assertEq(fall, 400e18);
        (,, uint256 rebate) = ledger.quoteDeposit(A, _token(A), 400e6);
        assertEq(rebate, 0);
        _forget();
        (,, rebate) = ledger.quoteDeposit(A, _token(A), 400e6);
        assertGt(rebate, 0);
    }

    /// A lower target has a lower peak.
    function test_setCurve_ofALowerTarget_lowersThePeak() public {
        _provide(A, alice, 1_000);
        _withdraw(alice, A, 800e18);
        ledger.setCurve(ASSET, A, 500e18, SLOPE);
        (,,, uint256 fall) = ledger.imbalanceOf(ASSET, A);
        assertEq(fall, 300e18);
    }

    function test_setCurve_revertsWith_CurveInvalid() public {
        uint256 largest = type(uint104).max;
        vm.expectRevert(abi.encodeWithSelector(ILedger.CurveInvalid.selector, 1, 25_001));
        ledger.setCurve(ASSET, A, 1, 25_001);
        vm.expectRevert(abi.encodeWithSelector(ILedger.CurveInvalid.selector, largest + 1, 1));
        ledger.setCurve(ASSET, A, largest + 1, 1);
    }

    function test_setVault() public {
        vm.expectEmit(address(ledger));
        emit ILedger.VaultSet(ASSET, address(vault));
        _setVault();
        (address set,) = ledger.vaultOf(ASSET);
        assertEq(set, address(vault));
    }

    function test_setVault_revertsWith_VaultInvalid() public {
        vm.expectRevert(abi.encodeWithSelector(ILedger.VaultInvalid.selector, address(vault)));
        ledger.setVault(OTHER, address(vault));
        Vault second = new Vault(ledger, ASSET, "Second", "SECOND");
        ledger.setVault(ASSET, address(second));
        Vault third = new Vault(ledger, ASSET, "Third", "THIRD");
        vm.expectRevert(abi.encodeWithSelector(ILedger.VaultInvalid.selector, address(third)));
        ledger.setVault(ASSET, address(third));
    }

    /// A gift to it before can't keep it from being set.
    function test_setVault_ofOneWithABalance() public {
        _deposit(A, address(vault), 1);
        _setVault();
        assertEq(vault.totalAssets(), 1e18);
    }

    function test_setMargin() public {
        ledger.setMargin(ASSET, 5);
        vm.expectEmit(address(ledger));
        emit ILedger.MarginSet(ASSET, 5, 10_000);
        ledger.setMargin(ASSET, 10_000);
        vm.expectRevert(abi.encodeWithSelector(ILedger.MarginTooHigh.selector, 10_001));
        ledger.setMargin(ASSET, 10_001);
    }

    function test_governance_isRestricted() public {
        bytes[7] memory calls = [
            abi.encodeCall(ILedger.setToken, (ASSET, A, 0, 0)),
            abi.encodeCall(ILedger.setLimit, (ASSET, A, 1, 1)),
            abi.encodeCall(ILedger.setLimitZero, (ASSET, A)),
            abi.encodeCall(ILedger.setCurve, (ASSET, A, 1, 1)),
            abi.encodeCall(ILedger.setPayoutFee, (ASSET, A, 0)),
            abi.encodeCall(ILedger.setVault, (ASSET, address(vault))),
            abi.encodeCall(ILedger.setMargin, (ASSET, 1))
        ];
        for (uint256 i = 0; i < calls.length; ++i) {
            vm.prank(stranger);
            (bool success, bytes memory reason) = address(ledger).call(calls[i]);
            assertFalse(success);
            assertEq(reason, abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, stranger));
        }
    }

    function _assertAsset(uint64 chain, bytes32 token, uint32 asset, uint8 decimals) private view {
        (uint32 actual, uint8 actualDecimals) = ledger.assetOf(chain, token);
        assertEq(actual, asset);
        assertEq(actualDecimals, decimals);
    }
}
