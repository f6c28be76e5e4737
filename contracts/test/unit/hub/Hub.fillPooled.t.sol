// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Decision, IHub, PayoutKind} from "../../../src/hub/IHub.sol";
import {CauseKind, ILedger} from "../../../src/ledger/ILedger.sol";
import {Leg} from "../../../src/types/Leg.sol";
import {Call, Order, OrderId, OrderLib} from "../../../src/types/Order.sol";
import {Deposit} from "../../../src/types/Report.sol";
import {Entries} from "../../fixtures/Entries.sol";
import {Orders} from "../../fixtures/Orders.sol";
import {PooledFixture} from "../../fixtures/PooledFixture.sol";
import {TestAccount} from "../../mocks/TestAccount.sol";

contract HubFillPooledTest is PooledFixture {
    function setUp() public override {
        super.setUp();
        _reportDeposit(B, output, solver, 500e18);
    }

    function test_fillPooled() public {
        Order memory order = _pooledOrder();
        _reportEscrow(A, order);
        OrderId orderId = hub.orderIdOf(order);
        bytes32 cause = OrderId.unwrap(orderId);
        vm.expectEmit(address(hub));
        emit IHub.OrderSettled(orderId, order);
        vm.expectEmit(address(ledger));
        emit ILedger.CustodyLeft(cause, ASSET, B, CauseKind.Fill, solver, Orders.OUTPUT_AMOUNT, 0);
        vm.expectEmit(address(ledger));
        emit ILedger.CustodyJoined(cause, ASSET, A, CauseKind.Fill, solver, Orders.INPUT_AMOUNT, 0);
        vm.expectEmit(address(hub));
        emit IHub.PayoutOwed(
            orderId, 0, PayoutKind.Delivery, B, _toAccount(output), _toAccount(recipient), Orders.OUTPUT_AMOUNT
        );
        _fillPooled(order, solver);

        assertTrue(hub.decision(orderId) == Decision.Commit);
        assertEq(_balance(solver), 500e18 - Orders.OUTPUT_AMOUNT + Orders.INPUT_AMOUNT);
        assertEq(_custody(A), Orders.INPUT_AMOUNT);
        assertEq(_custody(B), 500e18 - Orders.OUTPUT_AMOUNT);
        assertEq(
            hub.queuedHead(B), Entries.extend(configuredHead, Entries.pay(output, recipient, Orders.OUTPUT_AMOUNT))
        );
        assertEq(hub.queuedHead(A), configuredHead);
    }

    /// Three legs to one recipient travel as one payout.
    function test_fillPooled_ofSeveralLegs() public {
        Order memory order = _pooledOrder(3);
        _reportEscrow(A, order);
        _fillPooled(order, solver);
        assertEq(
            hub.queuedHead(B), Entries.extend(configuredHead, Entries.pay(output, recipient, 3 * Orders.OUTPUT_AMOUNT))
        );
        assertEq(_custody(A), 3 * uint256(Orders.INPUT_AMOUNT));
    }

    function test_fillPooled_byTheVault() public {
        _reportDeposit(B, Deposit(_toAccount(output), 100e18, user, 0, true), 0);
        Order memory order = _pooledOrder();
        _reportEscrow(A, order);
        address[] memory fillers = _fillers(address(vault), 1);
        vm.prank(stranger);
        hub.fillPooled(order, 0, fillers, 0);
        assertEq(_balance(address(vault)), 101e18);
        assertEq(vault.lockedProfit(), 1e18);
    }

    /// A solver's own order is not the vault's, not even once its time is over.
    function test_fillPooled_byTheVault_ofAnothersOrder_revertsWith_NotForVault() public {
        _reportDeposit(B, Deposit(_toAccount(output), 100e18, user, 0, true), 0);
        Order memory order = _pooledOrder();
        (order.solver, order.exclusiveUntil) = (solver, NOW - 1);
        _reportEscrow(A, order);
        address[] memory fillers = _fillers(address(vault), 1);
        vm.expectRevert(abi.encodeWithSelector(ILedger.NotForVault.selector, 0));
        hub.fillPooled(order, 0, fillers, 0);
    }

    /// Without a solver of its own, it is everyone's from the beginning.
    function test_fillPooled_ofAnOrderOfNoSolver() public {
        Order memory order = _pooledOrder();
        order.exclusiveUntil = NOW + 1 days;
        _reportEscrow(A, order);
        _fillPooled(order, solver);
        assertTrue(hub.decision(hub.orderIdOf(order)) == Decision.Commit);
    }

    /// To the millionth.
    function test_fillPooled_maxFee() public {
        ledger.setPayoutFee(ASSET, B, Orders.OUTPUT_AMOUNT / 1_000);
        Order memory order = _pooledOrder();
        _reportEscrow(A, order);
        address[] memory fillers = _fillers(solver, 1);
        vm.startPrank(solver);
        uint256 most = Orders.OUTPUT_AMOUNT * uint256(999) / 1e6;
        vm.expectRevert(abi.encodeWithSelector(ILedger.FeeTooHigh.selector, Orders.OUTPUT_AMOUNT / 1_000, most));
        hub.fillPooled(order, 0, fillers, 999);
        hub.fillPooled(order, 0, fillers, 1_000);
    }

    /// It is decided: that comes before what else speaks against settling it.
    function test_settle_ofAFilledPooledOrder_revertsWith_OrderAlreadyDecided() public {
        Order memory order = _pooledOrder();
        _reportEscrow(A, order);
        _fillPooled(order, solver);
        OrderId orderId = hub.orderIdOf(order);
        vm.expectRevert(abi.encodeWithSelector(IHub.OrderAlreadyDecided.selector, orderId, Decision.Commit));
        hub.settle(_list(_unfilled(order)));
    }

    /// Payouts that travel as one carry the fees of all.
    function test_fillPooled_payoutFee() public {
        ledger.setPayoutFee(ASSET, B, 0.25e18);
        Order memory order = _pooledOrder(3);
        order.legs[2].recipient = _toAccount(stranger);
        _reportEscrow(A, order);
        _fillPooled(order, solver);
        bytes memory both = Entries.pay(output, recipient, 2 * Orders.OUTPUT_AMOUNT, 0, 0.5e18);
        bytes memory alone = Entries.pay(output, stranger, Orders.OUTPUT_AMOUNT, 0, 0.25e18);
        assertEq(hub.queuedHead(B), Entries.extend(Entries.extend(configuredHead, both), alone));
        assertEq(_custody(B), 500e18 - 3 * Orders.OUTPUT_AMOUNT - 0.75e18);
    }

    /// Of the escrow's fee, whoever delivers it has earned three eighths; whoever fills earns the rest.
    function test_fillPooled_fee() public {
        Order memory order = _pooledOrder();
        _report(A, Entries.escrowed(NOW + 1, hub.orderIdOf(order), 800));
        _fillPooled(order, solver);
        assertEq(hub.earnedFees(A, solver), 500);
    }

    function test_fillPooled_withoutTheCalls() public {
        Order memory order = _pooledOrder();
        order.legs[0].recipient = 0;
        order.calls = new Call[](1);
        order.calls[0] = Call(B, _toAccount(stranger), hex"1234", 1_000_000);
        _reportEscrow(A, order);
        bytes32 callsHash = this.hashCalls(order);
        order.calls = new Call[](0);
        address[] memory fillers = _fillers(solver, 1);
        vm.prank(solver);
        hub.fillPooled(order, callsHash, fillers, 0);
        assertEq(_custody(A), Orders.INPUT_AMOUNT);
    }

    function test_fillPooled_atTheDeadline() public {
        Order memory order = _pooledOrder();
        _reportEscrow(A, order);
        vm.warp(order.fillDeadline);
        _fillPooled(order, solver);
    }

    function test_fillPooled_revertsWith_FillDeadlinePassed() public {
        Order memory order = _pooledOrder();
        _reportEscrow(A, order);
        vm.warp(order.fillDeadline + 1);
        _expectRefusal(order, abi.encodeWithSelector(IHub.FillDeadlinePassed.selector, order.fillDeadline));
    }

    function test_fillPooled_revertsWith_SolverExclusive() public {
        Order memory order = _pooledOrder();
        (order.solver, order.exclusiveUntil) = (stranger, NOW + 60);
        _reportEscrow(A, order);
        vm.warp(NOW + 60);
        _expectRefusal(order, abi.encodeWithSelector(IHub.SolverExclusive.selector, stranger, NOW + 60));
        vm.warp(NOW + 61);
        _fillPooled(order, solver);
    }

    function test_fillPooled_byItsSolver() public {
        Order memory order = _pooledOrder();
        (order.solver, order.exclusiveUntil) = (solver, NOW + 60);
        _reportEscrow(A, order);
        _fillPooled(order, solver);
    }

    function test_fillPooled_revertsWith_LegNotEscrowed() public {
        Order memory order = _pooledOrder(2);
        (order.legs[1].originChain, order.legs[1].inputToken) = (B, output);
        _reportEscrow(A, order);
        _expectRefusal(order, abi.encodeWithSelector(IHub.LegNotEscrowed.selector, hub.orderIdOf(order), 1));
        _reportEscrow(B, order);
        _fillPooled(order, solver);
    }

    function test_fillPooled_revertsWith_OrderNotPooled() public {
        Order memory order = _order();
        _reportEscrow(A, order);
        _expectRefusal(order, abi.encodeWithSelector(IHub.OrderNotPooled.selector, hub.orderIdOf(order)));
    }

    function test_fillPooled_twice_revertsWith_OrderAlreadyDecided() public {
        Order memory order = _pooledOrder();
        _reportEscrow(A, order);
        _reportEscrow(A, order);
        _fillPooled(order, solver);
        OrderId orderId = hub.orderIdOf(order);
        _expectRefusal(order, abi.encodeWithSelector(IHub.OrderAlreadyDecided.selector, orderId, Decision.Commit));
        // The second escrow goes back.
        _refund(_unfilled(order));
        assertEq(hub.queuedHead(A), Entries.extend(configuredHead, Entries.pay(input, user, Orders.INPUT_AMOUNT)));
    }

    function test_fillPooled_revertsWith_FillerCountMismatch() public {
        Order memory order = _pooledOrder();
        _reportEscrow(A, order);
        vm.expectRevert(abi.encodeWithSelector(IHub.FillerCountMismatch.selector, 2, 1));
        hub.fillPooled(order, 0, _fillers(solver, 2), 0);
    }

    function test_fillPooled_revertsWith_LegCountOutOfRange() public {
        Order memory order = _pooledOrder();
        order.legs = new Leg[](0);
        vm.expectRevert(abi.encodeWithSelector(OrderLib.LegCountOutOfRange.selector, 0));
        hub.fillPooled(order, 0, new address[](0), 0);
    }

    function test_fillPooled_revertsWith_CallsGivenTwice() public {
        Order memory order = _pooledOrder();
        order.calls = new Call[](1);
        vm.expectRevert();
        hub.fillPooled(order, keccak256("calls"), _fillers(solver, 1), 0);
    }

    /// A payout to what is no account there would be nobody's.
    function test_fillPooled_revertsWith_RecipientInvalid() public {
        Order memory order = _pooledOrder();
        order.legs[0].recipient = bytes32(uint256(1) << 160);
        _reportEscrow(A, order);
        _expectRefusal(order, abi.encodeWithSelector(IHub.RecipientInvalid.selector, order.legs[0].recipient));
    }

    /// Nobody would get what a retired chain is told to pay: such an order ends in a refund.
    function test_fillPooled_revertsWith_ChainNotAccepting() public {
        Order memory order = _pooledOrder();
        order.fillDeadline = NOW + 30 days;
        _reportEscrow(A, order);
        vm.warp(NOW + 7 days + 2);
        vm.expectRevert(abi.encodeWithSelector(IHub.OrderNotExpired.selector, hub.orderIdOf(order)));
        _abort(_unfilled(order));
        hub.retire(B);
        _expectRefusal(order, abi.encodeWithSelector(IHub.ChainNotAccepting.selector, B));
        _abort(_unfilled(order));
        assertEq(hub.queuedHead(A), Entries.extend(configuredHead, Entries.pay(input, user, Orders.INPUT_AMOUNT)));
    }

    /// Not even a destination chain that says it was filled there settles it.
    function test_settle_revertsWith_OrderPooled() public {
        Order memory order = _pooledOrder();
        _reportEverything(order, false);
        vm.expectRevert(abi.encodeWithSelector(IHub.OrderPooled.selector, hub.orderIdOf(order)));
        _settle(_filled(order, false));
    }

    function test_abort_pooled_byTheHubsClock() public {
        Order memory order = _pooledOrder();
        _reportEscrow(A, order);
        // No destination's clock counts.
        _expire(order);
        vm.warp(order.fillDeadline);
        vm.expectRevert(abi.encodeWithSelector(IHub.OrderNotExpired.selector, hub.orderIdOf(order)));
        _abort(_unfilled(order));
        vm.warp(order.fillDeadline + 1);
        _abort(_unfilled(order));
        assertEq(hub.queuedHead(A), Entries.extend(configuredHead, Entries.pay(input, user, Orders.INPUT_AMOUNT)));
    }

    function test_abort_pooled_notOpenedInTime() public {
        Order memory order = _pooledOrder(2);
        (order.legs[1].originChain, order.legs[1].inputToken) = (B, output);
        _reportEscrow(A, order);
        _reportHeartbeat(B, order.openDeadline + 1);
        _abort(_unfilled(order));
    }

    function test_cancel() public {
        Order memory order = _pooledOrder();
        _reportEscrow(A, order);
        OrderId orderId = hub.orderIdOf(order);
        vm.expectEmit(address(hub));
        emit IHub.OrderAborted(orderId, order);
        vm.prank(user);
        hub.cancel(order, 0);
        assertTrue(hub.decision(orderId) == Decision.Abort);
        assertEq(hub.queuedHead(A), Entries.extend(configuredHead, Entries.pay(input, user, Orders.INPUT_AMOUNT)));
        _expectRefusal(order, abi.encodeWithSelector(IHub.OrderAlreadyDecided.selector, orderId, Decision.Abort));
    }

    /// Before anything is known of it: what is escrowed later goes back.
    function test_cancel_beforeTheEscrow() public {
        Order memory order = _pooledOrder();
        vm.prank(user);
        hub.cancel(order, 0);
        _reportEscrow(A, order);
        _refund(_unfilled(order));
        assertEq(hub.queuedHead(A), Entries.extend(configuredHead, Entries.pay(input, user, Orders.INPUT_AMOUNT)));
    }

    function test_cancel_revertsWith_CallerNotUser() public {
        Order memory order = _pooledOrder();
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IHub.CallerNotUser.selector, stranger, user));
        hub.cancel(order, 0);
    }

    function test_cancel_revertsWith_OrderNotPooled() public {
        Order memory order = _order();
        bytes memory reason = abi.encodeWithSelector(IHub.OrderNotPooled.selector, hub.orderIdOf(order));
        vm.prank(user);
        vm.expectRevert(reason);
        hub.cancel(order, 0);
    }

    function test_cancelFor() public {
        (address signer, uint256 key) = makeAddrAndKey("signer");
        Order memory order = _pooledOrder();
        order.user = signer;
        _reportEscrow(A, order);
        OrderId orderId = hub.orderIdOf(order);
        bytes32 structHash = keccak256(abi.encode(keccak256("Cancellation(bytes32 orderId)"), orderId));
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", hub.domainSeparator(), structHash));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        hub.cancelFor(order, 0, abi.encodePacked(r, s, v));
        assertTrue(hub.decision(orderId) == Decision.Abort);
    }

    function test_cancelFor_aContractAccount() public {
        (address signer, uint256 key) = makeAddrAndKey("signer");
        Order memory order = _pooledOrder();
        order.user = address(new TestAccount(signer));
        _reportEscrow(A, order);
        bytes32 digest = OrderLib.cancellationDigest(hub.orderIdOf(order), hub.domainSeparator());
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        hub.cancelFor(order, 0, abi.encodePacked(r, s, v));
        assertTrue(hub.decision(hub.orderIdOf(order)) == Decision.Abort);
    }

    function test_cancelFor_revertsWith_SignatureInvalid() public {
        (, uint256 key) = makeAddrAndKey("signer");
        Order memory order = _pooledOrder();
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, OrderId.unwrap(hub.orderIdOf(order)));
        vm.expectRevert(abi.encodeWithSelector(IHub.SignatureInvalid.selector, user));
        hub.cancelFor(order, 0, abi.encodePacked(r, s, v));
        vm.expectRevert(abi.encodeWithSelector(IHub.SignatureInvalid.selector, user));
        hub.cancelFor(order, 0, "");
        // Nobody's signature is that of nobody.
        order.user = address(0);
        vm.expectRevert(abi.encodeWithSelector(IHub.SignatureInvalid.selector, address(0)));
        hub.cancelFor(order, 0, "");
    }

    function hashCalls(Order calldata order) external pure returns (bytes32) {
        return OrderLib.hashCalls(order.calls);
    }

    function _expectRefusal(Order memory order, bytes memory reason) private {
        address[] memory fillers = _fillers(solver, order.legs.length);
        vm.prank(solver);
        vm.expectRevert(reason);
        hub.fillPooled(order, 0, fillers, 1_000_000);
    }
}
