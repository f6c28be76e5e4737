// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {HeadSlotLib} from "../../src/channel/HeadSlot.sol";
import {HeadProof} from "../../src/gateway/IProofGateway.sol";
import {ProofGateway} from "../../src/gateway/ProofGateway.sol";
import {AttestedHeaderOracle} from "../../src/gateway/header/AttestedHeaderOracle.sol";
import {Hub} from "../../src/hub/Hub.sol";
import {AnvilProofs} from "../fixtures/AnvilProofs.sol";
import {Attesters} from "../fixtures/Attesters.sol";
import {Tries} from "../fixtures/Tries.sol";
import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {RLP} from "@openzeppelin/contracts/utils/RLP.sol";

/// What it costs the hub to accept a head that is proven, and to have its header vouched for. Each figure is a
/// transaction. A path's nodes are counted with its leaf; in tries as deep as mainnet's, each before it is a full branch.
contract ProofGasTest is Attesters {
    using AnvilProofs for string;

    uint64 private constant HUB_CHAIN = 31337;
    uint64 private constant ORIGIN = 31338;

    AttestedHeaderOracle private oracle;
    ProofGateway private gateway;
    Hub private hub;
    string private json;
    address private spoke;

    function setUp() public {
        vm.chainId(HUB_CHAIN);
        AccessManager manager = new AccessManager(address(this));
        oracle = new AttestedHeaderOracle(address(manager));
        gateway = new ProofGateway(address(manager));
        hub = new Hub(address(manager));
        json = AnvilProofs.read();
        spoke = vm.parseJsonAddress(json, ".spoke");
        oracle.setAttesters(ORIGIN, _attesters(), 2);
        gateway.setHeaderOracle(ORIGIN, address(oracle));
        hub.setRoute(ORIGIN, address(gateway), spoke);
    }

    function test_devnet() public {
        AnvilProofs.Vector memory vector = json.find("spoke");
        _vouch(vector.number, vector.blockHash);
        vm.snapshotGasLastCall("Proof", "vouch for a header, 2 of 3 attestations");
        gateway.proveHead(ORIGIN, spoke, address(hub), vector.proof);
        vm.snapshotGasLastCall("Proof", "accept a head by proof, devnet's state");
        assertTrue(hub.isAccepted(ORIGIN, bytes32(uint256(vector.value) >> 16 << 16)));
    }

    function test_mainnet_smallStorage() public {
        bytes32 head = _prove(9, 4);
        vm.snapshotGasLastCall("Proof", "accept a head by proof, 9 and 4 nodes");
        assertTrue(hub.isAccepted(ORIGIN, head));
    }

    function test_mainnet_largeStorage() public {
        bytes32 head = _prove(10, 8);
        vm.snapshotGasLastCall("Proof", "accept a head by proof, 10 and 8 nodes");
        assertTrue(hub.isAccepted(ORIGIN, head));
    }

    function _prove(uint256 accountDepth, uint256 storageDepth) private returns (bytes32 head) {
        head = bytes32(uint256(keccak256("head")) << 16);
        HeadProof memory proof;
        bytes32 root;
        bytes memory slot = abi.encodePacked(HeadSlotLib.headSlot(HUB_CHAIN));
        (root, proof.storageProof) = Tries.grow(slot, RLP.encode(uint256(head) | 0x8123), storageDepth, 1);
        (root, proof.accountProof) =
            Tries.grow(abi.encodePacked(spoke), Tries.account(1, 1000 ether, root), accountDepth, 2);
        proof.header = Tries.header(21_000_000, root, 0, 3);
        _vouch(21_000_000, keccak256(proof.header));
        gateway.proveHead(ORIGIN, spoke, address(hub), proof);
    }

    function _vouch(uint256 number, bytes32 hash) private {
        bytes32 digest = oracle.digest(ORIGIN, number, hash);
        bytes[] memory signatures = new bytes[](2);
        (signatures[0], signatures[1]) = (_signDigest(0, digest), _signDigest(2, digest));
        oracle.vouch(ORIGIN, number, hash, signatures);
    }
}
