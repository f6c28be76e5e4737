// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IChannel} from "../../src/channel/IChannel.sol";
import {Decision} from "../../src/hub/IHub.sol";
import {Acts} from "./Acts.sol";
import {Refusal} from "./RefusingToken.sol";
import {InteroperableAddress} from "@openzeppelin/contracts/utils/draft-InteroperableAddress.sol";

/// @notice What anyone can do, one function per act, each guided by the model to where it matters: what can take effect
/// is preferred, and what must be refused is tried as well. The model knows the outcome of each act beforehand; an act
/// that ends otherwise breaks the campaign.
contract Handler is Acts {
    uint256 private constant MAX_ORDERS = 4;
    uint256 private constant MAX_ESCROWS = 3;
    uint256 private constant ALL = type(uint256).max;

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

    // Steps

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
}
