// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ImbalanceFeeLib} from "../../../src/ledger/ImbalanceFeeLib.sol";
import {Test} from "forge-std/Test.sol";

/// One chain of an asset, on which anyone moves custody in and out; as the ledger keeps it.
abstract contract OneChain is Test {
    uint256 internal constant TARGET = 1_000e18;
    /// 1 % at the margin of an empty chain.
    uint256 internal constant SLOPE = 5_000;
    uint256 internal constant LARGEST = type(uint112).max;

    uint256 internal target = TARGET;
    uint256 internal slope = SLOPE;
    uint256 internal custody;
    uint256 internal rise;
    uint256 internal fall;
    uint256 internal reserve;
    /// Of the asset's other chains.
    uint256 internal potentialElsewhere;

    function _potential(uint256 amount) internal view returns (uint256) {
        return ImbalanceFeeLib.potential(amount, target, slope);
    }

    function _total() internal view returns (uint256) {
        return potentialElsewhere + _potential(custody);
    }

    function _fee(uint256 amount) internal view returns (uint256) {
        return ImbalanceFeeLib.feeOf(custody, rise, amount, target, slope);
    }

    function _rebate(uint256 amount) internal view returns (uint256) {
        return ImbalanceFeeLib.rebateOf(custody, fall, amount, target, slope, reserve, _total());
    }

    function _leave(uint256 amount) internal returns (uint256 fee) {
        fee = _fee(amount);
        (rise, fall) = ImbalanceFeeLib.afterLeaving(custody, rise, fall, amount, target);
        custody -= amount;
        reserve += fee;
    }

    function _enter(uint256 amount) internal returns (uint256 rebate) {
        rebate = _rebate(amount);
        (rise, fall) = ImbalanceFeeLib.afterEntering(rise, fall, amount);
        custody += amount;
        reserve -= rebate;
    }

    function _pass(uint256 elapsed) internal {
        rise = ImbalanceFeeLib.decayed(rise, elapsed, target);
        fall = ImbalanceFeeLib.decayed(fall, elapsed, target);
    }

    /// Any chain: its custody up to twice the target, its distances whatever they can be.
    function _assume(uint256 seed) internal {
        target = _bound(uint256(keccak256(abi.encode(seed, "target"))), 1, 2 ** _bound(seed, 1, 104)) - 1;
        slope = _bound(uint256(keccak256(abi.encode(seed, "slope"))), 0, ImbalanceFeeLib.MAX_SLOPE);
        custody = _bound(uint256(keccak256(abi.encode(seed, "custody"))), 0, 2 * target);
        rise = _bound(uint256(keccak256(abi.encode(seed, "rise"))), 0, custody);
        if (uint256(keccak256(abi.encode(seed, "at its low"))) % 2 == 0) rise = 0;
        fall = _bound(uint256(keccak256(abi.encode(seed, "fall"))), 0, target > custody ? target - custody : 0);
        if (uint256(keccak256(abi.encode(seed, "at its peak"))) % 2 == 0) fall = 0;
        potentialElsewhere = _bound(uint256(keccak256(abi.encode(seed, "elsewhere"))), 0, 16 * _potential(0));
        reserve = _bound(uint256(keccak256(abi.encode(seed, "reserve"))), 0, 2 * _total());
    }
}

