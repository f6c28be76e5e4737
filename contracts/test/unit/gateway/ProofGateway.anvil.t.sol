// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {HEAD_MASK, HeadSlotLib} from "../../../src/channel/HeadSlot.sol";
import {HeadProof, IProofGateway} from "../../../src/gateway/IProofGateway.sol";
import {AnvilProofs} from "../../fixtures/AnvilProofs.sol";
import {ProofFixture} from "../../fixtures/ProofFixture.sol";
import {InteroperableAddress} from "@openzeppelin/contracts/utils/draft-InteroperableAddress.sol";

/// What a real chain says of a real hub and spoke: the same slot, and what stands beside it.
contract ProofGatewayAnvilTest is ProofFixture {
    using AnvilProofs for string;

    string private json;
    address private hub;
    address private spoke;

    function setUp() public override {
        super.setUp();
        json = AnvilProofs.read();
        (hub, spoke) = (vm.parseJsonAddress(json, ".hub"), vm.parseJsonAddress(json, ".spoke"));
        for (uint256 i = 1; i < 4; ++i) {
            (uint256 number, bytes32 hash) = _block(i);
            _vouch(THERE, number, hash);
        }
    }

    function test_proveHead_ofARealHub() public {
        assertEq(vm.parseJsonUint(json, ".sourceChain"), THERE);
        assertEq(vm.parseJsonUint(json, ".chain"), HERE);
        bytes32 earlier = _checkAccepted("hub, earlier", hub);
        // Nothing was queued for this chain since.
        assertEq(_checkAccepted("hub", hub), earlier);
    }

    function test_proveHead_ofARealSpoke() public {
        _checkAccepted("spoke", spoke);
    }

    function test_proveHead_refusesAnotherChannelsHead() public {
        AnvilProofs.Vector memory vector = json.find("hub, for another chain");
        assertEq(vector.slot, HeadSlotLib.headSlot(HERE + 2));
        assertNotEq(vector.value & HEAD_MASK, 0);
        _refuse(vector, hub, IProofGateway.HeadNotProven.selector);
        // There it is accepted.
        oracle.setAttesters(THERE, _attesters(), 2);
        _vouch(THERE, vector.number, vector.blockHash);
        vm.chainId(HERE + 2);
        gateway.proveHead(THERE, hub, address(recipient), vector.proof);
    }

    function test_proveHead_refusesAnotherSlot() public {
        _refuse(json.find("hub, another slot"), hub, IProofGateway.HeadNotProven.selector);
        _refuse(json.find("hub, an empty slot"), hub, IProofGateway.HeadNotProven.selector);
    }

    function test_proveHead_refusesAnotherAccount() public {
        _refuse(json.find("hub"), spoke, IProofGateway.AccountNotProven.selector);
        _refuse(json.find("spoke"), hub, IProofGateway.AccountNotProven.selector);
        _refuse(json.find("account that is none"), hub, IProofGateway.AccountNotProven.selector);
        address none = json.find("account that is none").account;
        _refuse(json.find("account that is none"), none, IProofGateway.AccountNotProven.selector);
    }

    /// One's account with the other's storage.
    function test_proveHead_refusesAnothersStorage() public {
        AnvilProofs.Vector memory vector = json.find("hub");
        vector.proof.storageProof = json.find("spoke").proof.storageProof;
        _refuse(vector, hub, IProofGateway.HeadNotProven.selector);
    }

    /// An account and its storage of different blocks.
    function test_proveHead_refusesAMixOfBlocks() public {
        AnvilProofs.Vector memory vector = json.find("hub");
        vector.proof.header = json.find("hub, earlier").proof.header;
        _refuse(vector, hub, IProofGateway.AccountNotProven.selector);
        vector = json.find("hub");
        vector.proof.storageProof = json.find("hub, earlier").proof.storageProof;
        _refuse(vector, hub, IProofGateway.HeadNotProven.selector);
    }

    function test_proveHead_refusesWhatHasNoHead() public {
        AnvilProofs.Vector memory vector = json.find("account without code");
        _refuse(vector, vector.account, IProofGateway.HeadEmpty.selector);
        // An authority, and no channel yet.
        _refuse(json.find("hub, before its first entry"), hub, IProofGateway.HeadNotProven.selector);
        _refuse(json.find("spoke, before its first entry"), spoke, IProofGateway.HeadNotProven.selector);
    }

    function test_proveHead_refusesBlockZero() public {
        AnvilProofs.Vector memory vector = json.find("hub");
        (, vector.proof.header) = json.findBlock(0);
        _refuse(vector, hub, IProofGateway.HeaderOfBlockZero.selector);
    }

    /// Every byte of every part counts.
    function test_proveHead_refusesEveryChangedByte() public {
        AnvilProofs.Vector memory vector = json.find("spoke");
        HeadProof memory proof = vector.proof;
        for (uint256 i = 0; i < proof.header.length; ++i) {
            _refuseChanged(proof, proof.header, i);
        }
        for (uint256 i = 0; i < proof.accountProof.length; ++i) {
            for (uint256 j = 0; j < proof.accountProof[i].length; ++j) {
                _refuseChanged(proof, proof.accountProof[i], j);
            }
        }
        for (uint256 i = 0; i < proof.storageProof.length; ++i) {
            for (uint256 j = 0; j < proof.storageProof[i].length; ++j) {
                _refuseChanged(proof, proof.storageProof[i], j);
            }
        }
        gateway.proveHead(THERE, spoke, address(recipient), proof);
        assertEq(recipient.count(), 1);
    }

    function _refuseChanged(HeadProof memory proof, bytes memory part, uint256 index) private {
        bytes1 before = part[index];
        part[index] = before ^ bytes1(uint8(1 << (index % 8)));
        vm.expectRevert();
        gateway.proveHead(THERE, spoke, address(recipient), proof);
        part[index] = before;
    }

    function _checkAccepted(string memory name, address sender_) private returns (bytes32 head) {
        AnvilProofs.Vector memory vector = json.find(name);
        head = vector.value & HEAD_MASK;
        assertEq(vector.account, sender_);
        assertEq(vector.slot, HeadSlotLib.headSlot(HERE));
        gateway.proveHead(THERE, sender_, address(recipient), vector.proof);
        assertEq(recipient.sender(), InteroperableAddress.formatEvmV1(THERE, sender_));
        assertEq(recipient.payload(), abi.encodePacked(head));
        assertNotEq(head, 0);
    }

    function _refuse(AnvilProofs.Vector memory vector, address sender_, bytes4 reason) private {
        uint256 count = recipient.count();
        vm.expectPartialRevert(reason);
        gateway.proveHead(THERE, sender_, address(recipient), vector.proof);
        assertEq(recipient.count(), count);
    }

    function _block(uint256 index) private view returns (uint256 number, bytes32 hash) {
        string memory path = string.concat(".blocks[", vm.toString(index), "]");
        number = vm.parseJsonUint(json, string.concat(path, ".number"));
        hash = vm.parseJsonBytes32(json, string.concat(path, ".hash"));
    }
}
