// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IChannel} from "../../src/channel/IChannel.sol";
import {Decision, IHub, PayoutKind, ReportedOrder} from "../../src/hub/IHub.sol";
import {ISpoke} from "../../src/spoke/ISpoke.sol";
import {Order, OrderId} from "../../src/types/Order.sol";
import {Model} from "./Model.sol";
import {Refusal} from "./RefusingToken.sol";
import {InteroperableAddress} from "@openzeppelin/contracts/utils/draft-InteroperableAddress.sol";
import {Vm} from "forge-std/Vm.sol";

/// @notice What anyone can do, one function per act, each guided by the model to where it matters: what can take effect
/// is preferred, and what must be refused is tried as well. The model knows the outcome of each act beforehand; an act
/// that ends otherwise breaks the campaign.
contract Handler is Model {
    uint256 private constant MAX_ORDERS = 4;
    uint256 private constant MAX_LEGS = 4;
    uint256 private constant MAX_ESCROWS = 3;
    uint256 private constant NONE = type(uint256).max;
    uint256 private constant ALL = type(uint256).max;

    string private constant ATOMICITY = "an order commits only when every leg is escrowed and filled";
    string private constant EXACT_DEADLINES = "an order aborts only when some leg can't be escrowed or filled any more";

    /// What this run came to: an order committed, one aborted, an escrow refunded that the hub heard of only after its
    /// decision, a held output returned, a payout claimed that its token had refused.
    bool public committed;
    bool public aborted;
    bool public refundedLate;
    bool public returned;
    bool public claimed;

    constructor() {
        Queued[] memory queued = _takeQueued();
        assertEq(queued.length, CHAINS, "a route begins with a heartbeat");
        for (uint256 chain = 0; chain < CHAINS; ++chain) {
            _append(queued[chain], _heartbeatEntry(chain));
        }
    }

    // Orders

    function open(uint256 seed) external {
        uint256 o = _findOrder(seed, _isOpenable);
        if (orders.length < MAX_ORDERS && (o == NONE || _pick(seed, "new", 2) == 0)) o = _createOrder(seed);
        if (o == NONE) return _advance(seed);
        bool everywhere = _pick(seed, "everywhere", 2) == 0;
        uint256 first = _pick(seed, "chain", CHAINS);
        for (uint256 i = 0; i < CHAINS; ++i) {
            uint256 chain = (first + i) % CHAINS;
            // Where there is nothing to open, or no more time, now and then: the spoke must refuse.
            if (!_isOpenableAt(orders[o], chain) && _pick(seed, bytes32(chain), 8) != 0) continue;
            _openAt(o, chain, _pick(seed, "payer", ACTORS));
            if (!everywhere) return;
        }
    }

    function reopen(uint256 seed) external {
        uint256 o = _findOrder(seed, _wasOpened);
        if (o == NONE) return _advance(seed);
        uint256 chain = _pick(seed, "chain", CHAINS);
        if (orders[o].escrowed[chain] < MAX_ESCROWS) _openAt(o, chain, _pick(seed, "payer", ACTORS));
    }

    function fill(uint256 seed) external {
        uint256 o = _findOrder(seed, _isFillable);
        if (o == NONE) return _advance(seed);
        bool everything = _pick(seed, "everything", 3) == 0;
        uint256 count = orders[o].legs.length;
        uint256 first = _pick(seed, "leg", count);
        for (uint256 i = 0; i < count; ++i) {
            uint256 index = (first + i) % count;
            if (!_isFillableLeg(orders[o], index)) continue;
            if (_pick(seed, "last", 8) == 0) clocks[orders[o].legs[index].destination] = orders[o].fillDeadline;
            _fillAt(o, index, orders[o].legs[index].destination, seed);
            if (!everything) return;
        }
    }

    /// A second fill, a fill that is late, or one on another chain than the leg's.
    function misfill(uint256 seed) external {
        if (orders.length == 0 || _pick(seed, "advance", 2) == 0) return _advance(seed);
        uint256 o = _pick(seed, "order", orders.length);
        uint256 index = _pick(seed, "leg", orders[o].legs.length);
        uint256 chain = orders[o].legs[index].destination;
        if (chain == UNROUTED || _isFillableLeg(orders[o], index)) chain = _pick(seed, "chain", CHAINS);
        _fillAt(o, index, chain, seed);
    }

    function advance(uint256 seed) external {
        _advance(seed);
    }

    function settle(uint256 seed) external {
        uint256 o = _findOrder(seed, _isSettleable);
        if (o != NONE) return _settle(o, _partner(seed, o, _isSettleable), ALL);
        o = _findOrder(seed, _isUndecided);
        if (o == NONE || _pick(seed, "advance", 3) != 0) return _advance(seed);
        _settle(o, NONE, ALL);
    }

    /// Without some leg's fill, or after a decision: the hub must refuse.
    function missettle(uint256 seed) external {
        if (orders.length == 0 || _pick(seed, "advance", 2) == 0) return _advance(seed);
        uint256 o = _pick(seed, "order", orders.length);
        _settle(o, NONE, ALL ^ (1 << _pick(seed, "hidden", orders[o].legs.length)));
    }

    function abort(uint256 seed) external {
        uint256 shown = _pick(seed, "shown", 4) == 0 ? seed : ALL;
        uint256 o = _findOrder(seed, _isAbortable);
        if (o != NONE) return _abort(o, _partner(seed, o, _isAbortable), shown);
        o = _findOrder(seed, _isUndecided);
        if (o == NONE || _pick(seed, "expire", 3) == 0) return _expire(seed);
        _abort(o, NONE, shown);
    }

    function refund(uint256 seed) external {
        uint256 shown = _pick(seed, "shown", 4) == 0 ? seed : ALL;
        uint256 o = _findOrder(seed, _hasRefund);
        if (o != NONE) return _refund(o, _partner(seed, o, _hasRefund), shown);
        o = _findOrder(seed, _isLateEscrowed);
        if (o != NONE) return _carryLate(orders[o]);
        if (orders.length == 0 || _pick(seed, "advance", 2) == 0) return _advance(seed);
        _refund(_pick(seed, "order", orders.length), NONE, shown);
    }

    // Time

    function pass(uint256 seed) external {
        uint256 chain = _pick(seed, "chain", CHAINS);
        uint256 o = _findOrder(seed, _isUndecided);
        if (o == NONE || _pick(seed, "small", 2) == 0) {
            clocks[chain] += uint64(_pick(seed, "seconds", 45));
            return;
        }
        // The last second, and the first after it, are where clocks matter.
        uint256 deadline = _pick(seed, "which", 2) == 0 ? orders[o].openDeadline : orders[o].fillDeadline;
        uint256 time = deadline + _pick(seed, "beyond", 2);
        if (time > clocks[chain]) clocks[chain] = uint64(time);
    }

    function heartbeat(uint256 seed) external {
        _heartbeatAt(_pick(seed, "chain", CHAINS));
    }

    // Channels

    function dispatch(uint256 seed) external {
        _dispatch(_findLine(seed, _isUnsent));
    }

    /// Any head that was ever sent: late, out of order, repeated. One that is never picked is lost.
    function relay(uint256 seed) external {
        uint256 l = _findLine(seed, _hasSent);
        uint256 count = lines[l].sent.length;
        if (count == 0) return _dispatch(l);
        _relay(l, _pick(seed, "newest", 2) == 0 ? count - 1 : _pick(seed, "sent", count));
    }

    function acceptEarlier(uint256 seed) external {
        uint256 l = _findLine(seed, _isDeliverable);
        Line storage line = lines[l];
        if (line.accepted.length == 0) return _carry(l);
        uint256 tip = line.accepted[_pick(seed, "tip", line.accepted.length)];
        if (tip != 0) _acceptEarlier(l, _pick(seed, "head", tip), tip, _pick(seed, "broken", 8) == 0);
    }

    function deliver(uint256 seed) external {
        uint256 l = _findLine(seed, _isDeliverable);
        if (!_isDeliverable(lines[l])) return _carry(l);
        Line storage line = lines[l];
        uint256 most = _acceptedUpTo(line) - line.processed;
        uint256 count = _pick(seed, "all", 2) == 0 ? most : 1 + _pick(seed, "count", most);
        // Any accepted head that the chunk leads to does.
        uint256 tip = line.accepted[_pick(seed, "tip", line.accepted.length)];
        if (tip < line.processed + count) tip = _acceptedUpTo(line);
        _deliver(l, line.processed, count, tip);
    }

    /// Entries skipped, repeated, altered, or beyond what was accepted: the receiver must refuse.
    function misdeliver(uint256 seed) external {
        uint256 l = _findLine(seed, _isDeliverable);
        Line storage line = lines[l];
        uint256 total = line.entries.length;
        uint256 tip = line.accepted.length == 0 ? 0 : line.accepted[_pick(seed, "tip", line.accepted.length)];
        uint256 from = _pick(seed, "from", total + 1);
        uint256 count = _pick(seed, "count", total - from + 1);
        bytes[] memory entries = _slice(line, from, count);
        if (count != 0 && _pick(seed, "alter", 3) == 0) entries[count - 1][8] ^= 0x01;
        bytes32[] memory rest = _rest(line, from + count, tip);
        // Equal entries, as two heartbeats of one second are, can be taken for each other.
        if (count != 0 && _isAcceptedHead(line, _fold(_foldEntries(line, entries), rest))) return;
        (bool success,) =
            _call(_receiverOf(l), _receiver(l), abi.encodeCall(IChannel.deliver, (_nearEndOf(l), entries, rest)));
        assertFalse(success, "only entries that continue the channel to an accepted head are delivered");
    }

    /// A head that a stranger sends, to entries that the sender never queued.
    function intrude(uint256 seed) external {
        uint256 l = _pick(seed, "line", 2 * CHAINS);
        Line storage line = lines[l];
        bytes[] memory entries = new bytes[](1);
        entries[0] = l < CHAINS
            ? abi.encodePacked(uint8(0), type(uint64).max)
            : abi.encodePacked(uint8(0), uint256(uint160(address(tokens[l - CHAINS][0]))), _accountOf(0), ENDOWMENT);
        bytes32 head = _extend(_headOf(line, line.processed), entries[0]);
        bytes memory recipient = InteroperableAddress.formatEvmV1(_idOf(_receiverOf(l)), _receiver(l));
        vm.chainId(_nearEndOf(l));
        bytes32 id = gateway.sendMessage(recipient, abi.encodePacked(head), new bytes[](0));
        (bool success,) = _call(_receiverOf(l), address(gateway), abi.encodeCall(gateway.relay, (id)));
        assertFalse(success, "a stranger's head is not accepted");
        (success,) = _call(
            _receiverOf(l), _receiver(l), abi.encodeCall(IChannel.deliver, (_nearEndOf(l), entries, new bytes32[](0)))
        );
        assertFalse(success, "a stranger's entry is not delivered");
    }

    /// What a chain in the wrong hands reports of legs that are none of its own, and plain nonsense.
    function forge(uint256 seed) external {
        uint256 chain = _pick(seed, "chain", CHAINS);
        uint256 o = _findOrder(seed, _isUndecided);
        if (o == NONE) return _advance(seed);
        uint256 index = _pick(seed, "leg", orders[o].legs.length);
        LegModel storage leg = orders[o].legs[index];
        Entry memory entry;
        entry.time = clocks[chain];
        if (leg.destination != chain) {
            (entry.kind, entry.order, entry.leg) = (EntryKind.ForgedFill, uint8(o), uint8(index));
            entry.account = uint8(_pick(seed, "account", ACTORS));
            entry.hold = _pick(seed, "hold", 2) == 0;
            entry.data = _filledEntry(o, index, entry.time, entry.hold, entry.account, entry.account);
        } else if (!_originatesAt(orders[o], chain)) {
            entry.data = abi.encodePacked(uint8(1), entry.time, orders[o].id);
        } else {
            // Malformed: rejected, without effect on the watermark.
            entry.time = 0;
            entry.data = abi.encodePacked(uint8(_pick(seed, "kind", 256)), seed, type(uint128).max);
        }
        _call(chain, address(spokes[chain]), abi.encodeCall(spokes[chain].queueForged, (entry.data)));
        _assertQueued(chain, entry);
    }

    /// Brings one channel to the hub up to date.
    function carryReports(uint256 seed) external {
        _carry(_pick(seed, "chain", CHAINS));
    }

    /// Brings one channel from the hub up to date.
    function carryInstructions(uint256 seed) external {
        uint256 first = _pick(seed, "chain", CHAINS);
        for (uint256 i = 0; i < CHAINS; ++i) {
            uint256 l = CHAINS + (first + i) % CHAINS;
            if (_isBehind(lines[l])) return _carry(l);
        }
        _advance(seed);
    }

    // Payouts

    /// One recipient, on all chains; preferably one who is about to be paid.
    function refuse(uint256 seed) external {
        uint256 actor = _pick(seed, "actor", ACTORS);
        Line storage line = lines[CHAINS + _pick(seed, "chain", CHAINS)];
        for (uint256 i = line.processed; i < line.entries.length; ++i) {
            if (line.entries[i].token == REFUSING) actor = line.entries[i].account;
        }
        uint256 how = _pick(seed, "how", 6);
        for (uint256 chain = 0; chain < CHAINS; ++chain) {
            tokens[chain][REFUSING].refuse(_actor(actor), Refusal(how < 4 ? how : 0));
        }
    }

    function claim(uint256 seed) external {
        uint256 first = _pick(seed, "first", CHAINS * ACTORS);
        (uint256 chain, uint256 actor) = (first / ACTORS, first % ACTORS);
        for (uint256 i = 0; i < CHAINS * ACTORS && claimables[chain][REFUSING][actor] == 0; ++i) {
            (chain, actor) = ((first + i) % (CHAINS * ACTORS) / ACTORS, (first + i) % ACTORS);
        }
        if (_pick(seed, "yield", 2) == 0) tokens[chain][REFUSING].refuse(_actor(actor), Refusal.None);
        _claim(chain, REFUSING, actor);
    }

    /// Lets everything end: all time passed, all channels drained, all orders decided, all that is due paid or claimed.
    function finish() external {
        for (uint256 chain = 0; chain < CHAINS; ++chain) {
            clocks[chain] += HEARTBEAT_SPACING;
            for (uint256 o = 0; o < orders.length; ++o) {
                if (clocks[chain] <= orders[o].fillDeadline) clocks[chain] = orders[o].fillDeadline + 1;
            }
        }
        for (uint256 chain = 0; chain < CHAINS; ++chain) {
            _heartbeatAt(chain);
            _carry(chain);
        }
        for (uint256 o = 0; o < orders.length; ++o) {
            if (orders[o].decision == Decision.Undecided) {
                if (_isComplete(orders[o])) _settle(o, NONE, ALL);
                else _abort(o, NONE, ALL);
            }
            if (_hasRefund(orders[o])) _refund(o, NONE, ALL);
        }
        for (uint256 chain = 0; chain < CHAINS; ++chain) {
            if (lines[CHAINS + chain].entries.length != 0) _carry(CHAINS + chain);
            for (uint256 actor = 0; actor < ACTORS; ++actor) {
                if (claimables[chain][REFUSING][actor] == 0) continue;
                tokens[chain][REFUSING].refuse(_actor(actor), Refusal.None);
                _claim(chain, REFUSING, actor);
            }
        }
    }

    // What must hold

    function checkAtomicity() external view {
        for (uint256 o = 0; o < orders.length; ++o) {
            OrderModel storage order = orders[o];
            assertTrue(hub.decision(order.id) == order.decision, "a decision is made once, and stays");
            if (order.decision != Decision.Commit) continue;
            assertTrue(_isComplete(order), ATOMICITY);
        }
    }

    function checkDeadlines() external view {
        for (uint256 o = 0; o < orders.length; ++o) {
            OrderModel storage order = orders[o];
            if (order.decision != Decision.Abort) continue;
            assertTrue(_isLost(order), EXACT_DEADLINES);
        }
        for (uint256 chain = 0; chain < CHAINS; ++chain) {
            assertEq(
                hub.watermark(_idOf(chain)), watermarks[chain], "the watermark is the last processed report's time"
            );
        }
    }

    function checkSolvency() external view {
        for (uint256 chain = 0; chain < CHAINS; ++chain) {
            address spoke = address(spokes[chain]);
            for (uint256 token = 0; token < TOKENS; ++token) {
                uint256 owed = escrowedSum[chain][token] + heldSum[chain][token] + undeliveredSum[chain][token];
                for (uint256 actor = 0; actor < ACTORS; ++actor) {
                    owed += claimables[chain][token][actor];
                }
                assertEq(tokens[chain][token].balanceOf(spoke), owed, "a spoke holds what it owes");
            }
        }
    }

    function checkConservation() external view {
        for (uint256 chain = 0; chain < CHAINS; ++chain) {
            for (uint256 token = 0; token < TOKENS; ++token) {
                for (uint256 actor = 0; actor < ACTORS; ++actor) {
                    assertEq(
                        tokens[chain][token].balanceOf(_actor(actor)) + paid[chain][token][actor],
                        ENDOWMENT + received[chain][token][actor],
                        "an actor has what it was paid, less what it paid"
                    );
                }
            }
        }
    }

    /// After `finish`, and whatever happened on the way: each actor was paid what the outcome of the orders says.
    function checkOutcome() external view {
        uint256[ACTORS][TOKENS][CHAINS] memory due;
        for (uint256 o = 0; o < orders.length; ++o) {
            OrderModel storage order = orders[o];
            bool complete = _isComplete(order);
            assertTrue(
                hub.decision(order.id) == (complete ? Decision.Commit : Decision.Abort),
                "every order ends, and commits if every leg was escrowed and filled in time"
            );
            for (uint256 i = 0; i < order.legs.length; ++i) {
                _addOutcome(due, order, order.legs[i], complete);
            }
        }
        for (uint256 chain = 0; chain < CHAINS; ++chain) {
            for (uint256 token = 0; token < TOKENS; ++token) {
                assertEq(tokens[chain][token].balanceOf(address(spokes[chain])), 0, "nothing stays with a spoke");
                for (uint256 actor = 0; actor < ACTORS; ++actor) {
                    assertEq(
                        tokens[chain][token].balanceOf(_actor(actor)) + paid[chain][token][actor],
                        ENDOWMENT + due[chain][token][actor],
                        "either every leg is delivered, or every input comes back"
                    );
                }
            }
        }
    }

    function _addOutcome(
        uint256[ACTORS][TOKENS][CHAINS] memory due,
        OrderModel storage order,
        LegModel storage leg,
        bool complete
    ) private view {
        if (leg.origin != UNROUTED) {
            uint256[ACTORS] memory inputs = due[leg.origin][leg.inputToken];
            uint256 escrows = order.escrowed[leg.origin];
            if (complete) {
                inputs[leg.payee] += leg.inputAmount;
                --escrows;
            }
            inputs[order.user] += escrows * leg.inputAmount;
        }
        if (leg.filled) {
            bool goesBack = leg.hold && !complete;
            due[leg.destination][leg.outputToken][goesBack ? leg.solver : leg.recipient] += leg.outputAmount;
        }
    }

    // One act each: the call, its outcome, and what follows

    function _createOrder(uint256 seed) private returns (uint256 o) {
        o = orders.length;
        OrderModel storage order = orders.push();
        uint64 latest = clocks[0];
        for (uint256 chain = 1; chain < CHAINS; ++chain) {
            if (clocks[chain] > latest) latest = clocks[chain];
        }
        order.user = uint8(_pick(seed, "user", ACTORS));
        order.openDeadline = latest + uint64(_pick(seed, "openDeadline", 120));
        order.fillDeadline = order.openDeadline + uint64(_pick(seed, "fillDeadline", 60));
        uint256 size = _pick(seed, "size", 8);
        uint256 count = size < 3 ? 1 : size < 6 ? 2 : size - 3;
        for (uint256 i = 0; i < count; ++i) {
            _createLeg(order, _pick(seed, bytes32("leg") | bytes32(i), ALL));
        }
        order.id = hub.orderIdOf(_orderOf(o));
    }

    function _createLeg(OrderModel storage order, uint256 seed) private {
        LegModel storage leg = order.legs.push();
        leg.origin = uint8(_pick(seed, "origin", CHAINS));
        leg.destination = uint8(_pick(seed, "destination", CHAINS));
        if (_pick(seed, "unrouted", 32) == 0) leg.destination = uint8(UNROUTED);
        if (_pick(seed, "unrouted", 32) == 1) leg.origin = uint8(UNROUTED);
        leg.inputToken = uint8(_pick(seed, "inputToken", TOKENS));
        leg.outputToken = uint8(_pick(seed, "outputToken", TOKENS));
        leg.recipient = uint8(_pick(seed, "recipient", ACTORS));
        leg.inputAmount = uint128(1 + _pick(seed, "inputAmount", 1e15));
        leg.outputAmount = uint128(1 + _pick(seed, "outputAmount", 1e15));
    }

    function _openAt(uint256 o, uint256 chain, uint256 payer) private {
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

    function _fillAt(uint256 o, uint256 index, uint256 chain, uint256 seed) private {
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

    function _heartbeatAt(uint256 chain) private {
        (bool success,) = _call(chain, address(spokes[chain]), abi.encodeCall(ISpoke.heartbeat, ()));
        assertEq(success, clocks[chain] >= lastHeartbeats[chain] + HEARTBEAT_SPACING, "heartbeats are spaced");
        if (!success) return;
        lastHeartbeats[chain] = clocks[chain];
        _assertQueued(chain, _heartbeatEntry(chain));
    }

    function _heartbeatEntry(uint256 chain) private view returns (Entry memory entry) {
        entry.time = clocks[chain];
        entry.data = abi.encodePacked(uint8(0), entry.time);
    }

    function _settle(uint256 o, uint256 partner, uint256 shown) private {
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

    function _abort(uint256 o, uint256 partner, uint256 shown) private {
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

    function _refund(uint256 o, uint256 partner, uint256 shown) private {
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

    function _isLateRefundDue(OrderModel storage order) private view returns (bool) {
        for (uint256 chain = 0; chain < CHAINS; ++chain) {
            if (order.late[chain] != 0 && order.reported[chain] > order.released[chain]) return true;
        }
        return false;
    }

    function _reportedOrders(uint256 o, uint256 partner, uint256 shown, bool withForged)
        private
        view
        returns (ReportedOrder[] memory reported)
    {
        reported = new ReportedOrder[](partner == NONE ? 1 : 2);
        reported[0] = ReportedOrder(_orderOf(o), _fillsOf(o, shown, withForged));
        if (partner != NONE) reported[1] = ReportedOrder(_orderOf(partner), _fillsOf(partner, shown, withForged));
    }

    /// The last call announced and queued these payouts, and no others.
    function _assertOwed(Dues memory dues) private {
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

    function _takeDue(Dues memory dues, Queued memory queued) private view returns (Entry memory entry) {
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

    function _claim(uint256 chain, uint256 token, uint256 actor) private {
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

    function _dispatch(uint256 l) private {
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

    function _relay(uint256 l, uint256 which) private {
        Line storage line = lines[l];
        Sent storage sent = line.sent[which];
        (bool success,) = _call(_receiverOf(l), address(gateway), abi.encodeCall(gateway.relay, (sent.id)));
        assertTrue(success, "a head of the counterpart is accepted, whenever it comes");
        _accepted(line, sent.count);
    }

    /// Broken: the first of the entries between the heads is left out.
    function _acceptEarlier(uint256 l, uint256 earlier, uint256 tip, bool broken) private {
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

    function _deliver(uint256 l, uint256 from, uint256 count, uint256 tip) private {
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

    function _carry(uint256 l) private {
        Line storage line = lines[l];
        if (_isUnsent(line) || line.entries.length == 0) _dispatch(l);
        if (line.sent.length != 0) _relay(l, line.sent.length - 1);
        if (_isDeliverable(line)) {
            _deliver(l, line.processed, _acceptedUpTo(line) - line.processed, _acceptedUpTo(line));
        }
    }

    /// Brings an escrow to the hub that has decided without it.
    function _carryLate(OrderModel storage order) private {
        for (uint256 chain = 0; chain < CHAINS; ++chain) {
            if (order.escrowed[chain] > order.reported[chain]) return _carry(chain);
        }
    }

    /// The next step towards the commitment of an order.
    function _advance(uint256 seed) private {
        uint256 o = _findOrder(seed, _isUndecided);
        if (o == NONE) {
            if (orders.length == MAX_ORDERS) return _carry(_findLine(seed, _isBehind));
            o = _createOrder(seed);
        }
        OrderModel storage order = orders[o];
        for (uint256 chain = 0; chain < CHAINS; ++chain) {
            if (_isOpenableAt(order, chain)) return _openAt(o, chain, _pick(seed, "payer", ACTORS));
        }
        for (uint256 i = 0; i < order.legs.length; ++i) {
            if (_isFillableLeg(order, i)) return _fillAt(o, i, order.legs[i].destination, seed);
        }
        for (uint256 i = 0; i < order.legs.length; ++i) {
            LegModel storage leg = order.legs[i];
            if (leg.filled && !leg.reported) return _carry(leg.destination);
            if (leg.origin != UNROUTED && order.reported[leg.origin] < order.escrowed[leg.origin]) {
                return _carry(leg.origin);
            }
        }
    }

    /// The next step towards the abortion of an order.
    function _expire(uint256 seed) private {
        uint256 o = _findOrder(seed, _isIncomplete);
        if (o == NONE) return _advance(seed);
        OrderModel storage order = orders[o];
        uint256 first = _pick(seed, "leg", order.legs.length);
        // A second too early, now and then.
        uint64 beyond = _pick(seed, "beyond", 4) == 0 ? 0 : 1;
        for (uint256 i = 0; i < order.legs.length; ++i) {
            LegModel storage leg = order.legs[(first + i) % order.legs.length];
            if (leg.origin != UNROUTED && order.escrowed[leg.origin] == 0) {
                return _showTime(leg.origin, order.openDeadline + beyond);
            }
            if (leg.destination != UNROUTED && !leg.filled) {
                return _showTime(leg.destination, order.fillDeadline + beyond);
            }
        }
    }

    /// Lets the hub know that a chain's clock has come to `time`.
    function _showTime(uint256 chain, uint64 time) private {
        if (clocks[chain] < time) clocks[chain] = time;
        if (clocks[chain] >= lastHeartbeats[chain] + HEARTBEAT_SPACING) _heartbeatAt(chain);
        _carry(chain);
    }

    // Choices

    function _pick(uint256 seed, bytes32 what, uint256 count) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, what))) % count;
    }

    function _findOrder(uint256 seed, function(OrderModel storage) view returns (bool) fits)
        private
        view
        returns (uint256)
    {
        uint256 count = orders.length;
        if (count == 0) return NONE;
        uint256 first = _pick(seed, "order", count);
        for (uint256 i = 0; i < count; ++i) {
            if (fits(orders[(first + i) % count])) return (first + i) % count;
        }
        return NONE;
    }

    /// Now and then, another order for the same transaction.
    function _partner(uint256 seed, uint256 o, function(OrderModel storage) view returns (bool) fits)
        private
        view
        returns (uint256)
    {
        if (_pick(seed, "partner", 2) == 0) return NONE;
        for (uint256 i = 0; i < orders.length; ++i) {
            if (i != o && fits(orders[i])) return i;
        }
        return NONE;
    }

    /// Any line, if none fits.
    function _findLine(uint256 seed, function(Line storage) view returns (bool) fits) private view returns (uint256) {
        uint256 first = _pick(seed, "line", lines.length);
        for (uint256 i = 0; i < lines.length; ++i) {
            if (fits(lines[(first + i) % lines.length])) return (first + i) % lines.length;
        }
        return first;
    }

    function _isUndecided(OrderModel storage order) private view returns (bool) {
        return order.decision == Decision.Undecided;
    }

    function _isIncomplete(OrderModel storage order) private view returns (bool) {
        return order.decision == Decision.Undecided && !_isComplete(order);
    }

    function _hasRefund(OrderModel storage order) private view returns (bool) {
        return _isRefundable(order, ALL);
    }

    function _isLateEscrowed(OrderModel storage order) private view returns (bool) {
        if (order.decision == Decision.Undecided) return false;
        for (uint256 chain = 0; chain < CHAINS; ++chain) {
            if (order.escrowed[chain] > order.reported[chain]) return true;
        }
        return false;
    }

    function _wasOpened(OrderModel storage order) private view returns (bool) {
        for (uint256 chain = 0; chain < CHAINS; ++chain) {
            if (order.escrowed[chain] != 0) return true;
        }
        return false;
    }

    function _isOpenable(OrderModel storage order) private view returns (bool) {
        for (uint256 chain = 0; chain < CHAINS; ++chain) {
            if (_isOpenableAt(order, chain)) return true;
        }
        return false;
    }

    function _isOpenableAt(OrderModel storage order, uint256 chain) private view returns (bool) {
        return order.escrowed[chain] == 0 && clocks[chain] <= order.openDeadline && _originatesAt(order, chain);
    }

    function _isFillable(OrderModel storage order) private view returns (bool) {
        for (uint256 i = 0; i < order.legs.length; ++i) {
            if (_isFillableLeg(order, i)) return true;
        }
        return false;
    }

    function _isFillableLeg(OrderModel storage order, uint256 index) private view returns (bool) {
        LegModel storage leg = order.legs[index];
        return !leg.filled && leg.destination != UNROUTED && clocks[leg.destination] <= order.fillDeadline;
    }

    function _isUnsent(Line storage line) private view returns (bool) {
        uint256 count = line.entries.length;
        return count != 0 && !line.isAccepted[count]
            && (line.sent.length == 0 || line.sent[line.sent.length - 1].count != count);
    }

    function _hasSent(Line storage line) private view returns (bool) {
        return line.sent.length != 0;
    }

    function _isDeliverable(Line storage line) private view returns (bool) {
        return _acceptedUpTo(line) > line.processed;
    }

    function _isBehind(Line storage line) private view returns (bool) {
        return line.processed < line.entries.length;
    }

    // The ends of a line

    function _senderOf(uint256 l) private pure returns (uint256) {
        return l < CHAINS ? l : 0;
    }

    function _receiverOf(uint256 l) private pure returns (uint256) {
        return l < CHAINS ? 0 : l - CHAINS;
    }

    function _sender(uint256 l) private view returns (address) {
        return l < CHAINS ? address(spokes[l]) : address(hub);
    }

    function _receiver(uint256 l) private view returns (address) {
        return l < CHAINS ? address(hub) : address(spokes[l - CHAINS]);
    }

    /// Chain id of the sender, and of the receiver.
    function _nearEndOf(uint256 l) private pure returns (uint64) {
        return _idOf(_senderOf(l));
    }

    function _farEndOf(uint256 l) private pure returns (uint64) {
        return _idOf(_receiverOf(l));
    }

    function _isAcceptedHead(Line storage line, bytes32 head) private view returns (bool) {
        for (uint256 i = 0; i < line.accepted.length; ++i) {
            if (_headOf(line, line.accepted[i]) == head) return true;
        }
        return false;
    }

    function _foldEntries(Line storage line, bytes[] memory entries) private view returns (bytes32 head) {
        head = _headOf(line, line.processed);
        for (uint256 i = 0; i < entries.length; ++i) {
            head = _extend(head, entries[i]);
        }
    }

    function _fold(bytes32 head, bytes32[] memory hashes) private pure returns (bytes32) {
        for (uint256 i = 0; i < hashes.length; ++i) {
            head = keccak256(abi.encode(head, hashes[i]));
        }
        return head;
    }

    function _slice(Line storage line, uint256 from, uint256 count) private view returns (bytes[] memory entries) {
        entries = new bytes[](count);
        for (uint256 i = 0; i < count; ++i) {
            entries[i] = line.entries[from + i].data;
        }
    }

    /// Hashes of the entries that lead from one head to another, both by count.
    function _rest(Line storage line, uint256 from, uint256 to) private view returns (bytes32[] memory hashes) {
        hashes = new bytes32[](to > from ? to - from : 0);
        for (uint256 i = 0; i < hashes.length; ++i) {
            hashes[i] = keccak256(line.entries[from + i].data);
        }
    }
}
