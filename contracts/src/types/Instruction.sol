// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice The kinds of entry that the hub queues for a spoke.
enum InstructionKind {
    Pay
}

/// @notice A payout that the hub tells a spoke to make.
/// @param token As a 32-byte account of the spoke's chain.
/// @param account Who is paid, as a 32-byte account of the spoke's chain.
/// @param amount In the token's own unit.
struct Pay {
    bytes32 token;
    bytes32 account;
    uint256 amount;
}

/// @notice Instructions as channel entries: packed, the kind in the first byte.
///
/// - Pay (97 bytes): kind 1, token 32, account 32, amount 32
library InstructionLib {
    uint256 internal constant PAY_LENGTH = 97;

    function encodePay(Pay memory pay) internal pure returns (bytes memory) {
        return abi.encodePacked(InstructionKind.Pay, pay.token, pay.account, pay.amount);
    }

    /// @notice The payout of an entry, if it is one.
    function tryDecodePay(bytes calldata entry) internal pure returns (bool valid, Pay memory pay) {
        if (entry.length != PAY_LENGTH || entry[0] != bytes1(uint8(InstructionKind.Pay))) return (false, pay);
        return (true, Pay(bytes32(entry[1:33]), bytes32(entry[33:65]), uint256(bytes32(entry[65:97]))));
    }
}
