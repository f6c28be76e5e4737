// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ILedger} from "../../../src/ledger/ILedger.sol";
import {Leg} from "../../../src/types/Leg.sol";
import {IVault} from "../../../src/vault/IVault.sol";
import {LedgerFixture} from "../../fixtures/LedgerFixture.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {ERC4626} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";

contract VaultTest is LedgerFixture {
    function setUp() public override {
        super.setUp();
        _setVault();
        _deposit(B, alice, 900);
        vm.prank(alice);
        ledger.setOperator(address(vault), true);
    }

    function test_metadata() public view {
        assertEq(vault.asset(), address(ledger));
        assertEq(vault.ledger(), address(ledger));
        assertEq(vault.ledgerAsset(), ASSET);
        assertEq(vault.decimals(), 21);
        assertEq(vault.name(), "Vault");
        assertEq(vault.symbol(), "VAULT");
    }

    function test_deposit() public {
        vm.prank(alice);
        assertEq(vault.deposit(100e18, bob), 100e21);
        assertEq(vault.balanceOf(bob), 100e21);
        assertEq(vault.totalAssets(), 100e18);
        assertEq(_balance(alice), 800e18);
        _assertConserved();
    }

    function test_mint() public {
        vm.prank(alice);
        assertEq(vault.mint(100e21, bob), 100e18);
        assertEq(vault.balanceOf(bob), 100e21);
    }

    function test_redeem_toTheLedger() public {
        vm.startPrank(alice);
        vault.deposit(100e18, alice);
        assertEq(vault.redeem(40e21, bob, alice), 40e18);
        assertEq(vault.withdraw(10e18, bob, alice), 10e21);
        vm.stopPrank();
        assertEq(_balance(bob), 50e18);
        assertEq(vault.balanceOf(alice), 50e21);
        _assertConserved();
    }

    function test_redeemTo() public {
        _deposit(A, bob, 100);
        vm.startPrank(alice);
        vault.deposit(100e18, alice);
        assertEq(vault.redeemTo(A, recipient, 40e21 + 1, 40e6, alice), 40e6);
        vm.stopPrank();
        assertEq(vault.balanceOf(alice), 60e21 - 1);
        assertEq(payouts[0].chain, A);
        assertEq(payouts[0].amount, 40e6);
        assertEq(payouts[0].account, recipient);
        _assertConserved();
    }

    /// The fee comes off the payout; what the token can't express stays on the ledger.
    function test_redeemTo_paysTheFee() public {
        _provide(C, bob, 1_000);
        vm.startPrank(alice);
        vault.deposit(500e18, alice);
        vm.expectRevert(abi.encodeWithSelector(IVault.PayoutTooLow.selector, 498.75e8, 498.75e8 + 1));
        vault.redeemTo(C, recipient, 500e21, 498.75e8 + 1, alice);
        vault.redeemTo(C, recipient, 500e21, 498.75e8, alice);
        vm.stopPrank();
        // The fee of 498.75 is less than that of 500.
        assertEq(_balance(alice), 400e18 + 1.25e18 - _reserve());
        assertEq(vault.totalSupply(), 0);
        assertEq(_balance(address(vault)), 0);
        _assertConserved();
    }

    function test_redeemTo_byAnother_needsAnAllowance() public {
        vm.prank(alice);
        vault.deposit(100e18, alice);
        vm.prank(bob);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, bob, 0, 1e21));
        vault.redeemTo(B, recipient, 1e21, 0, alice);
        vm.prank(alice);
        vault.approve(bob, 1e21);
        vm.prank(bob);
        assertEq(vault.redeemTo(B, recipient, 1e21, 0, alice), 1e18);
    }

    function test_redeemTo_revertsWith_ERC4626ExceededMaxRedeem() public {
        vm.prank(alice);
        vault.deposit(100e18, alice);
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(ERC4626.ERC4626ExceededMaxRedeem.selector, alice, 100e21 + 1, 100e21));
        vault.redeemTo(B, recipient, 100e21 + 1, 0, alice);
    }

    function test_onlyTheLedger() public {
        bytes memory reason = abi.encodeWithSelector(IVault.CallerNotLedger.selector, stranger);
        vm.startPrank(stranger);
        vm.expectRevert(reason);
        vault.issue(stranger, 1, 1);
        vm.expectRevert(reason);
        vault.lockProfit(1);
    }

    /// What a fill earns becomes assets evenly over a day.
    function test_profit_unlocksEvenly() public {
        vm.prank(alice);
        vault.deposit(500e18, alice);
        _fillByVault(100, 90);
        assertEq(vault.lockedProfit(), 10e18);
        assertEq(vault.totalAssets(), 500e18);
        vm.warp(block.timestamp + 6 hours);
        assertEq(vault.lockedProfit(), 7.5e18);
        assertEq(vault.totalAssets(), 502.5e18);
        vm.warp(block.timestamp + 18 hours - 1);
        assertGt(vault.lockedProfit(), 0);
        vm.warp(block.timestamp + 1);
        assertEq(vault.totalAssets(), 510e18);
    }

    /// A small fill hardly delays what is locked.
    function test_profit_ofASecondFill_isTheMean() public {
        vm.prank(alice);
        vault.deposit(500e18, alice);
        _fillByVault(100, 90);
        vm.warp(block.timestamp + 12 hours);
        vm.expectEmit(address(vault));
        // 5 for another 12 hours and 5 for 24: 18 on average.
        emit IVault.ProfitLocked(5e18, 10e18, block.timestamp + 18 hours);
        _fillByVault(100, 95);
        vm.warp(block.timestamp + 9 hours);
        assertEq(vault.lockedProfit(), 5e18);
    }

    /// Nobody gains by coming for a fill.
    function test_profit_isNotForWhoComesAndGoes() public {
        vm.prank(alice);
        vault.deposit(100e18, alice);
        _deposit(C, bob, 800);
        vm.startPrank(bob);
        ledger.setOperator(address(vault), true);
        uint256 shares = vault.deposit(800e18, bob);
        vm.stopPrank();
        _fillByVault(100, 90);
        vm.prank(bob);
        assertEq(vault.redeem(shares, bob, bob), 800e18);
    }

    /// The first depositor can't make a share dear: what it gives up for that is a thousand times what others lose.
    function test_inflation() public {
        vm.startPrank(alice);
        vault.deposit(1, alice);
        vm.expectRevert(abi.encodeWithSelector(ILedger.ReceiverIsVault.selector, address(vault)));
        ledger.transfer(address(vault), ASSET, 100e18);
        vm.stopPrank();
        assertFalse(_deposit(C, address(vault), 100));
        _deposit(C, bob, 100);
        vm.startPrank(bob);
        ledger.setOperator(address(vault), true);
        uint256 shares = vault.deposit(100e18, bob);
        assertEq(vault.previewRedeem(shares), 100e18);
    }

    /// Nor by what it redeems.
    function test_redeem_revertsWith_ReceiverIsVault() public {
        vm.startPrank(alice);
        vault.deposit(100e18, alice);
        vm.expectRevert(abi.encodeWithSelector(ILedger.ReceiverIsVault.selector, address(vault)));
        vault.redeem(50e21, address(vault), alice);
    }

    /// Through whatever deposits, redemptions, fills and time, no share gets cheaper.
    function testFuzz_sharePrice_neverFalls(uint256[10] calldata seeds) public {
        ledger.setLimit(ASSET, A, 1e30, 1);
        for (uint256 i = 0; i < seeds.length; ++i) {
            uint256 assetsBefore = vault.totalAssets() + 1;
            uint256 sharesBefore = vault.totalSupply() + 1000;
            _act(seeds[i]);
            // a / b >= c / d, without rounding.
            assertGe((vault.totalAssets() + 1) * sharesBefore, assetsBefore * (vault.totalSupply() + 1000));
            _assertConserved();
        }
    }

    function _act(uint256 seed) private {
        uint256 kind = seed % 5;
        uint256 amount = uint256(keccak256(abi.encode(seed)));
        vm.warp(block.timestamp + amount % 10 hours);
        if (kind == 0) {
            amount = _bound(amount, 0, _balance(alice));
            vm.prank(alice);
            vault.deposit(amount, alice);
        } else if (kind == 1) {
            amount = _bound(amount, 0, vault.balanceOf(alice));
            vm.prank(alice);
            vault.redeem(amount, alice, alice);
        } else if (kind == 2) {
            amount = _bound(amount, 0, vault.maxWithdraw(alice));
            vm.prank(alice);
            vault.withdraw(amount, alice, alice);
        } else if (kind == 3) {
            amount = _bound(amount, 0, vault.previewDeposit(_balance(alice)));
            vm.prank(alice);
            vault.mint(amount, alice);
        } else if (_balance(address(vault)) > 2e18) {
            amount = _bound(amount, 1, 1 + _balance(address(vault)) / 2e18);
            (uint256 custody,) = ledger.custodyOf(ASSET, B);
            if (amount * 1e18 <= custody && amount * 1e18 <= _balance(address(vault))) {
                _fillByVault(amount + 1, amount);
            }
        }
    }

    function _fillByVault(uint256 input, uint256 output) private {
        Leg[] memory legs = new Leg[](1);
        address[] memory fillers = new address[](1);
        (legs[0], fillers[0]) = (_leg(A, B, input, output), address(vault));
        ledger.fill(keccak256("an order"), legs, stranger, fillers, 1_000_000, false);
    }
}
