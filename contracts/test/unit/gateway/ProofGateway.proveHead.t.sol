// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {HeadSlotLib} from "../../../src/channel/HeadSlot.sol";
import {HeadProof, IProofGateway} from "../../../src/gateway/IProofGateway.sol";
import {ProofFixture} from "../../fixtures/ProofFixture.sol";
import {Tries} from "../../fixtures/Tries.sol";
import {BlockHeader} from "@openzeppelin/contracts/utils/BlockHeader.sol";
import {RLP} from "@openzeppelin/contracts/utils/RLP.sol";
import {TrieProof} from "@openzeppelin/contracts/utils/cryptography/TrieProof.sol";
import {InteroperableAddress} from "@openzeppelin/contracts/utils/draft-InteroperableAddress.sol";

contract ProofGatewayProveHeadTest is ProofFixture {
    uint256 private constant MAX_HEADER_LENGTH = 2048;
    uint256 private constant MAX_NODES = 32;
    uint256 private constant MAX_NODE_LENGTH = 532;

    function test_proveHead_handsTheHeadToItsRecipient() public {
        HeadProof memory proof = _proof();
        _vouch(proof);
        bytes32 blockHash = keccak256(proof.header);
        bytes32 receiveId = keccak256(abi.encode(THERE, blockHash, sender, address(recipient)));
        vm.expectEmit(address(gateway));
        emit IProofGateway.HeadProven(receiveId, THERE, sender, address(recipient), NUMBER, blockHash, HEAD);
        vm.prank(stranger);
        gateway.proveHead(THERE, sender, address(recipient), proof);

        assertEq(recipient.count(), 1);
        assertEq(recipient.gateway(), address(gateway));
        assertEq(recipient.receiveId(), receiveId);
        assertEq(recipient.sender(), InteroperableAddress.formatEvmV1(THERE, sender));
        assertEq(recipient.payload(), abi.encodePacked(HEAD));
    }

    /// What it says stays true: the sender's head was this one.
    function test_proveHead_again() public {
        HeadProof memory proof = _proof();
        _vouch(proof);
        _prove(proof);
        bytes32 receiveId = recipient.receiveId();
        _prove(proof);
        assertEq(recipient.count(), 2);
        assertEq(recipient.receiveId(), receiveId);
    }

    function test_proveHead_ofEveryDepth() public {
        for (uint256 depth = 1; depth <= MAX_NODES; ++depth) {
            HeadProof memory proof = _proof(RLP.encode(uint256(HEAD)), depth, MAX_NODES + 1 - depth, depth);
            _vouch(THERE, NUMBER, keccak256(proof.header));
            _prove(proof);
            assertEq(recipient.payload(), abi.encodePacked(HEAD));
            // The next one has this number too.
            oracle.setAttesters(THERE, _attesters(), 2);
        }
    }

    /// Neighbours whose paths begin alike have an extension before their branch.
    function test_proveHead_pastAnExtension() public {
        for (uint256 length = 1; length < 5; ++length) {
            HeadProof memory proof = _throughExtension(length);
            _vouch(proof);
            _prove(proof);
            assertEq(recipient.count(), length);
            oracle.setAttesters(THERE, _attesters(), 2);
        }
    }

    /// A leaf of fewer than 32 bytes lies within its branch: it is shown there, or once more for itself.
    function test_proveHead_ofALeafWithinABranch() public {
        HeadProof memory proof = _proof(RLP.encode(uint256(1 << 16 | SETTINGS)), 1, MAX_NODES, 1);
        bytes[] memory nodes = proof.storageProof;
        assertLt(nodes[MAX_NODES - 1].length, 32);
        _vouch(proof);
        _prove(proof);
        proof.storageProof = _first(nodes, MAX_NODES - 1);
        _prove(proof);
        assertEq(recipient.count(), 2);
        assertEq(recipient.payload(), abi.encodePacked(uint256(1 << 16)));
        // As anything else it is none.
        nodes[MAX_NODES - 1] = bytes.concat(nodes[MAX_NODES - 1], hex"00");
        proof.storageProof = nodes;
        vm.expectPartialRevert(IProofGateway.HeadNotProven.selector);
        _prove(proof);
    }

    /// Later forks append fields, which are as good as signed.
    function test_proveHead_ofALongerHeader() public {
        HeadProof memory proof = _proof();
        (bytes32 stateRoot,) = _account(Tries.account(7, 1 ether, keccak256(proof.storageProof[0])), ACCOUNT_DEPTH, 1);
        proof.header = Tries.header(NUMBER, stateRoot, 3, 1);
        _vouch(proof);
        _prove(proof);
        assertEq(recipient.payload(), abi.encodePacked(HEAD));
    }

    /// A head may begin with zeros, which RLP leaves out.
    function test_proveHead_ofASmallHead() public {
        HeadProof memory proof = _proof(1 << 16 | SETTINGS);
        _vouch(proof);
        _prove(proof);
        assertEq(recipient.payload(), abi.encodePacked(uint256(1 << 16)));
    }

    function test_proveHead_revertsWith_HeaderOracleNotSet() public {
        HeadProof memory proof = _proof();
        _vouch(proof);
        vm.expectRevert(abi.encodeWithSelector(IProofGateway.HeaderOracleNotSet.selector, THERE + 1));
        gateway.proveHead(THERE + 1, sender, address(recipient), proof);
    }

    function test_proveHead_revertsWith_HeaderNotVouched() public {
        HeadProof memory proof = _proof();
        _expectRefusal(proof, _notVouched(NUMBER, proof.header));
    }

    /// Another block of the number is vouched for: this one is an uncle, or made up.
    function test_proveHead_revertsWith_HeaderNotVouched_ofAnUncle() public {
        HeadProof memory proof = _proof();
        HeadProof memory uncle = _proof(RLP.encode(uint256(HEAD)), ACCOUNT_DEPTH, STORAGE_DEPTH, 2);
        _vouch(proof);
        _expectRefusal(uncle, _notVouched(NUMBER, uncle.header));
        _prove(proof);
    }

    /// Signed under another number than the header's own.
    function test_proveHead_revertsWith_HeaderNotVouched_ofAnotherNumber() public {
        HeadProof memory proof = _proof();
        _vouch(THERE, NUMBER + 1, keccak256(proof.header));
        _expectRefusal(proof, _notVouched(NUMBER, proof.header));
    }

    /// A header of one chain shown for another that has the same oracle.
    function test_proveHead_revertsWith_HeaderNotVouched_ofAnotherChain() public {
        oracle.setAttesters(THERE + 1, _attesters(), 2);
        HeadProof memory proof = _proof();
        _vouch(THERE + 1, NUMBER, keccak256(proof.header));
        _expectRefusal(proof, _notVouched(NUMBER, proof.header));
    }

    /// For two hashes neither counts.
    function test_proveHead_revertsWith_HeaderNotVouched_ofADisputedNumber() public {
        HeadProof memory proof = _proof();
        _vouch(proof);
        _vouch(THERE, NUMBER, keccak256("other"));
        _expectRefusal(proof, _notVouched(NUMBER, proof.header));
    }

    function test_proveHead_revertsWith_HeaderNotVouched_ofAHeaderWithMoreBytes() public {
        HeadProof memory proof = _proof();
        _vouch(proof);
        proof.header = bytes.concat(proof.header, hex"00");
        vm.expectRevert();
        _prove(proof);
    }

    function test_proveHead_revertsWith_HeaderOfBlockZero() public {
        HeadProof memory proof = _proof();
        proof.header = Tries.header(0, keccak256(proof.accountProof[0]), 0, 1);
        _expectRefusal(proof, abi.encodeWithSelector(IProofGateway.HeaderOfBlockZero.selector, THERE));
    }

    function test_proveHead_revertsWith_RLPInvalidEncoding_ofNoHeader() public {
        HeadProof memory proof = _proof();
        proof.header = "";
        _expectRefusal(proof, abi.encodeWithSelector(RLP.RLPInvalidEncoding.selector));
    }

    function test_proveHead_revertsWith_FieldNotPresentInBlockHeader() public {
        HeadProof memory proof = _proof();
        bytes[] memory fields = new bytes[](8);
        for (uint256 i = 0; i < 8; ++i) {
            fields[i] = RLP.encode(i);
        }
        proof.header = RLP.encode(fields);
        _expectRefusal(
            proof,
            abi.encodeWithSelector(BlockHeader.FieldNotPresentInBlockHeader.selector, BlockHeader.HeaderField.Number)
        );
    }

    function test_proveHead_revertsWith_HeaderTooLong() public {
        HeadProof memory proof = _proof();
        proof.header = new bytes(MAX_HEADER_LENGTH + 1);
        _expectRefusal(
            proof,
            abi.encodeWithSelector(IProofGateway.HeaderTooLong.selector, MAX_HEADER_LENGTH + 1, MAX_HEADER_LENGTH)
        );
        // One byte less fails for what it is.
        proof.header = new bytes(MAX_HEADER_LENGTH);
        _expectRefusal(proof, abi.encodeWithSelector(RLP.RLPInvalidEncoding.selector));
    }

    function test_proveHead_revertsWith_ProofTooLong() public {
        bytes memory reason = abi.encodeWithSelector(IProofGateway.ProofTooLong.selector, MAX_NODES + 1, MAX_NODES);
        HeadProof memory proof = _proof(RLP.encode(uint256(HEAD)), MAX_NODES + 1, 1, 1);
        _vouch(proof);
        _expectRefusal(proof, reason);
        proof = _proof(RLP.encode(uint256(HEAD)), 1, MAX_NODES + 1, 1);
        _vouch(THERE, NUMBER, keccak256(proof.header));
        _expectRefusal(proof, reason);
    }

    /// Bounds come before everything else, so that nothing is copied that could be without end.
    function test_proveHead_revertsWith_NodeTooLong() public {
        bytes memory reason =
            abi.encodeWithSelector(IProofGateway.NodeTooLong.selector, MAX_NODE_LENGTH + 1, MAX_NODE_LENGTH);
        for (uint256 i = 0; i < ACCOUNT_DEPTH; ++i) {
            HeadProof memory proof = _proof();
            proof.accountProof[i] = new bytes(MAX_NODE_LENGTH + 1);
            _expectRefusal(proof, reason);
        }
        for (uint256 i = 0; i < STORAGE_DEPTH; ++i) {
            HeadProof memory proof = _proof();
            proof.storageProof[i] = new bytes(MAX_NODE_LENGTH + 1);
            _expectRefusal(proof, reason);
        }
    }

    /// A branch of hashes is as long as a node may be.
    function test_proveHead_takesTheLongestNode() public {
        HeadProof memory proof = _proof();
        assertEq(proof.accountProof[0].length, MAX_NODE_LENGTH);
        _vouch(proof);
        _prove(proof);
    }

    function test_proveHead_revertsWith_AccountNotProven_ofAnotherAccount() public {
        HeadProof memory proof = _proof();
        _vouch(proof);
        // By chance, its path leaves the sender's at the root: to a node that is another one.
        vm.expectPartialRevert(IProofGateway.AccountNotProven.selector);
        gateway.proveHead(THERE, stranger, address(recipient), proof);
    }

    /// In a trie of one account, the other's path ends in the wrong leaf.
    function test_proveHead_revertsWith_AccountNotProven_ofAnotherLeaf() public {
        HeadProof memory proof = _proof(RLP.encode(uint256(HEAD)), 1, 1, 1);
        _vouch(proof);
        vm.expectRevert(
            abi.encodeWithSelector(
                IProofGateway.AccountNotProven.selector, THERE, stranger, TrieProof.ProofError.INVALID_PATH_REMAINDER
            )
        );
        gateway.proveHead(THERE, stranger, address(recipient), proof);
    }

    function test_proveHead_revertsWith_AccountNotProven_ofAnotherState() public {
        HeadProof memory proof = _proof();
        HeadProof memory other = _proof(RLP.encode(uint256(HEAD)), ACCOUNT_DEPTH, STORAGE_DEPTH, 2);
        _vouch(proof);
        proof.accountProof = other.accountProof;
        _expectRefusal(proof, _accountNotProven(TrieProof.ProofError.INVALID_ROOT));
    }

    function test_proveHead_revertsWith_AccountNotProven_ofTooFewNodes() public {
        HeadProof memory proof = _proof();
        _vouch(proof);
        for (uint256 length = 0; length < ACCOUNT_DEPTH; ++length) {
            HeadProof memory cut = _proof();
            cut.accountProof = _first(proof.accountProof, length);
            _expectRefusal(cut, _accountNotProven(TrieProof.ProofError.INVALID_PROOF));
        }
    }

    function test_proveHead_revertsWith_AccountNotProven_ofOneNodeMore() public {
        HeadProof memory proof = _proof();
        _vouch(proof);
        proof.accountProof = _appended(proof.accountProof, proof.accountProof[0]);
        _expectRefusal(proof, _accountNotProven(TrieProof.ProofError.INVALID_EXTRA_PROOF_ELEMENT));
    }

    /// A chain whose accounts have other fields needs another gateway.
    function test_proveHead_revertsWith_AccountMalformed() public {
        bytes[] memory fields = new bytes[](5);
        for (uint256 i = 0; i < 5; ++i) {
            fields[i] = RLP.encode(keccak256(abi.encode(i)));
        }
        _expectMalformed(RLP.encode(fields));
        fields = new bytes[](3);
        for (uint256 i = 0; i < 3; ++i) {
            fields[i] = RLP.encode(keccak256(abi.encode(i)));
        }
        _expectMalformed(RLP.encode(fields));
        // A storage root that is none.
        fields = new bytes[](4);
        for (uint256 i = 0; i < 4; ++i) {
            fields[i] = RLP.encode(i);
        }
        _expectMalformed(RLP.encode(fields));
    }

    /// The slots beside the head's, and those of the heads for other chains.
    function test_proveHead_revertsWith_HeadNotProven_ofAnotherSlot() public {
        bytes32 headSlot = HeadSlotLib.headSlot(HERE);
        bytes32[5] memory slots = [
            bytes32(uint256(headSlot) + 1),
            bytes32(uint256(headSlot) - 1),
            bytes32(uint256(1)),
            HeadSlotLib.headSlot(HERE + 1),
            HeadSlotLib.headSlot(0)
        ];
        for (uint256 i = 0; i < slots.length; ++i) {
            HeadProof memory proof = _ofSlot(slots[i]);
            _vouch(proof);
            _expectRefusal(proof, _headNotProven(TrieProof.ProofError.INVALID_PATH_REMAINDER));
            oracle.setAttesters(THERE, _attesters(), 2);
        }
        HeadProof memory own = _ofSlot(headSlot);
        _vouch(own);
        _prove(own);
    }

    /// The same proof on another destination chain, where the same header is vouched for.
    function test_proveHead_revertsWith_HeadNotProven_onAnotherChain() public {
        HeadProof memory proof = _proof();
        _vouch(proof);
        vm.chainId(HERE + 1);
        vm.expectPartialRevert(IProofGateway.HeadNotProven.selector);
        _prove(proof);
        vm.chainId(HERE);
        _prove(proof);
    }

    function test_proveHead_revertsWith_HeadNotProven_ofAnothersStorage() public {
        HeadProof memory proof = _proof();
        HeadProof memory other = _proof(RLP.encode(uint256(HEAD)), ACCOUNT_DEPTH, STORAGE_DEPTH, 2);
        _vouch(proof);
        proof.storageProof = other.storageProof;
        _expectRefusal(proof, _headNotProven(TrieProof.ProofError.INVALID_ROOT));
        // Nor is the state itself a storage.
        proof.storageProof = proof.accountProof;
        _expectRefusal(proof, _headNotProven(TrieProof.ProofError.INVALID_ROOT));
    }

    function test_proveHead_revertsWith_HeadNotProven_ofTooFewNodes() public {
        HeadProof memory proof = _proof();
        _vouch(proof);
        for (uint256 length = 0; length < STORAGE_DEPTH; ++length) {
            HeadProof memory cut = _proof();
            cut.storageProof = _first(proof.storageProof, length);
            _expectRefusal(cut, _headNotProven(TrieProof.ProofError.INVALID_PROOF));
        }
    }

    /// Settings lie there before the first entry.
    function test_proveHead_revertsWith_HeadEmpty() public {
        HeadProof memory proof = _proof(SETTINGS);
        _vouch(proof);
        _expectRefusal(proof, abi.encodeWithSelector(IProofGateway.HeadEmpty.selector, THERE, sender));
    }

    /// An account without storage, whichever way that is shown.
    function test_proveHead_revertsWith_HeadEmpty_ofAnAccountWithoutStorage() public {
        HeadProof memory proof;
        bytes32 stateRoot;
        (stateRoot, proof.accountProof) = _account(Tries.account(7, 1 ether, keccak256(hex"80")), 1, 1);
        proof.header = Tries.header(NUMBER, stateRoot, 0, 1);
        _vouch(proof);
        bytes memory reason = abi.encodeWithSelector(IProofGateway.HeadEmpty.selector, THERE, sender);
        _expectRefusal(proof, reason);
        proof.storageProof = _appended(new bytes[](0), hex"80");
        _expectRefusal(proof, reason);
    }

    /// No storage holds more than a word.
    function test_proveHead_revertsWith_RLPInvalidEncoding_ofALongValue() public {
        bytes[2] memory values = [RLP.encode(abi.encode(HEAD, HEAD)), RLP.encode(abi.encodePacked(HEAD, hex"00"))];
        for (uint256 i = 0; i < values.length; ++i) {
            HeadProof memory proof = _proof(values[i], 1, 1, i + 1);
            _vouch(proof);
            _expectRefusal(proof, abi.encodeWithSelector(RLP.RLPInvalidEncoding.selector));
            oracle.setAttesters(THERE, _attesters(), 2);
        }
    }

    function test_proveHead_revertsWith_MessageNotConfirmed() public {
        HeadProof memory proof = _proof();
        _vouch(proof);
        recipient.answerWith(0xffffffff);
        _expectRefusal(proof, abi.encodeWithSelector(IProofGateway.MessageNotConfirmed.selector, address(recipient)));
    }

    function _expectMalformed(bytes memory account) private {
        HeadProof memory proof = _proof();
        bytes32 stateRoot;
        (stateRoot, proof.accountProof) = _account(account, 2, 1);
        proof.header = Tries.header(NUMBER, stateRoot, 0, 1);
        _vouch(proof);
        _expectRefusal(proof, abi.encodeWithSelector(IProofGateway.AccountMalformed.selector, THERE, sender));
        oracle.setAttesters(THERE, _attesters(), 2);
    }

    /// A storage of this one slot.
    function _ofSlot(bytes32 slot) private view returns (HeadProof memory proof) {
        bytes32 storageRoot;
        bytes32 stateRoot;
        (storageRoot, proof.storageProof) = Tries.grow(abi.encodePacked(slot), RLP.encode(uint256(HEAD)), 1, 1);
        (stateRoot, proof.accountProof) = _account(Tries.account(7, 1 ether, storageRoot), ACCOUNT_DEPTH, 1);
        proof.header = Tries.header(NUMBER, stateRoot, 0, 1);
    }

    /// A storage whose root is an extension, before a branch, before the leaf.
    function _throughExtension(uint256 length) private view returns (HeadProof memory proof) {
        bytes32 path = keccak256(abi.encodePacked(HeadSlotLib.headSlot(HERE)));
        uint8 nibble = uint8(uint256(path) >> (4 * (63 - length))) & 0x0f;
        proof.storageProof = new bytes[](3);
        proof.storageProof[2] = Tries.leaf(path, length + 1, RLP.encode(uint256(HEAD)));
        proof.storageProof[1] = Tries.branch(nibble, proof.storageProof[2], 1);
        proof.storageProof[0] = Tries.extension(path, 0, length, proof.storageProof[1]);
        bytes32 stateRoot;
        bytes memory account = Tries.account(7, 1 ether, keccak256(proof.storageProof[0]));
        (stateRoot, proof.accountProof) = _account(account, ACCOUNT_DEPTH, 1);
        proof.header = Tries.header(NUMBER, stateRoot, 0, 1);
    }

    function _notVouched(uint256 number, bytes memory header) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IProofGateway.HeaderNotVouched.selector, THERE, number, keccak256(header));
    }

    function _accountNotProven(TrieProof.ProofError reason) private view returns (bytes memory) {
        return abi.encodeWithSelector(IProofGateway.AccountNotProven.selector, THERE, sender, reason);
    }

    function _headNotProven(TrieProof.ProofError reason) private view returns (bytes memory) {
        return abi.encodeWithSelector(IProofGateway.HeadNotProven.selector, THERE, sender, reason);
    }

    function _first(bytes[] memory nodes, uint256 length) private pure returns (bytes[] memory first) {
        first = new bytes[](length);
        for (uint256 i = 0; i < length; ++i) {
            first[i] = nodes[i];
        }
    }

    function _appended(bytes[] memory nodes, bytes memory node) private pure returns (bytes[] memory appended) {
        appended = new bytes[](nodes.length + 1);
        for (uint256 i = 0; i < nodes.length; ++i) {
            appended[i] = nodes[i];
        }
        appended[nodes.length] = node;
    }
}
