// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Hub} from "../../src/hub/Hub.sol";
import {Delivery, ReportedOrder} from "../../src/hub/IHub.sol";
import {ILedger} from "../../src/ledger/ILedger.sol";
import {Spoke} from "../../src/spoke/Spoke.sol";
import {AccountLib} from "../../src/types/Account.sol";
import {Leg} from "../../src/types/Leg.sol";
import {Call, Order, OrderId} from "../../src/types/Order.sol";
import {Fill, Repayment, ReportLib} from "../../src/types/Report.sol";
import {Vault} from "../../src/vault/Vault.sol";
import {Entries} from "../fixtures/Entries.sol";
import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {InteroperableAddress} from "@openzeppelin/contracts/utils/draft-InteroperableAddress.sol";
import {Test} from "forge-std/Test.sol";

/// What the ledger costs at the hub, on a warm system: each account and chain has a balance of the asset, fees have been
/// collected, and custody is below its targets. Each figure is a transaction.
contract LedgerGasTest is Test {
    struct Batch {
        Delivery[] deliveries;
        ReportedOrder[] orders;
    }

    uint64 private constant HUB_CHAIN = 31337;
    uint64 private constant ORIGIN = 31338;
    uint64 private constant DESTINATION = 31339;
    uint64 private constant THIRD = 31340;
    uint32 private constant ASSET = 1;
    uint64 private constant FEE = 128_000;
    uint256 private constant BATCH = 50;

    address private immutable solver = makeAddr("solver");
    address private immutable counterpart = makeAddr("counterpart");
    address private immutable recipient = makeAddr("recipient");
    bytes32 private immutable token = AccountLib.toAccount(makeAddr("token"));
    Hub private hub;
    ILedger private ledger;
    Vault private vault;
    uint256 private nonce = 0x6b0366f5a1c3e7d9;

    function setUp() public {
        vm.chainId(HUB_CHAIN);
        vm.warp(1_800_000_000);
        hub = new Hub(address(new AccessManager(address(this))));
        ledger = ILedger(hub.ledger());
        vault = new Vault(ledger, ASSET, "Vault", "VAULT");
        ledger.setVault(ASSET, address(vault));
        uint64[3] memory chains = [ORIGIN, DESTINATION, THIRD];
        for (uint256 i = 0; i < 3; ++i) {
            hub.setRoute(chains[i], address(this), counterpart);
            ledger.setToken(ASSET, chains[i], token, 18);
            ledger.setLimit(ASSET, chains[i], 1_000_000e18, 3600);
            ledger.setPayoutFee(ASSET, chains[i], 0.1e18);
            _deliver(chains[i], _deposit(solver, 100_000e18, false));
            _deliver(chains[i], _deposit(solver, 100_000e18, true));
            ledger.setCurve(ASSET, chains[i], 200_000e18, 5_000);
        }
        // A pooled order and a withdrawal from each chain have been before.
        for (uint256 i = 0; i < 3; ++i) {
            vm.prank(solver);
            ledger.withdraw(ASSET, chains[i], AccountLib.toAccount(solver), 10_000e18, type(uint256).max);
        }
        _escrowAndFill(_pooledOrder());
        vm.warp(block.timestamp + 60);
    }

    function test_fillPooled_byTheVault() public {
        Order memory order = _pooledOrder();
        _deliver(ORIGIN, ReportLib.encodeEscrowed(uint64(block.timestamp), hub.orderIdOf(order), FEE));
        address[] memory fillers = new address[](1);
        fillers[0] = address(vault);
        vm.prank(solver);
        hub.fillPooled(order, 0, fillers, 10_000);
        vm.snapshotGasLastCall("Ledger", "fill a pooled order of one leg by the vault");
    }

    function test_fillPooled_byASolver() public {
        Order memory order = _pooledOrder();
        _deliver(ORIGIN, ReportLib.encodeEscrowed(uint64(block.timestamp), hub.orderIdOf(order), FEE));
        address[] memory fillers = new address[](1);
        fillers[0] = solver;
        vm.prank(solver);
        hub.fillPooled(order, 0, fillers, 10_000);
        vm.snapshotGasLastCall("Ledger", "fill a pooled order of one leg by a solver");
    }

    function test_withdraw() public {
        vm.prank(solver);
        ledger.withdraw(ASSET, THIRD, AccountLib.toAccount(recipient), 100e18, type(uint256).max);
        vm.snapshotGasLastCall("Ledger", "withdraw");
    }

    function test_deposit() public {
        bytes[] memory entries = new bytes[](1);
        entries[0] = _deposit(solver, 100e18, false);
        _accept(ORIGIN, entries);
        hub.deliver(ORIGIN, entries, new bytes32[](0));
        vm.snapshotGasLastCall("Ledger", "deliver 1 Deposited");
    }

    function test_batch_repaidOnTheLedger() public {
        _settle(_batch(0, false));
        vm.snapshotGasLastCall("Ledger", "deliver and settle 50 one-leg orders, repaid on the ledger");
    }

    function test_batch_repaidOnAThirdChain() public {
        _settle(_batch(THIRD, false));
        vm.snapshotGasLastCall("Ledger", "deliver and settle 50 one-leg orders, repaid on a third chain");
    }

    /// The largest batch that a relayer sends, at its worst: each order has a solver and a recipient of its own, and a
    /// held output, so that no two payouts travel as one.
    function test_batch_atItsWorst() public {
        _settle(_batch(THIRD, true));
        uint256 gas = vm.snapshotGasLastCall("Ledger", "deliver and settle 50 one-leg orders at their worst");
        assertLt(gas, 15_000_000);
    }

    /// As many deposits, each of a new account that gets shares.
    function test_deposits_atTheirWorst() public {
        bytes[] memory entries = new bytes[](BATCH);
        for (uint256 i = 0; i < BATCH; ++i) {
            entries[i] = _deposit(address(uint160(0xA11CE000 + i)), 100e18, true);
        }
        _accept(ORIGIN, entries);
        hub.deliver(ORIGIN, entries, new bytes32[](0));
        uint256 gas = vm.snapshotGasLastCall("Ledger", "deliver 50 Deposited at their worst");
        assertLt(gas, 15_000_000);
    }

    /// The largest order, its legs between three chains.
    function test_fillPooled_ofMostLegs() public {
        Order memory order = _pooledOrder();
        uint64[3] memory chains = [ORIGIN, DESTINATION, THIRD];
        Leg memory first = order.legs[0];
        order.legs = new Leg[](16);
        address[] memory fillers = new address[](16);
        for (uint256 i = 0; i < 16; ++i) {
            order.legs[i] = Leg({
                originChain: chains[i % 3],
                inputToken: first.inputToken,
                inputAmount: first.inputAmount,
                destinationChain: chains[(i + 1) % 3],
                outputToken: first.outputToken,
                outputAmount: first.outputAmount,
                recipient: bytes32(0xA11CE000 + i)
            });
            fillers[i] = address(vault);
        }
        for (uint256 i = 0; i < 3; ++i) {
            _deliver(chains[i], ReportLib.encodeEscrowed(uint64(block.timestamp), hub.orderIdOf(order), FEE));
        }
        vm.prank(solver);
        hub.fillPooled(order, 0, fillers, 1_000_000);
        uint256 gas = vm.snapshotGasLastCall("Ledger", "fill a pooled order of 16 legs by the vault");
        // What a relayer sends at most.
        assertLt(gas, 5_000_000);
    }

    function _settle(Batch memory batch) private {
        _accept(ORIGIN, batch.deliveries[0].entries);
        _accept(DESTINATION, batch.deliveries[1].entries);
        hub.deliverAndSettle(batch.deliveries, batch.orders);
    }

    /// @param apart Whether the orders have nothing in common but their chains.
    function _batch(uint64 repaymentChain, bool apart) private returns (Batch memory batch) {
        batch.orders = new ReportedOrder[](BATCH);
        batch.deliveries = new Delivery[](2);
        batch.deliveries[0] = Delivery(ORIGIN, new bytes[](BATCH), new bytes32[](0));
        batch.deliveries[1] = Delivery(DESTINATION, new bytes[](BATCH), new bytes32[](0));
        for (uint256 i = 0; i < BATCH; ++i) {
            _addOrder(batch, i, repaymentChain, apart);
        }
    }

    function _addOrder(Batch memory batch, uint256 i, uint64 repaymentChain, bool apart) private {
        uint64 time = uint64(block.timestamp);
        Order memory order = _pooledOrder();
        order.pooled = false;
        address account = apart ? address(uint160(0xA11CE000 + i)) : solver;
        if (apart) order.legs[0].recipient = bytes32(0xB0B000 + i);
        OrderId orderId = hub.orderIdOf(order);
        Repayment memory repayment = Repayment(AccountLib.toAccount(account), account, repaymentChain, 10_000);
        batch.orders[i].order = order;
        batch.orders[i].fills = new Fill[](1);
        batch.orders[i].fills[0] = Fill(time, apart, account, repayment, FEE);
        batch.deliveries[0].entries[i] = ReportLib.encodeEscrowed(time, orderId, FEE);
        batch.deliveries[1].entries[i] = Entries.filled(orderId, 0, batch.orders[i].fills[0]);
    }

    /// What a chain takes as a contract's code and as the code that makes it (EIP-170, EIP-3860), and most gas of a
    /// transaction (EIP-7825).
    function test_deployable() public {
        address manager = address(new AccessManager(address(this)));
        uint256 before = gasleft();
        Hub large = new Hub(manager);
        assertLt(before - gasleft(), 16_000_000);
        Spoke spoke = new Spoke(HUB_CHAIN, address(large), 1, manager);
        address[4] memory contracts = [address(large), large.ledger(), address(spoke), address(vault)];
        for (uint256 i = 0; i < contracts.length; ++i) {
            assertLe(contracts[i].code.length, 24_576);
        }
        // With the constructor's argument.
        assertLe(type(Hub).creationCode.length + 32, 49_152);
        assertLe(type(Spoke).creationCode.length + 4 * 32, 49_152);
    }

    function _escrowAndFill(Order memory order) private {
        _deliver(ORIGIN, ReportLib.encodeEscrowed(uint64(block.timestamp), hub.orderIdOf(order), FEE));
        address[] memory fillers = new address[](1);
        fillers[0] = address(vault);
        vm.prank(solver);
        hub.fillPooled(order, 0, fillers, 10_000);
    }

    function _pooledOrder() private returns (Order memory) {
        Leg[] memory legs = new Leg[](1);
        legs[0] = Leg({
            originChain: ORIGIN,
            inputToken: AccountLib.toAddress(token),
            inputAmount: 100.523456789e18,
            destinationChain: DESTINATION,
            outputToken: token,
            outputAmount: 100.023456789e18,
            recipient: AccountLib.toAccount(recipient)
        });
        return Order({
            user: recipient,
            nonce: ++nonce,
            openDeadline: uint64(block.timestamp + 600),
            fillDeadline: uint64(block.timestamp + 3600),
            solver: address(0),
            exclusiveUntil: 0,
            pooled: true,
            cancellable: false,
            legs: legs,
            calls: new Call[](0)
        });
    }

    function _deposit(address account, uint128 amount, bool toVault) private view returns (bytes memory) {
        return ReportLib.encodeDeposited(
            uint64(block.timestamp), AccountLib.toAddress(token), amount, account, account, 0, toVault, FEE
        );
    }

    function _deliver(uint64 chain, bytes memory entry) private {
        bytes[] memory entries = new bytes[](1);
        entries[0] = entry;
        _accept(chain, entries);
        hub.deliver(chain, entries, new bytes32[](0));
    }

    function _accept(uint64 chain, bytes[] memory entries) private {
        bytes32 head = hub.processedHead(chain);
        for (uint256 i = 0; i < entries.length; ++i) {
            head = bytes32((uint256(keccak256(abi.encode(head, keccak256(entries[i])))) >> 16) << 16);
        }
        hub.receiveMessage(0, InteroperableAddress.formatEvmV1(chain, counterpart), abi.encodePacked(head));
    }
}
