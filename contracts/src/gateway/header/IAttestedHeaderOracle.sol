// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IHeaderOracle} from "./IHeaderOracle.sol";

/// @title Header oracle whose block hashes m of n attesters sign
/// @notice Attesters sign the hash of a block once the source chain's finality rule covers it, and nothing else.
///
/// For two hashes of one number neither counts: either the chain broke its finality, or attesters lied. That stops no
/// channel, since a head is in every later block's state too. A new set of attesters starts with nothing vouched for:
/// what the old one signed dies with it, and what is still needed is signed again.
interface IAttestedHeaderOracle is IHeaderOracle {
    /// @notice `threshold` of the attesters of `epoch` signed that the chain's block `number` has this hash.
    event HeaderVouched(uint64 indexed sourceChain, uint256 indexed number, bytes32 hash, uint64 epoch);

    /// @notice They signed another hash too. None of the number's hashes counts any more in this epoch.
    event HeaderDisputed(
        uint64 indexed sourceChain, uint256 indexed number, bytes32 hash, bytes32 otherHash, uint64 epoch
    );

    /// @notice There is nothing to vouch for in block 0, nor in a hash of zero, which stands for none.
    error HeaderEmpty(uint256 number, bytes32 hash);
    /// @notice The attesters' signatures of this hash are here already.
    error HeaderAlreadyVouched(uint64 sourceChain, uint256 number);
    /// @notice Attesters signed two hashes of the number.
    error HeaderInDispute(uint64 sourceChain, uint256 number);

    /// @notice Takes a block's hash, on the attesters' signatures. Anyone may call it.
    /// @param signatures EIP-712 signatures of `Header(uint64 sourceChain,uint256 number,bytes32 hash)` under this
    /// oracle's domain, at least the threshold, by ascending signer.
    function vouch(uint64 sourceChain, uint256 number, bytes32 hash, bytes[] calldata signatures) external;

    /// @notice Sets who vouches for a source chain. Restricted to the access manager.
    /// @param attesters By ascending address.
    /// @param threshold How many of them must sign.
    function setAttesters(uint64 sourceChain, address[] calldata attesters, uint8 threshold) external;

    /// @notice The EIP-712 digest that attesters sign.
    function digest(uint64 sourceChain, uint256 number, bytes32 hash) external view returns (bytes32);

    /// @notice Whether attesters of the current epoch signed two hashes of the number.
    function isDisputed(uint64 sourceChain, uint256 number) external view returns (bool);

    /// @notice How many must sign for a chain, and the epoch of its set; zeros if none is set.
    function attestersOf(uint64 sourceChain) external view returns (uint8 threshold, uint64 epoch);

    /// @notice Whether an account vouches for a chain now.
    function isAttester(uint64 sourceChain, address account) external view returns (bool);
}
