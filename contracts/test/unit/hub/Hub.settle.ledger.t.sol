// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IHub, PayoutKind, ReportedOrder} from "../../../src/hub/IHub.sol";
import {Order} from "../../../src/types/Order.sol";
import {Deposit, Repayment} from "../../../src/types/Report.sol";
import {Entries} from "../../fixtures/Entries.sol";
import {Orders} from "../../fixtures/Orders.sol";
import {PooledFixture} from "../../fixtures/PooledFixture.sol";
import {InteroperableAddress} from "@openzeppelin/contracts/utils/draft-InteroperableAddress.sol";

/// Solvers that are paid through the ledger.
contract HubSettleLedgerTest is PooledFixture {
    function test_settle_onAnotherChain() public {
        _reportDeposit(B, output, user, 500e18);
        (Order memory order, ReportedOrder memory reported) =
            _filledFor(Repayment(_toAccount(solver), address(0), B, 0));
        vm.expectEmit(address(hub));
        emit IHub.PayoutOwed(
            hub.orderIdOf(order),
            0,
            PayoutKind.Repayment,
            B,
            _toAccount(output),
            _toAccount(solver),
            Orders.INPUT_AMOUNT
        );
        _settle(reported);
        assertEq(hub.queuedHead(A), configuredHead);
        assertEq(hub.queuedHead(B), Entries.extend(configuredHead, Entries.pay(output, solver, Orders.INPUT_AMOUNT)));
        assertEq(_custody(A), Orders.INPUT_AMOUNT);
        assertEq(_custody(B), 500e18 - Orders.INPUT_AMOUNT);
    }

    function test_settle_onTheLedger() public {
        (, ReportedOrder memory reported) = _filledFor(Repayment(_toAccount(solver), stranger, 0, 0));
        _settle(reported);
        assertEq(_balance(stranger), Orders.INPUT_AMOUNT);
        assertEq(hub.queuedHead(A), configuredHead);
        assertEq(hub.queuedHead(B), configuredHead);
        // Nor on a chain that is none.
        assertEq(hub.queuedHead(0), 0);
    }

    /// No payout follows on the origin chain: whoever settles earns what was for it.
    function test_settle_onTheLedger_fee() public {
        (Order memory order, ReportedOrder memory reported) = _filledFor(Repayment(_toAccount(solver), stranger, 0, 0));
        _report(A, Entries.escrowed(NOW + 1, hub.orderIdOf(order), 800));
        vm.prank(solver);
        hub.settle(_list(reported));
        assertEq(hub.earnedFees(A, solver), 500);
    }

    function test_settle_whereItCantBe_isOnTheOrigin() public {
        (, ReportedOrder memory reported) = _filledFor(Repayment(_toAccount(solver), address(0), B, 1_000_000));
        _settle(reported);
        assertEq(hub.queuedHead(A), Entries.extend(configuredHead, Entries.pay(input, solver, Orders.INPUT_AMOUNT)));
        assertEq(_custody(A), 0);
    }

    /// A payout of the ledger and an order's own that travel as one keep each its fee.
    function test_settle_onAnotherChain_payoutFee() public {
        ledger.setPayoutFee(ASSET, B, 0.25e18);
        _reportDeposit(B, output, user, 500e18);
        (, ReportedOrder memory reported) = _filledFor(Repayment(_toAccount(solver), address(0), B, 1_000_000));
        Order memory order = _order();
        order.nonce = 99;
        order.legs[0] = Orders.leg(B, output, A, input, recipient);
        _report(B, Entries.escrowed(NOW + 1, hub.orderIdOf(order), 800));
        ReportedOrder memory back = _filled(order, false);
        back.fills[0].repayment = Repayment(_toAccount(solver), address(0), B, 0);
        _report(A, Entries.filled(hub.orderIdOf(order), 0, back.fills[0]));
        hub.settle(_list(reported, back));
        bytes memory pay = Entries.pay(output, solver, 2 * uint256(Orders.INPUT_AMOUNT) - 0.25e18, 300, 0.25e18);
        assertEq(hub.queuedHead(B), Entries.extend(configuredHead, pay));
    }

    function test_settle_onARetiredChain_isOnTheLedger() public {
        _reportDeposit(B, output, user, 500e18);
        (, ReportedOrder memory reported) = _filledFor(Repayment(_toAccount(solver), stranger, B, 1_000_000));
        vm.warp(NOW + 7 days + 2);
        hub.retire(B);
        _settle(reported);
        assertEq(_balance(stranger), Orders.INPUT_AMOUNT);
        assertEq(_custody(B), 500e18);
    }

    /// Nor is it paid on any other chain.
    function test_settle_onARetiredChain_isOnNoOther() public {
        vm.warp(NOW + 7 days + 2);
        hub.setRoute(1, address(this), spokeA);
        ledger.setToken(ASSET, 1, _toAccount(output), 18);
        ledger.setLimit(ASSET, 1, CAPACITY, 3600);
        bytes memory entry =
            Entries.deposited(NOW + 1, stranger, Deposit(_toAccount(output), 500e18, user, 0, false), 0);
        bytes32 head = Entries.fold(0, Entries.list(entry));
        hub.receiveMessage(0, InteroperableAddress.formatEvmV1(1, spokeA), abi.encodePacked(head));
        hub.deliver(1, Entries.list(entry), new bytes32[](0));
        assertEq(_balance(user), 500e18);
        hub.retire(B);
        (, ReportedOrder memory reported) = _filledFor(Repayment(_toAccount(solver), stranger, B, 1_000_000));
        _settle(reported);
        assertEq(_balance(stranger), Orders.INPUT_AMOUNT);
        assertEq(_custody(1), 500e18);
    }

    /// On the origin chain it is paid without the ledger, retired or not.
    function test_settle_onTheOrigin_thoughRetired() public {
        (, ReportedOrder memory reported) = _filledFor(Repayment(_toAccount(solver), stranger, A, 1_000_000));
        vm.warp(NOW + 7 days + 2);
        hub.retire(A);
        bytes32 head = hub.queuedHead(A);
        _settle(reported);
        assertEq(hub.queuedHead(A), Entries.extend(head, Entries.pay(input, solver, Orders.INPUT_AMOUNT)));
        assertEq(_balance(stranger), 0);
    }

    /// Opposite flows: nothing crosses, nothing is paid out.
    function test_settle_oppositeFlowsNet() public {
        (, ReportedOrder memory there) = _filledFor(Repayment(_toAccount(solver), solver, 0, 0));
        Order memory order = _order();
        order.legs[0] = Orders.leg(B, output, A, input, recipient);
        _reportEscrow(B, order);
        ReportedOrder memory back = _filled(order, false);
        back.fills[0].repayment = Repayment(_toAccount(solver), solver, 0, 0);
        _report(A, Entries.filled(hub.orderIdOf(order), 0, back.fills[0]));
        hub.settle(_list(there, back));
        assertEq(_balance(solver), 2 * uint256(Orders.INPUT_AMOUNT));
        assertEq(hub.queuedHead(A), configuredHead);
        assertEq(hub.queuedHead(B), configuredHead);
    }

    function _filledFor(Repayment memory repayment)
        private
        returns (Order memory order, ReportedOrder memory reported)
    {
        order = _order();
        _reportEscrow(A, order);
        reported = _filled(order, false);
        reported.fills[0].repayment = repayment;
        _report(B, Entries.filled(hub.orderIdOf(order), 0, reported.fills[0]));
    }
}
