// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IChannel} from "../../../src/channel/IChannel.sol";
import {FeePolicy, IHub} from "../../../src/hub/IHub.sol";
import {SettingsLib} from "../../../src/types/Settings.sol";
import {Entries} from "../../fixtures/Entries.sol";
import {HubFixture} from "../../fixtures/HubFixture.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

contract HubUpdateFeeTest is HubFixture {
    uint256 private constant HUB_GAS = 90_000;
    uint256 private constant SPOKE_GAS = 50_000;
    uint64 private constant UNBOUNDED = type(uint64).max;

    function setUp() public override {
        super.setUp();
        vm.warp(NOW + 1 minutes);
    }

    /// The hub's gas at its base fee and the policy's rate, and the spoke's at the price of its last heartbeat.
    function test_updateFee_followsGasPrices() public {
        hub.setFeePolicy(A, FeePolicy(0, UNBOUNDED, 2e18));
        vm.fee(30 gwei);
        _report(A, Entries.heartbeat(NOW, 7 gwei));
        // Rounded up to what 8 bits of mantissa can say.
        uint256 fee = _rounded(2 * 30 * HUB_GAS + 7 * SPOKE_GAS);
        uint16 settings = uint16(0x8000 | (15 << 8) | (fee >> 15));
        assertLt(fee >> 15, 256);
        assertGt(fee >> 14, 255);

        vm.expectEmit(address(hub));
        emit IHub.SpokeConfigured(A, true, fee * 1 gwei);
        bytes memory entry = Entries.configure(settings);
        vm.expectEmit(address(hub));
        emit IChannel.EntryQueued(A, Entries.extend(configuredHead, entry), entry);
        vm.prank(stranger);
        hub.updateFee(A);
        (bool accepting, uint256 entryFee, bool retired) = hub.configurationOf(A);
        assertTrue(accepting);
        assertEq(entryFee, fee * 1 gwei);
        assertFalse(retired);
        assertEq(hub.queuedHead(B), configuredHead);
    }

    /// A fraction of a gwei counts as one, and a fraction of a rate counts.
    function test_updateFee_roundsUp() public {
        hub.setFeePolicy(A, FeePolicy(0, UNBOUNDED, 0.5e18));
        vm.fee(1);
        hub.updateFee(A);
        _checkFee(A, 1);
        vm.warp(NOW + 2 minutes);
        // The smallest cost above a gwei.
        hub.setFeePolicy(A, FeePolicy(0, UNBOUNDED, uint128(Math.ceilDiv((1 gwei + 1) * 1e18, HUB_GAS))));
        hub.updateFee(A);
        _checkFee(A, 2);
        vm.warp(NOW + 3 minutes);
        // And one that is exactly a gwei.
        hub.setFeePolicy(A, FeePolicy(0, UNBOUNDED, uint128(Math.ceilDiv(uint256(1 gwei) * 1e18, HUB_GAS))));
        hub.updateFee(A);
        _checkFee(A, 1);
    }

    /// One gwei more than what 8 bits of mantissa can say.
    function test_updateFee_isExactInLargeAmounts() public {
        hub.setFeePolicy(A, FeePolicy(0, UNBOUNDED, 1e18));
        vm.fee(0);
        _report(A, Entries.heartbeat(NOW, uint64((uint256(2 ** 30 + 1) * 1 gwei) / SPOKE_GAS)));
        hub.updateFee(A);
        _checkFee(A, 129 << 23);
        // And no more than that, by the hub's gas, though it has more digits than a rate.
        vm.warp(NOW + 2 minutes);
        _report(A, Entries.heartbeat(NOW, 0));
        hub.setFeePolicy(A, FeePolicy(0, UNBOUNDED, uint128(Math.ceilDiv(2 ** 30 * 1 gwei * 1e18, HUB_GAS))));
        vm.fee(1);
        hub.updateFee(A);
        _checkFee(A, 128 << 23);
    }

    /// The dearest gas of which an entry costs no more than 256 gwei, and a wei more; 257 gwei are told as 258.
    function test_updateFee_countsEveryUnitOfGas() public {
        hub.setFeePolicy(A, FeePolicy(0, UNBOUNDED, 1e18));
        uint256 price = 256 gwei / HUB_GAS;
        vm.fee(price);
        hub.updateFee(A);
        _checkFee(A, 256);
        vm.warp(NOW + 2 minutes);
        vm.fee(price + 1);
        hub.updateFee(A);
        _checkFee(A, 258);

        vm.warp(NOW + 3 minutes);
        vm.fee(0);
        price = 256 gwei / SPOKE_GAS;
        _report(A, Entries.heartbeat(NOW, uint64(price)));
        hub.updateFee(A);
        _checkFee(A, 256);
        vm.warp(NOW + 4 minutes);
        _report(A, Entries.heartbeat(NOW, uint64(price + 1)));
        hub.updateFee(A);
        _checkFee(A, 258);
    }

    function test_updateFee_usesTheLastHeartbeat() public {
        hub.setFeePolicy(A, FeePolicy(0, UNBOUNDED, 1e18));
        vm.fee(0);
        _report(A, Entries.heartbeat(NOW, 1 gwei));
        _report(A, Entries.heartbeat(NOW, 2 gwei));
        _report(B, Entries.heartbeat(NOW, 9 gwei));
        hub.updateFee(A);
        _checkFee(A, _rounded(2 * SPOKE_GAS));
    }

    function test_updateFee_keepsToTheBounds() public {
        hub.setFeePolicy(A, FeePolicy(10, 20, 1e18));
        vm.fee(0);
        hub.updateFee(A);
        _checkFee(A, 10);
        vm.warp(NOW + 2 minutes);
        vm.fee(1000 gwei);
        _report(A, Entries.heartbeat(NOW, type(uint64).max));
        hub.updateFee(A);
        _checkFee(A, 20);
    }

    /// The dearest gas makes the largest fee, not a small one.
    function test_updateFee_atTheLargestValues() public {
        hub.setFeePolicy(A, FeePolicy(0, UNBOUNDED, type(uint128).max));
        vm.fee(type(uint64).max);
        _report(A, Entries.heartbeat(NOW, type(uint64).max));
        hub.updateFee(A);
        _checkFee(A, uint256(255) << 31);
    }

    function test_updateFee_revertsWith_FeeUpdateTooSoon() public {
        hub.setFeePolicy(A, FeePolicy(10, 20, 1e18));
        hub.updateFee(A);
        hub.setFeePolicy(A, FeePolicy(30, 40, 1e18));
        uint64 earliest = NOW + 2 minutes;
        vm.warp(earliest - 1);
        vm.expectRevert(abi.encodeWithSelector(IHub.FeeUpdateTooSoon.selector, earliest));
        hub.updateFee(A);
        vm.warp(earliest);
        hub.updateFee(A);
        _checkFee(A, 30);
    }

    /// The route's own configuration counts.
    function test_updateFee_revertsWith_FeeUpdateTooSoon_afterTheRouteWasSet() public {
        hub.setFeePolicy(A, FeePolicy(10, 20, 1e18));
        vm.warp(NOW + 1 minutes - 1);
        vm.expectRevert(abi.encodeWithSelector(IHub.FeeUpdateTooSoon.selector, NOW + 1 minutes));
        hub.updateFee(A);
    }

    function test_updateFee_revertsWith_FeeUnchanged() public {
        vm.expectRevert(abi.encodeWithSelector(IHub.FeeUnchanged.selector, 0));
        hub.updateFee(A);
        hub.setFeePolicy(A, FeePolicy(257, 300, 0));
        hub.updateFee(A);
        vm.warp(NOW + 2 minutes);
        // 258 gwei, as 257 was.
        hub.setFeePolicy(A, FeePolicy(258, 300, 0));
        vm.expectRevert(abi.encodeWithSelector(IHub.FeeUnchanged.selector, 258 gwei));
        hub.updateFee(A);
        assertEq(
            hub.queuedHead(A),
            Entries.extend(configuredHead, Entries.configure(0x8000 | (1 << 8) | 129)),
            "one change, one entry"
        );
    }

    function test_updateFee_revertsWith_RouteNotSet() public {
        vm.expectRevert(abi.encodeWithSelector(IChannel.RouteNotSet.selector, UNROUTED));
        hub.updateFee(UNROUTED);
    }

    /// A retired chain's spoke is not told to take orders.
    function test_updateFee_ofARetiredChain_leavesItRetired() public {
        vm.warp(NOW + 8 days);
        hub.retire(A);
        vm.warp(NOW + 9 days);
        hub.setFeePolicy(A, FeePolicy(10, 20, 0));
        vm.expectEmit(address(hub));
        emit IHub.SpokeConfigured(A, false, 10 gwei);
        hub.updateFee(A);
        (bool accepting,, bool retired) = hub.configurationOf(A);
        assertFalse(accepting);
        assertTrue(retired);
    }

    function testFuzz_updateFee_isWithinTheBounds(
        uint64 baseFee,
        uint64 gasPrice,
        uint128 rate,
        uint64 minimum,
        uint64 maximum
    ) public {
        vm.assume(minimum <= maximum && minimum != 0);
        hub.setFeePolicy(A, FeePolicy(minimum, maximum, rate));
        vm.fee(baseFee);
        _report(A, Entries.heartbeat(NOW, gasPrice));
        hub.updateFee(A);
        (, uint256 entryFee,) = hub.configurationOf(A);
        uint256 largest = uint256(255) << 31;
        assertGe(entryFee, (minimum < largest ? minimum : largest) * 1 gwei);
        // Rounded up by less than a 128th.
        assertLe(entryFee, uint256(maximum) * 1 gwei * 129 / 128);
        uint256 cost = (HUB_GAS * baseFee * rate) / 1e18 + SPOKE_GAS * gasPrice;
        if (cost / 1 gwei < maximum && entryFee < largest * 1 gwei) assertGe(entryFee, cost);
    }

    function _rounded(uint256 fee) private pure returns (uint256) {
        return SettingsLib.create(true, fee).entryFee();
    }

    function _checkFee(uint64 chain, uint256 fee) private view {
        (, uint256 entryFee,) = hub.configurationOf(chain);
        assertEq(entryFee, fee * 1 gwei);
    }
}
