// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IAttestedGateway} from "../../../../src/gateway/IAttestedGateway.sol";
import {AttestedHeaderOracle} from "../../../../src/gateway/header/AttestedHeaderOracle.sol";
import {IAttestedHeaderOracle} from "../../../../src/gateway/header/IAttestedHeaderOracle.sol";
import {ProofFixture} from "../../../fixtures/ProofFixture.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

contract AttestedHeaderOracleVouchTest is ProofFixture {
    bytes32 private constant HASH = keccak256("hash");
    bytes32 private constant OTHER_HASH = keccak256("other hash");

    function test_vouch() public {
        assertEq(oracle.hashOf(THERE, NUMBER), 0);
        bytes[] memory signatures = _sign(THERE, NUMBER, HASH);
        vm.expectEmit(address(oracle));
        emit IAttestedHeaderOracle.HeaderVouched(THERE, NUMBER, HASH, 1);
        vm.prank(stranger);
        oracle.vouch(THERE, NUMBER, HASH, signatures);
        assertEq(oracle.hashOf(THERE, NUMBER), HASH);
        assertEq(oracle.hashOf(THERE, NUMBER + 1), 0);
        assertEq(oracle.hashOf(THERE + 1, NUMBER), 0);
        assertFalse(oracle.isDisputed(THERE, NUMBER));
    }

    function test_vouch_withMoreSignaturesThanNeeded() public {
        bytes[] memory signatures = new bytes[](3);
        for (uint256 i = 0; i < 3; ++i) {
            signatures[i] = _signDigest(i, oracle.digest(THERE, NUMBER, HASH));
        }
        oracle.vouch(THERE, NUMBER, HASH, signatures);
        assertEq(oracle.hashOf(THERE, NUMBER), HASH);
    }

    /// The digest is EIP-712's, spelled out.
    function test_digest() public view {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Concert AttestedHeaderOracle"),
                keccak256("1"),
                HERE,
                oracle
            )
        );
        bytes32 hash = keccak256(
            abi.encode(keccak256("Header(uint64 sourceChain,uint256 number,bytes32 hash)"), THERE, NUMBER, HASH)
        );
        assertEq(oracle.digest(THERE, NUMBER, HASH), keccak256(abi.encodePacked(hex"1901", domain, hash)));
    }

    /// Two hashes of one number: the chain broke its finality, or attesters lied.
    function test_vouch_ofAnotherHash_disputesBoth() public {
        _vouch(THERE, NUMBER, HASH);
        bytes[] memory signatures = _sign(THERE, NUMBER, OTHER_HASH);
        vm.expectEmit(address(oracle));
        emit IAttestedHeaderOracle.HeaderDisputed(THERE, NUMBER, HASH, OTHER_HASH, 1);
        oracle.vouch(THERE, NUMBER, OTHER_HASH, signatures);
        assertEq(oracle.hashOf(THERE, NUMBER), 0);
        assertTrue(oracle.isDisputed(THERE, NUMBER));
        // The next number is as good as ever.
        _vouch(THERE, NUMBER + 1, HASH);
        assertEq(oracle.hashOf(THERE, NUMBER + 1), HASH);
    }

    function test_vouch_revertsWith_HeaderInDispute() public {
        _vouch(THERE, NUMBER, HASH);
        _vouch(THERE, NUMBER, OTHER_HASH);
        bytes32[3] memory hashes = [HASH, OTHER_HASH, keccak256("a third")];
        for (uint256 i = 0; i < 3; ++i) {
            _expectRefusal(
                NUMBER,
                hashes[i],
                _sign(THERE, NUMBER, hashes[i]),
                abi.encodeWithSelector(IAttestedHeaderOracle.HeaderInDispute.selector, THERE, NUMBER)
            );
        }
        assertTrue(oracle.isDisputed(THERE, NUMBER));
    }

    /// A new set settles it.
    function test_vouch_afterADispute_byANewSet() public {
        _vouch(THERE, NUMBER, HASH);
        _vouch(THERE, NUMBER, OTHER_HASH);
        oracle.setAttesters(THERE, _attesters(), 2);
        assertFalse(oracle.isDisputed(THERE, NUMBER));
        _vouch(THERE, NUMBER, OTHER_HASH);
        assertEq(oracle.hashOf(THERE, NUMBER), OTHER_HASH);
    }

    function test_vouch_revertsWith_HeaderAlreadyVouched() public {
        _vouch(THERE, NUMBER, HASH);
        _expectRefusal(
            NUMBER,
            HASH,
            _sign(THERE, NUMBER, HASH),
            abi.encodeWithSelector(IAttestedHeaderOracle.HeaderAlreadyVouched.selector, THERE, NUMBER)
        );
    }

    function test_vouch_revertsWith_HeaderEmpty() public {
        _expectRefusal(
            0, HASH, _sign(THERE, 0, HASH), abi.encodeWithSelector(IAttestedHeaderOracle.HeaderEmpty.selector, 0, HASH)
        );
        _expectRefusal(
            NUMBER,
            0,
            _sign(THERE, NUMBER, 0),
            abi.encodeWithSelector(IAttestedHeaderOracle.HeaderEmpty.selector, NUMBER, 0)
        );
    }

    function test_vouch_revertsWith_AttestersNotSet() public {
        bytes[] memory signatures = _sign(THERE + 1, NUMBER, HASH);
        vm.expectRevert(abi.encodeWithSelector(IAttestedGateway.AttestersNotSet.selector, THERE + 1));
        oracle.vouch(THERE + 1, NUMBER, HASH, signatures);
    }

    function test_vouch_revertsWith_SignaturesTooFew() public {
        bytes[] memory signatures = new bytes[](1);
        signatures[0] = _sign(THERE, NUMBER, HASH)[0];
        _expectRefusal(
            NUMBER, HASH, signatures, abi.encodeWithSelector(IAttestedGateway.SignaturesTooFew.selector, 1, 2)
        );
    }

    function test_vouch_revertsWith_AddressesNotAscending() public {
        bytes[] memory signatures = _sign(THERE, NUMBER, HASH);
        (signatures[0], signatures[1]) = (signatures[1], signatures[0]);
        _expectRefusal(
            NUMBER,
            HASH,
            signatures,
            abi.encodeWithSelector(IAttestedGateway.AddressesNotAscending.selector, _attester(2), _attester(0))
        );
        signatures[0] = signatures[1];
        _expectRefusal(
            NUMBER,
            HASH,
            signatures,
            abi.encodeWithSelector(IAttestedGateway.AddressesNotAscending.selector, _attester(0), _attester(0))
        );
    }

    /// Those of whom a set consisted before have no say, also not on older headers.
    function test_vouch_revertsWith_SignerNotAttester() public {
        bytes[] memory signatures = _sign(THERE, NUMBER, HASH);
        address[] memory attesters = new address[](2);
        (attesters[0], attesters[1]) = (_attester(0), _attester(1));
        oracle.setAttesters(THERE, attesters, 2);
        _expectRefusal(
            NUMBER,
            HASH,
            signatures,
            abi.encodeWithSelector(IAttestedGateway.SignerNotAttester.selector, THERE, _attester(2))
        );
    }

    function test_vouch_revertsWith_ECDSAInvalidSignatureLength() public {
        bytes[] memory signatures = _sign(THERE, NUMBER, HASH);
        signatures[1] = bytes.concat(signatures[1], hex"00");
        _expectRefusal(NUMBER, HASH, signatures, abi.encodeWithSelector(ECDSA.ECDSAInvalidSignatureLength.selector, 66));
    }

    /// Chain, number and hash are signed, and so are the oracle and its chain.
    function test_vouch_refusesAnAlteredHeader() public {
        bytes[] memory signatures = _sign(THERE, NUMBER, HASH);
        AttestedHeaderOracle other = new AttestedHeaderOracle(address(manager));
        other.setAttesters(THERE, _attesters(), 2);
        oracle.setAttesters(THERE + 1, _attesters(), 2);
        vm.expectPartialRevert(IAttestedGateway.SignerNotAttester.selector);
        other.vouch(THERE, NUMBER, HASH, signatures);
        vm.expectRevert();
        oracle.vouch(THERE + 1, NUMBER, HASH, signatures);
        vm.expectRevert();
        oracle.vouch(THERE, NUMBER + 1, HASH, signatures);
        vm.expectRevert();
        oracle.vouch(THERE, NUMBER, OTHER_HASH, signatures);
        vm.chainId(HERE + 1);
        vm.expectRevert();
        oracle.vouch(THERE, NUMBER, HASH, signatures);
        vm.chainId(HERE);
        oracle.vouch(THERE, NUMBER, HASH, signatures);
    }

    function _expectRefusal(uint256 number, bytes32 hash, bytes[] memory signatures, bytes memory reason) private {
        vm.expectRevert(reason);
        oracle.vouch(THERE, number, hash, signatures);
    }
}
