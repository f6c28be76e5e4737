// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IChannel} from "../../src/channel/IChannel.sol";
import {IHub, PayoutKind, ReportedOrder} from "../../src/hub/IHub.sol";
import {ISpoke} from "../../src/spoke/ISpoke.sol";
import {OrderId} from "../../src/types/Order.sol";
import {Properties} from "./Properties.sol";
import {Vm} from "forge-std/Vm.sol";

/// @notice Each act on the contracts: the call, the outcome that it must have, and what follows from it in the model.
abstract contract Acts is Properties {
    uint256 internal constant MAX_LEGS = 4;
    uint256 internal constant NONE = type(uint256).max;

    /// What this run came to: an order committed, one aborted, an escrow refunded that the hub heard of only after its
    /// decision, a held output returned, a payout claimed that its token had refused.
    bool public committed;
    bool public aborted;
    bool public refundedLate;
    bool public returned;
    bool public claimed;

    function _openAt(uint256 o, uint256 chain, uint256 payer) internal {
        OrderModel storage order = orders[o];
        (bool success, bytes memory result) =
            _callAs(_actor(payer), chain, address(spokes[chain]), abi.encodeCall(ISpoke.open, (_orderOf(o))));
        assertEq(
            success,
            _originatesAt(order, chain) && clocks[chain] <= order.openDeadline,
            "an order is opened on its origin chains, until its deadline"
        );
        if (!success) return;
        assertEq(abi.decode(result, (bytes32)), OrderId.unwrap(order.id), "an order has one id everywhere");
        Entry memory entry;
        (entry.kind, entry.time, entry.order) = (EntryKind.Escrowed, clocks[chain], uint8(o));
        entry.data = abi.encodePacked(uint8(1), entry.time, order.id);
        _assertQueued(chain, entry);
        ++order.escrowed[chain];
        for (uint256 i = 0; i < order.legs.length; ++i) {
            LegModel storage leg = order.legs[i];
            if (leg.origin != chain) continue;
            paid[chain][leg.inputToken][payer] += leg.inputAmount;
            escrowedSum[chain][leg.inputToken] += leg.inputAmount;
        }
    }

    function _fillAt(uint256 o, uint256 index, uint256 chain, uint256 seed) internal {
        OrderModel storage order = orders[o];
        LegModel storage leg = order.legs[index];
        bool hold = _pick(seed, "hold", 2) == 0;
        uint256 solver = _pick(seed, "solver", ACTORS);
        uint256 payee = _pick(seed, "payee", ACTORS);
        (bool success,) = _callAs(
            _actor(solver),
            chain,
            address(spokes[chain]),
            abi.encodeCall(ISpoke.fill, (_orderOf(o), uint8(index), _repaymentOf(leg, payee), hold))
        );
        assertEq(
            success,
            chain == leg.destination && _isFillableLeg(order, index)
                && (hold || !_refuses(chain, leg.outputToken, leg.recipient)),
            "a leg is filled once, on its destination chain, until its deadline"
        );
        if (!success) return;
        Entry memory entry;
        (entry.kind, entry.time, entry.order, entry.leg) = (EntryKind.Filled, clocks[chain], uint8(o), uint8(index));
        entry.data = _filledEntry(o, index, entry.time, hold, solver, payee);
        _assertQueued(chain, entry);
        (leg.filled, leg.hold, leg.filledAt) = (true, hold, entry.time);
        (leg.solver, leg.payee) = (uint8(solver), uint8(payee));
        paid[chain][leg.outputToken][solver] += leg.outputAmount;
        if (hold) heldSum[chain][leg.outputToken] += leg.outputAmount;
        else received[chain][leg.outputToken][leg.recipient] += leg.outputAmount;
    }

    function _heartbeatAt(uint256 chain) internal {
        (bool success,) = _call(chain, address(spokes[chain]), abi.encodeCall(ISpoke.heartbeat, ()));
        assertEq(success, clocks[chain] >= lastHeartbeats[chain] + HEARTBEAT_SPACING, "heartbeats are spaced");
        if (!success) return;
        lastHeartbeats[chain] = clocks[chain];
        _assertQueued(chain, _heartbeatEntry(chain));
    }

    function _heartbeatEntry(uint256 chain) internal view returns (Entry memory entry) {
        entry.time = clocks[chain];
        entry.data = abi.encodePacked(uint8(0), entry.time);
    }

    function _settle(uint256 o, uint256 partner, uint256 shown) internal {
        bool expected = _isSettleable(orders[o]);
        for (uint256 i = 0; i < orders[o].legs.length; ++i) {
            expected = expected && shown & (1 << i) != 0;
        }
        (bool success,) =
            _call(0, address(hub), abi.encodeCall(IHub.settle, (_reportedOrders(o, partner, shown, true))));
        if (success) assertTrue(_isComplete(orders[o]), ATOMICITY);
        assertEq(success, expected, "an order is settled when all its reports are in, once");
        if (!success) return;
        committed = true;
        Dues memory dues = _createDues(2 * MAX_LEGS);
        _settled(o, dues);
        if (partner != NONE) _settled(partner, dues);
        _assertOwed(dues);
    }

    function _abort(uint256 o, uint256 partner, uint256 shown) internal {
        bool expected = _isAbortable(orders[o]);
        (bool success,) =
            _call(0, address(hub), abi.encodeCall(IHub.abort, (_reportedOrders(o, partner, shown, false))));
        if (success) assertTrue(_isLost(orders[o]), EXACT_DEADLINES);
        assertEq(success, expected, "an order is aborted when a watermark proves it lost, once");
        if (!success) return;
        aborted = true;
        Dues memory dues = _createDues(2 * MAX_LEGS);
        _aborted(o, shown, dues);
        if (partner != NONE) _aborted(partner, shown, dues);
        _assertOwed(dues);
    }

    function _refund(uint256 o, uint256 partner, uint256 shown) internal {
        bool expected = _isRefundable(orders[o], shown) && (partner == NONE || _isRefundable(orders[partner], shown));
        bool late = _isLateRefundDue(orders[o]) || (partner != NONE && _isLateRefundDue(orders[partner]));
        (bool success,) =
            _call(0, address(hub), abi.encodeCall(IHub.refund, (_reportedOrders(o, partner, shown, false))));
        assertEq(success, expected, "what came in after a decision is paid back, once");
        if (!success) return;
        if (late) refundedLate = true;
        Dues memory dues = _createDues(2 * MAX_LEGS);
        _refunded(o, shown, dues);
        if (partner != NONE) _refunded(partner, shown, dues);
        _assertOwed(dues);
    }

    function _isLateRefundDue(OrderModel storage order) internal view returns (bool) {
        for (uint256 chain = 0; chain < CHAINS; ++chain) {
            if (order.late[chain] != 0 && order.reported[chain] > order.released[chain]) return true;
        }
        return false;
    }

    function _reportedOrders(uint256 o, uint256 partner, uint256 shown, bool withForged)
        internal
        view
        returns (ReportedOrder[] memory reported)
    {
        reported = new ReportedOrder[](partner == NONE ? 1 : 2);
        reported[0] = ReportedOrder(_orderOf(o), _fillsOf(o, shown, withForged));
        if (partner != NONE) reported[1] = ReportedOrder(_orderOf(partner), _fillsOf(partner, shown, withForged));
    }

    /// The last call announced and queued these payouts, and no others.
    function _assertOwed(Dues memory dues) internal {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        uint256 owedCount;
        uint256 owedSum;
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] != IHub.PayoutOwed.selector) continue;
            (, PayoutKind kind) = abi.decode(logs[i].data, (uint8, PayoutKind));
            if (kind == PayoutKind.Return) returned = true;
            ++owedCount;
            unchecked {
                owedSum += uint256(keccak256(abi.encodePacked(logs[i].topics[1], logs[i].data)));
            }
        }
        assertEq(owedCount, dues.owedCount, "as many payouts are owed as are due");
        assertEq(owedSum, dues.owedSum, "each payout goes where its order's decision says");
        Queued[] memory queued = _queuedIn(logs);
        assertEq(queued.length, dues.count, "what one account is owed travels as one payout");
        for (uint256 i = 0; i < queued.length; ++i) {
            _append(queued[i], _takeDue(dues, queued[i]));
        }
    }

    function _takeDue(Dues memory dues, Queued memory queued) internal view returns (Entry memory entry) {
        for (uint256 i = 0; i < dues.count; ++i) {
            Due memory due = dues.list[i];
            if (CHAINS + due.chain != queued.line || due.amount == 0) continue;
            uint256 token = uint160(address(tokens[due.chain][due.token]));
            entry.data = abi.encodePacked(uint8(0), token, _accountOf(due.account), due.amount);
            if (keccak256(entry.data) != keccak256(queued.data)) continue;
            (entry.kind, entry.token, entry.account) = (EntryKind.Pay, due.token, due.account);
            entry.amount = due.amount;
            due.amount = 0;
            return entry;
        }
        revert("a payout is queued that nobody is due");
    }

    function _claim(uint256 chain, uint256 token, uint256 actor) internal {
        uint256 amount = claimables[chain][token][actor];
        address spoke = address(spokes[chain]);
        address tokenAddress = address(tokens[chain][token]);
        assertEq(spokes[chain].claimable(tokenAddress, _actor(actor)), amount, "what a token refused can be claimed");
        (bool success,) = _call(chain, spoke, abi.encodeCall(ISpoke.claim, (tokenAddress, _actor(actor))));
        assertEq(success, amount != 0 && !_refuses(chain, token, actor), "what can be claimed is paid, once");
        if (!success) return;
        _assertNothingQueued();
        claimed = true;
        claimables[chain][token][actor] = 0;
        received[chain][token][actor] += amount;
    }

    function _dispatch(uint256 l) internal {
        Line storage line = lines[l];
        (bool success, bytes memory result) =
            _call(_senderOf(l), _sender(l), abi.encodeCall(IChannel.dispatch, (_farEndOf(l))));
        assertEq(success, line.entries.length != 0, "a channel with entries can be dispatched");
        if (!success) return;
        _assertNothingQueued();
        // The loopback gateway delivers at once.
        if (l % CHAINS == 0) _accepted(line, line.entries.length);
        else line.sent.push(Sent(abi.decode(result, (bytes32)), line.entries.length));
    }

    function _relay(uint256 l, uint256 which) internal {
        Line storage line = lines[l];
        Sent storage sent = line.sent[which];
        (bool success,) = _call(_receiverOf(l), address(gateway), abi.encodeCall(gateway.relay, (sent.id)));
        assertTrue(success, "a head of the counterpart is accepted, whenever it comes");
        _accepted(line, sent.count);
    }

    /// Broken: the first of the entries between the heads is left out.
    function _acceptEarlier(uint256 l, uint256 earlier, uint256 tip, bool broken) internal {
        Line storage line = lines[l];
        bytes32 head = _headOf(line, earlier);
        bytes32[] memory rest = _rest(line, broken ? earlier + 1 : earlier, tip);
        (bool success,) =
            _call(_receiverOf(l), _receiver(l), abi.encodeCall(IChannel.acceptEarlier, (_nearEndOf(l), head, rest)));
        assertEq(
            success,
            !broken || _isAcceptedHead(line, _fold(head, rest)),
            "a head is accepted when it leads to an accepted one"
        );
        if (success) _accepted(line, earlier);
    }

    function _deliver(uint256 l, uint256 from, uint256 count, uint256 tip) internal {
        Line storage line = lines[l];
        (bool success,) = _call(
            _receiverOf(l),
            _receiver(l),
            abi.encodeCall(IChannel.deliver, (_nearEndOf(l), _slice(line, from, count), _rest(line, from + count, tip)))
        );
        assertTrue(success, "entries that continue the channel to an accepted head are delivered");
        _assertNothingQueued();
        for (uint256 i = from; i < from + count; ++i) {
            if (l < CHAINS) _reportProcessed(l, line.entries[i]);
            else _payProcessed(l - CHAINS, line.entries[i]);
        }
        line.processed = from + count;
    }

    function _carry(uint256 l) internal {
        Line storage line = lines[l];
        if (_isUnsent(line) || line.entries.length == 0) _dispatch(l);
        if (line.sent.length != 0) _relay(l, line.sent.length - 1);
        if (_isDeliverable(line)) {
            _deliver(l, line.processed, _acceptedUpTo(line) - line.processed, _acceptedUpTo(line));
        }
    }

    /// One of `count`, as the seed says of `what`.
    function _pick(uint256 seed, bytes32 what, uint256 count) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, what))) % count;
    }
}
