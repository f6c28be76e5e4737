// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC7786GatewaySource} from "@openzeppelin/contracts/interfaces/draft-IERC7786.sol";
import {TrieProof} from "@openzeppelin/contracts/utils/cryptography/TrieProof.sol";

/// @notice What proves a head, as `eth_getProof` gives it.
/// @param header The block's header, in RLP.
/// @param accountProof The nodes from the header's state root to the sender's account.
/// @param storageProof The nodes from that account's storage root to the slot of its head.
struct HeadProof {
    bytes header;
    bytes[] accountProof;
    bytes[] storageProof;
}

/// @title ERC-7786 gateway whose messages are proven from the source chain's state
/// @notice A channel's head lies in its sender's storage. Whoever shows it under a block's state root, with a header
/// that the source chain's oracle vouches for, hands it to its recipient: of messages nobody needs to say anything, and
/// none needs to be sent. `MessageSent` is emitted all the same, so that `dispatch` does what it does elsewhere.
///
/// A proof may be shown again. It says that the sender's head was this one, which stays true; a channel that accepted a
/// head accepts it again without effect.
interface IProofGateway is IERC7786GatewaySource {
    /// @notice A head was proven, and handed to its recipient. `receiveId` stands for the block, the sender and the
    /// recipient: a proof that is shown again has the same.
    event HeadProven(
        bytes32 indexed receiveId,
        uint64 indexed sourceChain,
        address sender,
        address recipient,
        uint256 number,
        bytes32 hash,
        bytes32 head
    );

    /// @notice From now on `newOracle` vouches for the chain's blocks; zero if nobody does.
    event HeaderOracleSet(uint64 indexed sourceChain, address oldOracle, address newOracle);

    /// @notice Messages carry no value.
    error ValueNotSupported(uint256 value);
    /// @notice Nobody vouches for the chain's blocks.
    error HeaderOracleNotSet(uint64 sourceChain);
    /// @notice The header is longer than any that is taken.
    error HeaderTooLong(uint256 length, uint256 maximum);
    /// @notice More nodes than any path has.
    error ProofTooLong(uint256 nodes, uint256 maximum);
    /// @notice The node is longer than any that a proof needs.
    error NodeTooLong(uint256 length, uint256 maximum);
    /// @notice No channel has a head in a chain's first block.
    error HeaderOfBlockZero(uint64 sourceChain);
    /// @notice The oracle does not vouch for this header: it knows another block of that number, or none.
    error HeaderNotVouched(uint64 sourceChain, uint256 number, bytes32 blockHash);
    /// @notice The nodes do not lead from the header's state root to the sender's account.
    error AccountNotProven(uint64 sourceChain, address sender, TrieProof.ProofError reason);
    /// @notice The chain's accounts are not Ethereum's.
    error AccountMalformed(uint64 sourceChain, address sender);
    /// @notice The nodes do not lead from the account's storage root to the slot of its head for this chain.
    error HeadNotProven(uint64 sourceChain, address sender, TrieProof.ProofError reason);
    /// @notice The sender queued nothing for this chain yet.
    error HeadEmpty(uint64 sourceChain, address sender);
    /// @notice The recipient did not confirm the message.
    error MessageNotConfirmed(address recipient);

    /// @notice Hands a sender's head for this chain to its recipient. Anyone may call it, also repeatedly.
    /// @param sourceChain The chain that the sender is on.
    /// @param sender The contract whose channel it is; the recipient decides whether it is the right one.
    /// @param recipient The contract on this chain that gets `receiveMessage` with the 32 bytes of the head.
    function proveHead(uint64 sourceChain, address sender, address recipient, HeadProof calldata proof) external;

    /// @notice Sets who vouches for a source chain's blocks. Restricted to the access manager.
    /// @param oracle An `IHeaderOracle`; zero for none.
    function setHeaderOracle(uint64 sourceChain, address oracle) external;

    /// @notice What nodes say that a trie holds, or why they say nothing. Of a key that the trie lacks it may revert.
    /// @param key An account's address, or a slot; its hash is the path.
    /// @return value In RLP.
    function traverse(bytes32 root, bytes calldata key, bytes[] calldata nodes)
        external
        pure
        returns (bytes memory value, TrieProof.ProofError reason);

    /// @notice Who vouches for a source chain's blocks; zero if nobody does.
    function headerOracle(uint64 sourceChain) external view returns (address);
}
