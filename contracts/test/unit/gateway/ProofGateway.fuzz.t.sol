// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {HeadProof} from "../../../src/gateway/IProofGateway.sol";
import {AttestedHeaderOracle} from "../../../src/gateway/header/AttestedHeaderOracle.sol";
import {ProofFixture} from "../../fixtures/ProofFixture.sol";
import {RLP} from "@openzeppelin/contracts/utils/RLP.sol";

/// Proofs and attestations at random, with something changed in them: whatever passes says the truth, and nothing that
/// was changed passes. Each case follows from one number, so that what was found once is tried for ever.
contract ProofGatewayFuzzTest is ProofFixture {
    uint256 private constant CHANGES = 15;
    uint256 private constant ATTESTATION_CHANGES = 7;

    uint256 private state;

    /// forge-config: test.fuzz.runs = 10000
    function testFuzz_proveHead_refusesWhatWasChanged(uint256 seed) public {
        checkProof(seed, seed % CHANGES);
    }

    /// forge-config: test.fuzz.runs = 10000
    function testFuzz_vouch_refusesWhatWasChanged(uint256 seed) public {
        checkAttestation(seed, seed % ATTESTATION_CHANGES);
    }

    /// Every kind of change, on tries of one node and of many, at the ends of what is changed.
    function test_proveHead_refusesTheCorpus() public {
        for (uint256 change = 0; change < CHANGES; ++change) {
            for (uint256 seed = 0; seed < 40; ++seed) {
                uint256 snapshot = vm.snapshotState();
                this.checkProof(seed, change);
                vm.revertToState(snapshot);
            }
        }
    }

    function test_vouch_refusesTheCorpus() public {
        for (uint256 change = 0; change < ATTESTATION_CHANGES; ++change) {
            for (uint256 seed = 0; seed < 20; ++seed) {
                uint256 snapshot = vm.snapshotState();
                this.checkAttestation(seed, change);
                vm.revertToState(snapshot);
            }
        }
    }

    /// A call of its own for each case of many, so that memory does not grow with them.
    function checkProof(uint256 seed, uint256 change) public {
        vm.chainId(HERE);
        state = seed;
        HeadProof memory proof = _anyProof();
        (uint64 chain, address from) = (THERE, sender);
        _vouch(proof);
        // What is changed is right before.
        _prove(proof);
        assertEq(recipient.payload(), abi.encodePacked(HEAD));

        if (change == 0) _changeByte(proof.header);
        if (change == 1) _changeByte(_any(proof.accountProof));
        if (change == 2) _changeByte(_any(proof.storageProof));
        if (change == 3) proof.header = _resize(proof.header);
        if (change == 4) _resizeAny(proof.accountProof);
        if (change == 5) _resizeAny(proof.storageProof);
        if (change == 6) proof.accountProof = _without(proof.accountProof);
        if (change == 7) proof.storageProof = _without(proof.storageProof);
        if (change == 8) (proof.accountProof, proof.storageProof) = (proof.storageProof, proof.accountProof);
        if (change == 9) proof.accountProof = _with(proof.accountProof);
        if (change == 10) proof.storageProof = _with(proof.storageProof);
        if (change == 11) from = address(uint160(_next()));
        if (change == 12) chain = uint64(_next());
        if (change == 13) vm.chainId(1 + _next() % type(uint32).max);
        // All of another state, under this one's header.
        if (change == 14) (proof.accountProof, proof.storageProof) = _nodesOf(_anyProof());

        // Room for what it costs, and none for a loop without end.
        (bool success,) = address(gateway).call{gas: 5_000_000}(
            abi.encodeCall(gateway.proveHead, (chain, from, address(recipient), proof))
        );
        assertFalse(success);
        assertEq(recipient.count(), 1);
    }

    function checkAttestation(uint256 seed, uint256 change) public {
        state = seed;
        AttestedHeaderOracle target = oracle;
        (uint64 chain, uint256 number, bytes32 hash) = (THERE, 1 + _next() % type(uint128).max, bytes32(_next()));
        oracle.setAttesters(THERE + 1, _attesters(), 2);
        bytes[] memory signatures = _sign(chain, number, hash);
        uint256 other = _next() % 2;

        if (change == 0) _changeByte(signatures[other]);
        if (change == 1) signatures[other] = _resize(signatures[other]);
        if (change == 2) signatures[other] = signatures[1 - other];
        if (change == 3) signatures[other] = _signDigest(0, keccak256(abi.encode(_next())));
        if (change == 4) number = _changed(number);
        if (change == 5) hash = bytes32(_changed(uint256(hash)));
        if (change == 6) ++chain;

        (bool success,) = address(target).call(abi.encodeCall(target.vouch, (chain, number, hash, signatures)));
        assertFalse(success);
        assertEq(target.hashOf(chain, number), 0);
    }

    /// Of the head, at some depth.
    function _anyProof() private returns (HeadProof memory) {
        bytes memory value = RLP.encode(uint256(HEAD) | uint16(_next()));
        return _proof(value, 1 + _next() % 6, 1 + _next() % 5, _next());
    }

    function _nodesOf(HeadProof memory proof) private pure returns (bytes[] memory, bytes[] memory) {
        return (proof.accountProof, proof.storageProof);
    }

    function _changeByte(bytes memory part) private {
        uint256 index = _index(part.length);
        part[index] = part[index] ^ bytes1(uint8(1 + _next() % 255));
    }

    /// Cut, or longer.
    function _resize(bytes memory part) private returns (bytes memory) {
        if (_next() % 2 == 0) return bytes.concat(part, bytes1(uint8(_next())));
        bytes memory cut = new bytes(_index(part.length));
        for (uint256 i = 0; i < cut.length; ++i) {
            cut[i] = part[i];
        }
        return cut;
    }

    function _resizeAny(bytes[] memory nodes) private {
        uint256 index = _next() % nodes.length;
        nodes[index] = _resize(nodes[index]);
    }

    function _without(bytes[] memory nodes) private returns (bytes[] memory rest) {
        uint256 left = _next() % nodes.length;
        rest = new bytes[](nodes.length - 1);
        for (uint256 i = 0; i < rest.length; ++i) {
            rest[i] = nodes[i < left ? i : i + 1];
        }
    }

    /// One node twice.
    function _with(bytes[] memory nodes) private returns (bytes[] memory more) {
        uint256 twice = _next() % nodes.length;
        more = new bytes[](nodes.length + 1);
        for (uint256 i = 0; i < more.length; ++i) {
            more[i] = nodes[i <= twice ? i : i - 1];
        }
    }

    function _any(bytes[] memory nodes) private returns (bytes memory) {
        return nodes[_next() % nodes.length];
    }

    /// Often the first or the last, where encodings have their prefixes and ends.
    function _index(uint256 length) private returns (uint256) {
        uint256 kind = _next() % 4;
        if (kind == 0) return 0;
        return kind == 1 ? length - 1 : _next() % length;
    }

    function _changed(uint256 value) private returns (uint256) {
        return value ^ (1 << (_next() % 256));
    }

    function _next() private returns (uint256) {
        state = uint256(keccak256(abi.encode(state)));
        return state;
    }
}
