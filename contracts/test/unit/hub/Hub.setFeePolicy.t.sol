// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {FeePolicy, IHub} from "../../../src/hub/IHub.sol";
import {HubFixture} from "../../fixtures/HubFixture.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";

contract HubSetFeePolicyTest is HubFixture {
    function test_setFeePolicy() public {
        FeePolicy memory policy = FeePolicy(10, 20, 3e18);
        vm.expectEmit(address(hub));
        emit IHub.FeePolicySet(A, FeePolicy(0, 0, 0), policy);
        hub.setFeePolicy(A, policy);
        _check(A, policy);
        _check(B, FeePolicy(0, 0, 0));

        FeePolicy memory newPolicy = FeePolicy(20, 20, 4e18);
        vm.expectEmit(address(hub));
        emit IHub.FeePolicySet(A, policy, newPolicy);
        hub.setFeePolicy(A, newPolicy);
        _check(A, newPolicy);
        // Nothing changes at the spoke yet.
        assertEq(hub.queuedHead(A), configuredHead);
    }

    function test_setFeePolicy_revertsWith_FeePolicyInvalid() public {
        vm.expectRevert(abi.encodeWithSelector(IHub.FeePolicyInvalid.selector, 2, 1));
        hub.setFeePolicy(A, FeePolicy(2, 1, 1e18));
    }

    function test_setFeePolicy_revertsWith_AccessManagedUnauthorized() public {
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, stranger));
        vm.prank(stranger);
        hub.setFeePolicy(A, FeePolicy(1, 2, 3));
    }

    function _check(uint64 chain, FeePolicy memory policy) private view {
        (uint64 minimum, uint64 maximum, uint128 rate) = hub.feePolicy(chain);
        assertEq(minimum, policy.minimum);
        assertEq(maximum, policy.maximum);
        assertEq(rate, policy.rate);
    }
}
