// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {AttestedGateway} from "../../src/gateway/AttestedGateway.sol";
import {Message} from "../../src/gateway/IAttestedGateway.sol";
import {Hub} from "../../src/hub/Hub.sol";
import {Decision, Delivery, ReportedOrder} from "../../src/hub/IHub.sol";
import {Spoke} from "../../src/spoke/Spoke.sol";
import {AccountLib} from "../../src/types/Account.sol";
import {InstructionLib, Pay} from "../../src/types/Instruction.sol";
import {Leg} from "../../src/types/Leg.sol";
import {Call, Order, OrderId} from "../../src/types/Order.sol";
import {Fill, Repayment, ReportLib} from "../../src/types/Report.sol";
import {TestToken} from "../mocks/TestToken.sol";
import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {InteroperableAddress} from "@openzeppelin/contracts/utils/draft-InteroperableAddress.sol";
import {Test} from "forge-std/Test.sol";

/// What follows a batch of 50 one-leg orders from 50 users, filled by one solver: heads accepted on 2 of 3
/// attestations, both chains' reports delivered, all settled, and the one payout made. Each figure is a transaction.
/// The first dispatch of a gateway is left out: it writes a counter that later ones only raise.
contract HubGasTest is Test {
    uint64 private constant HUB_CHAIN = 31337;
    uint64 private constant ORIGIN = 31338;
    uint64 private constant DESTINATION = 31339;
    uint256 private constant BATCH = 50;
    /// In gwei.
    uint64 private constant FEE = 128_000;

    address private immutable solver = makeAddr("solver");
    address private immutable counterpart = makeAddr("counterpart");
    AccessManager private manager;
    AttestedGateway private gateway;
    Hub private hub;
    Spoke private spoke;
    TestToken private token;
    uint256[] private keys;

    bytes[] private escrowed;
    bytes[] private filled;
    ReportedOrder[] private orders;
    bytes32 private originHead;
    bytes32 private destinationHead;
    uint256 private messages;

    function setUp() public {
        vm.chainId(HUB_CHAIN);
        vm.warp(1_800_000_000);
        manager = new AccessManager(address(this));
        gateway = new AttestedGateway(address(manager));
        hub = new Hub(address(manager));
        token = new TestToken("Test", "TEST", 18);
        _setAttesters();
        hub.setRoute(ORIGIN, address(gateway), counterpart);
        hub.setRoute(DESTINATION, address(gateway), counterpart);
        // A warm channel: the figures are of the running system, not of a chain's first report.
        originHead = _deliverFirst(ORIGIN);
        destinationHead = _deliverFirst(DESTINATION);
        for (uint256 i = 0; i < BATCH; ++i) {
            _addOrder(i);
        }
    }

    function test_batch() public {
        Message memory message = _message(ORIGIN, _fold(originHead, escrowed), address(hub), HUB_CHAIN);
        bytes[] memory signatures = _sign(message);
        gateway.execute(message, signatures);
        vm.snapshotGasLastCall("Hub", "accept a head, 2 of 3 attestations");
        message = _message(DESTINATION, _fold(destinationHead, filled), address(hub), HUB_CHAIN);
        signatures = _sign(message);
        gateway.execute(message, signatures);

        bytes[] memory entries = escrowed;
        hub.deliver(ORIGIN, entries, new bytes32[](0));
        vm.snapshotGasLastCall("Hub", "deliver 50 Escrowed");
        entries = filled;
        hub.deliver(DESTINATION, entries, new bytes32[](0));
        vm.snapshotGasLastCall("Hub", "deliver 50 Filled");

        ReportedOrder[] memory batch = orders;
        bytes32 head = hub.queuedHead(ORIGIN);
        hub.settle(batch);
        vm.snapshotGasLastCall("Hub", "settle 50 one-leg orders of one solver");
        for (uint256 i = 0; i < BATCH; ++i) {
            assertTrue(hub.decision(hub.orderIdOf(batch[i].order)) == Decision.Commit);
        }
        hub.dispatch(ORIGIN);
        hub.dispatch(ORIGIN);
        vm.snapshotGasLastCall("Hub", "dispatch a head");
        _payOut(head);
    }

    /// The same orders, decided in the transaction that delivers their reports.
    function test_batch_decidedAtOnce() public {
        Message memory message = _message(ORIGIN, _fold(originHead, escrowed), address(hub), HUB_CHAIN);
        gateway.execute(message, _sign(message));
        message = _message(DESTINATION, _fold(destinationHead, filled), address(hub), HUB_CHAIN);
        gateway.execute(message, _sign(message));
        Delivery[] memory deliveries = new Delivery[](2);
        deliveries[0] = Delivery(ORIGIN, escrowed, new bytes32[](0));
        deliveries[1] = Delivery(DESTINATION, filled, new bytes32[](0));
        bytes32 head = hub.queuedHead(ORIGIN);
        ReportedOrder[] memory batch = orders;
        hub.deliverAndSettle(deliveries, batch);
        vm.snapshotGasLastCall("Hub", "deliver and settle 50 one-leg orders of one solver");
        assertNotEq(hub.queuedHead(ORIGIN), head);
    }

    /// The payout on the origin chain, whose spoke lives in this EVM too.
    function _payOut(bytes32 headBefore) private {
        vm.chainId(ORIGIN);
        AttestedGateway there = new AttestedGateway(address(manager));
        spoke = new Spoke(HUB_CHAIN, address(hub), 60, address(manager));
        gateway = there;
        _setAttesters();
        spoke.setRoute(address(there));
        token.mint(address(spoke), 1_000_000e18);
        token.mint(solver, 1e18);

        // Three fifths of what deliveries, three eighths, leave of a fee.
        uint64 payoutFee = uint64(BATCH) * (FEE * 5 / 8 * 3 / 5);
        vm.deal(address(spoke), payoutFee * 1 gwei);
        Pay memory pay = Pay(
            AccountLib.toAccount(address(token)), AccountLib.toAccount(solver), BATCH * 100.123456789e18, payoutFee, 0
        );
        bytes[] memory entries = new bytes[](1);
        entries[0] = InstructionLib.encodePay(pay);
        assertEq(_fold(headBefore, entries), hub.queuedHead(ORIGIN));
        Message memory message = _message(HUB_CHAIN, _fold(0, entries), address(spoke), ORIGIN);
        message.sender = InteroperableAddress.formatEvmV1(HUB_CHAIN, address(hub));
        bytes[] memory signatures = _sign(message);
        there.execute(message, signatures);
        vm.snapshotGasLastCall("Spoke", "accept a head, 2 of 3 attestations");
        spoke.deliver(HUB_CHAIN, entries, new bytes32[](0));
        vm.snapshotGasLastCall("Spoke", "deliver 1 Pay");
        assertEq(token.balanceOf(solver), 1e18 + pay.amount);
        _payOutOfTheLedger(entries);
    }

    /// A payout that pays for its delivery in its own token, to an account with a balance, for whoever earned that before.
    function _payOutOfTheLedger(bytes[] memory before) private {
        Pay memory pay =
            Pay(AccountLib.toAccount(address(token)), AccountLib.toAccount(solver), 100.123456789e18, 0, 0.1e18);
        bytes32 head = _fold(0, before);
        for (uint256 i = 0; i < 2; ++i) {
            bytes[] memory entries = new bytes[](1);
            entries[0] = InstructionLib.encodePay(pay);
            head = _fold(head, entries);
            Message memory message = _message(HUB_CHAIN, head, address(spoke), ORIGIN);
            message.sender = InteroperableAddress.formatEvmV1(HUB_CHAIN, address(hub));
            gateway.execute(message, _sign(message));
            spoke.deliver(HUB_CHAIN, entries, new bytes32[](0));
        }
        vm.snapshotGasLastCall("Spoke", "deliver 1 Pay of the ledger");
        assertEq(spoke.claimable(address(token), address(this)), 0.2e18);
    }

    function _addOrder(uint256 i) private {
        Leg[] memory legs = new Leg[](1);
        legs[0] = Leg({
            originChain: ORIGIN,
            inputToken: address(token),
            inputAmount: 100.123456789e18,
            destinationChain: DESTINATION,
            outputToken: AccountLib.toAccount(address(token)),
            outputAmount: 100.023456789e18,
            recipient: AccountLib.toAccount(vm.addr(i + 1))
        });
        Order memory order = Order({
            user: vm.addr(i + 1),
            nonce: 0x6b0366f5a1c3e7d9,
            openDeadline: uint64(block.timestamp + 600),
            fillDeadline: uint64(block.timestamp + 3600),
            solver: address(0),
            exclusiveUntil: 0,
            pooled: false,
            cancellable: false,
            legs: legs,
            calls: new Call[](0)
        });
        OrderId orderId = hub.orderIdOf(order);
        Fill memory fill = Fill(
            uint64(block.timestamp), false, solver, Repayment(AccountLib.toAccount(solver), address(0), ORIGIN, 0), FEE
        );
        escrowed.push(ReportLib.encodeEscrowed(uint64(block.timestamp), orderId, FEE));
        filled.push(
            ReportLib.encodeFilled(
                orderId, 0, fill.filledAt, false, solver, fill.repayment.account, uint256(ORIGIN) << 32, FEE
            )
        );
        ReportedOrder storage reported = orders.push();
        reported.order.user = order.user;
        reported.order.nonce = order.nonce;
        reported.order.openDeadline = order.openDeadline;
        reported.order.fillDeadline = order.fillDeadline;
        reported.order.legs.push(legs[0]);
        reported.fills.push(fill);
    }

    function _deliverFirst(uint64 chain) private returns (bytes32 head) {
        bytes[] memory entries = new bytes[](1);
        entries[0] = ReportLib.encodeHeartbeat(uint64(block.timestamp), 1 gwei);
        head = _fold(0, entries);
        Message memory message = _message(chain, head, address(hub), HUB_CHAIN);
        gateway.execute(message, _sign(message));
        hub.deliver(chain, entries, new bytes32[](0));
    }

    function _setAttesters() private {
        delete keys;
        address[] memory attesters = new address[](3);
        for (uint256 i = 0; i < 3; ++i) {
            // Keys whose addresses ascend.
            keys.push([uint256(2), 3, 1][i]);
            attesters[i] = vm.addr(keys[i]);
        }
        gateway.setAttesters(ORIGIN, attesters, 2);
        gateway.setAttesters(DESTINATION, attesters, 2);
        gateway.setAttesters(HUB_CHAIN, attesters, 2);
    }

    function _message(uint64 from, bytes32 head, address to, uint64 toChain) private returns (Message memory) {
        return Message({
            sendId: bytes32(++messages),
            sender: InteroperableAddress.formatEvmV1(from, counterpart),
            recipient: InteroperableAddress.formatEvmV1(toChain, to),
            payload: abi.encodePacked(head)
        });
    }

    function _sign(Message memory message) private view returns (bytes[] memory signatures) {
        signatures = new bytes[](2);
        for (uint256 i = 0; i < 2; ++i) {
            (uint8 v, bytes32 r, bytes32 s) = vm.sign(keys[i], gateway.digest(message));
            signatures[i] = abi.encodePacked(r, s, v);
        }
    }

    function _fold(bytes32 head, bytes[] memory entries) private pure returns (bytes32) {
        for (uint256 i = 0; i < entries.length; ++i) {
            head = bytes32((uint256(keccak256(abi.encode(head, keccak256(entries[i])))) >> 16) << 16);
        }
        return head;
    }
}
