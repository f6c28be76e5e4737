// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IChannel} from "../../src/channel/IChannel.sol";
import {Decision, IHub, PayoutKind} from "../../src/hub/IHub.sol";
import {Leg} from "../../src/types/Leg.sol";
import {Call, Order, OrderId} from "../../src/types/Order.sol";
import {Fill, Repayment} from "../../src/types/Report.sol";
import {Refusal} from "./RefusingToken.sol";
import {World} from "./World.sol";
import {Vm} from "forge-std/Vm.sol";

/// @notice What happened, written down without asking the contracts: who paid what, which entry is where, and what
/// follows from it by the protocol's rules.
abstract contract Model is World {
    /// ForgedFill is a Filled report of a chain that is not the leg's; Void has no effect but on the watermark.
    enum EntryKind {
        Void,
        Escrowed,
        Filled,
        ForgedFill,
        Pay
    }

    /// @param time The sender's clock, of a report.
    /// @param order Index, of Escrowed, Filled and ForgedFill.
    /// @param leg Of Filled and ForgedFill.
    /// @param hold Of ForgedFill.
    /// @param token Of Pay, as is `amount`.
    /// @param account Of ForgedFill, who is said to have filled; of Pay, who is paid.
    struct Entry {
        EntryKind kind;
        uint64 time;
        uint8 order;
        uint8 leg;
        bool hold;
        uint8 token;
        uint8 account;
        uint256 amount;
        bytes data;
    }

    /// @param count Entries led to by the head that was sent.
    struct Sent {
        bytes32 id;
        uint256 count;
    }

    /// One direction between a spoke and the hub. Heads are counted by the entries that lead to them.
    struct Line {
        Entry[] entries;
        bytes32[] heads;
        Sent[] sent;
        uint256[] accepted;
        mapping(uint256 count => bool) isAccepted;
        uint256 processed;
    }

    struct LegModel {
        uint8 origin;
        uint8 inputToken;
        uint8 destination;
        uint8 outputToken;
        uint8 recipient;
        // The fill, by the destination chain's own account.
        bool filled;
        bool hold;
        uint8 solver;
        uint8 payee;
        uint64 filledAt;
        // Whether the hub processed its report, and gave its held output back.
        bool reported;
        bool returned;
        // A fill that another chain made up, once the hub processed it.
        bool forged;
        bool forgedHold;
        uint8 forger;
        uint64 forgedAt;
        uint128 inputAmount;
        uint128 outputAmount;
    }

    struct OrderModel {
        OrderId id;
        uint8 user;
        Decision decision;
        uint64 openDeadline;
        uint64 fillDeadline;
        // By origin chain: how often it escrowed, how often the hub processed that, how many of these it paid out or
        // back, and how many it processed when the order was decided already.
        uint8[CHAINS] escrowed;
        uint8[CHAINS] reported;
        uint8[CHAINS] released;
        uint8[CHAINS] late;
        LegModel[] legs;
    }

    struct Due {
        uint8 chain;
        uint8 token;
        uint8 account;
        uint256 amount;
    }

    /// What a transaction of the hub must pay, merged as it travels: the first `count` of `list`.
    struct Dues {
        uint256 count;
        Due[] list;
        // Of the PayoutOwed events: how many, and the sum of their hashes, in any order.
        uint256 owedCount;
        uint256 owedSum;
    }

    struct Queued {
        uint256 line;
        bytes32 head;
        bytes data;
    }

    OrderModel[] internal orders;
    /// Line `chain` leads from that chain's spoke to the hub, line `CHAINS + chain` from the hub to it.
    Line[2 * CHAINS] internal lines;
    /// The hub's knowledge of each chain's clock.
    uint64[CHAINS] internal watermarks;
    uint64[CHAINS] internal lastHeartbeats;

    /// What a spoke owes, by what it owes it for.
    uint256[TOKENS][CHAINS] internal escrowedSum;
    uint256[TOKENS][CHAINS] internal heldSum;
    uint256[TOKENS][CHAINS] internal undeliveredSum;
    /// By actor: what can be claimed, what was paid by hand, and what was received.
    uint256[ACTORS][TOKENS][CHAINS] internal claimables;
    uint256[ACTORS][TOKENS][CHAINS] internal paid;
    uint256[ACTORS][TOKENS][CHAINS] internal received;

    // Facts of the chains

    /// Every leg was escrowed and filled, each in time.
    function _isComplete(OrderModel storage order) internal view returns (bool) {
        for (uint256 i = 0; i < order.legs.length; ++i) {
            LegModel storage leg = order.legs[i];
            if (!leg.filled || leg.origin == UNROUTED || order.escrowed[leg.origin] == 0) return false;
        }
        return true;
    }

    /// Some leg is not escrowed or not filled, and by the clock of the chain where it would have to be, never will.
    function _isLost(OrderModel storage order) internal view returns (bool) {
        for (uint256 i = 0; i < order.legs.length; ++i) {
            LegModel storage leg = order.legs[i];
            if (leg.origin == UNROUTED || leg.destination == UNROUTED) return true;
            if (order.escrowed[leg.origin] == 0 && clocks[leg.origin] > order.openDeadline) return true;
            if (!leg.filled && clocks[leg.destination] > order.fillDeadline) return true;
        }
        return false;
    }

    function _isFillableLeg(OrderModel storage order, uint256 index) internal view returns (bool) {
        LegModel storage leg = order.legs[index];
        return !leg.filled && leg.destination != UNROUTED && clocks[leg.destination] <= order.fillDeadline;
    }

    function _originatesAt(OrderModel storage order, uint256 chain) internal view returns (bool) {
        for (uint256 i = 0; i < order.legs.length; ++i) {
            if (order.legs[i].origin == chain) return true;
        }
        return false;
    }

    function _refuses(uint256 chain, uint256 token, uint256 actor) internal view returns (bool) {
        return token == REFUSING && tokens[chain][token].refusal(_actor(actor)) != Refusal.None;
    }

    // What the hub can know

    function _isSettleable(OrderModel storage order) internal view returns (bool) {
        if (order.decision != Decision.Undecided) return false;
        for (uint256 i = 0; i < order.legs.length; ++i) {
            LegModel storage leg = order.legs[i];
            if (!leg.reported || leg.origin == UNROUTED || order.reported[leg.origin] == 0) return false;
        }
        return true;
    }

    function _isAbortable(OrderModel storage order) internal view returns (bool) {
        if (order.decision != Decision.Undecided) return false;
        for (uint256 i = 0; i < order.legs.length; ++i) {
            LegModel storage leg = order.legs[i];
            if (leg.origin == UNROUTED || leg.destination == UNROUTED) return true;
            if (order.reported[leg.origin] == 0 && watermarks[leg.origin] > order.openDeadline) return true;
            if (!leg.reported && watermarks[leg.destination] > order.fillDeadline) return true;
        }
        return false;
    }

    function _isRefundable(OrderModel storage order, uint256 shown) internal view returns (bool) {
        if (order.decision == Decision.Undecided) return false;
        for (uint256 chain = 0; chain < CHAINS; ++chain) {
            if (order.reported[chain] > order.released[chain]) return true;
        }
        return order.decision == Decision.Abort && _hasReturn(order, shown);
    }

    /// Whether one of the legs in `shown` has a held output that is due back to its solver.
    function _hasReturn(OrderModel storage order, uint256 shown) internal view returns (bool) {
        for (uint256 i = 0; i < order.legs.length; ++i) {
            if (_isReturnDue(order.legs[i], i, shown)) return true;
        }
        return false;
    }

    function _isReturnDue(LegModel storage leg, uint256 index, uint256 shown) private view returns (bool) {
        return leg.reported && leg.hold && !leg.returned && shown & (1 << index) != 0;
    }

    // What follows

    function _settled(uint256 o, Dues memory dues) internal {
        OrderModel storage order = orders[o];
        order.decision = Decision.Commit;
        for (uint256 i = 0; i < order.legs.length; ++i) {
            LegModel storage leg = order.legs[i];
            order.released[leg.origin] = 1;
            escrowedSum[leg.origin][leg.inputToken] -= leg.inputAmount;
            _owe(dues, order, i, PayoutKind.Repayment, leg.payee, leg.inputAmount);
            if (!leg.hold) continue;
            heldSum[leg.destination][leg.outputToken] -= leg.outputAmount;
            _owe(dues, order, i, PayoutKind.Delivery, leg.recipient, leg.outputAmount);
        }
    }

    function _aborted(uint256 o, uint256 shown, Dues memory dues) internal {
        orders[o].decision = Decision.Abort;
        _refunded(o, shown, dues);
    }

    function _refunded(uint256 o, uint256 shown, Dues memory dues) internal {
        OrderModel storage order = orders[o];
        for (uint256 i = 0; i < order.legs.length; ++i) {
            LegModel storage leg = order.legs[i];
            if (leg.origin == UNROUTED) continue;
            uint256 amount = uint256(order.reported[leg.origin] - order.released[leg.origin]) * leg.inputAmount;
            if (amount == 0) continue;
            escrowedSum[leg.origin][leg.inputToken] -= amount;
            _owe(dues, order, i, PayoutKind.Refund, order.user, amount);
        }
        for (uint256 chain = 0; chain < CHAINS; ++chain) {
            order.released[chain] = order.reported[chain];
        }
        if (order.decision != Decision.Abort) return;
        for (uint256 i = 0; i < order.legs.length; ++i) {
            LegModel storage leg = order.legs[i];
            if (!_isReturnDue(leg, i, shown)) continue;
            leg.returned = true;
            heldSum[leg.destination][leg.outputToken] -= leg.outputAmount;
            _owe(dues, order, i, PayoutKind.Return, leg.solver, leg.outputAmount);
        }
    }

    function _createDues(uint256 legs) internal pure returns (Dues memory dues) {
        dues.list = new Due[](2 * legs);
    }

    function _owe(
        Dues memory dues,
        OrderModel storage order,
        uint256 index,
        PayoutKind kind,
        uint8 account,
        uint256 amount
    ) private {
        LegModel storage leg = order.legs[index];
        Due memory due = kind == PayoutKind.Repayment || kind == PayoutKind.Refund
            ? Due(leg.origin, leg.inputToken, account, amount)
            : Due(leg.destination, leg.outputToken, account, amount);
        undeliveredSum[due.chain][due.token] += amount;
        address token = address(tokens[due.chain][due.token]);
        bytes memory data = abi.encode(index, kind, _idOf(due.chain), token, _accountOf(account), amount);
        unchecked {
            dues.owedSum += uint256(keccak256(abi.encodePacked(order.id, data)));
        }
        ++dues.owedCount;
        _merge(dues, due);
    }

    function _merge(Dues memory dues, Due memory due) private pure {
        for (uint256 i = 0; i < dues.count; ++i) {
            Due memory other = dues.list[i];
            if (other.chain != due.chain || other.token != due.token || other.account != due.account) continue;
            other.amount += due.amount;
            return;
        }
        dues.list[dues.count++] = due;
    }

    /// The hub processed an entry of `chain`.
    function _reportProcessed(uint256 chain, Entry storage entry) internal {
        if (entry.time > watermarks[chain]) watermarks[chain] = entry.time;
        if (entry.kind == EntryKind.Void) return;
        OrderModel storage order = orders[entry.order];
        if (entry.kind == EntryKind.Escrowed) {
            ++order.reported[chain];
            if (order.decision != Decision.Undecided) ++order.late[chain];
        } else if (entry.kind == EntryKind.Filled) {
            order.legs[entry.leg].reported = true;
        } else if (!order.legs[entry.leg].forged) {
            LegModel storage leg = order.legs[entry.leg];
            (leg.forged, leg.forger, leg.forgedAt, leg.forgedHold) = (true, entry.account, entry.time, entry.hold);
        }
    }

    /// The spoke of `chain` processed an entry of the hub.
    function _payProcessed(uint256 chain, Entry storage entry) internal {
        undeliveredSum[chain][entry.token] -= entry.amount;
        if (_refuses(chain, entry.token, entry.account)) {
            claimables[chain][entry.token][entry.account] += entry.amount;
        } else {
            received[chain][entry.token][entry.account] += entry.amount;
        }
    }

    // Lines

    /// The entries queued by the last call, taken from its logs.
    function _takeQueued() internal returns (Queued[] memory queued) {
        return _queuedIn(vm.getRecordedLogs());
    }

    function _queuedIn(Vm.Log[] memory logs) internal view returns (Queued[] memory queued) {
        queued = new Queued[](logs.length);
        uint256 count = 0;
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] != IChannel.EntryQueued.selector) continue;
            queued[count++] = Queued(
                _lineOf(logs[i].emitter, logs[i].topics[1]), logs[i].topics[2], abi.decode(logs[i].data, (bytes))
            );
        }
        assembly ("memory-safe") {
            mstore(queued, count)
        }
    }

    function _lineOf(address sender, bytes32 other) private view returns (uint256) {
        if (sender == address(hub)) {
            for (uint256 chain = 0; chain < CHAINS; ++chain) {
                if (uint256(other) == _idOf(chain)) return CHAINS + chain;
            }
        } else if (uint256(other) == HUB_CHAIN) {
            for (uint256 chain = 0; chain < CHAINS; ++chain) {
                if (sender == address(spokes[chain])) return chain;
            }
        }
        revert("an entry was queued on no known channel");
    }

    /// The last call queued this one entry, on this line.
    function _assertQueued(uint256 line, Entry memory entry) internal {
        Queued[] memory queued = _takeQueued();
        assertEq(queued.length, 1, "one entry is queued");
        assertEq(queued[0].line, line, "the entry is queued on the chain where it happened");
        assertEq(queued[0].data, entry.data, "the entry says what happened");
        _append(queued[0], entry);
    }

    function _assertNothingQueued() internal {
        assertEq(_takeQueued().length, 0, "no entry is queued");
    }

    function _append(Queued memory queued, Entry memory entry) internal {
        Line storage line = lines[queued.line];
        bytes32 head = _extend(_headOf(line, line.heads.length), queued.data);
        assertEq(queued.head, head, "the head continues the channel");
        line.heads.push(head);
        line.entries.push(entry);
    }

    function _headOf(Line storage line, uint256 count) internal view returns (bytes32) {
        return count == 0 ? bytes32(0) : line.heads[count - 1];
    }

    function _extend(bytes32 head, bytes memory entry) internal pure returns (bytes32) {
        return keccak256(abi.encode(head, keccak256(entry)));
    }

    function _accepted(Line storage line, uint256 count) internal {
        if (line.isAccepted[count]) return;
        line.isAccepted[count] = true;
        line.accepted.push(count);
    }

    /// The accepted head that leads farthest, by its count.
    function _acceptedUpTo(Line storage line) internal view returns (uint256 most) {
        for (uint256 i = 0; i < line.accepted.length; ++i) {
            if (line.accepted[i] > most) most = line.accepted[i];
        }
    }

    // As the contracts want it

    function _orderOf(uint256 o) internal view returns (Order memory) {
        OrderModel storage order = orders[o];
        Leg[] memory legs = new Leg[](order.legs.length);
        for (uint256 i = 0; i < legs.length; ++i) {
            LegModel storage leg = order.legs[i];
            legs[i] = Leg(
                _idOf(leg.origin),
                _tokenOf(leg.origin, leg.inputToken),
                leg.inputAmount,
                _idOf(leg.destination),
                bytes32(uint256(uint160(_tokenOf(leg.destination, leg.outputToken)))),
                leg.outputAmount,
                _accountOf(leg.recipient)
            );
        }
        return Order(
            _actor(order.user),
            o,
            order.openDeadline,
            order.fillDeadline,
            address(0),
            0,
            false,
            false,
            legs,
            new Call[](0)
        );
    }

    function _tokenOf(uint256 chain, uint256 token) private view returns (address) {
        return chain == UNROUTED ? address(0xdead) : address(tokens[chain][token]);
    }

    /// What the hub is shown of the legs in `shown`; for a leg that only a forger reported, what the forger reported.
    function _fillsOf(uint256 o, uint256 shown, bool withForged) internal view returns (Fill[] memory fills) {
        OrderModel storage order = orders[o];
        fills = new Fill[](order.legs.length);
        for (uint256 i = 0; i < fills.length; ++i) {
            LegModel storage leg = order.legs[i];
            if (shown & (1 << i) == 0) continue;
            if (leg.reported) {
                fills[i] = Fill(leg.filledAt, leg.hold, _actor(leg.solver), _repaymentOf(leg, leg.payee));
            } else if (leg.forged && withForged) {
                fills[i] = Fill(leg.forgedAt, leg.forgedHold, _actor(leg.forger), _repaymentOf(leg, leg.forger));
            }
        }
    }

    function _repaymentOf(LegModel storage leg, uint256 payee) internal view returns (Repayment memory) {
        return Repayment(_accountOf(payee), address(0), _idOf(leg.origin));
    }

    /// A Filled report, byte for byte.
    function _filledEntry(uint256 o, uint256 index, uint64 time, bool hold, uint256 solver, uint256 payee)
        internal
        view
        returns (bytes memory)
    {
        uint64 origin = _idOf(orders[o].legs[index].origin);
        return abi.encodePacked(
            uint8(2), time, orders[o].id, uint8(index), hold, _actor(solver), _accountOf(payee), address(0), origin
        );
    }

    function _isUnsent(Line storage line) internal view returns (bool) {
        uint256 count = line.entries.length;
        return count != 0 && !line.isAccepted[count]
            && (line.sent.length == 0 || line.sent[line.sent.length - 1].count != count);
    }

    function _hasSent(Line storage line) internal view returns (bool) {
        return line.sent.length != 0;
    }

    function _isDeliverable(Line storage line) internal view returns (bool) {
        return _acceptedUpTo(line) > line.processed;
    }

    function _isBehind(Line storage line) internal view returns (bool) {
        return line.processed < line.entries.length;
    }

    // The ends of a line

    function _senderOf(uint256 l) internal pure returns (uint256) {
        return l < CHAINS ? l : 0;
    }

    function _receiverOf(uint256 l) internal pure returns (uint256) {
        return l < CHAINS ? 0 : l - CHAINS;
    }

    function _sender(uint256 l) internal view returns (address) {
        return l < CHAINS ? address(spokes[l]) : address(hub);
    }

    function _receiver(uint256 l) internal view returns (address) {
        return l < CHAINS ? address(hub) : address(spokes[l - CHAINS]);
    }

    /// Chain id of the sender, and of the receiver.
    function _nearEndOf(uint256 l) internal pure returns (uint64) {
        return _idOf(_senderOf(l));
    }

    function _farEndOf(uint256 l) internal pure returns (uint64) {
        return _idOf(_receiverOf(l));
    }

    function _isAcceptedHead(Line storage line, bytes32 head) internal view returns (bool) {
        for (uint256 i = 0; i < line.accepted.length; ++i) {
            if (_headOf(line, line.accepted[i]) == head) return true;
        }
        return false;
    }

    function _foldEntries(Line storage line, bytes[] memory entries) internal view returns (bytes32 head) {
        head = _headOf(line, line.processed);
        for (uint256 i = 0; i < entries.length; ++i) {
            head = _extend(head, entries[i]);
        }
    }

    function _fold(bytes32 head, bytes32[] memory hashes) internal pure returns (bytes32) {
        for (uint256 i = 0; i < hashes.length; ++i) {
            head = keccak256(abi.encode(head, hashes[i]));
        }
        return head;
    }

    function _slice(Line storage line, uint256 from, uint256 count) internal view returns (bytes[] memory entries) {
        entries = new bytes[](count);
        for (uint256 i = 0; i < count; ++i) {
            entries[i] = line.entries[from + i].data;
        }
    }

    /// Hashes of the entries that lead from one head to another, both by count.
    function _rest(Line storage line, uint256 from, uint256 to) internal view returns (bytes32[] memory hashes) {
        hashes = new bytes32[](to > from ? to - from : 0);
        for (uint256 i = 0; i < hashes.length; ++i) {
            hashes[i] = keccak256(line.entries[from + i].data);
        }
    }
}
