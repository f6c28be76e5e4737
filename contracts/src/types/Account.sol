// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

// The native token's address, after ERC-7528.
address constant NATIVE = 0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE;

/// @notice 32-byte accounts: an EVM address is right-aligned, its upper twelve bytes zero.
library AccountLib {
    /// @notice The account is no EVM address.
    error AccountNotAnAddress(bytes32 account);

    function toAccount(address addr) internal pure returns (bytes32) {
        return bytes32(uint256(uint160(addr)));
    }

    function isAddress(bytes32 account) internal pure returns (bool) {
        return uint256(account) >> 160 == 0;
    }

    function toAddress(bytes32 account) internal pure returns (address) {
        require(isAddress(account), AccountNotAnAddress(account));
        return address(uint160(uint256(account)));
    }
}
