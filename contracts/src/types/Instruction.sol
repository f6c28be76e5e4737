// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Settings} from "./Settings.sol";

/// @notice The kinds of entry that the hub queues for a spoke.
enum InstructionKind {
    Pay,
    Configure
}

/// @notice A payout that the hub tells a spoke to make.
/// @param token As a 32-byte account of the spoke's chain.
/// @param account Who is paid, as a 32-byte account of the spoke's chain.
/// @param amount In the token's own unit.
/// @param fee What whoever delivers it is paid, in gwei of the spoke's native token.
/// @param tokenFee What whoever delivers it is credited, in the token's own unit.
struct Pay {
    bytes32 token;
    bytes32 account;
    uint256 amount;
    uint256 fee;
    uint256 tokenFee;
}

/// @notice Instructions as channel entries: packed, the kind in the first byte.
///
/// - Pay (118 bytes): kind 1, token 32, account 32, amount 32, fee 5, token fee 16
/// - Configure (3 bytes): kind 1, settings 2
library InstructionLib {
    uint256 internal constant PAY_LENGTH = 118;
    uint256 internal constant CONFIGURE_LENGTH = 3;

    /// @dev A fee beyond five bytes is cut to what fits; token fees have less than 128 bits.
    function encodePay(Pay memory pay) internal pure returns (bytes memory) {
        uint256 largest = type(uint40).max;
        // Bounded just before.
        // forge-lint: disable-next-line(unsafe-typecast)
        uint40 fee = uint40(pay.fee < largest ? pay.fee : largest);
        // forge-lint: disable-next-line(unsafe-typecast)
        return abi.encodePacked(InstructionKind.Pay, pay.token, pay.account, pay.amount, fee, uint128(pay.tokenFee));
    }

    function encodeConfigure(Settings settings) internal pure returns (bytes memory) {
        return abi.encodePacked(InstructionKind.Configure, settings);
    }

    /// @notice The payout of an entry, if it is one.
    function tryDecodePay(bytes calldata entry) internal pure returns (bool valid, Pay memory pay) {
        if (entry.length != PAY_LENGTH || entry[0] != bytes1(uint8(InstructionKind.Pay))) return (false, pay);
        pay = Pay(
            bytes32(entry[1:33]),
            bytes32(entry[33:65]),
            uint256(bytes32(entry[65:97])),
            uint40(bytes5(entry[97:102])),
            uint128(bytes16(entry[102:118]))
        );
        return (true, pay);
    }

    /// @notice The settings of an entry, if it configures.
    function tryDecodeConfigure(bytes calldata entry) internal pure returns (bool valid, Settings settings) {
        if (entry.length != CONFIGURE_LENGTH || entry[0] != bytes1(uint8(InstructionKind.Configure))) {
            return (false, settings);
        }
        return (true, Settings.wrap(uint16(bytes2(entry[1:3]))));
    }
}
