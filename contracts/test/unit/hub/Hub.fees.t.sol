// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IChannel} from "../../../src/channel/IChannel.sol";
import {IHub, ReportedOrder} from "../../../src/hub/IHub.sol";
import {Order, OrderId} from "../../../src/types/Order.sol";
import {Fill} from "../../../src/types/Report.sol";
import {Entries} from "../../fixtures/Entries.sol";
import {HubFixture} from "../../fixtures/HubFixture.sol";
import {Orders} from "../../fixtures/Orders.sol";
import {Vm} from "forge-std/Vm.sol";

/// Of each entry's fee three eighths are for who delivers it; of the rest two fifths for who decides the order, and
/// three fifths for who delivers the payout on the spoke. Every gwei that was recorded ends with somebody.
contract HubFeesTest is HubFixture {
    address private immutable carrier = makeAddr("carrier");
    address private immutable decider = makeAddr("decider");

    function test_deliver_earnsThreeEighths() public {
        Order memory order = _order();
        bytes[] memory entries = Entries.list(
            Entries.escrowed(NOW, hub.orderIdOf(order), 1000), Entries.filled(hub.orderIdOf(order), 0, _paid(order, 8))
        );
        _send(A, entries);
        // One event for all entries.
        vm.expectEmit(address(hub));
        emit IHub.FeesEarned(carrier, A, 375 + 3);
        vm.recordLogs();
        vm.prank(carrier);
        hub.deliver(A, entries, new bytes32[](0));
        assertEq(vm.getRecordedLogs().length, 2);
        assertEq(hub.earnedFees(A, carrier), 378);
        (,, uint64 fees,) = hub.escrows(hub.orderIdOf(order), A);
        assertEq(fees, 625);

        // Each delivery is its own: nothing of it is counted again.
        _deliverAs(stranger, A, Entries.escrowed(NOW, hub.orderIdOf(order), 16));
        assertEq(hub.earnedFees(A, stranger), 6);
        assertEq(hub.earnedFees(A, carrier), 378);
        (,, fees,) = hub.escrows(hub.orderIdOf(order), A);
        assertEq(fees, 635);
        assertEq(hub.earnedFees(B, carrier), 0);
    }

    /// What is rounded goes to what follows.
    function test_deliver_roundsDown() public {
        uint40[5] memory fees = [uint40(1), 2, 3, 7, type(uint40).max];
        for (uint256 i = 0; i < fees.length; ++i) {
            OrderId orderId = OrderId.wrap(bytes32(i));
            uint256 before = hub.earnedFees(A, carrier);
            _deliverAs(carrier, A, Entries.escrowed(NOW, orderId, fees[i]));
            uint256 earned = hub.earnedFees(A, carrier) - before;
            assertEq(earned, uint256(fees[i]) * 3 / 8);
            (,, uint64 rest,) = hub.escrows(orderId, A);
            assertEq(rest, fees[i] - earned);
        }
    }

    function test_deliver_ofWhatHasNoFee_earnsNothing() public {
        bytes[] memory entries =
            Entries.list(Entries.heartbeat(NOW, 1 gwei), "malformed", Entries.escrowed(NOW, OrderId.wrap(0), 0));
        _send(A, entries);
        vm.recordLogs();
        vm.prank(carrier);
        hub.deliver(A, entries, new bytes32[](0));
        assertEq(vm.getRecordedLogs().length, 2);
        assertEq(hub.earnedFees(A, carrier), 0);
    }

    /// Nothing follows from a cancellation that had to be paid, and nothing at all from a repeated fill.
    function test_deliver_ofARejectedFill_earnsAll() public {
        Order memory order = _order();
        bytes memory entry = Entries.filled(hub.orderIdOf(order), 0, _paid(order, 1000));
        _deliverAs(carrier, B, entry);
        assertEq(hub.earnedFees(B, carrier), 375);
        _deliverAs(carrier, B, entry);
        assertEq(hub.earnedFees(B, carrier), 375 + 1000);
    }

    function test_deliver_ofACancellation_earnsAll() public {
        _deliverAs(carrier, B, Entries.cancelled(NOW, OrderId.wrap(0), 1000));
        assertEq(hub.earnedFees(B, carrier), 1000);
        (,, uint64 fees,) = hub.escrows(OrderId.wrap(0), B);
        assertEq(fees, 0);
    }

    function test_settle_ofADirectFill() public {
        Order memory order = _order();
        _deliverAs(carrier, A, Entries.escrowed(NOW, hub.orderIdOf(order), 1000));
        ReportedOrder memory reported = _unfilled(order);
        reported.fills[0] = _paid(order, 2000);
        _deliverAs(carrier, B, Entries.filled(hub.orderIdOf(order), 0, reported.fills[0]));

        vm.expectEmit(address(hub));
        emit IHub.FeesEarned(decider, A, 250);
        vm.expectEmit(address(hub));
        emit IHub.FeesEarned(decider, B, 1250);
        vm.prank(decider);
        _settle(reported);
        // The solver's repayment carries what is left; no payout follows on B.
        assertEq(
            hub.queuedHead(A), Entries.extend(configuredHead, Entries.pay(input, solver, Orders.INPUT_AMOUNT, 375))
        );
        assertEq(hub.queuedHead(B), configuredHead);
        assertEq(hub.earnedFees(A, decider), 250);
        assertEq(hub.earnedFees(B, decider), 1250);
        (,, uint64 fees,) = hub.escrows(hub.orderIdOf(order), A);
        assertEq(fees, 0);
    }

    function test_settle_ofAHeldFill() public {
        Order memory order = _order();
        _deliverAs(carrier, A, Entries.escrowed(NOW, hub.orderIdOf(order), 7));
        ReportedOrder memory reported = _unfilled(order);
        reported.fills[0] = _paid(order, 2000);
        reported.fills[0].hold = true;
        _deliverAs(carrier, B, Entries.filled(hub.orderIdOf(order), 0, reported.fills[0]));
        vm.prank(decider);
        _settle(reported);
        // 7: 2, then 2 of 5, then 3.
        assertEq(hub.queuedHead(A), Entries.extend(configuredHead, Entries.pay(input, solver, Orders.INPUT_AMOUNT, 3)));
        assertEq(
            hub.queuedHead(B), Entries.extend(configuredHead, Entries.pay(output, recipient, Orders.OUTPUT_AMOUNT, 750))
        );
        assertEq(hub.earnedFees(A, decider), 2);
        assertEq(hub.earnedFees(B, decider), 500);
    }

    /// Not a gwei is lost.
    function test_settle_ofASmallFee() public {
        Order memory order = _order();
        _deliverAs(carrier, A, Entries.escrowed(NOW, hub.orderIdOf(order), 4));
        _reportFill(order, 0, false);
        vm.prank(decider);
        _settle(_filled(order, false));
        assertEq(hub.earnedFees(A, carrier), 1);
        assertEq(hub.earnedFees(A, decider), 1);
        assertEq(hub.queuedHead(A), Entries.extend(configuredHead, Entries.pay(input, solver, Orders.INPUT_AMOUNT, 2)));
    }

    /// One report for all legs of a chain: the first payout there carries its fee.
    function test_settle_ofLegsThatShareAnOrigin_paysTheFirst() public {
        Order memory order = _order(2);
        order.legs[1].inputToken = output;
        _deliverAs(carrier, A, Entries.escrowed(NOW, hub.orderIdOf(order), 1000));
        _reportFill(order, 0, false);
        _reportFill(order, 1, false);
        vm.prank(decider);
        _settle(_filled(order, false));
        bytes[] memory pays = Entries.list(
            Entries.pay(input, solver, Orders.INPUT_AMOUNT, 375), Entries.pay(output, solver, Orders.INPUT_AMOUNT, 0)
        );
        assertEq(hub.queuedHead(A), Entries.fold(configuredHead, pays));
        assertEq(hub.earnedFees(A, decider), 250);
    }

    /// Payouts that travel as one carry their fees together.
    function test_settle_ofSeveralOrders_addsFeesUp() public {
        ReportedOrder[] memory orders = new ReportedOrder[](3);
        for (uint256 i = 0; i < 3; ++i) {
            Order memory order = _order();
            order.nonce = i;
            _deliverAs(carrier, A, Entries.escrowed(NOW, hub.orderIdOf(order), 1000));
            _reportFill(order, 0, false);
            orders[i] = _filled(order, false);
        }
        // One event for all.
        vm.expectEmit(address(hub));
        emit IHub.FeesEarned(decider, A, 3 * 250);
        vm.prank(decider);
        hub.settle(orders);
        bytes memory pay = Entries.pay(input, solver, 3 * uint256(Orders.INPUT_AMOUNT), 3 * 375);
        assertEq(hub.queuedHead(A), Entries.extend(configuredHead, pay));
        assertEq(hub.earnedFees(A, decider), 3 * 250);
    }

    /// Five bytes of gwei are over a thousand native tokens; what one payout can't carry is nobody's.
    function test_settle_cutsAFeeBeyondFiveBytes() public {
        ReportedOrder[] memory orders = new ReportedOrder[](3);
        for (uint256 i = 0; i < 3; ++i) {
            Order memory order = _order();
            order.nonce = i;
            _deliverAs(carrier, A, Entries.escrowed(NOW, hub.orderIdOf(order), type(uint40).max));
            _reportFill(order, 0, false);
            orders[i] = _filled(order, false);
        }
        hub.settle(orders);
        bytes memory pay = Entries.pay(input, solver, 3 * uint256(Orders.INPUT_AMOUNT), type(uint40).max);
        assertEq(hub.queuedHead(A), Entries.extend(configuredHead, pay));
    }

    /// More than any chain can have, but a lying one may say so, report after report: it blocks no order by it.
    function test_abort_ofTheLargestFees() public {
        Order memory order = _order(2);
        order.legs[1].originChain = B;
        _reportEscrow(A, order);
        _reportEscrow(B, order);
        OrderId orderId = hub.orderIdOf(order);
        _setFees(orderId, A, type(uint64).max);
        (uint64 reported,, uint64 fees,) = hub.escrows(orderId, A);
        assertEq(reported, 1);
        assertEq(fees, type(uint64).max);
        _expire(order);
        vm.prank(decider);
        _abort(_unfilled(order));
        assertEq(hub.earnedFees(A, decider), uint256(type(uint64).max) * 2 / 5);
        bytes memory pay = Entries.pay(input, user, Orders.INPUT_AMOUNT, type(uint40).max);
        assertEq(hub.queuedHead(A), Entries.extend(configuredHead, pay));
        assertEq(hub.queuedHead(B), Entries.extend(configuredHead, Entries.pay(input, user, Orders.INPUT_AMOUNT)));
    }

    function test_settle_ofAFillWithTheLargestFee() public {
        Order memory order = _order();
        _reportEscrow(A, order);
        ReportedOrder memory reported = _unfilled(order);
        reported.fills[0] = _paid(order, type(uint40).max);
        _deliverAs(carrier, B, Entries.filled(hub.orderIdOf(order), 0, reported.fills[0]));
        vm.prank(decider);
        _settle(reported);
        assertEq(hub.earnedFees(B, carrier) + hub.earnedFees(B, decider), type(uint40).max);
    }

    /// Of every repetition too.
    function test_abort_paysOutOfTheEscrowsFees() public {
        Order memory order = _order();
        for (uint256 i = 0; i < 3; ++i) {
            _deliverAs(carrier, A, Entries.escrowed(NOW, hub.orderIdOf(order), 1000));
        }
        _expire(order);
        vm.prank(decider);
        _abort(_unfilled(order));
        assertEq(hub.earnedFees(A, decider), 3 * 250);
        bytes32 head =
            Entries.extend(configuredHead, Entries.pay(input, user, 3 * uint256(Orders.INPUT_AMOUNT), 3 * 375));
        assertEq(hub.queuedHead(A), head);

        // What is reported later pays for its own refund.
        _deliverAs(carrier, A, Entries.escrowed(NOW, hub.orderIdOf(order), 16));
        vm.prank(stranger);
        _refund(_unfilled(order));
        assertEq(hub.queuedHead(A), Entries.extend(head, Entries.pay(input, user, Orders.INPUT_AMOUNT, 6)));
        assertEq(hub.earnedFees(A, stranger), 4);
    }

    /// Nor any by what a batch's orders are said to have paid together.
    function test_abort_ofSeveralOrdersOfTheLargestFees() public {
        ReportedOrder[] memory orders = new ReportedOrder[](3);
        for (uint256 i = 0; i < 3; ++i) {
            Order memory order = _order();
            order.nonce = i;
            _reportEscrow(A, order);
            _setFees(hub.orderIdOf(order), A, type(uint64).max);
            orders[i] = _unfilled(order);
        }
        _expire(orders[0].order);
        vm.prank(decider);
        hub.abort(orders);
        assertEq(hub.earnedFees(A, decider), 3 * (uint256(type(uint64).max) * 2 / 5));
        bytes memory pay = Entries.pay(input, user, 3 * uint256(Orders.INPUT_AMOUNT), type(uint40).max);
        assertEq(hub.queuedHead(A), Entries.extend(configuredHead, pay));
    }

    function test_abort_ofAHeldFill_paysForItsReturn() public {
        Order memory order = _order(2);
        ReportedOrder memory reported = _unfilled(order);
        reported.fills[0] = _paid(order, 1000);
        reported.fills[0].hold = true;
        _deliverAs(carrier, B, Entries.filled(hub.orderIdOf(order), 0, reported.fills[0]));
        _expire(order);
        vm.prank(decider);
        _abort(reported);
        assertEq(hub.earnedFees(B, decider), 250);
        assertEq(
            hub.queuedHead(B), Entries.extend(configuredHead, Entries.pay(output, solver, Orders.OUTPUT_AMOUNT, 375))
        );
    }

    /// No payout follows: all that is left of its fee is for who shows it, once.
    function test_abort_ofADirectFill_earnsTheRest() public {
        Order memory order = _order(2);
        ReportedOrder memory reported = _unfilled(order);
        reported.fills[0] = _paid(order, 1000);
        _deliverAs(carrier, B, Entries.filled(hub.orderIdOf(order), 0, reported.fills[0]));
        _expire(order);
        vm.expectEmit(address(hub));
        emit IHub.FillReleased(hub.orderIdOf(order), 0);
        vm.expectEmit(address(hub));
        emit IHub.FeesEarned(decider, B, 625);
        vm.prank(decider);
        _abort(reported);
        assertEq(hub.queuedHead(B), configuredHead);

        vm.expectRevert(abi.encodeWithSelector(IHub.NothingToRefund.selector, hub.orderIdOf(order)));
        hub.refund(_list(reported));
        assertEq(hub.earnedFees(B, decider), 625);
    }

    function test_refund_ofADirectFillReportedLate_earnsTheRest() public {
        Order memory order = _order(2);
        ReportedOrder memory reported = _unfilled(order);
        reported.fills[1] = _paid(order, 1000);
        _reportEscrow(A, order);
        _expire(order);
        _abort(_unfilled(order));
        _deliverAs(carrier, B, Entries.filled(hub.orderIdOf(order), 1, reported.fills[1]));
        vm.prank(decider);
        _refund(reported);
        assertEq(hub.earnedFees(B, decider), 625);
        vm.expectRevert(abi.encodeWithSelector(IHub.NothingToRefund.selector, hub.orderIdOf(order)));
        hub.refund(_list(reported));
    }

    /// Nobody earns with a fee that was not reported, or by showing a fill twice in one transaction.
    function test_refund_ofAFillWithAnotherFee_revertsWith_FillNotAsReported() public {
        Order memory order = _order(2);
        Fill memory fill = _paid(order, 1000);
        _reportEscrow(A, order);
        _deliverAs(carrier, B, Entries.filled(hub.orderIdOf(order), 0, fill));
        _expire(order);
        _abort(_unfilled(order));
        ReportedOrder memory reported = _unfilled(order);
        uint64[4] memory fees = [uint64(0), 1001, (1 << 40) + 1000, type(uint64).max];
        for (uint256 i = 0; i < fees.length; ++i) {
            reported.fills[0] = fill;
            reported.fills[0].fee = fees[i];
            vm.expectRevert(abi.encodeWithSelector(IHub.FillNotAsReported.selector, hub.orderIdOf(order), 0));
            hub.refund(_list(reported));
        }
        reported.fills[0].fee = 1000;
        vm.prank(decider);
        hub.refund(_list(reported, reported));
        assertEq(hub.earnedFees(B, decider), 625);
    }

    /// A fee of more than five bytes would run into the field before it: an odd chain less one, and a fee of that bit
    /// more, would be the same bytes, and the fee be paid from what others paid.
    function test_aFillWithAFeeThatRunsIntoTheChain_revertsWith_FillNotAsReported() public {
        Order memory order = _order(2);
        (order.legs[0].originChain, order.legs[0].destinationChain) = (B, A);
        (order.legs[1].originChain, order.legs[1].destinationChain) = (B, A);
        Fill memory fill = _paid(order, 1000);
        assertEq(fill.repayment.chain & 1, 1);
        _deliverAs(carrier, B, Entries.escrowed(NOW, hub.orderIdOf(order)));
        _deliverAs(carrier, A, Entries.filled(hub.orderIdOf(order), 0, fill));
        ReportedOrder memory reported = _unfilled(order);
        reported.fills[0] = fill;
        --reported.fills[0].repayment.chain;
        reported.fills[0].fee += 1 << 40;
        bytes memory reason = abi.encodeWithSelector(IHub.FillNotAsReported.selector, hub.orderIdOf(order), 0);

        vm.expectRevert(reason);
        hub.settle(_list(reported));
        _reportHeartbeat(A, order.fillDeadline + 1);
        vm.expectRevert(reason);
        hub.abort(_list(reported));
        _abort(_unfilled(order));
        vm.expectRevert(reason);
        hub.refund(_list(reported));
        ++reported.fills[0].repayment.chain;
        reported.fills[0].fee = 1000;
        vm.prank(decider);
        _refund(reported);
        assertEq(hub.earnedFees(A, decider), 625);
    }

    struct Ledger {
        uint256 recorded;
        uint256 earned;
        uint256 inPayouts;
    }

    mapping(uint64 chain => Ledger) private _ledgers;

    /// Whatever is reported, in whichever order, and however the order ends.
    function testFuzz_feesRecorded_areEarnedOrInPayouts(uint256 seed, uint8 legs) public {
        vm.recordLogs();
        Order memory order = _order(1 + legs % 4);
        ReportedOrder memory reported = _unfilled(order);
        for (uint256 i = 0; i < order.legs.length; ++i) {
            uint256 random = _random(seed, i);
            order.legs[i].originChain = random & 1 == 0 ? A : B;
            order.legs[i].destinationChain = random & 2 == 0 ? A : B;
            order.legs[i].recipient = _toAccount(random & 4 == 0 ? recipient : solver);
            reported.fills[i] = _fill(order, i, random & 8 == 0);
            reported.fills[i].fee = uint40(random >> 224);
        }

        for (uint256 i = 0; i < 3; ++i) {
            _reportSome(order, reported, _random(seed, 100 + i));
        }
        _decide(order, reported, _random(seed, 200));
        for (uint256 i = 0; i < 3; ++i) {
            _reportSome(order, reported, _random(seed, 300 + i));
            if (_random(seed, 400 + i) & 1 == 0) _tryRefund(_shown(order, reported));
        }
        _tryRefund(_shown(order, reported));

        _collectLogs();
        for (uint64 chain = A; chain <= B; ++chain) {
            Ledger storage ledger = _ledgers[chain];
            assertEq(ledger.recorded, ledger.earned + ledger.inPayouts, "recorded");
            assertEq(ledger.earned, hub.earnedFees(chain, address(this)), "earned");
            (,, uint64 fees,) = hub.escrows(hub.orderIdOf(order), chain);
            assertEq(fees, 0, "left");
        }
    }

    /// Each chain reports what the order expects of it or something beside, or nothing.
    function _reportSome(Order memory order, ReportedOrder memory reported, uint256 random) private {
        OrderId orderId = hub.orderIdOf(order);
        for (uint256 i = 0; i < order.legs.length; ++i) {
            uint64 origin = order.legs[i].originChain;
            uint64 destination = order.legs[i].destinationChain;
            uint256 choice = (random >> (8 * i)) & 0xff;
            if (choice & 1 == 0) _reportPaid(origin, Entries.escrowed(NOW, orderId, _feeOf(random, i)), i, random);
            if (choice & 6 != 0) {
                _reportPaid(destination, Entries.filled(orderId, uint8(i), reported.fills[i]), i, reported.fills[i].fee);
            }
            if (choice > 250) _reportPaid(destination, Entries.cancelled(NOW, orderId, _feeOf(random, i)), i, random);
        }
    }

    function _reportPaid(uint64 chain, bytes memory entry, uint256 leg, uint256 random) private {
        _report(chain, entry);
        _ledgers[chain].recorded += entry[0] == 0x02 ? random : _feeOf(random, leg);
    }

    function _feeOf(uint256 random, uint256 leg) private pure returns (uint40) {
        return uint40(uint32(random >> (64 + 32 * leg)));
    }

    /// Commits if that can be, else aborts; sometimes with no fill shown.
    function _decide(Order memory order, ReportedOrder memory reported, uint256 random) private {
        try hub.settle(_list(reported)) {}
        catch {
            _reportHeartbeat(A, order.fillDeadline + 1);
            _reportHeartbeat(B, order.fillDeadline + 1);
            // An order of which all is reported, by a chain that lied about it, has no other end.
            try hub.abort(_list(random & 1 == 0 ? _unfilled(order) : _shown(order, reported))) {}
            catch (bytes memory reason) {
                // Nothing was escrowed, and no fill is shown: something is before it is decided.
                assertEq(bytes4(reason), IHub.NothingToRefund.selector);
                _reportPaid(order.legs[0].originChain, Entries.escrowed(NOW, hub.orderIdOf(order), 7), 0, 7 << 64);
                try hub.settle(_list(reported)) {}
                catch {
                    hub.abort(_list(_unfilled(order)));
                }
            }
        }
    }

    function _tryRefund(ReportedOrder memory reported) private {
        try hub.refund(_list(reported)) {}
        catch (bytes memory reason) {
            assertEq(bytes4(reason), IHub.NothingToRefund.selector);
        }
    }

    /// The fills that were reported.
    function _shown(Order memory order, ReportedOrder memory all) private view returns (ReportedOrder memory shown) {
        OrderId orderId = hub.orderIdOf(order);
        shown = _unfilled(order);
        for (uint8 i = 0; i < shown.fills.length; ++i) {
            if (hub.fillHash(orderId, order.legs[i].destinationChain, i) != 0) shown.fills[i] = all.fills[i];
        }
    }

    function _collectLogs() private {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] == IHub.FeesEarned.selector) {
                _ledgers[uint64(uint256(logs[i].topics[2]))].earned += abi.decode(logs[i].data, (uint256));
            } else if (logs[i].topics[0] == IChannel.EntryQueued.selector) {
                (uint64 chain, bytes memory entry) = abi.decode(logs[i].data, (uint64, bytes));
                _ledgers[chain].inPayouts += this.feeOf(entry);
            }
        }
    }

    function feeOf(bytes calldata pay) external pure returns (uint256) {
        assertEq(pay.length, 118);
        return uint40(bytes5(pay[97:]));
    }

    /// A direct fill of the first leg.
    function _paid(Order memory order, uint64 fee) private view returns (Fill memory fill) {
        fill = _fill(order, 0, false);
        fill.fee = fee;
    }

    /// In place of millions of reports.
    function _setFees(OrderId orderId, uint64 chain, uint64 fees) private {
        vm.record();
        hub.escrows(orderId, chain);
        (bytes32[] memory reads,) = vm.accesses(address(hub));
        bytes32 escrow = vm.load(address(hub), reads[0]);
        vm.store(address(hub), reads[0], escrow | bytes32(uint256(fees) << 128));
    }

    function _deliverAs(address account, uint64 chain, bytes memory entry) private {
        _send(chain, Entries.list(entry));
        vm.prank(account);
        hub.deliver(chain, Entries.list(entry), new bytes32[](0));
    }

    function _random(uint256 seed, uint256 index) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, index)));
    }
}
