// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IChannel} from "../../../src/channel/IChannel.sol";
import {FeePolicy, IHub} from "../../../src/hub/IHub.sol";
import {OrderId} from "../../../src/types/Order.sol";
import {Entries} from "../../fixtures/Entries.sol";
import {HubFixture} from "../../fixtures/HubFixture.sol";

contract HubCollectTest is HubFixture {
    /// After ERC-7528.
    address private constant NATIVE_TOKEN = 0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE;

    address private immutable carrier = makeAddr("carrier");

    function test_collect_queuesAPayout() public {
        _earn(A, 1000);
        _earn(B, 500);
        bytes memory pay = Entries.pay(NATIVE_TOKEN, recipient, 1000 gwei);
        vm.expectEmit(address(hub));
        emit IHub.FeesCollected(carrier, A, _toAccount(recipient), 1000, 0);
        vm.expectEmit(address(hub));
        emit IChannel.EntryQueued(A, Entries.extend(configuredHead, pay), pay);
        vm.prank(carrier);
        hub.collect(A, _toAccount(recipient));
        assertEq(hub.earnedFees(A, carrier), 0);
        // Each chain's fees are that chain's.
        assertEq(hub.earnedFees(B, carrier), 500);
        assertEq(hub.queuedHead(B), configuredHead);
    }

    /// A payout pays its delivery: three eighths of the least entry fee.
    function test_collect_leavesWhatPaysForItsDelivery() public {
        _setLeastFee(A, 200);
        _earn(A, 1000);
        bytes32 head = hub.queuedHead(A);
        vm.expectEmit(address(hub));
        emit IHub.FeesCollected(carrier, A, _toAccount(recipient), 1000, 75);
        vm.prank(carrier);
        hub.collect(A, _toAccount(recipient));
        assertEq(hub.queuedHead(A), Entries.extend(head, Entries.pay(NATIVE_TOKEN, recipient, 925 gwei, 75)));
    }

    function test_collect_toAnAccountOfAnotherKind() public {
        _earn(A, 1);
        bytes32 account = keccak256("an account of another kind");
        vm.prank(carrier);
        hub.collect(A, account);
        bytes memory pay = Entries.pay(_toAccount(NATIVE_TOKEN), account, 1 gwei);
        assertEq(hub.queuedHead(A), Entries.extend(configuredHead, pay));
    }

    /// Payouts to a retired chain stay queued, as all others do.
    function test_collect_onARetiredChain() public {
        _earn(A, 1000);
        vm.warp(NOW + 8 days);
        hub.retire(A);
        bytes32 head = hub.queuedHead(A);
        vm.prank(carrier);
        hub.collect(A, _toAccount(recipient));
        assertEq(hub.queuedHead(A), Entries.extend(head, Entries.pay(NATIVE_TOKEN, recipient, 1000 gwei)));
    }

    function test_collect_revertsWith_FeesTooLow() public {
        _expectTooLow(A, 0, 0);
        // A chain that nothing was ever reported from.
        _expectTooLow(UNROUTED, 0, 0);
        _setLeastFee(A, 200);
        _expectTooLow(A, 0, 75);
        _earn(A, 75);
        _expectTooLow(A, 75, 75);
        _earn(A, 1);
        vm.prank(carrier);
        hub.collect(A, _toAccount(recipient));
        _expectTooLow(A, 0, 75);
    }

    /// Nobody else's.
    function test_collect_revertsWith_FeesTooLow_ofAStranger() public {
        _earn(A, 1000);
        vm.expectRevert(abi.encodeWithSelector(IHub.FeesTooLow.selector, 0, 0));
        vm.prank(stranger);
        hub.collect(A, _toAccount(stranger));
        assertEq(hub.earnedFees(A, carrier), 1000);
    }

    function test_collect_revertsWith_RecipientZero() public {
        _earn(A, 1000);
        vm.expectRevert(IHub.RecipientZero.selector);
        vm.prank(carrier);
        hub.collect(A, 0);
        assertEq(hub.earnedFees(A, carrier), 1000);
    }

    /// Whatever was earned is paid or pays for the delivery, to the gwei.
    function testFuzz_collect_paysWhatWasEarned(uint40 earned, uint40 least) public {
        _setLeastFee(A, least);
        (, uint256 entryFee,) = hub.configurationOf(A);
        uint256 rest = entryFee / 1 gwei - entryFee / 1 gwei * 3 / 8;
        uint256 deliveryFee = rest - rest * 2 / 5;
        vm.assume(earned > deliveryFee);
        _earn(A, earned);
        bytes32 head = hub.queuedHead(A);
        vm.prank(carrier);
        hub.collect(A, _toAccount(recipient));
        bytes memory pay = Entries.pay(NATIVE_TOKEN, recipient, (earned - deliveryFee) * 1 gwei, uint40(deliveryFee));
        assertEq(hub.queuedHead(A), Entries.extend(head, pay));
    }

    function _expectTooLow(uint64 chain, uint256 earned, uint256 deliveryFee) private {
        vm.expectRevert(abi.encodeWithSelector(IHub.FeesTooLow.selector, earned, deliveryFee));
        vm.prank(carrier);
        hub.collect(chain, _toAccount(recipient));
    }

    function _setLeastFee(uint64 chain, uint64 fee) private {
        hub.setFeePolicy(chain, FeePolicy(fee, fee, 0));
        vm.warp(block.timestamp + 1 minutes);
        if (fee != 0) hub.updateFee(chain);
    }

    /// A cancellation's fee is all the deliverer's.
    function _earn(uint64 chain, uint40 amount) private {
        bytes memory entry = Entries.cancelled(NOW, OrderId.wrap(0), amount);
        _send(chain, Entries.list(entry));
        vm.prank(carrier);
        hub.deliver(chain, Entries.list(entry), new bytes32[](0));
    }
}
