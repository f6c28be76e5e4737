// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IAttestedGateway} from "../../../../src/gateway/IAttestedGateway.sol";
import {ProofFixture} from "../../../fixtures/ProofFixture.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";

contract AttestedHeaderOracleSetAttestersTest is ProofFixture {
    uint64 private constant NEW_CHAIN = 31340;
    bytes32 private constant HASH = keccak256("hash");

    function test_setAttesters() public {
        vm.expectEmit(address(oracle));
        emit IAttestedGateway.AttestersSet(NEW_CHAIN, 1, _attesters(), 3);
        oracle.setAttesters(NEW_CHAIN, _attesters(), 3);
        (uint8 threshold, uint64 epoch) = oracle.attestersOf(NEW_CHAIN);
        assertEq(threshold, 3);
        assertEq(epoch, 1);
        for (uint256 i = 0; i < ATTESTERS; ++i) {
            assertTrue(oracle.isAttester(NEW_CHAIN, _attester(i)));
        }
        assertFalse(oracle.isAttester(NEW_CHAIN, stranger));
    }

    /// What the old set signed dies with it, and comes back by the new one's signatures alone.
    function test_setAttesters_again_startsWithNothingVouchedFor() public {
        _vouch(THERE, NUMBER, HASH);
        oracle.setAttesters(THERE, _attesters(), 2);
        assertEq(oracle.hashOf(THERE, NUMBER), 0);
        _vouch(THERE, NUMBER, HASH);
        assertEq(oracle.hashOf(THERE, NUMBER), HASH);
    }

    function test_setAttesters_keepsChainsApart() public {
        _vouch(THERE, NUMBER, HASH);
        oracle.setAttesters(NEW_CHAIN, _attesters(), 2);
        assertEq(oracle.hashOf(THERE, NUMBER), HASH);
        assertEq(oracle.hashOf(NEW_CHAIN, NUMBER), 0);
    }

    function test_setAttesters_revertsWith_ThresholdOutOfRange() public {
        vm.expectRevert(abi.encodeWithSelector(IAttestedGateway.ThresholdOutOfRange.selector, 0, 3));
        oracle.setAttesters(THERE, _attesters(), 0);
        vm.expectRevert(abi.encodeWithSelector(IAttestedGateway.ThresholdOutOfRange.selector, 4, 3));
        oracle.setAttesters(THERE, _attesters(), 4);
    }

    function test_setAttesters_revertsWith_AddressesNotAscending() public {
        address[] memory attesters = _attesters();
        (attesters[0], attesters[1]) = (attesters[1], attesters[0]);
        vm.expectRevert(
            abi.encodeWithSelector(IAttestedGateway.AddressesNotAscending.selector, attesters[0], attesters[1])
        );
        oracle.setAttesters(THERE, attesters, 1);
    }

    function test_setAttesters_revertsWith_AccessManagedUnauthorized() public {
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, stranger));
        vm.prank(stranger);
        oracle.setAttesters(THERE, _attesters(), 1);
    }
}
