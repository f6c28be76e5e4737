// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {OrderId} from "./Order.sol";

/// @notice Where a solver is paid for a leg.
/// @param account On the chain where the solver is paid, as a 32-byte account.
/// @param ledgerAccount The solver's ledger account at the hub; zero for none.
/// @param chain Where the solver would like to be paid: the leg's origin chain, another one if the hub's ledger holds
/// custody there, or zero for the ledger account. What can't be goes to the ledger account, or, without one, to `account`
/// on the origin chain.
/// @param maxFee Most that being paid on another chain may cost, both fees and what its token can't express, in parts per
/// million of the input.
struct Repayment {
    bytes32 account;
    address ledgerAccount;
    uint64 chain;
    uint24 maxFee;
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

/// @notice A deposit, as a spoke reports it.
/// @param token On the reporting chain, as a 32-byte account.
/// @param amount In the token's own unit, up to 128 bits.
/// @param beneficiary Whose ledger balance, or vault shares, it becomes.
/// @param minimum Least credit in ledger units, local balance included; with `toVault`, least shares.
/// @param toVault Whether it is deposited in the asset's vault in the same step.
struct Deposit {
    bytes32 token;
    uint256 amount;
    address beneficiary;
    uint256 minimum;
    bool toVault;
}

/// @notice The kinds of entry that a spoke queues for the hub.
enum ReportKind {
    Heartbeat,
    Escrowed,
    Filled,
    Cancelled,
    Deposited
}

/// @notice Reports as channel entries: packed, the kind in the first byte, the spoke's `block.timestamp` in the next
/// five. Fees are what was paid for the entry, in gwei of the spoke's native token.
///
/// - Heartbeat (14 bytes): kind 1, timestamp 5, gas price 8 (the block's base fee in wei)
/// - Escrowed (43 bytes): kind 1, timestamp 5, orderId 32, fee 5
/// - Filled (128 bytes): kind 1, timestamp 5, orderId 32, leg 1, hold 1, solver 20, repayment account 32,
///   ledger account 20, repayment chain 8, largest imbalance fee 3, fee 5
/// - Cancelled (43 bytes): kind 1, timestamp 5, orderId 32, fee 5
/// - Deposited (104 bytes): kind 1, timestamp 5, token 20, amount 16, depositor 20, beneficiary 20, minimum 16, to vault
///   1, fee 5
library ReportLib {
    uint256 internal constant HEARTBEAT_LENGTH = 14;
    uint256 internal constant ESCROWED_LENGTH = 43;
    uint256 internal constant FILLED_LENGTH = 128;
    uint256 internal constant CANCELLED_LENGTH = 43;
    uint256 internal constant DEPOSITED_LENGTH = 104;
    /// A fee has five bytes.
    uint256 internal constant MAX_FEE = type(uint40).max;
    /// So has a timestamp.
    uint256 internal constant MAX_TIMESTAMP = type(uint40).max;

    function encodeHeartbeat(uint64 timestamp, uint64 gasPrice) internal pure returns (bytes memory) {
        // Good for 34,000 years.
        // forge-lint: disable-next-line(unsafe-typecast)
        return abi.encodePacked(ReportKind.Heartbeat, uint40(timestamp), gasPrice);
    }

    function encodeEscrowed(uint64 timestamp, OrderId orderId, uint256 fee) internal pure returns (bytes memory) {
        return _encodeOfOrder(ReportKind.Escrowed, timestamp, orderId, fee);
    }

    function encodeCancelled(uint64 timestamp, OrderId orderId, uint256 fee) internal pure returns (bytes memory) {
        return _encodeOfOrder(ReportKind.Cancelled, timestamp, orderId, fee);
    }

    /// @dev Overlapping words, each overwriting the zeros after the one before: a fifth of the cost of encodePacked.
    /// @param leg Below 16.
    /// @param filledAt At most MAX_TIMESTAMP.
    /// @param account Of the repayment.
    /// @param elsewhere The rest of the repayment, as `packElsewhere` makes it.
    /// @param fee At most MAX_FEE.
    function encodeFilled(
        OrderId orderId,
        uint64 leg,
        uint64 filledAt,
        bool hold,
        address solver,
        bytes32 account,
        uint256 elsewhere,
        uint256 fee
    ) internal pure returns (bytes memory entry) {
        assembly ("memory-safe") {
            entry := mload(0x40)
            mstore(entry, 128)
            let data := add(entry, 0x20)
            mstore(data, or(shl(248, 2), shl(208, filledAt)))
            mstore(add(data, 6), orderId)
            mstore(add(data, 38), or(or(shl(248, leg), shl(240, hold)), shl(80, solver)))
            mstore(add(data, 60), account)
            mstore(add(data, 92), elsewhere)
            mstore(add(data, 123), shl(216, fee))
            mstore(0x40, add(data, 0xa0))
        }
    }

    /// @notice A repayment's ledger account, chain and largest fee, in the upper 31 bytes.
    /// @dev Dirty upper bits are refused as the compiler would.
    function packElsewhere(Repayment calldata repayment) internal pure returns (uint256 packed) {
        assembly ("memory-safe") {
            let ledgerAccount := calldataload(add(repayment, 0x20))
            let chain := calldataload(add(repayment, 0x40))
            let maxFee := calldataload(add(repayment, 0x60))
            if or(or(shr(160, ledgerAccount), shr(64, chain)), shr(24, maxFee)) { revert(0, 0) }
            packed := or(or(shl(96, ledgerAccount), shl(32, chain)), shl(8, maxFee))
        }
    }

    /// @param fee At most MAX_FEE.
    function encodeDeposited(
        uint64 depositedAt,
        address token,
        uint128 amount,
        address depositor,
        address beneficiary,
        uint128 minimum,
        bool toVault,
        uint256 fee
    ) internal pure returns (bytes memory entry) {
        assembly ("memory-safe") {
            entry := mload(0x40)
            mstore(entry, 104)
            let data := add(entry, 0x20)
            mstore(data, or(or(shl(248, 4), shl(208, depositedAt)), shl(48, token)))
            mstore(add(data, 26), shl(128, amount))
            mstore(add(data, 42), shl(96, depositor))
            mstore(add(data, 62), shl(96, beneficiary))
            mstore(add(data, 82), or(or(shl(128, minimum), shl(120, toVault)), shl(80, fee)))
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
        if (entry.length == FILLED_LENGTH && entry[0] == bytes1(uint8(ReportKind.Filled)) && uint8(entry[39]) < 2) {
            return (true, ReportKind.Filled);
        }
        if (entry.length == DEPOSITED_LENGTH && entry[0] == bytes1(uint8(ReportKind.Deposited))) {
            return (true, ReportKind.Deposited);
        }
    }

    /// @notice The reporting spoke's clock; of a valid report.
    function timestampOf(bytes calldata entry) internal pure returns (uint64) {
        return uint40(bytes5(entry[1:6]));
    }

    /// @notice The reporting chain's gas price, in wei; of a Heartbeat.
    function gasPriceOf(bytes calldata entry) internal pure returns (uint64) {
        return uint64(bytes8(entry[6:14]));
    }

    /// @notice The entry fee, in gwei of the reporting chain's native token; of a report other than a Heartbeat.
    function feeOf(bytes calldata entry) internal pure returns (uint64) {
        return uint40(bytes5(entry[entry.length - 5:]));
    }

    /// @notice The order that an Escrowed, Filled or Cancelled report is about.
    function orderIdOf(bytes calldata entry) internal pure returns (OrderId) {
        return OrderId.wrap(bytes32(entry[6:38]));
    }

    /// @notice The leg that a Filled report is about.
    function legOf(bytes calldata entry) internal pure returns (uint8) {
        return uint8(entry[38]);
    }

    /// @notice What a Deposited report's chain holds, and who brought it.
    function depositedOf(bytes calldata entry)
        internal
        pure
        returns (bytes32 token, uint256 amount, address depositor)
    {
        token = bytes32(uint256(uint160(bytes20(entry[6:26]))));
        amount = uint128(bytes16(entry[26:42]));
        depositor = address(bytes20(entry[42:62]));
    }

    /// @notice What a Deposited report is about. Any byte but zero says to the vault.
    function depositOf(bytes calldata entry) internal pure returns (Deposit memory) {
        (bytes32 token, uint256 amount,) = depositedOf(entry);
        return Deposit({
            token: token,
            amount: amount,
            beneficiary: address(bytes20(entry[62:82])),
            minimum: uint128(bytes16(entry[82:98])),
            toVault: entry[98] != 0
        });
    }

    function _encodeOfOrder(ReportKind kind, uint64 reportedAt, OrderId orderId, uint256 fee)
        private
        pure
        returns (bytes memory entry)
    {
        assembly ("memory-safe") {
            entry := mload(0x40)
            mstore(entry, 43)
            let data := add(entry, 0x20)
            mstore(data, or(shl(248, kind), shl(208, reportedAt)))
            mstore(add(data, 6), orderId)
            mstore(add(data, 38), shl(216, fee))
            mstore(0x40, add(data, 0x60))
        }
    }
}
