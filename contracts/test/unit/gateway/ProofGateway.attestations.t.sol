// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {HeadProof, IProofGateway} from "../../../src/gateway/IProofGateway.sol";
import {ProofFixture} from "../../fixtures/ProofFixture.sol";

/// What m of n attesters allow, for every m and n up to five and every number of them that sign, are silent or lie.
contract ProofGatewayAttestationsTest is ProofFixture {
    uint256 private constant MOST = 5;
    bytes32 private constant FORGED = keccak256("forged");

    /// By ascending address.
    uint256[MOST] private attesterKeys;

    function setUp() public override {
        super.setUp();
        for (uint256 i = 0; i < MOST; ++i) {
            uint256 key = uint256(keccak256(abi.encode("one of many", i)));
            uint256 position = i;
            for (; position > 0 && vm.addr(attesterKeys[position - 1]) > vm.addr(key); --position) {
                attesterKeys[position] = attesterKeys[position - 1];
            }
            attesterKeys[position] = key;
        }
    }

    /// k signatures are withheld: the head is accepted if and only if m are left.
    function test_withheld() public {
        _forAll(this.withhold);
    }

    /// k attesters sign another header in the place of this one's, and somebody shows all signatures for it: what they
    /// did not sign, they do not vouch for, and the others' signatures with theirs are refused as a whole.
    function test_signedForAnother() public {
        _forAll(this.signForAnother);
    }

    /// k attesters and nobody else sign a forged header: it is accepted if and only if they are m.
    function test_forgedByAttesters() public {
        _forAll(this.forge);
    }

    /// k strangers sign in the place of attesters: never accepted, whatever the others sign.
    function test_forgedByStrangers() public {
        _forAll(this.impersonate);
    }

    /// k attesters lie beside n - k honest ones: at most the lie counts where the liars are m, and where both sides
    /// are m, neither does.
    function test_divided() public {
        _forAll(this.divide);
    }

    function withhold(uint256 n, uint256 m, uint256 k) external {
        HeadProof memory proof = _proof();
        bytes32 hash = keccak256(proof.header);
        _offer(hash, _signatures(hash, k, n), n - k >= m);
        _check(proof, n - k >= m);
    }

    function signForAnother(uint256 n, uint256, uint256 k) external {
        HeadProof memory proof = _proof();
        bytes32 hash = keccak256(proof.header);
        bytes[] memory signatures = _signatures(hash, 0, n);
        bytes[] memory others = _signatures(FORGED, 0, n);
        for (uint256 i = 0; i < k; ++i) {
            signatures[i] = others[i];
        }
        _offer(hash, signatures, k == 0);
        _check(proof, k == 0);
    }

    function forge(uint256, uint256 m, uint256 k) external {
        HeadProof memory proof = _proof(uint256(FORGED));
        bytes32 hash = keccak256(proof.header);
        _offer(hash, _signatures(hash, 0, k), k >= m);
        _check(proof, k >= m);
    }

    function impersonate(uint256 n, uint256, uint256 k) external {
        HeadProof memory proof = _proof();
        bytes32 hash = keccak256(proof.header);
        bytes[] memory signatures = _signatures(hash, 0, n);
        bytes32 digest = oracle.digest(THERE, NUMBER, hash);
        for (uint256 i = 0; i < k; ++i) {
            (uint8 v, bytes32 r, bytes32 s) = vm.sign(uint256(keccak256(abi.encode("stranger", i))), digest);
            signatures[i] = abi.encodePacked(r, s, v);
        }
        _offer(hash, signatures, k == 0);
        _check(proof, k == 0);
    }

    function divide(uint256 n, uint256 m, uint256 k) external {
        HeadProof memory proof = _proof();
        HeadProof memory lie = _proof(uint256(FORGED));
        bytes32 hash = keccak256(lie.header);
        _offer(hash, _signatures(hash, 0, k), k >= m);
        hash = keccak256(proof.header);
        _offer(hash, _signatures(hash, k, n), n - k >= m);
        _check(proof, n - k >= m && k < m);
        _check(lie, k >= m && n - k < m);
    }

    /// For all 1 <= m <= n <= 5 and 0 <= k <= n.
    function _forAll(function(uint256, uint256, uint256) external test) private {
        uint256 count;
        for (uint256 n = 1; n <= MOST; ++n) {
            for (uint256 m = 1; m <= n; ++m) {
                for (uint256 k = 0; k <= n; ++k) {
                    uint256 snapshot = vm.snapshotState();
                    oracle.setAttesters(THERE, _addresses(n), uint8(m));
                    test(n, m, k);
                    vm.revertToState(snapshot);
                    ++count;
                }
            }
        }
        assertEq(count, 70);
    }

    function _offer(bytes32 hash, bytes[] memory signatures, bool accepted) private {
        if (!accepted) vm.expectRevert();
        oracle.vouch(THERE, NUMBER, hash, signatures);
    }

    /// The head passes or does not, as the header does.
    function _check(HeadProof memory proof, bool accepted) private {
        uint256 count = recipient.count();
        if (!accepted) vm.expectPartialRevert(IProofGateway.HeaderNotVouched.selector);
        _prove(proof);
        assertEq(recipient.count(), accepted ? count + 1 : count);
    }

    /// Of the attesters from `from` to before `to`.
    function _signatures(bytes32 hash, uint256 from, uint256 to) private view returns (bytes[] memory signatures) {
        bytes32 digest = oracle.digest(THERE, NUMBER, hash);
        signatures = new bytes[](to - from);
        for (uint256 i = 0; i < signatures.length; ++i) {
            (uint8 v, bytes32 r, bytes32 s) = vm.sign(attesterKeys[from + i], digest);
            signatures[i] = abi.encodePacked(r, s, v);
        }
    }

    function _addresses(uint256 n) private view returns (address[] memory addresses) {
        addresses = new address[](n);
        for (uint256 i = 0; i < n; ++i) {
            addresses[i] = vm.addr(attesterKeys[i]);
        }
    }
}
