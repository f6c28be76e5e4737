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
/// @param fee Entry fee that the solver paid, in gwei of the destination chain's native token.
struct Fill {
    uint64 filledAt;
    bool hold;
    address solver;
    Repayment repayment;
    uint64 fee;
}

/// @notice The kinds of entry that a spoke queues for the hub.
enum ReportKind {
    Heartbeat,
    Escrowed,
    Filled,
    Cancelled
}

/// @notice Reports as channel entries: packed, the kind in the first byte, the spoke's `block.timestamp` in the next
/// eight. Fees are what was paid for the entry, in gwei of the spoke's native token.
///
/// - Heartbeat (17 bytes): kind 1, timestamp 8, gas price 8 (the block's base fee in wei)
/// - Escrowed (46 bytes): kind 1, timestamp 8, orderId 32, fee 5
/// - Filled (128 bytes): kind 1, timestamp 8, orderId 32, leg 1, hold 1, solver 20, repayment account 32,
///   ledger account 20, repayment chain 8, fee 5
/// - Cancelled (46 bytes): kind 1, timestamp 8, orderId 32, fee 5
library ReportLib {
    uint256 internal constant HEARTBEAT_LENGTH = 17;
    uint256 internal constant ESCROWED_LENGTH = 46;
    uint256 internal constant FILLED_LENGTH = 128;
    uint256 internal constant CANCELLED_LENGTH = 46;
    /// A fee has five bytes.
    uint256 internal constant MAX_FEE = type(uint40).max;

    function encodeHeartbeat(uint64 timestamp, uint64 gasPrice) internal pure returns (bytes memory) {
        return abi.encodePacked(ReportKind.Heartbeat, timestamp, gasPrice);
    }

    function encodeEscrowed(uint64 timestamp, OrderId orderId, uint256 fee) internal pure returns (bytes memory) {
        return _encodeOfOrder(ReportKind.Escrowed, timestamp, orderId, fee);
    }

    function encodeCancelled(uint64 timestamp, OrderId orderId, uint256 fee) internal pure returns (bytes memory) {
        return _encodeOfOrder(ReportKind.Cancelled, timestamp, orderId, fee);
    }

    /// @dev Overlapping words, each overwriting the zeros after the one before: a fifth of the cost of encodePacked.
    /// @param leg Below 16.
    /// @param fee At most MAX_FEE.
    function encodeFilled(
        OrderId orderId,
        uint64 leg,
        uint64 filledAt,
        bool hold,
        address solver,
        bytes32 account,
        address ledgerAccount,
        uint64 chain,
        uint256 fee
    ) internal pure returns (bytes memory entry) {
        assembly ("memory-safe") {
            entry := mload(0x40)
            mstore(entry, 128)
            let data := add(entry, 0x20)
            mstore(data, or(shl(248, 2), shl(184, filledAt)))
            mstore(add(data, 9), orderId)
            mstore(add(data, 41), or(or(shl(248, leg), shl(240, hold)), shl(80, solver)))
            mstore(add(data, 63), account)
            mstore(add(data, 95), or(or(shl(96, ledgerAccount), shl(32, chain)), shr(8, fee)))
            mstore8(add(data, 127), fee)
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
        if (entry.length == CANCELLED_LENGTH && entry[0] == bytes1(uint8(ReportKind.Cancelled))) {
            return (true, ReportKind.Cancelled);
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

    /// @notice The reporting chain's gas price, in wei; of a Heartbeat.
    function gasPriceOf(bytes calldata entry) internal pure returns (uint64) {
        return uint64(bytes8(entry[9:17]));
    }

    /// @notice The entry fee, in gwei of the reporting chain's native token; of a report of an order.
    function feeOf(bytes calldata entry) internal pure returns (uint64) {
        return uint40(bytes5(entry[entry.length - 5:]));
    }

    /// @notice The order that a report is about, other than a Heartbeat.
    function orderIdOf(bytes calldata entry) internal pure returns (OrderId) {
        return OrderId.wrap(bytes32(entry[9:41]));
    }

    /// @notice The leg that a Filled report is about.
    function legOf(bytes calldata entry) internal pure returns (uint8) {
        return uint8(entry[41]);
    }

    function _encodeOfOrder(ReportKind kind, uint64 reportedAt, OrderId orderId, uint256 fee)
        private
        pure
        returns (bytes memory entry)
    {
        assembly ("memory-safe") {
            entry := mload(0x40)
            mstore(entry, 46)
            let data := add(entry, 0x20)
            mstore(data, or(shl(248, kind), shl(184, reportedAt)))
            mstore(add(data, 9), orderId)
            mstore(add(data, 41), shl(216, fee))
            mstore(0x40, add(data, 0x60))
        }
    }
}
