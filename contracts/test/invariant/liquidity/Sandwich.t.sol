// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Placement} from "../../../src/ledger/ILedger.sol";
import {AccountLib} from "../../../src/types/Account.sol";
import {Leg} from "../../../src/types/Leg.sol";
import {Repayment} from "../../../src/types/Report.sol";
import {LedgerFixture} from "../../fixtures/LedgerFixture.sol";

/// An attacker who does whatever the ledger allows around the moves of others, within a second, and ends with as many
/// tokens on each chain as it began with: by deposits, withdrawals, orders of its own, filled by itself or the vault, or
/// repaid elsewhere, gifts to the reserve, in parts of any size. Deliveries that it delays are deposits and repayments
/// whose moment it chooses. It delivers its payouts itself, so that what they pay for that comes back to it.
contract SandwichInvariants is LedgerFixture {
    uint256 private constant ACTS = 14;
    /// Differences of rounded potentials are up to a unit less than what they round, in each act.
    uint256 private constant UNIT = 1;

    address private immutable attacker = makeAddr("attacker");
    /// What the attacker brought to a chain, if positive, and took from it, if negative.
    mapping(uint64 chain => int256) private _brought;
    uint256 private _salt;

    function setUp() public override {
        super.setUp();
        for (uint256 i = 0; i < 4; ++i) {
            uint64 chain = _chains()[i];
            unitOf[chain] = 1e18;
            ledger.setToken(ASSET, chain, _token(chain), 18);
            ledger.setLimit(ASSET, chain, 1e30, 1);
            _deposit(chain, bob, 1_000);
            ledger.setCurve(ASSET, chain, 1_000e18, 5_000 * (i + 1));
        }
        // No fee is about this chain; whoever has a balance there can draw on the others.
        ledger.setToken(ASSET, 99, _token(99), 18);
        ledger.setLimit(ASSET, 99, 1e30, 1);
        unitOf[99] = 1e18;
        _setVault();
        assertTrue(_depositToVault(99, bob, 1e6));
        _deposit(99, attacker, 1e6);
        _deposit(99, bob, 1e6);
    }

    /// forge-config: test.fuzz.runs = 1000
    /// forge-config: campaign.fuzz.runs = 20000
    function testFuzz_neverEarns(uint256 seed) public {
        _salt = seed;
        // Some imbalance, some of it recent, and what was paid for it.
        for (uint256 i = 0; i < 4; ++i) {
            _withdraw(bob, _chains()[i], _pick(900e18));
            vm.warp(block.timestamp + _pick(10 minutes));
            if (_pick(2) == 0) _depositTokens(_chains()[i], bob, _pick(500e18));
        }
        vm.warp(block.timestamp + _pick(15 minutes));
        if (_pick(2) == 0) {
            vm.prank(bob);
            ledger.fundReserve(ASSET, _pick(1_000e18));
        }

        if (_pick(2) == 0) {
            for (uint256 i = 0; i < 4; ++i) {
                ledger.setPayoutFee(ASSET, _chains()[i], _pick(20e18));
            }
        }

        uint256 before = _balance(attacker);
        for (uint256 i = 0; i < ACTS; ++i) {
            _act(_pick(2) == 0);
        }
        uint256 kept;
        for (uint256 i = 0; i < 4; ++i) {
            kept += _undo(_chains()[i]);
        }
        assertLe(_balance(attacker), before + kept + (ACTS + 4) * UNIT);
    }

    function _act(bool attacks) private {
        address account = attacks ? attacker : bob;
        (uint64 from, uint64 to) = (_chains()[_pick(4)], _chains()[_pick(4)]);
        uint256 amount = 1e12 + _pick(600e18);
        uint256 kind = _pick(6);
        if (kind == 5) {
            _fillByVault(from, to, amount, attacks);
        } else if (kind == 0) {
            _depositTokens(from, account, amount);
            if (attacks) _brought[from] += int256(amount);
        } else if (kind == 1) {
            if (amount + _fee(from) > _custody(from)) return;
            _withdraw(account, from, amount);
            if (attacks) _brought[from] -= int256(amount + _fee(from));
        } else if (kind == 2) {
            _fillOwn(account, from, to, amount, attacks);
        } else if (kind == 3) {
            _repayOwn(account, from, to, amount, attacks);
        } else {
            vm.prank(account);
            ledger.fundReserve(ASSET, amount / 1e6);
        }
    }

    /// A pooled order whose user and filler are one.
    function _fillOwn(address account, uint64 from, uint64 to, uint256 amount, bool attacks) private {
        if (amount + _fee(to) > _custody(to) || amount < 21 * _fee(to)) return;
        Leg[] memory legs = new Leg[](1);
        address[] memory fillers = new address[](1);
        legs[0] = Leg({
            originChain: from,
            inputToken: AccountLib.toAddress(_token(from)),
            inputAmount: uint128(amount),
            destinationChain: to,
            outputToken: _token(to),
            outputAmount: uint128(amount),
            recipient: recipient
        });
        fillers[0] = account;
        ledger.fill(keccak256("an order"), legs, account, fillers, 1_000_000, false);
        if (!attacks) return;
        _brought[from] += int256(amount);
        _brought[to] -= int256(amount + _fee(to));
    }

    /// A pooled order that the vault fills for as little as it does.
    function _fillByVault(uint64 from, uint64 to, uint256 amount, bool attacks) private {
        if (amount + _fee(to) > _custody(to) || amount < 21 * _fee(to)) return;
        Leg[] memory legs = new Leg[](1);
        address[] memory fillers = new address[](1);
        fillers[0] = address(vault);
        legs[0] = Leg({
            originChain: from,
            inputToken: AccountLib.toAddress(_token(from)),
            inputAmount: uint128(amount),
            destinationChain: to,
            outputToken: _token(to),
            outputAmount: uint128(amount),
            recipient: recipient
        });
        (uint256 debit,, uint256 credit, uint256 rebate) = ledger.quoteFill(legs[0]);
        // Less comes in for less of a rebate.
        if (credit > debit) legs[0].inputAmount = uint128(amount - (credit - debit) + 2 * rebate / 100);
        else legs[0].inputAmount = uint128(amount + (debit - credit));
        (debit,, credit,) = ledger.quoteFill(legs[0]);
        if (credit < debit) return;
        ledger.fill(keccak256("an order"), legs, stranger, fillers, 1_000_000, false);
        if (!attacks) return;
        _brought[from] += int256(uint256(legs[0].inputAmount));
        _brought[to] -= int256(amount + _fee(to));
    }

    /// An order whose user and solver are one, repaid on another chain or the ledger.
    function _repayOwn(address account, uint64 from, uint64 to, uint256 amount, bool attacks) private {
        Repayment memory repayment = Repayment(recipient, account, to, 1_000_000);
        Placement memory placement = ledger.repay(keccak256("an order"), from, _token(from), amount, repayment);
        if (!attacks || !placement.onLedger) return;
        _brought[from] += int256(amount);
        if (placement.chain != 0) _brought[placement.chain] -= int256(placement.amount + placement.tokenFee);
    }

    /// @return kept What a payout's fee leaves nothing of.
    function _undo(uint64 chain) private returns (uint256 kept) {
        int256 brought = _brought[chain];
        if (brought > 0 && uint256(brought) <= _fee(chain)) {
            kept = uint256(brought);
        } else if (brought > 0) {
            // Others may have taken it.
            vm.assume(uint256(brought) <= _custody(chain));
            _withdraw(attacker, chain, uint256(brought) - _fee(chain));
        } else if (brought < 0) {
            assertTrue(_depositTokens(chain, attacker, uint256(-brought)));
        }
    }

    function _fee(uint64 chain) private view returns (uint256 fee) {
        (fee,) = ledger.payoutFeeOf(ASSET, chain);
    }

    function _pick(uint256 count) private returns (uint256) {
        _salt = uint256(keccak256(abi.encode(_salt)));
        return _salt % count;
    }
}
