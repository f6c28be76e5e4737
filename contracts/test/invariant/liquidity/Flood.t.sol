// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Placement} from "../../../src/ledger/ILedger.sol";
import {Leg} from "../../../src/types/Leg.sol";
import {LedgerFixture} from "../../fixtures/LedgerFixture.sol";

/// An account that has the ledger queue as many payouts as it can, in every way there is, most of them as small as can be.
/// Each pays at least what governance says to whoever delivers it, and the account has lost as much in the end.
contract FloodInvariants is LedgerFixture {
    uint256 private constant ACTS = 40;
    uint256 private constant MOST = 1e18;

    address private immutable flooder = makeAddr("flooder");
    /// What payouts, as many as there were, paid those who deliver them, in ledger units; and what chains ask for.
    uint256 private _paid;
    uint256 private _asked;
    uint256 private _count;
    /// What the account brought to the ledger and what was paid for it, in ledger units.
    uint256 private _brought;
    uint256 private _taken;
    uint256 private _read;
    uint256 private _salt;

    function setUp() public override {
        super.setUp();
        _setVault();
        for (uint256 i = 0; i < 4; ++i) {
            ledger.setLimit(ASSET, _chains()[i], 1e30, 1);
            _deposit(_chains()[i], bob, 10_000);
            _deposit(_chains()[i], flooder, 10_000);
        }
        vm.prank(flooder);
        ledger.setOperator(address(vault), true);
        vm.prank(flooder);
        vault.deposit(1_000e18, flooder);
        // What one chain says later stays there.
        ledger.setLimit(ASSET, D, 0, HOUR);
        assertTrue(_deposit(D, flooder, 1_000));
    }

    /// forge-config: test.fuzz.runs = 300
    /// forge-config: campaign.fuzz.runs = 4000
    function testFuzz_paysForWhatItInflicts(uint256 seed) public {
        _salt = seed;
        for (uint256 i = 0; i < 4; ++i) {
            // The limit of D is zero: its fee was set before.
            if (_chains()[i] == D) ledger.setLimit(ASSET, D, 1e30, 1);
            ledger.setPayoutFee(ASSET, _chains()[i], _pick(1e6) * 1e12);
            if (_chains()[i] == D) ledger.setLimitZero(ASSET, D);
            ledger.setCurve(ASSET, _chains()[i], 20_000e18, 0);
        }
        uint256 before = _wealth();
        for (uint256 i = 0; i < ACTS; ++i) {
            _act();
        }
        assertGt(_count, 0);
        assertGe(_paid, _asked);
        // What the vault's rounding keeps of each redemption is a unit or two.
        assertLe(_wealth() + _taken + _paid, before + _brought);
        assertGe(_wealth() + _taken + _paid + 2 * ACTS, before + _brought);
        _assertConservedWith();
    }

    function _act() private {
        uint64 chain = _chains()[_pick(4)];
        uint256 kind = _pick(5);
        uint256 amount = _pick(3) == 0 ? _pick(50e18) : _pick(2e12);
        bytes memory data = abi.encodeCall(ledger.withdraw, (ASSET, chain, recipient, amount, type(uint256).max));
        if (kind == 1) data = abi.encodeCall(ledger.withdrawLocal, (ASSET, D, recipient, amount, type(uint256).max));
        if (kind == 2) {
            vm.prank(flooder);
            (bool redeemed,) =
                address(vault).call(abi.encodeCall(vault.redeemTo, (chain, recipient, amount * 1_000, 0, flooder)));
            if (redeemed) _countQueued();
        } else if (kind == 3) {
            _fillOwn(chain, amount / 1e12 + 1);
        } else if (kind == 4) {
            _repayOwn(chain, amount);
        } else {
            vm.prank(flooder);
            (bool success,) = address(ledger).call(data);
            if (success) _countQueued();
        }
    }

    /// One order, a leg for each recipient.
    function _fillOwn(uint64 chain, uint256 millionths) private {
        Leg[] memory legs = new Leg[](1 + _pick(16));
        address[] memory fillers = new address[](legs.length);
        for (uint256 i = 0; i < legs.length; ++i) {
            legs[i] = _leg(A, chain, 0, 0);
            legs[i].inputAmount = uint128(millionths);
            legs[i].outputAmount = uint128(millionths * unitOf[chain] / 1e6);
            fillers[i] = flooder;
        }
        // A fee beyond the output is refused.
        try ledger.fill(keccak256("an order"), legs, flooder, fillers, type(uint256).max, false) returns (
            uint256[] memory tokenFees
        ) {
            for (uint256 i = 0; i < legs.length; ++i) {
                _countPaid(chain, legs[i].outputAmount, tokenFees[i]);
                _brought += millionths * 1e12;
            }
        } catch {}
    }

    /// An order whose user and solver are one.
    function _repayOwn(uint64 chain, uint256 amount) private {
        amount = amount / 1e12 * 1e12;
        if (amount == 0 || chain == A) return;
        Placement memory placement =
            ledger.repay(keccak256("an order"), A, _token(A), amount / 1e12, _repayTo(chain, flooder));
        _brought += amount;
        if (placement.chain != 0) _countPaid(chain, placement.amount, placement.tokenFee);
    }

    function _countQueued() private {
        for (; _read < payouts.length; ++_read) {
            _countPaid(payouts[_read].chain, payouts[_read].amount, payouts[_read].tokenFee);
        }
    }

    function _countPaid(uint64 chain, uint256 amount, uint256 tokenFee) private {
        ++_count;
        (uint256 fee,) = ledger.payoutFeeOf(ASSET, chain);
        _asked += fee;
        _paid += tokenFee * 1e18 / unitOf[chain];
        _taken += amount * 1e18 / unitOf[chain];
    }

    /// On the ledger and in the vault.
    function _wealth() private view returns (uint256 wealth) {
        wealth = _balance(flooder) + _local(flooder, D) + vault.previewRedeem(vault.balanceOf(flooder));
    }

    function _assertConservedWith() private view {
        uint256 held;
        for (uint256 i = 0; i < 4; ++i) {
            held += _custody(_chains()[i]);
        }
        assertEq(held, _balance(flooder) + _local(flooder, D) + _balance(bob) + _balance(address(vault)) + _reserve());
    }

    function _pick(uint256 count) private returns (uint256) {
        _salt = uint256(keccak256(abi.encode(_salt)));
        return _salt % count;
    }
}
