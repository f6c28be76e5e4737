// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {AccountLib} from "../../../src/types/Account.sol";
import {InstructionLib, Pay} from "../../../src/types/Instruction.sol";
import {OrderId} from "../../../src/types/Order.sol";
import {Deposit, Fill, Repayment, ReportKind, ReportLib} from "../../../src/types/Report.sol";
import {Settings} from "../../../src/types/Settings.sol";
import {Entries} from "../../fixtures/Entries.sol";
import {Test} from "forge-std/Test.sol";

/// Reports and instructions as they are documented, against what the contracts write and read.
contract EntriesTest is Test {
    function testFuzz_heartbeat(uint40 timestamp, uint64 gasPrice) public view {
        bytes memory entry = ReportLib.encodeHeartbeat(timestamp, gasPrice);
        assertEq(entry, Entries.heartbeat(timestamp, gasPrice));
        assertEq(entry.length, ReportLib.HEARTBEAT_LENGTH);
        (bool valid, ReportKind kind) = this.tryKind(entry);
        assertTrue(valid);
        assertEq(uint8(kind), uint8(ReportKind.Heartbeat));
        assertEq(this.timestampOf(entry), timestamp);
        assertEq(this.gasPriceOf(entry), gasPrice);
    }

    function testFuzz_escrowed(uint40 timestamp, bytes32 id, uint40 fee) public view {
        bytes memory entry = ReportLib.encodeEscrowed(timestamp, OrderId.wrap(id), fee);
        assertEq(entry, Entries.escrowed(timestamp, OrderId.wrap(id), fee));
        _checkOfOrder(entry, ReportKind.Escrowed, timestamp, id, fee);
    }

    function testFuzz_cancelled(uint40 timestamp, bytes32 id, uint40 fee) public view {
        bytes memory entry = ReportLib.encodeCancelled(timestamp, OrderId.wrap(id), fee);
        assertEq(entry, Entries.cancelled(timestamp, OrderId.wrap(id), fee));
        _checkOfOrder(entry, ReportKind.Cancelled, timestamp, id, fee);
    }

    function testFuzz_filled(bytes32 id, uint8 leg, Fill memory fill) public view {
        fill.fee = uint40(fill.fee);
        fill.filledAt = uint40(fill.filledAt);
        bytes memory entry = _encodeFilled(id, leg, fill);
        assertEq(entry, Entries.filled(OrderId.wrap(id), leg, fill));
        _checkOfOrder(entry, ReportKind.Filled, fill.filledAt, id, uint40(fill.fee));
        assertEq(this.legOf(entry), leg);
    }

    function testFuzz_deposited(uint40 timestamp, address token, address depositor, Deposit memory deposit, uint40 fee)
        public
        view
    {
        deposit.token = AccountLib.toAccount(token);
        (deposit.amount, deposit.minimum) = (uint128(deposit.amount), uint128(deposit.minimum));
        bytes memory entry = ReportLib.encodeDeposited(
            timestamp,
            token,
            uint128(deposit.amount),
            depositor,
            deposit.beneficiary,
            uint128(deposit.minimum),
            deposit.toVault,
            fee
        );
        assertEq(entry, Entries.deposited(timestamp, depositor, deposit, fee));
        assertEq(entry.length, ReportLib.DEPOSITED_LENGTH);
        (bool valid, ReportKind kind) = this.tryKind(entry);
        assertTrue(valid);
        assertEq(uint8(kind), uint8(ReportKind.Deposited));
        assertEq(this.timestampOf(entry), timestamp);
        assertEq(this.feeOf(entry), fee);
        (bytes32 token_, uint256 amount, address depositor_) = this.depositedOf(entry);
        assertEq(token_, deposit.token);
        assertEq(amount, deposit.amount);
        assertEq(depositor_, depositor);
        assertEq(abi.encode(this.depositOf(entry)), abi.encode(deposit));
    }

    /// One after the other in memory: each writes its own bytes alone.
    function testFuzz_reports_leaveMemoryAlone(bytes32 id, Fill memory fill) public view {
        fill.fee = uint40(fill.fee);
        fill.filledAt = uint40(fill.filledAt);
        bytes memory first = ReportLib.encodeEscrowed(fill.filledAt, OrderId.wrap(id), uint40(fill.fee));
        bytes memory second = _encodeFilled(id, 1, fill);
        bytes memory third = ReportLib.encodeCancelled(fill.filledAt, OrderId.wrap(id), uint40(fill.fee));
        bytes memory deposited = ReportLib.encodeDeposited(
            fill.filledAt, fill.solver, 1, fill.solver, fill.solver, 2, true, uint40(fill.fee)
        );
        bytes memory fourth = new bytes(64);
        assertEq(first, Entries.escrowed(fill.filledAt, OrderId.wrap(id), uint40(fill.fee)));
        assertEq(second, Entries.filled(OrderId.wrap(id), 1, fill));
        assertEq(third, Entries.cancelled(fill.filledAt, OrderId.wrap(id), uint40(fill.fee)));
        Deposit memory deposit = Deposit(AccountLib.toAccount(fill.solver), 1, fill.solver, 2, true);
        assertEq(deposited, Entries.deposited(fill.filledAt, fill.solver, deposit, uint40(fill.fee)));
        assertEq(fourth, new bytes(64));
    }

    function testFuzz_tryKind_isTotal(bytes memory entry) public view {
        (bool valid, ReportKind kind) = this.tryKind(entry);
        if (!valid) assertEq(uint8(kind), 0);
    }

    function testFuzz_pay(bytes32 token, bytes32 account, uint256 amount, uint40 fee, uint128 tokenFee) public view {
        bytes memory entry = InstructionLib.encodePay(Pay(token, account, amount, fee, tokenFee));
        assertEq(entry, Entries.pay(token, account, amount, fee, tokenFee));
        assertEq(entry.length, InstructionLib.PAY_LENGTH);
        (bool valid, Pay memory pay) = this.tryDecodePay(entry);
        assertTrue(valid);
        assertEq(abi.encode(pay), abi.encode(Pay(token, account, amount, fee, tokenFee)));
        (valid,) = this.tryDecodeConfigure(entry);
        assertFalse(valid);
    }

    function test_pay_cutsAFeeThatDoesNotFit() public pure {
        uint256[4] memory fees = [type(uint40).max, uint256(1) << 40, (uint256(1) << 40) + 7, type(uint256).max];
        for (uint256 i = 0; i < fees.length; ++i) {
            assertEq(
                InstructionLib.encodePay(Pay(0, 0, 1, fees[i], 0)), Entries.pay(bytes32(0), 0, 1, type(uint40).max)
            );
        }
        assertEq(
            InstructionLib.encodePay(Pay(0, 0, 1, type(uint40).max - 1, 2)),
            Entries.pay(bytes32(0), 0, 1, type(uint40).max - 1, 2)
        );
    }

    function testFuzz_configure(uint16 bits) public view {
        bytes memory entry = InstructionLib.encodeConfigure(Settings.wrap(bits));
        assertEq(entry, Entries.configure(bits));
        assertEq(entry.length, InstructionLib.CONFIGURE_LENGTH);
        (bool valid, Settings settings) = this.tryDecodeConfigure(entry);
        assertTrue(valid);
        assertEq(Settings.unwrap(settings), bits);
        (valid,) = this.tryDecodePay(entry);
        assertFalse(valid);
    }

    function test_instructions_refuseOtherKindsAndLengths() public view {
        bytes memory pay = Entries.pay(bytes32(0), 0, 1);
        bytes memory configure = Entries.configure();
        bytes[8] memory entries = [
            bytes(""),
            hex"00",
            hex"01",
            bytes.concat(pay, hex"00"),
            bytes.concat(configure, hex"00"),
            hex"0180",
            hex"008000",
            hex"028000"
        ];
        for (uint256 i = 0; i < entries.length; ++i) {
            _checkNoInstruction(entries[i]);
        }
        pay[0] = 0x01;
        _checkNoInstruction(pay);
        pay[0] = 0xff;
        _checkNoInstruction(pay);
        assembly ("memory-safe") {
            mstore(pay, 101)
        }
        pay[0] = 0x00;
        _checkNoInstruction(pay);
    }

    function testFuzz_accounts(address addr, bytes32 account) public {
        assertEq(AccountLib.toAccount(addr), bytes32(uint256(uint160(addr))));
        assertEq(this.toAddress(AccountLib.toAccount(addr)), addr);
        assertTrue(AccountLib.isAddress(AccountLib.toAccount(addr)));
        account |= bytes32(uint256(1) << 160);
        assertFalse(AccountLib.isAddress(account));
        vm.expectRevert(abi.encodeWithSelector(AccountLib.AccountNotAnAddress.selector, account));
        this.toAddress(account);
    }

    function _checkOfOrder(bytes memory entry, ReportKind expected, uint64 timestamp, bytes32 id, uint40 fee)
        private
        view
    {
        (bool valid, ReportKind kind) = this.tryKind(entry);
        assertTrue(valid);
        assertEq(uint8(kind), uint8(expected));
        assertEq(this.timestampOf(entry), timestamp);
        assertEq(OrderId.unwrap(this.orderIdOf(entry)), id);
        assertEq(this.feeOf(entry), fee);
    }

    function _checkNoInstruction(bytes memory entry) private view {
        (bool valid,) = this.tryDecodePay(entry);
        assertFalse(valid);
        (valid,) = this.tryDecodeConfigure(entry);
        assertFalse(valid);
    }

    function _encodeFilled(bytes32 id, uint8 leg, Fill memory fill) private view returns (bytes memory) {
        Repayment memory repayment = fill.repayment;
        return ReportLib.encodeFilled(
            OrderId.wrap(id),
            leg,
            fill.filledAt,
            fill.hold,
            fill.solver,
            repayment.account,
            this.packElsewhere(repayment),
            fill.fee
        );
    }

    function packElsewhere(Repayment calldata repayment) external pure returns (uint256) {
        return ReportLib.packElsewhere(repayment);
    }

    function depositOf(bytes calldata entry) external pure returns (Deposit memory) {
        return ReportLib.depositOf(entry);
    }

    function depositedOf(bytes calldata entry) external pure returns (bytes32, uint256, address) {
        return ReportLib.depositedOf(entry);
    }

    function tryKind(bytes calldata entry) external pure returns (bool, ReportKind) {
        return ReportLib.tryKind(entry);
    }

    function timestampOf(bytes calldata entry) external pure returns (uint64) {
        return ReportLib.timestampOf(entry);
    }

    function gasPriceOf(bytes calldata entry) external pure returns (uint64) {
        return ReportLib.gasPriceOf(entry);
    }

    function feeOf(bytes calldata entry) external pure returns (uint64) {
        return ReportLib.feeOf(entry);
    }

    function orderIdOf(bytes calldata entry) external pure returns (OrderId) {
        return ReportLib.orderIdOf(entry);
    }

    function legOf(bytes calldata entry) external pure returns (uint8) {
        return ReportLib.legOf(entry);
    }

    function tryDecodePay(bytes calldata entry) external pure returns (bool, Pay memory) {
        return InstructionLib.tryDecodePay(entry);
    }

    function tryDecodeConfigure(bytes calldata entry) external pure returns (bool, Settings) {
        return InstructionLib.tryDecodeConfigure(entry);
    }

    function toAddress(bytes32 account) external pure returns (address) {
        return AccountLib.toAddress(account);
    }
}
