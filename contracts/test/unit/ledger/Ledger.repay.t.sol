// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {CauseKind, ILedger, Placement} from "../../../src/ledger/ILedger.sol";
import {Repayment} from "../../../src/types/Report.sol";
import {LedgerFixture} from "../../fixtures/LedgerFixture.sol";

contract LedgerRepayTest is LedgerFixture {
    bytes32 private constant ORDER = keccak256("an order");

    function setUp() public override {
        super.setUp();
        _deposit(B, bob, 500);
        _deposit(D, bob, 500);
    }

    function test_repay_onAnotherChain() public {
        vm.expectEmit(address(ledger));
        emit ILedger.CustodyJoined(ORDER, ASSET, A, CauseKind.Repayment, address(0), 100e18, 0);
        vm.expectEmit(address(ledger));
        emit ILedger.CustodyLeft(ORDER, ASSET, B, CauseKind.Repayment, address(0), 100e18, 0);
        Placement memory placement = _repay(A, 100e6, _repayTo(B, address(0)));
        _assertPlacement(placement, B, 100e18);
        assertEq(_custody(A), 100e18);
        assertEq(_custody(B), 400e18);
        assertEq(_available(A), 900e18);
        _assertConserved();
    }

    /// The hub pays it there; the ledger has no part in it.
    function test_repay_onTheOrigin_isNotTaken() public {
        _assertNotTaken(_repay(A, 100e6, _repayTo(A, alice)));
    }

    function test_repay_onTheLedger() public {
        vm.expectEmit(address(ledger));
        emit ILedger.CustodyJoined(ORDER, ASSET, A, CauseKind.Repayment, alice, 100e18, 0);
        Placement memory placement = _repay(A, 100e6, _repayTo(0, alice));
        assertTrue(placement.onLedger);
        assertEq(placement.chain, 0);
        assertEq(_balance(alice), 100e18);
        _assertConserved();
    }

    function test_repay_onTheLedger_beyondTheLimit_isLocal() public {
        _repay(A, 1_100e6, _repayTo(0, alice));
        assertEq(_balance(alice), 1_000e18);
        assertEq(_local(alice, A), 100e18);
        _assertConserved();
    }

    function test_repay_onTheLedger_withoutAnAccount_isNotTaken() public {
        _assertNotTaken(_repay(A, 100e6, _repayTo(0, address(0))));
    }

    function test_repay_toTheVault_isNotTaken() public {
        _setVault();
        _assertNotTaken(_repay(A, 100e6, _repayTo(0, address(vault))));
    }

    function test_repay_ofNoAsset_isNotTaken() public {
        Repayment memory repayment = _repayTo(B, alice);
        Placement memory placement = ledger.repay(ORDER, A, keccak256("another token"), 100e6, repayment);
        assertFalse(placement.onLedger);
    }

    function test_repay_beyondCustodysBits_isNotTaken() public {
        _assertNotTaken(_repay(A, type(uint128).max, _repayTo(B, alice)));
    }

    function test_repay_ofTooLittle_isNotTaken() public {
        _assertNotTaken(_repay(D, 999_999, _repayTo(0, alice)));
    }

    /// Custody there is 500.
    function test_repay_whereCustodyIsTooLow_isOnTheLedger() public {
        _assertPlacement(_repay(A, 500e6, _repayTo(B, alice)), B, 500e18);
        Placement memory placement = _repay(A, 1e6, _repayTo(B, alice));
        assertTrue(placement.onLedger);
        assertEq(placement.chain, 0);
        assertEq(_balance(alice), 1e18);
    }

    function test_repay_whereCustodyIsTooLow_withoutAnAccount_isNotTaken() public {
        _assertNotTaken(_repay(A, 501e6, _repayTo(B, address(0))));
    }

    function test_repay_whereThereIsNoToken_isOnTheLedger() public {
        assertEq(_repay(A, 1e6, _repayTo(99, alice)).chain, 0);
        assertEq(_balance(alice), 1e18);
    }

    /// What a chain's word brings leaves elsewhere only within its limit.
    function test_repay_beyondTheLimit_isNotPaidElsewhere() public {
        _deposit(C, bob, 1_000);
        _assertNotTaken(_repay(C, 1, _repayTo(B, address(0))));
        assertEq(_repay(C, 100e8, _repayTo(B, alice)).chain, 0);
        assertEq(_local(alice, C), 100e18);
        assertEq(_custody(B), 500e18);
        _assertConserved();
    }

    function test_repay_paysTheFee() public {
        _provide(C, bob, 1_000);
        Placement memory placement = _repay(A, 500e6, _repayTo(C, alice));
        // The fee of 500 is 1.25; of what is left of it, the fee is a little less, and the rest is reserved.
        _assertPlacement(placement, C, 498.75e8);
        assertEq(_custody(C), 501.25e18);
        assertEq(_reserve(), 1.25e18);
        _assertConserved();
    }

    function test_repay_maxFee() public {
        _provide(C, bob, 1_000);
        Repayment memory repayment = _repayTo(C, alice);
        // The fee of 500 is 1.25, and all of it is what the solver is short of.
        repayment.maxFee = 2_499;
        assertEq(_repay(A, 500e6, repayment).chain, 0);
        _withdraw(alice, A, 500e18);
        repayment.maxFee = 2_500;
        assertEq(_repay(A, 500e6, repayment).chain, C);
    }

    /// What the token can't express is a part of what the solver agrees to.
    function test_repay_maxFee_ofACoarseToken() public {
        _deposit(A, bob, 5);
        Repayment memory repayment = _repayTo(A, alice);
        repayment.maxFee = 0;
        assertEq(_repay(B, 2e18 - 1, repayment).chain, 0);
        assertEq(_repay(B, 2e18, repayment).chain, A);
    }

    /// What the token can't express is reserved.
    function test_repay_dust() public {
        _deposit(A, bob, 5);
        vm.expectEmit(address(ledger));
        emit ILedger.DustReserved(ORDER, ASSET, 1e12 - 1);
        _assertPlacement(_repay(B, 2e18 - 1, _repayTo(A, alice)), A, 1_999_999);
        _assertConserved();
        // And what the ledger can't express stays with the spoke.
        _assertPlacement(_repay(D, 3e24 + 7, _repayTo(A, alice)), A, 3e6);
        assertEq(ledger.dustOf(ASSET, D), 7);
        _assertConserved();
    }

    function test_repay_rebate() public {
        _provide(C, bob, 1_000);
        _withdraw(bob, C, 500e18);
        _forget();
        _deposit(B, bob, 100);
        _assertPlacement(_repay(C, 500e8, _repayTo(B, alice)), B, 500.625e18);
        assertEq(_reserve(), 0.625e18);
        _assertConserved();
    }

    /// Two solvers, each paid where the other's input is: only ledger figures move.
    function test_repay_oppositeFlowsNet() public {
        _repay(A, 100e6, _repayTo(0, alice));
        _repay(B, 100e18, _repayTo(0, bob));
        vm.prank(alice);
        ledger.transfer(bob, ASSET, 100e18);
        assertEq(_balance(bob), 1_200e18);
        assertEq(payouts.length, 0);
        _assertConserved();
    }

    function test_repay_revertsWith_CallerNotHub() public {
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(ILedger.CallerNotHub.selector, stranger));
        ledger.repay(ORDER, A, _token(A), 1, _repayTo(B, alice));
    }

    /// Whatever an order or a lying chain says, the hub goes on; and what is quoted is what is done.
    function testFuzz_repay_neverFails(uint8 from, uint128 amount, Repayment memory repayment, bool known, uint8 to)
        public
    {
        _provide(C, bob, 1_000);
        uint64 origin = _chains()[from % 4];
        if (known) repayment.chain = _chains()[to % 4];
        Placement memory quoted = ledger.quoteRepayment(origin, _token(origin), amount, repayment);
        Placement memory placement = ledger.repay(ORDER, origin, _token(origin), amount, repayment);
        assertEq(abi.encode(placement), abi.encode(quoted));
    }

    function _repay(uint64 origin, uint256 tokens, Repayment memory repayment) private returns (Placement memory) {
        return ledger.repay(ORDER, origin, _token(origin), tokens, repayment);
    }

    function _assertPlacement(Placement memory placement, uint64 chain, uint256 tokens) private pure {
        assertTrue(placement.onLedger);
        assertEq(placement.chain, chain);
        assertEq(placement.token, _token(chain));
        assertEq(placement.amount, tokens);
    }

    function _assertNotTaken(Placement memory placement) private view {
        assertFalse(placement.onLedger);
        assertEq(_custody(A), 0);
        assertEq(_custody(B), 500e18);
        assertEq(ledger.dustOf(ASSET, D), 0);
    }
}
