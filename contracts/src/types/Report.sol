// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {OrderId} from "./Order.sol";

/// @notice Where a solver is paid for a leg.
/// @param account On the leg's origin chain, as a 32-byte account.
/// @param ledgerAccount The solver's ledger account at the hub.
/// @param chain Where the solver would like to be paid.
struct Repayment {
    bytes32 account;
    address ledgerAccount;
    uint64 chain;
}

/// @notice What a destination spoke reports of a filled leg.
/// @param filledAt `block.timestamp` of the fill on the destination chain.
/// @param hold Whether the output is with the spoke until the hub decides.
/// @param solver Who filled; a held output returns here, on the destination chain, when the order is aborted.
/// @param repayment Where the solver is paid.
struct Fill {
    uint64 filledAt;
    bool hold;
    address solver;
    Repayment repayment;
}

/// @notice The kinds of entry that a spoke queues for the hub.
enum ReportKind {
    Heartbeat,
    Escrowed,
    Filled
}

/// @notice Reports as channel entries: packed, the kind in the first byte, the spoke's `block.timestamp` in the next
/// eight.
///
/// - Heartbeat (9 bytes): kind 1, timestamp 8
/// - Escrowed (41 bytes): kind 1, timestamp 8, orderId 32
/// - Filled (123 bytes): kind 1, timestamp 8, orderId 32, leg 1, hold 1, solver 20, repayment account 32,
///   ledger account 20, repayment chain 8
library ReportLib {
    uint256 internal constant HEARTBEAT_LENGTH = 9;
    uint256 internal constant ESCROWED_LENGTH = 41;
    uint256 internal constant FILLED_LENGTH = 123;

    function encodeHeartbeat(uint64 timestamp) internal pure returns (bytes memory) {
        return abi.encodePacked(ReportKind.Heartbeat, timestamp);
    }

    function encodeEscrowed(uint64 timestamp, OrderId orderId) internal pure returns (bytes memory) {
        return abi.encodePacked(ReportKind.Escrowed, timestamp, orderId);
    }

    /// @dev Overlapping words, each overwriting the zeros after the one before: a fifth of the cost of encodePacked.
    function encodeFilled(
        OrderId orderId,
        uint8 leg,
        uint64 filledAt,
        bool hold,
        address solver,
        bytes32 account,
        address ledgerAccount,
        uint64 chain
    ) internal pure returns (bytes memory entry) {
        assembly ("memory-safe") {
            entry := mload(0x40)
            mstore(entry, 123)
            let data := add(entry, 0x20)
            mstore(data, or(shl(248, 2), shl(184, filledAt)))
            mstore(add(data, 9), orderId)
            mstore(add(data, 41), or(or(shl(248, leg), shl(240, hold)), shl(80, solver)))
            mstore(add(data, 63), account)
            mstore(add(data, 95), or(shl(96, ledgerAccount), shl(32, chain)))
            mstore(0x40, add(data, 0x80))
        }
    }

    /// @notice The kind of a report, if the entry is one.
    function tryKind(bytes calldata entry) internal pure returns (bool valid, ReportKind kind) {
        if (entry.length == HEARTBEAT_LENGTH && entry[0] == bytes1(uint8(ReportKind.Heartbeat))) {
            return (true, ReportKind.Heartbeat);
        }
        if (entry.length == ESCROWED_LENGTH && entry[0] == bytes1(uint8(ReportKind.Escrowed))) {
            return (true, ReportKind.Escrowed);
        }
        // A hold byte that is no boolean would make a hash that no fill shown later can have.
        if (entry.length == FILLED_LENGTH && entry[0] == bytes1(uint8(ReportKind.Filled)) && uint8(entry[42]) < 2) {
            return (true, ReportKind.Filled);
        }
    }

    /// @notice The reporting spoke's clock; of a valid report.
    function timestampOf(bytes calldata entry) internal pure returns (uint64) {
        return uint64(bytes8(entry[1:9]));
    }

    /// @notice The order that an Escrowed or Filled report is about.
    function orderIdOf(bytes calldata entry) internal pure returns (OrderId) {
        return OrderId.wrap(bytes32(entry[9:41]));
    }

    /// @notice The leg that a Filled report is about.
    function legOf(bytes calldata entry) internal pure returns (uint8) {
        return uint8(entry[41]);
    }
}
