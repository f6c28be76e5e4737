// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {CauseKind, ILedger} from "../../../src/ledger/ILedger.sol";
import {Leg} from "../../../src/types/Leg.sol";
import {IVault} from "../../../src/vault/IVault.sol";
import {LedgerFixture} from "../../fixtures/LedgerFixture.sol";
import {ERC6909} from "@openzeppelin/contracts/token/ERC6909/ERC6909.sol";

contract LedgerFillTest is LedgerFixture {
    bytes32 private constant ORDER = keccak256("an order");
    uint32 private constant OTHER = 8;

    function setUp() public override {
        super.setUp();
        _deposit(B, bob, 500);
    }

    function test_fill() public {
        vm.expectEmit(address(ledger));
        emit ILedger.CustodyLeft(ORDER, ASSET, B, CauseKind.Fill, bob, 99e18, 0);
        vm.expectEmit(address(ledger));
        emit ILedger.CustodyJoined(ORDER, ASSET, A, CauseKind.Fill, bob, 100e18, 0);
        _fill(_leg(A, B, 100, 99), bob, bob);
        assertEq(_balance(bob), 501e18);
        assertEq(_custody(A), 100e18);
        assertEq(_custody(B), 401e18);
        assertEq(_available(A), 900e18);
        _assertConserved();
    }

    function test_fill_ofSeveralLegsBySeveralFillers() public {
        _deposit(C, alice, 100);
        vm.prank(alice);
        ledger.setOperator(bob, true);
        Leg[] memory legs = new Leg[](2);
        (legs[0], legs[1]) = (_leg(A, B, 100, 99), _leg(A, C, 50, 49));
        address[] memory fillers = new address[](2);
        (fillers[0], fillers[1]) = (bob, alice);
        ledger.fill(ORDER, legs, bob, fillers, 1_000_000, false);
        assertEq(_balance(bob), 501e18);
        assertEq(_balance(alice), 101e18);
        _assertConserved();
    }

    /// Outputs are debited before any input is credited: what an order brings does not fill it.
    function test_fill_withoutMeans() public {
        _expectRefusal(
            abi.encodeWithSelector(ERC6909.ERC6909InsufficientBalance.selector, alice, 0, 99e18, uint256(ASSET))
        );
        _fill(_leg(A, B, 100, 99), alice, alice);
    }

    function test_fill_revertsWith_FillerNotOperated() public {
        _expectRefusal(abi.encodeWithSelector(ILedger.FillerNotOperated.selector, bob, alice));
        _fill(_leg(A, B, 100, 99), bob, alice);
    }

    function test_fill_revertsWith_CustodyTooLow() public {
        _deposit(A, bob, 500);
        _expectRefusal(abi.encodeWithSelector(ILedger.CustodyTooLow.selector, ASSET, B, 500e18));
        _fill(_leg(A, B, 600, 501), bob, bob);
    }

    function test_fill_revertsWith_RateLimitExceeded() public {
        ledger.setLimit(ASSET, A, 99e18, HOUR);
        _expectRefusal(abi.encodeWithSelector(ILedger.RateLimitExceeded.selector, ASSET, A, 99e18));
        _fill(_leg(A, B, 100, 99), bob, bob);
    }

    function test_fill_revertsWith_TokenNotAnAsset() public {
        Leg memory leg = _leg(A, B, 100, 99);
        leg.outputToken = _token(A);
        _expectRefusal(abi.encodeWithSelector(ILedger.TokenNotAnAsset.selector, B, _token(A)));
        _fill(leg, bob, bob);
        leg = _leg(A, B, 100, 99);
        leg.originChain = C;
        _expectRefusal(abi.encodeWithSelector(ILedger.TokenNotAnAsset.selector, C, _token(A)));
        _fill(leg, bob, bob);
    }

    function test_fill_maxFee() public {
        _provide(C, bob, 1_000);
        Leg memory leg = _leg(A, C, 600, 500);
        // 1.25 of 500 is a quarter of a percent.
        _expectRefusal(abi.encodeWithSelector(ILedger.FeeTooHigh.selector, 1.25e18, 500e18 * 2_499 / 1e6));
        _fillFor(leg, bob, bob, 2_499, false);
        _fillFor(leg, bob, bob, 2_500, false);
        assertEq(_reserve(), 1.25e18);
        _fillFor(_leg(A, C, 20, 10), bob, bob, type(uint256).max, false);
        _assertConserved();
    }

    /// Rounded up, so that custody is never more than what the spoke holds.
    function test_fill_ofAFineToken() public {
        _deposit(D, bob, 2);
        Leg memory leg = _leg(A, D, 2, 1);
        leg.outputAmount += 1;
        _fill(leg, bob, bob);
        assertEq(_custody(D), 1e18 - 1);
        assertEq(ledger.dustOf(ASSET, D), 999_999);
        _assertConserved();
    }

    /// Two assets: a swap, by a filler of its own.
    function test_fill_ofTwoAssets() public {
        bytes32 token = keccak256("another token") >> 96;
        ledger.setToken(OTHER, A, token, 6);
        ledger.setLimit(OTHER, A, CAPACITY, HOUR);
        Leg memory leg = _leg(A, B, 3, 99);
        leg.inputToken = address(uint160(uint256(token)));
        _fill(leg, bob, bob);
        assertEq(ledger.balanceOf(bob, OTHER), 3e18);
        assertEq(_balance(bob), 401e18);
        _setVault();
        _expectRefusal(abi.encodeWithSelector(ERC6909.ERC6909InsufficientBalance.selector, vault, 0, 99e18, ASSET));
        _fill(leg, address(vault), stranger);
    }

    function test_fill_byTheVault() public {
        _fundVault(1_000);
        ledger.setMargin(ASSET, 500);
        vm.expectEmit(address(vault));
        emit IVault.ProfitLocked(0.05e18, 0.05e18, block.timestamp + 1 days);
        Leg memory leg = _leg(A, C, 100, 100);
        leg.inputAmount = 100.05e6;
        _fill(leg, address(vault), stranger);
        assertEq(_balance(address(vault)), 1_000.05e18);
        assertEq(vault.totalAssets(), 1_000e18);
        _assertConserved();
    }

    function test_fill_byTheVault_revertsWith_MarginTooLow() public {
        _fundVault(1_000);
        ledger.setMargin(ASSET, 500);
        Leg memory leg = _leg(A, C, 100, 100);
        leg.inputAmount = 100.05e6 - 1;
        _expectRefusal(abi.encodeWithSelector(ILedger.MarginTooLow.selector, 0, 100.05e18 - 1e12, 100.05e18));
        _fill(leg, address(vault), stranger);
    }

    /// The margin comes beside the fee.
    function test_fill_byTheVault_marginOverTheFee() public {
        _fundVault(1_000);
        ledger.setCurve(ASSET, C, 1_000e18, SLOPE);
        Leg memory leg = _leg(A, C, 502, 500);
        leg.inputAmount = 501.25e6 - 1;
        _expectRefusal(abi.encodeWithSelector(ILedger.MarginTooLow.selector, 0, 501.25e18 - 1e12, 501.25e18));
        _fill(leg, address(vault), stranger);
        leg.inputAmount += 1;
        _fill(leg, address(vault), stranger);
        assertEq(_balance(address(vault)), 1_000e18);
        _assertConserved();
    }

    /// An order that brings custody back may cost its user less than it gives.
    function test_fill_byTheVault_theRebateCounts() public {
        _provide(A, bob, 1_000);
        _withdraw(bob, A, 500e18);
        _forget();
        _fundVault(1_000);
        Leg memory leg = _leg(A, C, 100, 100);
        leg.inputAmount = 99.7754e6;
        (uint256 debit,, uint256 credit, uint256 rebate) = ledger.quoteFill(leg);
        assertLt(credit, 100e18);
        _expectRefusal(abi.encodeWithSelector(ILedger.MarginTooLow.selector, 0, credit, 100e18));
        _fill(leg, address(vault), stranger);
        leg.inputAmount = 99.7755e6;
        (debit,, credit, rebate) = ledger.quoteFill(leg);
        assertEq(credit, 99.7755e18 + rebate);
        _fill(leg, address(vault), stranger);
        assertEq(_balance(address(vault)), 1_000e18 + credit - debit);
        assertEq(vault.lockedProfit(), credit - debit);
        _assertConserved();
    }

    function test_fill_byTheVault_revertsWith_NotForVault() public {
        _fundVault(1_000);
        _expectRefusal(abi.encodeWithSelector(ILedger.NotForVault.selector, 0));
        _fillFor(_leg(A, C, 101, 100), address(vault), stranger, 1_000_000, true);

        bytes32 token = keccak256("another token") >> 96;
        ledger.setToken(OTHER, A, token, 6);
        ledger.setLimit(OTHER, A, CAPACITY, HOUR);
        Leg memory leg = _leg(A, C, 101, 100);
        leg.inputToken = address(uint160(uint256(token)));
        // Of the other asset it is not the vault, and nobody's operator.
        _expectRefusal(abi.encodeWithSelector(ILedger.FillerNotOperated.selector, vault, stranger));
        _fill(leg, address(vault), stranger);
    }

    function test_fill_revertsWith_CallerNotHub() public {
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(ILedger.CallerNotHub.selector, stranger));
        ledger.fill(ORDER, new Leg[](0), bob, new address[](0), 0, false);
    }

    function testFuzz_quoteFill(uint8 from, uint8 to, uint32 input, uint32 output) public {
        _provide(C, bob, 1_000);
        _withdraw(bob, C, 300e18);
        _deposit(D, bob, 1_000);
        for (uint256 i = 0; i < 4; ++i) {
            ledger.setLimit(ASSET, _chains()[i], 1e24, 1);
        }
        vm.warp(block.timestamp + 3 minutes);
        Leg memory leg = _leg(_chains()[from % 4], _chains()[to % 4], _bound(input, 1, 900), _bound(output, 1, 400));
        vm.assume(leg.destinationChain != A);
        (uint256 debit, uint256 fee, uint256 credit, uint256 rebate) = ledger.quoteFill(leg);
        uint256 balance = _balance(bob);
        uint256 reserve = _reserve();
        _fill(leg, bob, bob);
        assertEq(_balance(bob), balance - debit + credit);
        assertEq(_reserve(), reserve + fee - rebate);
        _assertConserved();
    }

    function _fundVault(uint256 amount) private {
        _setVault();
        assertTrue(_depositToVault(C, alice, amount));
        _forget();
    }

    function _fill(Leg memory leg, address filler, address caller) private {
        _fillFor(leg, filler, caller, 1_000_000, false);
    }

    function _fillFor(Leg memory leg, address filler, address caller, uint256 maxFee, bool exclusive) private {
        Leg[] memory legs = new Leg[](1);
        address[] memory fillers = new address[](1);
        (legs[0], fillers[0]) = (leg, filler);
        ledger.fill(ORDER, legs, caller, fillers, maxFee, exclusive);
    }

    function _expectRefusal(bytes memory reason) private {
        vm.expectRevert(reason);
    }
}
