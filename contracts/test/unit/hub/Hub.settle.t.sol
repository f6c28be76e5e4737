// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IChannel} from "../../../src/channel/IChannel.sol";
import {Decision, IHub, PayoutKind, ReportedOrder} from "../../../src/hub/IHub.sol";
import {Spoke} from "../../../src/spoke/Spoke.sol";
import {Leg} from "../../../src/types/Leg.sol";
import {Call, Order, OrderId, OrderLib} from "../../../src/types/Order.sol";
import {Fill, Repayment} from "../../../src/types/Report.sol";
import {Entries} from "../../fixtures/Entries.sol";
import {HubFixture} from "../../fixtures/HubFixture.sol";
import {Orders} from "../../fixtures/Orders.sol";
import {PlainOrderHash} from "../../fixtures/PlainOrderHash.sol";
import {InteroperableAddress} from "@openzeppelin/contracts/utils/draft-InteroperableAddress.sol";
import {Vm} from "forge-std/Vm.sol";

contract HubSettleTest is HubFixture {
    function test_settle_paysTheSolver() public {
        Order memory order = _order();
        OrderId orderId = hub.orderIdOf(order);
        _reportEverything(order, false);
        bytes memory pay = Entries.pay(input, solver, Orders.INPUT_AMOUNT);

        vm.expectEmit(address(hub));
        emit IHub.OrderSettled(orderId, order);
        vm.expectEmit(address(hub));
        emit IHub.PayoutOwed(
            orderId, 0, PayoutKind.Repayment, A, _toAccount(input), _toAccount(solver), Orders.INPUT_AMOUNT
        );
        vm.expectEmit(address(hub));
        emit IChannel.EntryQueued(A, Entries.extend(configuredHead, pay), pay);
        vm.prank(stranger);
        _settle(_filled(order, false));

        assertEq(uint8(hub.decision(orderId)), uint8(Decision.Commit));
        assertEq(hub.queuedHead(A), Entries.extend(configuredHead, pay));
        assertEq(hub.queuedHead(B), configuredHead);
        (uint64 reported, uint64 released,,) = hub.escrows(orderId, A);
        assertEq(reported, 1);
        assertEq(released, 1);
    }

    function test_settle_deliversHeldOutputs() public {
        Order memory order = _order();
        OrderId orderId = hub.orderIdOf(order);
        _reportEverything(order, true);
        bytes memory delivery = Entries.pay(output, recipient, Orders.OUTPUT_AMOUNT);

        vm.expectEmit(address(hub));
        emit IHub.PayoutOwed(
            orderId, 0, PayoutKind.Delivery, B, _toAccount(output), _toAccount(recipient), Orders.OUTPUT_AMOUNT
        );
        vm.expectEmit(address(hub));
        emit IChannel.EntryQueued(B, Entries.extend(configuredHead, delivery), delivery);
        _settle(_filled(order, true));
        assertEq(hub.queuedHead(A), Entries.extend(configuredHead, Entries.pay(input, solver, Orders.INPUT_AMOUNT)));
    }

    function test_settle_paysWhereTheSolverAsked() public {
        Order memory order = _order();
        Fill memory fill = _fill(order, 0, false);
        fill.repayment = Repayment(keccak256("an account of another kind"), stranger, A, 500);
        _reportEscrow(A, order);
        _report(B, Entries.filled(hub.orderIdOf(order), 0, fill));
        ReportedOrder memory reported = _unfilled(order);
        reported.fills[0] = fill;
        _settle(reported);
        bytes memory pay = Entries.pay(_toAccount(input), fill.repayment.account, Orders.INPUT_AMOUNT);
        assertEq(hub.queuedHead(A), Entries.extend(configuredHead, pay));
    }

    /// Both legs have one origin and one solver, both outputs one token and one recipient.
    function test_settle_ofLegsThatShareATokenAndAChain_paysEachAccountOnce() public {
        Order memory order = _order(2);
        order.legs[1].inputAmount = 7;
        order.legs[1].outputAmount = 11;
        _reportEverything(order, true);
        _settle(_filled(order, true));
        assertEq(
            hub.queuedHead(A),
            Entries.extend(configuredHead, Entries.pay(input, solver, uint256(Orders.INPUT_AMOUNT) + 7))
        );
        assertEq(
            hub.queuedHead(B),
            Entries.extend(configuredHead, Entries.pay(output, recipient, uint256(Orders.OUTPUT_AMOUNT) + 11))
        );
    }

    function test_settle_ofSeveralOrders_paysEachAccountOnce() public {
        ReportedOrder[] memory orders = new ReportedOrder[](3);
        for (uint256 i = 0; i < orders.length; ++i) {
            Order memory order = _order();
            order.nonce = i;
            _reportEverything(order, false);
            orders[i] = _filled(order, false);
        }
        hub.settle(orders);
        assertEq(
            hub.queuedHead(A),
            Entries.extend(configuredHead, Entries.pay(input, solver, 3 * uint256(Orders.INPUT_AMOUNT)))
        );
    }

    function test_settle_again_inOneTransaction_startsWithNothingOwed() public {
        ReportedOrder[] memory orders = new ReportedOrder[](2);
        for (uint256 i = 0; i < orders.length; ++i) {
            Order memory order = _order();
            order.nonce = i;
            order.legs[0].inputAmount = uint128(i + 1);
            _reportEverything(order, false);
            orders[i] = _filled(order, false);
        }
        _settle(orders[0]);
        _settle(orders[1]);
        bytes[] memory pays = Entries.list(Entries.pay(input, solver, 1), Entries.pay(input, solver, 2));
        assertEq(hub.queuedHead(A), Entries.fold(configuredHead, pays));
    }

    function test_settle_keepsTokensAccountsAndChainsApart() public {
        Order memory order = _order(4);
        order.legs[1].inputToken = output;
        (order.legs[2].originChain, order.legs[2].destinationChain) = (B, A);
        (order.legs[3].originChain, order.legs[3].recipient) = (B, _toAccount(stranger));
        _reportEscrow(A, order);
        _reportEscrow(B, order);
        for (uint8 i = 0; i < 4; ++i) {
            _reportFill(order, i, i >= 2);
        }
        ReportedOrder memory reported = _filled(order, false);
        (reported.fills[2].hold, reported.fills[3].hold) = (true, true);
        _settle(reported);
        bytes[] memory toA = Entries.list(
            Entries.pay(input, solver, Orders.INPUT_AMOUNT),
            Entries.pay(output, solver, Orders.INPUT_AMOUNT),
            Entries.pay(output, recipient, Orders.OUTPUT_AMOUNT)
        );
        bytes[] memory toB = Entries.list(
            Entries.pay(input, solver, 2 * uint256(Orders.INPUT_AMOUNT)),
            Entries.pay(output, stranger, Orders.OUTPUT_AMOUNT)
        );
        assertEq(hub.queuedHead(A), Entries.fold(configuredHead, toA));
        assertEq(hub.queuedHead(B), Entries.fold(configuredHead, toB));
    }

    function test_settle_ofSixteenLegs() public {
        Order memory order = _order(16);
        _reportEverything(order, true);
        _settle(_filled(order, true));
        assertEq(uint8(hub.decision(hub.orderIdOf(order))), uint8(Decision.Commit));
        assertEq(
            hub.queuedHead(B),
            Entries.extend(configuredHead, Entries.pay(output, recipient, 16 * uint256(Orders.OUTPUT_AMOUNT)))
        );
    }

    function test_settle_afterEveryDeadline() public {
        Order memory order = _order();
        _reportEverything(order, true);
        _reportHeartbeat(A, order.fillDeadline + 1);
        _reportHeartbeat(B, order.fillDeadline + 1);
        _settle(_filled(order, true));
    }

    function test_settle_revertsWith_LegNotEscrowed() public {
        Order memory order = _order(2);
        order.legs[1].originChain = B;
        _reportEverything(order, true);
        vm.expectRevert(abi.encodeWithSelector(IHub.LegNotEscrowed.selector, hub.orderIdOf(order), 1));
        this.settle(_filled(order, true));
    }

    /// A chain's word counts for its own legs alone.
    function test_settle_revertsWith_LegNotEscrowed_whenAnotherChainSaysSo() public {
        Order memory order = _order();
        _reportEscrow(B, order);
        _reportFill(order, 0, true);
        vm.expectRevert(abi.encodeWithSelector(IHub.LegNotEscrowed.selector, hub.orderIdOf(order), 0));
        this.settle(_filled(order, true));
    }

    function test_settle_revertsWith_LegNotFilled() public {
        Order memory order = _order(3);
        _reportEscrow(A, order);
        _reportFill(order, 0, true);
        _reportFill(order, 2, true);
        vm.expectRevert(abi.encodeWithSelector(IHub.LegNotFilled.selector, hub.orderIdOf(order), 1));
        this.settle(_filled(order, true));
    }

    /// A chain's word counts for its own legs alone.
    function test_settle_revertsWith_LegNotFilled_whenAnotherChainSaysSo() public {
        Order memory order = _order();
        _reportEscrow(A, order);
        _report(A, Entries.filled(hub.orderIdOf(order), 0, _fill(order, 0, true)));
        vm.expectRevert(abi.encodeWithSelector(IHub.LegNotFilled.selector, hub.orderIdOf(order), 0));
        this.settle(_filled(order, true));
    }

    function test_settle_revertsWith_FillNotAsReported() public {
        Order memory order = _order(2);
        _reportEverything(order, true);
        for (uint256 i = 0; i < 9; ++i) {
            ReportedOrder memory reported = _filled(order, true);
            Fill memory fill = reported.fills[1];
            if (i == 0) fill.filledAt += 1;
            if (i == 1) fill.hold = false;
            if (i == 2) fill.solver = stranger;
            if (i == 3) fill.repayment.account = _toAccount(stranger);
            if (i == 4) fill.repayment.ledgerAccount = stranger;
            if (i == 5) fill.repayment.chain = B;
            if (i == 6) fill.fee = 1;
            // Their lower bits are what was reported, and what is above these can vanish in the kind of the entry.
            if (i == 7) fill.fee = 1 << 40;
            if (i == 8) fill.filledAt += 2 << 40;
            vm.expectRevert(abi.encodeWithSelector(IHub.FillNotAsReported.selector, hub.orderIdOf(order), 1));
            this.settle(reported);
        }
    }

    function test_settle_revertsWith_OrderAlreadyDecided_afterACommit() public {
        Order memory order = _order();
        _reportEverything(order, true);
        _settle(_filled(order, true));
        vm.expectRevert(
            abi.encodeWithSelector(IHub.OrderAlreadyDecided.selector, hub.orderIdOf(order), Decision.Commit)
        );
        this.settle(_filled(order, true));
    }

    function test_settle_skipsTheSecond_whenTheOrderIsListedTwice() public {
        Order memory order = _order();
        _reportEverything(order, true);
        vm.expectEmit(address(hub));
        emit IHub.OrderSkipped(
            hub.orderIdOf(order),
            abi.encodeWithSelector(IHub.OrderAlreadyDecided.selector, hub.orderIdOf(order), Decision.Commit)
        );
        hub.settle(_list(_filled(order, true), _filled(order, true)));
        assertEq(
            hub.queuedHead(A), Entries.extend(configuredHead, Entries.pay(input, solver, Orders.INPUT_AMOUNT)), "once"
        );
        assertEq(
            hub.queuedHead(B), Entries.extend(configuredHead, Entries.pay(output, recipient, Orders.OUTPUT_AMOUNT))
        );
    }

    /// One of each reason among two good ones.
    function test_settle_skipsWhatCannotBeSettled() public {
        ReportedOrder[] memory orders = new ReportedOrder[](9);
        bytes[] memory reasons = new bytes[](orders.length);
        for (uint256 i = 0; i < orders.length; ++i) {
            Order memory order = _order();
            order.nonce = i;
            if (i == 7) order.legs = Orders.repeat(_leg(), 17);
            OrderId orderId = hub.orderIdOf(order);
            if (i != 1) _reportEscrow(A, order);
            if (i != 2) _reportFill(order, 0, true);
            orders[i] = _filled(order, true);
            if (i == 1) reasons[i] = abi.encodeWithSelector(IHub.LegNotEscrowed.selector, orderId, 0);
            if (i == 2) reasons[i] = abi.encodeWithSelector(IHub.LegNotFilled.selector, orderId, 0);
            if (i == 3) {
                orders[i].fills[0].solver = stranger;
                reasons[i] = abi.encodeWithSelector(IHub.FillNotAsReported.selector, orderId, 0);
            }
            if (i == 4) {
                orders[i].fills = new Fill[](2);
                reasons[i] = abi.encodeWithSelector(IHub.FillCountMismatch.selector, 2, 1);
            }
            if (i == 5) {
                _settle(orders[i]);
                reasons[i] = abi.encodeWithSelector(IHub.OrderAlreadyDecided.selector, orderId, Decision.Commit);
            }
            if (i == 7) reasons[i] = abi.encodeWithSelector(OrderLib.LegCountOutOfRange.selector, 17);
        }
        bytes32 head = hub.queuedHead(A);
        for (uint256 i = 0; i < orders.length; ++i) {
            if (reasons[i].length == 0) {
                vm.expectEmit(address(hub));
                emit IHub.OrderSettled(hub.orderIdOf(orders[i].order), orders[i].order);
            } else {
                vm.expectEmit(address(hub));
                emit IHub.OrderSkipped(hub.orderIdOf(orders[i].order), reasons[i]);
            }
        }
        hub.settle(orders);

        for (uint256 i = 0; i < orders.length; ++i) {
            Decision decision = hub.decision(hub.orderIdOf(orders[i].order));
            assertEq(decision == Decision.Commit, i == 5 || reasons[i].length == 0, "committed or skipped");
            assertTrue(decision != Decision.Abort);
        }
        // What was skipped is owed nothing: the three good ones are paid.
        assertEq(hub.queuedHead(A), Entries.extend(head, Entries.pay(input, solver, 3 * uint256(Orders.INPUT_AMOUNT))));
    }

    function test_settle_revertsWith_theFirstReason_whenNoneCanBeSettled() public {
        Order memory first = _order();
        Order memory second = _order();
        second.nonce = 2;
        _reportEscrow(A, second);
        vm.expectRevert(abi.encodeWithSelector(IHub.LegNotEscrowed.selector, hub.orderIdOf(first), 0));
        hub.settle(_list(_filled(first, true), _filled(second, true)));
        vm.expectRevert(abi.encodeWithSelector(IHub.LegNotFilled.selector, hub.orderIdOf(second), 0));
        hub.settle(_list(_filled(second, true), _filled(first, true)));
    }

    /// Calls left out make the same order.
    function test_settle_ofAnOrderWhoseCallsAreLeftOut() public {
        Order memory order = _order();
        order.calls = new Call[](1);
        order.calls[0] = Call({chain: B, fallbackRecipient: _toAccount(user), calls: "calls", gas: 100_000});
        _reportEverything(order, true);
        OrderId orderId = hub.orderIdOf(order);
        ReportedOrder memory reported = _filled(order, true);
        reported.callsHash = PlainOrderHash.hash(order.calls);
        vm.expectRevert(abi.encodeWithSelector(IHub.CallsGivenTwice.selector, orderId));
        this.settle(reported);
        reported.order.calls = new Call[](0);
        _settle(reported);
        assertEq(uint8(hub.decision(orderId)), uint8(Decision.Commit));
    }

    /// Also of an order without calls.
    function test_settle_withTheHashOfNoCalls() public {
        Order memory order = _order();
        _reportEverything(order, true);
        ReportedOrder memory reported = _filled(order, true);
        reported.callsHash = keccak256("");
        _settle(reported);
        assertEq(uint8(hub.decision(hub.orderIdOf(order))), uint8(Decision.Commit));
    }

    /// Another hash makes another order, of which nothing was reported.
    function test_settle_revertsWith_LegNotEscrowed_ofAnotherCallsHash() public {
        Order memory order = _order();
        _reportEverything(order, true);
        ReportedOrder memory reported = _filled(order, true);
        reported.callsHash = keccak256("other calls");
        vm.expectPartialRevert(IHub.LegNotEscrowed.selector);
        this.settle(reported);
    }

    /// Without a recipient, a held output goes to the order's executor, where the leg's spoke has it.
    function test_settle_deliversToTheExecutor() public {
        vm.chainId(B);
        Spoke spoke = new Spoke(HUB_CHAIN, address(hub), 60, address(this));
        vm.chainId(HUB_CHAIN);
        uint64 chain = UNROUTED;
        hub.setRoute(chain, address(this), address(spoke));
        Order memory order = _order(2);
        (order.legs[0].destinationChain, order.legs[0].recipient) = (chain, 0);
        OrderId orderId = hub.orderIdOf(order);
        _reportEscrow(A, order);
        _reportFill(order, 1, true);
        bytes memory entry = Entries.filled(orderId, 0, _fill(order, 0, true));
        bytes32 head = Entries.extend(0, entry);
        hub.receiveMessage(0, InteroperableAddress.formatEvmV1(chain, address(spoke)), abi.encodePacked(head));
        hub.deliver(chain, Entries.list(entry), new bytes32[](0));

        address executor = spoke.executorOf(orderId);
        vm.expectEmit(address(hub));
        emit IHub.PayoutOwed(
            orderId, 0, PayoutKind.Delivery, chain, _toAccount(output), _toAccount(executor), Orders.OUTPUT_AMOUNT
        );
        _settle(_filled(order, true));
        assertEq(
            hub.queuedHead(chain), Entries.extend(configuredHead, Entries.pay(output, executor, Orders.OUTPUT_AMOUNT))
        );
        assertEq(
            hub.queuedHead(B), Entries.extend(configuredHead, Entries.pay(output, recipient, Orders.OUTPUT_AMOUNT))
        );
    }

    /// Everything was reported, the last fill too late.
    function test_settle_revertsWith_OrderAlreadyDecided_afterAnAbort() public {
        Order memory order = _order();
        _reportEscrow(A, order);
        _expire(order);
        _abort(_unfilled(order));
        _reportFill(order, 0, true);
        vm.expectRevert(abi.encodeWithSelector(IHub.OrderAlreadyDecided.selector, hub.orderIdOf(order), Decision.Abort));
        this.settle(_filled(order, true));
    }

    function test_settle_revertsWith_LegCountOutOfRange() public {
        Order memory order = _order();
        order.legs = new Leg[](0);
        vm.expectRevert(abi.encodeWithSelector(OrderLib.LegCountOutOfRange.selector, 0));
        this.settle(_unfilled(order));
        order.legs = Orders.repeat(_leg(), 17);
        vm.expectRevert(abi.encodeWithSelector(OrderLib.LegCountOutOfRange.selector, 17));
        this.settle(_filled(order, true));
    }

    function test_settle_revertsWith_FillCountMismatch() public {
        Order memory order = _order(2);
        _reportEverything(order, true);
        ReportedOrder memory reported = _filled(order, true);
        reported.fills = new Fill[](1);
        vm.expectRevert(abi.encodeWithSelector(IHub.FillCountMismatch.selector, 1, 2));
        this.settle(reported);
        reported.fills = new Fill[](3);
        vm.expectRevert(abi.encodeWithSelector(IHub.FillCountMismatch.selector, 3, 2));
        this.settle(reported);
        // Of a decided order too.
        _settle(_filled(order, true));
        vm.expectRevert(abi.encodeWithSelector(IHub.FillCountMismatch.selector, 3, 2));
        this.settle(reported);
    }

    function test_settle_revertsWith_NoOrders() public {
        vm.expectRevert(IHub.NoOrders.selector);
        hub.settle(new ReportedOrder[](0));
    }

    /// Whatever is owed, each account is paid once per chain and token, and the payments add up to what is owed.
    function testFuzz_settle_paysWhatIsOwed(uint256 seed, uint8 legs) public {
        Order memory order = _order(1 + legs % 16);
        ReportedOrder memory reported = _unfilled(order);
        for (uint256 i = 0; i < order.legs.length; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            Leg memory leg = order.legs[i];
            leg.originChain = random & 1 == 0 ? A : B;
            leg.destinationChain = random & 2 == 0 ? A : B;
            leg.inputToken = random & 4 == 0 ? input : output;
            leg.outputToken = _toAccount(random & 8 == 0 ? input : output);
            leg.recipient = _toAccount(random & 16 == 0 ? recipient : solver);
            leg.inputAmount = random & 32 == 0 ? type(uint128).max : uint128(random >> 64);
            leg.outputAmount = random & 64 == 0 ? type(uint128).max : uint128(random >> 128);
            reported.fills[i] = _fill(order, i, random & 128 == 0);
        }
        _reportEscrow(A, order);
        _reportEscrow(B, order);
        for (uint8 i = 0; i < order.legs.length; ++i) {
            _reportFill(order, i, reported.fills[i].hold);
        }

        vm.recordLogs();
        _settle(reported);
        _checkPaidAsOwed(vm.getRecordedLogs());
    }

    /// The last time that an entry can tell.
    function test_settle_ofAFillAtTheLastTimestamp() public {
        Order memory order = _order();
        _reportEscrow(A, order);
        ReportedOrder memory reported = _filled(order, false);
        reported.fills[0].filledAt = type(uint40).max;
        _report(B, Entries.filled(hub.orderIdOf(order), 0, reported.fills[0]));
        _settle(reported);
        assertEq(hub.queuedHead(A), Entries.extend(configuredHead, Entries.pay(input, solver, Orders.INPUT_AMOUNT)));
    }

    /// What is wrong with the order comes before what is wrong with what is shown.
    function test_settle_revertsWith_LegCountOutOfRange_beforeFillCountMismatch() public {
        ReportedOrder memory reported = _unfilled(_order());
        reported.order.legs = new Leg[](0);
        vm.expectRevert(abi.encodeWithSelector(OrderLib.LegCountOutOfRange.selector, 0));
        this.settle(reported);
    }

    mapping(bytes32 key => uint256) private _owed;
    mapping(bytes32 key => bool) private _paid;

    function _checkPaidAsOwed(Vm.Log[] memory logs) private {
        uint256 accounts;
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] == IHub.PayoutOwed.selector) {
                (,, uint64 chain, bytes32 token, bytes32 account, uint256 amount) =
                    abi.decode(logs[i].data, (uint8, PayoutKind, uint64, bytes32, bytes32, uint256));
                bytes32 key = keccak256(abi.encode(chain, token, account));
                if (_owed[key] == 0 && amount != 0) ++accounts;
                _owed[key] += amount;
            } else if (logs[i].topics[0] == IChannel.EntryQueued.selector) {
                (uint64 chain, bytes memory entry) = abi.decode(logs[i].data, (uint64, bytes));
                assertEq(entry.length, 118);
                (bytes32 token, bytes32 account, uint256 amount) = this.decodePay(entry);
                bytes32 key = keccak256(abi.encode(chain, token, account));
                assertFalse(_paid[key], "paid once");
                assertEq(amount, _owed[key], "paid what is owed");
                _paid[key] = true;
                --accounts;
            }
        }
        assertEq(accounts, 0, "every account is paid");
    }

    function decodePay(bytes calldata entry) external pure returns (bytes32, bytes32, uint256) {
        return abi.decode(entry[1:97], (bytes32, bytes32, uint256));
    }

    /// External, so that its revert can be expected.
    function settle(ReportedOrder memory reported) external {
        _settle(reported);
    }
}