contract ImbalanceFeeLibTest is OneChain {
    function test_potential() public view {
        assertEq(_potential(0), 5e18);
        assertEq(_potential(TARGET / 2), 1.25e18);
        assertEq(_potential(TARGET - 1), 0);
        assertEq(_potential(TARGET), 0);
        assertEq(_potential(LARGEST), 0);
    }

    function test_potential_withoutTarget_isZero() public pure {
        assertEq(ImbalanceFeeLib.potential(0, 0, SLOPE), 0);
    }

    function testFuzz_potential_falls(uint256 seed, uint256 amount) public {
        _assume(seed);
        amount = _bound(amount, 0, 2 * target);
        assertGe(_potential(amount), _potential(amount + 1));
    }

    /// Convex but for its rounding: a second equal step costs no less than the first, less one unit.
    function testFuzz_potential_isConvex(uint256 seed, uint256 amount, uint256 step) public {
        _assume(seed);
        step = _bound(step, 0, target / 2);
        amount = _bound(amount, 2 * step, 2 * target + 2 * step);
        uint256 first = _potential(amount - step) - _potential(amount);
        uint256 second = _potential(amount - 2 * step) - _potential(amount - step);
        assertGe(second + 1, first);
    }

    function test_feeOf_aQuietChain_isTheDifference() public {
        custody = TARGET;
        assertEq(_leave(TARGET / 2), 1.25e18);
        assertEq(_leave(TARGET / 2), 3.75e18);
        assertEq(reserve, 5e18);
    }

    function test_feeOf_whatIsAboveTheTarget_isFree() public {
        custody = 3 * TARGET;
        assertEq(_leave(2 * TARGET), 0);
        assertEq(_leave(1e18), 5_000 * 1e36 / TARGET / 1e6);
    }

    function test_feeOf_aboveTheLow_paysTheMarginalFeeThere() public {
        custody = TARGET;
        rise = TARGET / 2;
        // Half of the 1 % that an empty chain asks for.
        assertEq(_fee(100e18), 0.5e18);
        rise = 0;
        assertEq(_fee(100e18), 0.05e18);
    }

    /// Never more than the potential at the low: what it would cost if nothing had come.
    function test_feeOf_aboveTheLow_isBounded() public {
        custody = 100 * TARGET;
        rise = 99.5e18 * 1_000;
        assertEq(_fee(90 * TARGET), 1.25e18);
        assertEq(_fee(100 * TARGET), 1.25e18 + 3.75e18);
    }

    function testFuzz_feeOf_aQuietChain_isTheDifference(uint256 seed, uint256 amount) public {
        _assume(seed);
        rise = 0;
        amount = _bound(amount, 0, custody);
        assertEq(_fee(amount), _potential(custody - amount) - _potential(custody));
    }

    function testFuzz_feeOf_isNoLessThanTheDifference(uint256 seed, uint256 amount) public {
        _assume(seed);
        amount = _bound(amount, 0, custody);
        assertGe(_fee(amount), _potential(custody - amount) - _potential(custody));
    }

    /// A fee is no more than the marginal one of an empty chain, 5 % at most.
    function testFuzz_feeOf_isBounded(uint256 seed, uint256 amount) public {
        _assume(seed);
        amount = _bound(amount, 0, custody);
        assertLe(_fee(amount), amount * 2 * slope / 1e6 + 2);
    }

    function testFuzz_feeOf_grows(uint256 seed, uint256 amount) public {
        _assume(seed);
        vm.assume(custody > 0);
        amount = _bound(amount, 0, custody - 1);
        assertLe(_fee(amount), _fee(amount + 1));
    }

    function testFuzz_feeOf_twoParts_areNoCheaper(uint256 seed, uint256 first, uint256 second) public {
        _assume(seed);
        first = _bound(first, 0, custody);
        second = _bound(second, 0, custody - first);
        uint256 whole = _fee(first + second);
        assertGe(_leave(first) + _leave(second), whole);
    }

    function testFuzz_feeOf_aQuietChain_isThatOfItsParts(uint256 seed, uint256 first, uint256 second) public {
        _assume(seed);
        rise = 0;
        first = _bound(first, 0, custody);
        second = _bound(second, 0, custody - first);
        uint256 whole = _fee(first + second);
        assertEq(_leave(first) + _leave(second), whole);
    }

    function test_rebateOf_isHalfOfTheDifference() public {
        reserve = 5e18;
        assertEq(_enter(TARGET / 2), 3.75e18 / 2);
        assertEq(_enter(TARGET / 2), 1.25e18 / 2);
        assertEq(_enter(TARGET), 0);
    }

    function test_rebateOf_upToThePeak_isNothing() public {
        reserve = 10e18;
        custody = TARGET;
        _leave(TARGET / 2);
        assertEq(_enter(TARGET / 2), 0);

        (custody, fall, rise) = (0, TARGET / 2, 0);
        assertEq(_enter(TARGET), 1.25e18 / 2);
    }

    /// Of a reserve of a quarter of the potential, a quarter.
    function test_rebateOf_ofAScarceReserve_isItsShare() public {
        reserve = 1.25e18;
        assertEq(_rebate(TARGET), 1.25e18);
        potentialElsewhere = 5e18;
        assertEq(_rebate(TARGET), 0.625e18);
    }

    function test_rebateOf_ofAnEmptyReserve_isNothing() public {
        assertEq(_enter(TARGET), 0);
    }

    function testFuzz_rebateOf_isAtMostHalf(uint256 seed, uint256 amount) public {
        _assume(seed);
        amount = _bound(amount, 0, LARGEST - custody);
        assertLe(2 * _rebate(amount), _potential(custody) - _potential(custody + amount));
    }

    function testFuzz_rebateOf_isPaidFromTheReserve(uint256 seed, uint256 amount) public {
        _assume(seed);
        amount = _bound(amount, 0, LARGEST - custody);
        assertLe(_rebate(amount), reserve);
    }

    function testFuzz_rebateOf_twoParts_areNoMore(uint256 seed, uint256 first, uint256 second) public {
        _assume(seed);
        first = _bound(first, 0, 2 * target);
        second = _bound(second, 0, 2 * target);
        uint256 whole = _rebate(first + second);
        assertLe(_enter(first) + _enter(second), whole);
    }

    /// What covers half of the potential goes on doing so, whatever happens.
    function testFuzz_reserve_coversRebates(uint256 seed, uint256[8] calldata amounts) public {
        _assume(seed);
        reserve = _total() / 2 + 1;
        for (uint256 i = 0; i < amounts.length; ++i) {
            bool leaves = uint256(keccak256(abi.encode(seed, i))) % 2 == 0;
            if (leaves) _leave(_bound(amounts[i], 0, custody));
            else _enter(_bound(amounts[i], 0, 2 * target));
            assertGe(2 * reserve, _total());
        }
    }

    function test_decayed() public pure {
        assertEq(ImbalanceFeeLib.decayed(TARGET, 0, TARGET), TARGET);
        assertEq(ImbalanceFeeLib.decayed(TARGET, 1 minutes, TARGET), TARGET * 9 / 10);
        assertEq(ImbalanceFeeLib.decayed(TARGET, 10 minutes - 1, TARGET), TARGET / 600 + 1);
        assertEq(ImbalanceFeeLib.decayed(TARGET, 10 minutes, TARGET), 0);
        assertEq(ImbalanceFeeLib.decayed(TARGET / 10, 2 minutes, TARGET), 0);
        assertEq(ImbalanceFeeLib.decayed(TARGET, 0, 0), 0);
        assertEq(ImbalanceFeeLib.decayed(LARGEST, type(uint32).max, 2 ** 104 - 1), 0);
    }

    function test_afterLeaving() public {
        (custody, rise, fall) = (500e18, 200e18, 50e18);
        _leave(150e18);
        assertEq(rise, 50e18);
        assertEq(fall, 200e18);
        _leave(150e18);
        assertEq(rise, 0);
        assertEq(fall, 350e18);
    }

    /// What leaves above the target leaves no peak behind.
    function test_afterLeaving_aboveTheTarget() public {
        custody = 3 * TARGET;
        _leave(2 * TARGET);
        assertEq(fall, 0);
        _leave(1);
        assertEq(fall, 1);
    }

    function test_afterEntering() public {
        (custody, rise, fall) = (500e18, 200e18, 50e18);
        _enter(30e18);
        assertEq(rise, 230e18);
        assertEq(fall, 20e18);
        _enter(30e18);
        assertEq(rise, 260e18);
        assertEq(fall, 0);
    }
}

