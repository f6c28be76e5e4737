// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {HeadProof, IProofGateway} from "../../../src/gateway/IProofGateway.sol";
import {AttestedHeaderOracle} from "../../../src/gateway/header/AttestedHeaderOracle.sol";
import {ProofFixture} from "../../fixtures/ProofFixture.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";

contract ProofGatewaySetHeaderOracleTest is ProofFixture {
    function test_setHeaderOracle() public {
        vm.expectEmit(address(gateway));
        emit IProofGateway.HeaderOracleSet(THERE, address(oracle), stranger);
        gateway.setHeaderOracle(THERE, stranger);
        assertEq(gateway.headerOracle(THERE), stranger);
        assertEq(gateway.headerOracle(HERE), address(0));
    }

    /// What a replaced oracle vouches for counts no more, and what it vouched for neither.
    function test_setHeaderOracle_leavesOldHeadersBehind() public {
        HeadProof memory proof = _proof();
        _vouch(proof);
        AttestedHeaderOracle other = new AttestedHeaderOracle(address(manager));
        gateway.setHeaderOracle(THERE, address(other));
        _expectRefusal(
            proof,
            abi.encodeWithSelector(IProofGateway.HeaderNotVouched.selector, THERE, NUMBER, keccak256(proof.header))
        );
        gateway.setHeaderOracle(THERE, address(oracle));
        _prove(proof);
    }

    function test_setHeaderOracle_ofNone() public {
        HeadProof memory proof = _proof();
        _vouch(proof);
        gateway.setHeaderOracle(THERE, address(0));
        _expectRefusal(proof, abi.encodeWithSelector(IProofGateway.HeaderOracleNotSet.selector, THERE));
    }

    function test_setHeaderOracle_revertsWith_AccessManagedUnauthorized() public {
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, stranger));
        vm.prank(stranger);
        gateway.setHeaderOracle(THERE, stranger);
    }
}
