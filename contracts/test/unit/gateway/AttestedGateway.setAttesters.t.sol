// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IAttestedGateway} from "../../../src/gateway/IAttestedGateway.sol";
import {GatewayFixture} from "../../fixtures/GatewayFixture.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";

contract AttestedGatewaySetAttestersTest is GatewayFixture {
    uint64 private constant NEW_CHAIN = 31340;

    function test_setAttesters() public {
        vm.expectEmit(address(gateway));
        emit IAttestedGateway.AttestersSet(NEW_CHAIN, 1, _attesters(), 3);
        gateway.setAttesters(NEW_CHAIN, _attesters(), 3);
        (uint8 threshold, uint64 epoch) = gateway.attestersOf(NEW_CHAIN);
        assertEq(threshold, 3);
        assertEq(epoch, 1);
        for (uint256 i = 0; i < ATTESTERS; ++i) {
            assertTrue(gateway.isAttester(NEW_CHAIN, _attester(i)));
        }
        assertFalse(gateway.isAttester(NEW_CHAIN, stranger));
    }

    function test_setAttesters_again_startsAnEpochWithoutTheOldOnes() public {
        vm.expectEmit(address(gateway));
        emit IAttestedGateway.AttestersSet(THERE, 2, _only(_attester(1)), 1);
        gateway.setAttesters(THERE, _only(_attester(1)), 1);
        (uint8 threshold, uint64 epoch) = gateway.attestersOf(THERE);
        assertEq(threshold, 1);
        assertEq(epoch, 2);
        assertFalse(gateway.isAttester(THERE, _attester(0)));
        assertTrue(gateway.isAttester(THERE, _attester(1)));
    }

    function test_setAttesters_keepsChainsApart() public {
        gateway.setAttesters(NEW_CHAIN, _only(stranger), 1);
        assertFalse(gateway.isAttester(THERE, stranger));
        assertFalse(gateway.isAttester(NEW_CHAIN, _attester(0)));
    }

    function test_setAttesters_revertsWith_ThresholdOutOfRange_ofZero() public {
        vm.expectRevert(abi.encodeWithSelector(IAttestedGateway.ThresholdOutOfRange.selector, 0, 3));
        gateway.setAttesters(THERE, _attesters(), 0);
        vm.expectRevert(abi.encodeWithSelector(IAttestedGateway.ThresholdOutOfRange.selector, 0, 0));
        gateway.setAttesters(THERE, new address[](0), 0);
    }

    function test_setAttesters_revertsWith_ThresholdOutOfRange_ofMoreThanAttesters() public {
        vm.expectRevert(abi.encodeWithSelector(IAttestedGateway.ThresholdOutOfRange.selector, 4, 3));
        gateway.setAttesters(THERE, _attesters(), 4);
    }

    function test_setAttesters_revertsWith_AddressesNotAscending() public {
        address[] memory attesters = _attesters();
        (attesters[0], attesters[1]) = (attesters[1], attesters[0]);
        _expectNotAscending(attesters, attesters[0], attesters[1]);
        // A repeated one would count twice.
        attesters[1] = attesters[0];
        _expectNotAscending(attesters, attesters[0], attesters[0]);
        // Zero is what a recovery that failed would give.
        attesters[0] = address(0);
        _expectNotAscending(attesters, address(0), address(0));
    }

    function test_setAttesters_revertsWith_AccessManagedUnauthorized() public {
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, stranger));
        vm.prank(stranger);
        gateway.setAttesters(THERE, _only(stranger), 1);
    }

    function _expectNotAscending(address[] memory attesters, address previous, address next) private {
        vm.expectRevert(abi.encodeWithSelector(IAttestedGateway.AddressesNotAscending.selector, previous, next));
        gateway.setAttesters(THERE, attesters, 1);
    }

    function _only(address attester) private pure returns (address[] memory attesters) {
        attesters = new address[](1);
        attesters[0] = attester;
    }
}