/// Whoever moves in and out around the moves of others, within a second.
contract SandwichTest is OneChain {
    uint256 private constant MOVES = 12;
    /// A difference of two rounded potentials can be a unit less than what it rounds.
    uint256 private constant UNIT = 1;

    function setUp() public {
        reserve = 1_000e18;
    }

    /// Front-running an entry that brings the chain above its target, where leaving is free.
    function test_aroundAnEntry() public {
        custody = 500e18;
        uint256 earned = _enter(500e18);
        assertGt(earned, 0);
        _enter(500e18);
        assertGe(_leave(500e18), 2 * earned);
    }

    /// Front-running an exit, so that coming back is worth more.
    function test_aroundAnExit() public {
        custody = TARGET;
        _leave(500e18);
        _leave(500e18);
        assertEq(_enter(500e18), 0);
    }

    /// The same if others come and go, so that what the attacker's entry added is taken out and brought back by others.
    function test_aroundManyMoves() public {
        custody = 500e18;
        uint256 earned = _enter(500e18);
        _enter(5_000e18);
        _leave(5_000e18);
        _enter(5_000e18);
        assertGe(_leave(500e18), 2 * earned);
    }

    /// A large entry whose exit pays no more than the potential at the low.
    function test_ofALargeEntry() public {
        custody = 500e18;
        uint256 earned = _enter(10_000e18);
        _enter(1e18);
        assertGe(_leave(10_000e18), 2 * earned);
    }

    /// The tokens must stay for more than a quarter of the time in which the gap to the target is forgotten.
    function test_aroundAnEntry_overBlocks() public {
        custody = 500e18;
        uint256 earned = _enter(500e18);
        _enter(500e18);
        _pass(5 minutes / 4);
        assertGe(_fee(500e18), earned);
        _pass(4 minutes);
        assertEq(_fee(500e18), 0);
    }

    function testFuzz_neverEarns(uint256 seed, uint256[MOVES] calldata amounts) public {
        _assume(seed);
        uint256 paid;
        uint256 earned;
        // What the attacker brought, if positive, and took, if negative.
        int256 position;
        for (uint256 i = 0; i < MOVES; ++i) {
            uint256 kind = uint256(keccak256(abi.encode(seed, i))) % 4;
            uint256 inflow = _bound(amounts[i], 0, target);
            uint256 outflow = _bound(amounts[i], 0, custody);
            if (kind == 0) {
                _enter(inflow);
            } else if (kind == 1) {
                _leave(outflow);
            } else if (kind == 2) {
                earned += _enter(inflow);
                position += int256(inflow);
            } else {
                paid += _leave(outflow);
                position -= int256(outflow);
            }
        }
        // The attacker ends with what it began with, in parts, unless others took what it brought.
        if (position < 0) {
            uint256 half = uint256(-position) / 2;
            earned += _enter(half);
            earned += _enter(uint256(-position) - half);
        } else {
            vm.assume(uint256(position) <= custody);
            uint256 half = uint256(position) / 2;
            paid += _leave(half);
            paid += _leave(uint256(position) - half);
        }
        assertLe(earned, paid + (MOVES + 2) * UNIT);
    }
}
