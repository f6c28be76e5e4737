// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title What vouches for the blocks of source chains
interface IHeaderOracle {
    /// @notice The hash of a chain's block, as far as it is vouched for.
    /// @return Zero if it is not.
    function hashOf(uint64 sourceChain, uint256 number) external view returns (bytes32);
}
