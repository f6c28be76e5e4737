// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {HEAD_MASK, HeadSlotLib} from "../channel/HeadSlot.sol";
import {HeadProof, IProofGateway} from "./IProofGateway.sol";
import {IHeaderOracle} from "./header/IHeaderOracle.sol";
import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC7786GatewaySource, IERC7786Recipient} from "@openzeppelin/contracts/interfaces/draft-IERC7786.sol";
import {BlockHeader} from "@openzeppelin/contracts/utils/BlockHeader.sol";
import {Memory} from "@openzeppelin/contracts/utils/Memory.sol";
import {RLP} from "@openzeppelin/contracts/utils/RLP.sol";
import {TrieProof} from "@openzeppelin/contracts/utils/cryptography/TrieProof.sol";
import {InteroperableAddress} from "@openzeppelin/contracts/utils/draft-InteroperableAddress.sol";

contract ProofGateway is IProofGateway, AccessManaged {
    using BlockHeader for Memory.Slice[];
    using Memory for Memory.Slice;
    using RLP for *;

    /// Ethereum's have some 650 bytes; other chains put more into `extraData`.
    uint256 private constant MAX_HEADER_LENGTH = 2048;
    /// A path of so many nodes shares 124 bits of its hash with another: nobody can grow one so long that it could not
    /// be shown any more. Ethereum's longest has about ten.
    uint256 private constant MAX_NODES = 32;
    /// A branch with 16 hashes; keys of one length leave it without a value.
    uint256 private constant MAX_NODE_LENGTH = 532;
    /// Nonce, balance, storage root, code hash.
    uint256 private constant ACCOUNT_FIELDS = 4;
    uint256 private constant STORAGE_ROOT = 2;
    /// A hash in RLP.
    uint256 private constant HASH_LENGTH = 33;
    /// Of a trie without a value, which has no nodes to show.
    bytes32 private constant EMPTY_ROOT = keccak256(hex"80");

    uint256 private _sent;
    /// @inheritdoc IProofGateway
    mapping(uint64 sourceChain => address) public headerOracle;

    constructor(address accessManager) AccessManaged(accessManager) {}

    /// @inheritdoc IERC7786GatewaySource
    function sendMessage(bytes calldata recipient, bytes calldata payload, bytes[] calldata attributes)
        external
        payable
        returns (bytes32 sendId)
    {
        require(msg.value == 0, ValueNotSupported(msg.value));
        if (attributes.length != 0) revert UnsupportedAttribute(bytes4(attributes[0]));

        sendId = keccak256(abi.encode(block.chainid, address(this), ++_sent));
        bytes memory sender = InteroperableAddress.formatEvmV1(block.chainid, msg.sender);
        emit MessageSent(sendId, sender, recipient, payload, 0, attributes);
    }

    /// @inheritdoc IProofGateway
    function proveHead(uint64 sourceChain, address sender, address recipient, HeadProof calldata proof) external {
        _validateBounds(proof);
        (uint256 number, bytes32 blockHash, bytes32 stateRoot) = _validateHeader(sourceChain, proof.header);
        bytes32 storageRoot = _storageRootOf(sourceChain, sender, stateRoot, proof.accountProof);
        bytes32 head = _headOf(sourceChain, sender, storageRoot, proof.storageProof);

        _handOver(sourceChain, sender, recipient, number, blockHash, head);
    }

    /// @inheritdoc IProofGateway
    function setHeaderOracle(uint64 sourceChain, address oracle) external restricted {
        emit HeaderOracleSet(sourceChain, headerOracle[sourceChain], oracle);
        headerOracle[sourceChain] = oracle;
    }

    /// @inheritdoc IERC7786GatewaySource
    function supportsAttribute(bytes4) external pure returns (bool) {
        return false;
    }

    /// @inheritdoc IProofGateway
    function traverse(bytes32 root, bytes calldata key, bytes[] calldata nodes)
        external
        pure
        returns (bytes memory value, TrieProof.ProofError reason)
    {
        return TrieProof.tryTraverse(root, abi.encodePacked(keccak256(key)), nodes);
    }

    /// Anyone may have it done again: what was proven stays true, and a channel takes it without effect.
    function _handOver(
        uint64 sourceChain,
        address sender,
        address recipient,
        uint256 number,
        bytes32 blockHash,
        bytes32 head
    ) private {
        bytes32 receiveId = keccak256(abi.encode(sourceChain, blockHash, sender, recipient));
        emit HeadProven(receiveId, sourceChain, sender, recipient, number, blockHash, head);

        bytes memory from = InteroperableAddress.formatEvmV1(sourceChain, sender);
        bytes4 confirmation = IERC7786Recipient(recipient).receiveMessage(receiveId, from, abi.encodePacked(head));
        require(confirmation == IERC7786Recipient.receiveMessage.selector, MessageNotConfirmed(recipient));
    }

    /// The number is the header's own: a hash that is vouched for under another number does not count.
    function _validateHeader(uint64 sourceChain, bytes memory header)
        private
        view
        returns (uint256 number, bytes32 blockHash, bytes32 stateRoot)
    {
        address oracle = headerOracle[sourceChain];
        require(oracle != address(0), HeaderOracleNotSet(sourceChain));
        // Fields that later forks append are under the hash too, and need no name here.
        Memory.Slice[] memory fields = BlockHeader.parseHeader(header);
        number = fields.getNumber();
        require(number != 0, HeaderOfBlockZero(sourceChain));
        blockHash = keccak256(header);
        require(
            IHeaderOracle(oracle).hashOf(sourceChain, number) == blockHash,
            HeaderNotVouched(sourceChain, number, blockHash)
        );
        stateRoot = fields.getStateRoot();
    }

    function _validateBounds(HeadProof calldata proof) private pure {
        require(proof.header.length <= MAX_HEADER_LENGTH, HeaderTooLong(proof.header.length, MAX_HEADER_LENGTH));
        _validateNodes(proof.accountProof);
        _validateNodes(proof.storageProof);
    }

    function _validateNodes(bytes[] calldata nodes) private pure {
        require(nodes.length <= MAX_NODES, ProofTooLong(nodes.length, MAX_NODES));
        for (uint256 i = 0; i < nodes.length; ++i) {
            require(nodes[i].length <= MAX_NODE_LENGTH, NodeTooLong(nodes[i].length, MAX_NODE_LENGTH));
        }
    }

    function _storageRootOf(uint64 sourceChain, address sender, bytes32 stateRoot, bytes[] calldata nodes)
        private
        view
        returns (bytes32)
    {
        (bytes memory account, TrieProof.ProofError reason) = _read(stateRoot, abi.encodePacked(sender), nodes);
        require(reason == TrieProof.ProofError.NO_ERROR, AccountNotProven(sourceChain, sender, reason));
        Memory.Slice[] memory fields = account.decodeList();
        require(
            fields.length == ACCOUNT_FIELDS && fields[STORAGE_ROOT].length() == HASH_LENGTH,
            AccountMalformed(sourceChain, sender)
        );
        return fields[STORAGE_ROOT].readBytes32();
    }

    function _headOf(uint64 sourceChain, address sender, bytes32 storageRoot, bytes[] calldata nodes)
        private
        view
        returns (bytes32 head)
    {
        require(storageRoot != EMPTY_ROOT, HeadEmpty(sourceChain, sender));
        // No channel leads to a chain whose id is longer.
        // forge-lint: disable-next-line(unsafe-typecast)
        bytes memory slot = abi.encodePacked(HeadSlotLib.headSlot(uint64(block.chainid)));
        (bytes memory value, TrieProof.ProofError reason) = _read(storageRoot, slot, nodes);
        require(reason == TrieProof.ProofError.NO_ERROR, HeadNotProven(sourceChain, sender, reason));
        head = value.decodeBytes32() & HEAD_MASK;
        require(head != 0, HeadEmpty(sourceChain, sender));
    }

    /// The library reverts where a path ends in a branch without a child: that shall have a name too.
    function _read(bytes32 root, bytes memory key, bytes[] calldata nodes)
        private
        view
        returns (bytes memory, TrieProof.ProofError)
    {
        try this.traverse(root, key, nodes) returns (bytes memory value, TrieProof.ProofError reason) {
            return (value, reason);
        } catch {
            return ("", TrieProof.ProofError.INVALID_PROOF);
        }
    }
}
