// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IChannel} from "../../src/channel/IChannel.sol";
import {Decision} from "../../src/hub/IHub.sol";
import {Acts} from "./Acts.sol";
import {ContractAccount} from "./ContractAccount.sol";
import {Refusal} from "./RefusingToken.sol";
import {InteroperableAddress} from "@openzeppelin/contracts/utils/draft-InteroperableAddress.sol";

/// @notice What anyone can do, one function per act, each guided by the model to where it matters: what can take effect
/// is preferred, and what must be refused is tried as well. The model knows the outcome of each act beforehand; an act
/// that ends otherwise breaks the campaign.
contract Handler is Acts {
    uint256 private constant MAX_ORDERS = 4;
    uint256 private constant MAX_ESCROWS = 3;

    constructor() {
        Queued[] memory queued = _takeQueued();
        assertEq(queued.length, CHAINS, "a route begins with the spoke's configuration");
        for (uint256 chain = 0; chain < CHAINS; ++chain) {
            (configuredAt[chain], configuredAccepting[chain]) = (clocks[0], true);
            (configuredFees[chain], heardAt[chain]) = (_currentFee(chain), clocks[0]);
            _assertAppended(queued[chain], CHAINS + chain, _configureEntry(true, configuredFees[chain]));
            _carry(CHAINS + chain, STRANGER);
        }
        // The campaign begins when no chain has been heard of for long.
        for (uint256 chain = 0; chain < CHAINS; ++chain) {
            clocks[chain] += RETIREMENT_SILENCE;
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
            _open(_openingOf(seed, o, chain));
            if (!everywhere) return;
        }
    }

    function reopen(uint256 seed) external {
        uint256 o = _findOrder(seed, _wasOpened);
        if (o == NONE) return _advance(seed);
        uint256 chain = _pick(seed, "chain", CHAINS);
        if (orders[o].escrowed[chain] < MAX_ESCROWS) _open(_openingOf(seed, o, chain));
    }

    /// Some that are good, some that are open already, and some that can't be opened.
    function openMany(uint256 seed) external {
        while (orders.length < 2) _createOrder(uint256(keccak256(abi.encode(seed, orders.length))));
        uint256 chain = _pick(seed, "chain", CHAINS);
        Opening[] memory openings = new Opening[](2 + _pick(seed, "count", 2));
        uint256 sender = _batchSender(seed);
        for (uint256 i = 0; i < openings.length; ++i) {
            uint256 each = uint256(keccak256(abi.encode(seed, i)));
            uint256 o = (_pick(seed, "order", orders.length) + i) % orders.length;
            // A bad one, if it was opened often.
            bool often = orders[o].escrowed[chain] + i >= MAX_ESCROWS;
            openings[i] = _openingOf(each, o, chain);
            openings[i].payer = sender;
            if (often) openings[i].value = _nativeInputs(orders[o], chain);
        }
        _openMany(openings);
    }

    function cancelNonce(uint256 seed) external {
        uint256 o = _findOrder(seed, _isUndecided);
        if (o == NONE || _pick(seed, "advance", 3) != 0) return _advance(seed);
        _cancelNonce(_pick(seed, "chain", CHAINS), orders[o].user, orders[o].nonce);
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
            uint256 chain = orders[o].legs[index].destination;
            if (_pick(seed, "last", 8) == 0) _passUntil(chain, orders[o].fillDeadline);
            Filling memory filling = _fillingOf(seed, o, index, chain);
            if (orders[o].solver != NOBODY && _pick(seed, "exclusivity", 3) == 0) {
                // By a rival, in the last second of the exclusivity, the one before it, or the first after it.
                filling.solver = (orders[o].solver + 1 + _pick(seed, "rival", STRANGER - 1)) % STRANGER;
                _passUntil(chain, orders[o].exclusiveUntil - 1 + uint64(_pick(seed, "beyond", 3)));
            }
            _fill(filling);
            if (!everything) return;
        }
    }

    /// A second fill, a fill that is late or after a cancellation, or one on another chain than the leg's.
    function misfill(uint256 seed) external {
        if (orders.length == 0 || _pick(seed, "advance", 2) == 0) return _advance(seed);
        uint256 o = _findOrder(seed, _isCancelled);
        if (o == NONE) o = _pick(seed, "order", orders.length);
        uint256 index = _pick(seed, "leg", orders[o].legs.length);
        uint256 chain = orders[o].legs[index].destination;
        if (chain == UNROUTED || _isFillableLeg(orders[o], index)) chain = _pick(seed, "chain", CHAINS);
        _fill(_fillingOf(seed, o, index, chain));
    }

    /// Each leg that is due on one chain, of all orders, and the same again.
    function fillMany(uint256 seed) external {
        if (orders.length == 0) return _advance(seed);
        uint256 chain = _pick(seed, "chain", CHAINS);
        uint256 sender = _batchSender(seed);
        Filling[] memory fillings = new Filling[](4);
        uint256 count;
        for (uint256 i = 0; i < orders.length * MAX_LEGS && count < fillings.length; ++i) {
            (uint256 o, uint256 index) = (i % orders.length, i / orders.length);
            if (index >= orders[o].legs.length || orders[o].legs[index].destination != chain) continue;
            fillings[count] = _fillingOf(uint256(keccak256(abi.encode(seed, i))), o, index, chain);
            fillings[count++].solver = sender;
        }
        if (count == 0) return _advance(seed);
        if (count < fillings.length) {
            fillings[count] = fillings[_pick(seed, "again", count)];
            ++count;
        }
        assembly ("memory-safe") {
            mstore(fillings, count)
        }
        _fillMany(fillings);
    }

    /// By the user, by their word, or by neither; on any chain.
    function cancel(uint256 seed) external {
        uint256 o = _findOrder(seed, _isCancellableNow);
        if (o == NONE && orders.length != 0) o = _pick(seed, "order", orders.length);
        if (o == NONE || _pick(seed, "advance", 3) == 0) return _advance(seed);
        OrderModel storage order = orders[o];
        uint256 chain = order.legs[_pick(seed, "leg", order.legs.length)].destination;
        if (chain == UNROUTED || _pick(seed, "elsewhere", 8) == 0) chain = _pick(seed, "chain", CHAINS);
        bool signed = _pick(seed, "signed", 2) == 0;
        uint256 sender = signed || _pick(seed, "other", 8) == 0 ? _pick(seed, "sender", ACTORS) : order.user;
        _cancel(o, chain, sender, signed, _pick(seed, "forged", 8) == 0, _feeOf(seed, chain));
        // As often as not, the hub learns of it soon.
        if (_pick(seed, "carry", 2) == 0) _carry(chain, _worker(seed));
    }

    /// Runs a call, at the right time or another; somebody gives the executor something, now and then.
    function execute(uint256 seed) external {
        uint256 o = _findOrder(seed, _isExecutable);
        if (o == NONE) o = _findOrder(seed, _hasCall);
        if (o == NONE) return _advance(seed);
        OrderModel storage order = orders[o];
        if (_pick(seed, "give", 3) == 0) {
            uint256 token = _executorToken(order);
            uint256 amount = _pick(seed, "much", 2) == 0 ? _dueToExecutor(order, token) : 1 + _pick(seed, "amount", 1e6);
            _give(o, token, _pick(seed, "giver", ACTORS), amount);
        }
        uint256 chain = _pick(seed, "elsewhere", 16) == 0 ? _pick(seed, "chain", CHAINS) : order.callChain;
        bool breaks = !callsBroken && _pick(seed, "breaks", 3) == 0;
        if (breaks) _setCallsBroken(true);
        _execute(o, chain, _worker(seed));
        if (breaks) _setCallsBroken(false);
    }

    function advance(uint256 seed) external {
        _advance(seed);
    }

    function settle(uint256 seed) external {
        uint256 o = _findOrder(seed, _isSettleable);
        if (o != NONE) return _decide(Verb.Settle, _list(seed, o, _isSettleable), ALL, _worker(seed));
        o = _findOrder(seed, _isUndecided);
        if (o == NONE || _pick(seed, "advance", 3) != 0) return _advance(seed);
        _decide(Verb.Settle, _list(seed, o, _isUndecided), ALL, _worker(seed));
    }

    /// Without some leg's fill, or after a decision: the hub must refuse.
    function missettle(uint256 seed) external {
        if (orders.length == 0 || _pick(seed, "advance", 2) == 0) return _advance(seed);
        uint256[] memory list = new uint256[](1);
        list[0] = _pick(seed, "order", orders.length);
        uint256 shown = ALL ^ (1 << _pick(seed, "hidden", orders[list[0]].legs.length));
        _decide(Verb.Settle, list, shown, _worker(seed));
    }

    function abort(uint256 seed) external {
        uint256 shown = _pick(seed, "shown", 4) == 0 ? seed : ALL;
        uint256 o = _findOrder(seed, _isAbortable);
        if (o != NONE) return _decide(Verb.Abort, _list(seed, o, _isAbortable), shown, _worker(seed));
        o = _findOrder(seed, _isUndecided);
        if (o == NONE || _pick(seed, "expire", 3) == 0) return _expire(seed);
        _decide(Verb.Abort, _list(seed, o, _isUndecided), shown, _worker(seed));
    }

    function refund(uint256 seed) external {
        uint256 shown = _pick(seed, "shown", 4) == 0 ? seed : ALL;
        uint256 o = _findOrder(seed, _hasRefund);
        if (o != NONE) return _decide(Verb.Refund, _list(seed, o, _hasRefund), shown, _worker(seed));
        o = _findOrder(seed, _isLateEscrowed);
        if (o == NONE && _openAgain(seed)) o = _findOrder(seed, _isLateEscrowed);
        if (o != NONE) {
            _carryLate(orders[o], _worker(seed));
            if (!_hasRefund(orders[o]) || _pick(seed, "later", 2) == 0) return;
            return _decide(Verb.Refund, _list(seed, o, _hasRefund), shown, _worker(seed));
        }
        if (orders.length == 0 || _pick(seed, "advance", 2) == 0) return _advance(seed);
        _decide(Verb.Refund, _list(seed, _pick(seed, "order", orders.length), _hasRefund), shown, _worker(seed));
    }

    // Time

    function pass(uint256 seed) external {
        uint256 chain = _pick(seed, "chain", CHAINS);
        if (_pick(seed, "price", 2) == 0) baseFees[chain] = uint64(1 << _pick(seed, "baseFee", 40));
        uint256 o = _findOrder(seed, _isUndecided);
        if (o == NONE || _pick(seed, "small", 2) == 0) {
            clocks[chain] += uint64(_pick(seed, "seconds", 45));
            return;
        }
        // The last second, and the first after it, are where clocks matter.
        uint256 deadline = _pick(seed, "which", 2) == 0 ? orders[o].openDeadline : orders[o].fillDeadline;
        uint256 time = deadline + _pick(seed, "beyond", 2);
        _passUntil(chain, uint64(time));
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
        if (line.accepted.length == 0) return _carry(l, _worker(seed));
        uint256 tip = line.accepted[_pick(seed, "tip", line.accepted.length)];
        if (tip != 0) _acceptEarlier(l, _pick(seed, "head", tip), tip, _pick(seed, "broken", 8) == 0);
    }

    function deliver(uint256 seed) external {
        uint256 l = _findLine(seed, _isDeliverable);
        if (!_isDeliverable(lines[l])) return _carry(l, _worker(seed));
        Line storage line = lines[l];
        uint256 most = _acceptedUpTo(line) - line.processed;
        uint256 count = _pick(seed, "all", 2) == 0 ? most : 1 + _pick(seed, "count", most);
        // Any accepted head that the chunk leads to does.
        uint256 tip = line.accepted[_pick(seed, "tip", line.accepted.length)];
        if (tip < line.processed + count) tip = _acceptedUpTo(line);
        _deliver(l, line.processed, count, tip, _worker(seed));
    }

    /// Entries skipped, repeated, altered, beyond what was accepted, or up to what was accepted over a route that is no
    /// more: the receiver must refuse.
    function misdeliver(uint256 seed) external {
        uint256 l = _findLine(seed, _isDeliverable);
        Line storage line = lines[l];
        uint256 total = line.entries.length;
        uint256 tip = _pick(seed, "tip", total + 1);
        uint256 from = _pick(seed, "continue", 2) == 0 ? line.processed : _pick(seed, "from", total + 1);
        uint256 count = _pick(seed, "count", total - from + 1);
        bytes[] memory entries = _slice(line, from, count);
        if (count != 0 && _pick(seed, "alter", 3) == 0) entries[count - 1][entries[count - 1].length / 2] ^= 0x01;
        bytes32[] memory rest = _rest(line, from + count, tip);
        // Good after all; or equal entries, as two heartbeats of one second are, taken for each other.
        if (count != 0 && _isAcceptedHead(line, _fold(_foldEntries(line, entries), rest))) return;
        _assertRefused(l, entries, rest, "only entries that continue the channel to an accepted head are delivered");
    }

    /// A head that a stranger sends, to entries that the sender never queued.
    function intrude(uint256 seed) external {
        uint256 l = _pick(seed, "line", 2 * CHAINS);
        (bytes[] memory entries, bytes32 head) = _madeUp(l);
        bytes memory recipient = InteroperableAddress.formatEvmV1(_idOf(_receiverOf(l)), _receiver(l));
        vm.chainId(_nearEndOf(l));
        bytes32 id = gateways[_receiverRoute(l)].sendMessage(recipient, abi.encodePacked(head), new bytes[](0));
        (bool success,) = _callAs(
            actors[STRANGER],
            _receiverOf(l),
            address(gateways[_receiverRoute(l)]),
            abi.encodeCall(gateways[0].relay, (id))
        );
        assertFalse(success, "a stranger's head is not accepted");
        _assertRefused(l, entries, new bytes32[](0), "a stranger's entry is not delivered");
    }

    /// What a chain in the wrong hands reports of legs that are none of its own, and plain nonsense.
    function forge(uint256 seed) external {
        uint256 chain = _pick(seed, "chain", CHAINS);
        uint256 o = _findOrder(seed, _isUndecided);
        if (o == NONE) return _advance(seed);
        OrderModel storage order = orders[o];
        uint256 index = _pick(seed, "leg", order.legs.length);
        uint64 fee = uint64(_pick(seed, "fee", 1e6));
        Entry memory entry;
        if (!(_isCancellable(order) && _hasUnfilledAt(order, chain)) && _pick(seed, "cancel", 3) == 0) {
            entry = _cancelledEntry(chain, o, fee);
            entry.kind = EntryKind.ForgedCancel;
        } else if (order.legs[index].destination != chain) {
            uint256 forger = _pick(seed, "stranger", 2) == 0 ? STRANGER : _pick(seed, "account", ACTORS);
            entry = _filledEntry(chain, o, index, _pick(seed, "hold", 2) == 0, forger, forger, fee);
            entry.kind = EntryKind.ForgedFill;
        } else if (!_originatesAt(order, chain)) {
            entry = _escrowedEntry(chain, o, fee);
            entry.kind = EntryKind.ForgedEscrow;
        } else {
            // Malformed: rejected, without effect on the watermark.
            entry.data = abi.encodePacked(uint8(_pick(seed, "kind", 256)), seed, type(uint128).max);
        }
        vm.deal(address(this), uint256(entry.fee) * 1 gwei);
        feeSum[chain] += entry.fee;
        _payAs(
            address(this),
            chain,
            address(spokes[chain]),
            uint256(entry.fee) * 1 gwei,
            abi.encodeCall(spokes[chain].queueForged, (entry.data))
        );
        _assertQueued(chain, entry);
    }

    /// Brings one channel to the hub up to date.
    function carryReports(uint256 seed) external {
        _carry(_pick(seed, "chain", CHAINS), _worker(seed));
    }

    /// Brings one channel from the hub up to date.
    function carryInstructions(uint256 seed) external {
        uint256 first = _pick(seed, "chain", CHAINS);
        for (uint256 i = 0; i < CHAINS; ++i) {
            uint256 l = CHAINS + (first + i) % CHAINS;
            if (_isBehind(lines[l])) return _carry(l, _worker(seed));
        }
        _advance(seed);
    }

    // Payouts

    /// One recipient, on all chains; preferably one who is about to be paid. Or what calls call.
    function refuse(uint256 seed) external {
        if (_pick(seed, "calls", 4) == 0) return _setCallsBroken(_pick(seed, "broken", 2) == 0);
        uint256 actor = _pick(seed, "actor", ACTORS);
        uint256 l = CHAINS + _pick(seed, "chain", CHAINS);
        if (!_isBehind(lines[l])) l = CHAINS + (l + 1) % CHAINS;
        Line storage line = lines[l];
        for (uint256 i = line.processed; i < line.entries.length; ++i) {
            Entry storage entry = line.entries[i];
            if (entry.kind == EntryKind.Pay && entry.account < ACTORS) actor = entry.account;
        }
        uint256 how = _pick(seed, "how", 6);
        _setRefusal(actor, Refusal(how < 4 ? how : 0));
        if (actor == CONTRACT) _setNativeRefusal(_pick(seed, "native", 2) == 0);
        if (_pick(seed, "carry", 2) == 0) _carry(l, _worker(seed));
    }

    function claim(uint256 seed) external {
        uint256 count = CHAINS * ACTORS * 2;
        uint256 first = _pick(seed, "first", count);
        (uint256 chain, uint256 actor, uint256 token) = _claimant(first);
        for (uint256 i = 0; i < count && claimables[chain][token][actor] == 0; ++i) {
            (chain, actor, token) = _claimant((first + i) % count);
        }
        if (_pick(seed, "yield", 2) == 0) _setRefusal(actor, Refusal.None);
        uint256 part = _pick(seed, "part", 4) == 0 ? _pick(seed, "parts", 257) : 0;
        _claim(chain, token, actor, part, _worker(seed));
    }

    function collect(uint256 seed) external {
        uint256 first = _pick(seed, "first", CHAINS * ACTORS);
        (uint256 chain, uint256 actor) = (first / ACTORS, first % ACTORS);
        for (uint256 i = 0; i < CHAINS * ACTORS && earned[chain][actor] == 0; ++i) {
            (chain, actor) = ((first + i) % (CHAINS * ACTORS) / ACTORS, (first + i) % ACTORS);
        }
        _collect(chain, actor);
    }

    // Governance

    function pause(uint256 seed) external {
        uint256 chain = _pick(seed, "chain", CHAINS);
        uint256 what = 1 + _pick(seed, "what", 3);
        _setPauses(chain, _pick(seed, "pauses", 2) == 0, what & 1 != 0, what & 2 != 0);
        _advance(seed);
    }

    /// One end of a route, or both; with it dies what the old gateway brought, and what it made up.
    function reroute(uint256 seed) external {
        uint256 l = _findLine(seed, _isDeliverable);
        uint256 chain = _chainOf(l);
        uint256 which = 1 - _receiverRoute(l);
        bool forges = chain != 0 && _pick(seed, "forges", 2) == 0;
        (bytes[] memory entries, bytes32 head) = _madeUp(l);
        if (forges) _forgeHead(l, head);
        _reroute(chain, l < CHAINS, which);
        if (forges) _assertRefused(l, entries, new bytes32[](0), "what a gateway made up dies with its route");
        if (_pick(seed, "both", 2) == 0) _reroute(chain, l >= CHAINS, which);
        if (_pick(seed, "advance", 2) == 0) _advance(seed);
    }

    /// Gives up a chain, or takes one back.
    function retire(uint256 seed) external {
        for (uint256 chain = 0; chain < CHAINS; ++chain) {
            if (retired[chain]) return _reroute(chain, true, hubRoutes[chain]);
        }
        if (_pick(seed, "advance", 3) != 0) return _advance(seed);
        uint256 first = _pick(seed, "chain", CHAINS);
        for (uint256 i = 0; i < CHAINS - 1; ++i) {
            if (clocks[0] > heardAt[first] + RETIREMENT_SILENCE) break;
            first = (first + 1) % CHAINS;
        }
        _retire(first);
        uint256 o = _findOrder(seed, _isAbortable);
        if (o == NONE || _pick(seed, "abort", 2) == 0) return;
        _decide(Verb.Abort, _list(seed, o, _isAbortable), ALL, _worker(seed));
    }

    function updateFee(uint256 seed) external {
        uint256 chain = _pick(seed, "chain", CHAINS);
        if (_pick(seed, "wait", 2) == 0) clocks[0] += 1 minutes;
        _updateFee(chain);
        _advance(seed);
    }

    /// Lets everything end: all time passed, all channels drained, all orders decided, all that is due paid or claimed.
    /// What is paused stays so, and so does a chain that was given up.
    function finish() external {
        for (uint256 chain = 0; chain < CHAINS; ++chain) {
            clocks[chain] += HEARTBEAT_SPACING;
            for (uint256 o = 0; o < orders.length; ++o) {
                uint64 end = orders[o].fillDeadline + EXECUTION_GRACE + 1;
                if (clocks[chain] < end) clocks[chain] = end;
            }
        }
        for (uint256 chain = 0; chain < CHAINS; ++chain) {
            _heartbeatAt(chain);
            _carry(chain, STRANGER);
        }
        uint256[] memory list = new uint256[](1);
        for (uint256 o = 0; o < orders.length; ++o) {
            list[0] = o;
            if (orders[o].decision == Decision.Undecided) {
                _decide(_isComplete(orders[o]) ? Verb.Settle : Verb.Abort, list, ALL, STRANGER);
            }
            if (_hasRefund(orders[o])) _decide(Verb.Refund, list, ALL, STRANGER);
        }
        _payAll();
    }

    function _payAll() private {
        _setNativeRefusal(false);
        for (uint256 actor = 0; actor < ACTORS; ++actor) {
            _setRefusal(actor, Refusal.None);
            for (uint256 chain = 0; chain < CHAINS; ++chain) {
                uint64 fee = _afterDecision(_afterDelivery(configuredFees[chain]));
                if (earned[chain][actor] > fee) _collect(chain, actor);
            }
        }
        for (uint256 chain = 0; chain < CHAINS; ++chain) {
            _carry(CHAINS + chain, STRANGER);
            for (uint256 actor = 0; actor < ACTORS; ++actor) {
                if (claimables[chain][REFUSING][actor] != 0) _claim(chain, REFUSING, actor, 0, STRANGER);
                if (claimables[chain][NATIVE][actor] != 0) _claim(chain, NATIVE, actor, 0, STRANGER);
            }
        }
        for (uint256 o = 0; o < orders.length; ++o) {
            if (orders[o].callChain != NOBODY) _execute(o, orders[o].callChain, STRANGER);
        }
    }

    // Steps

    function _createOrder(uint256 seed) private returns (uint256 o) {
        o = orders.length;
        OrderModel storage order = orders.push();
        uint64 latest = clocks[0];
        uint64 earliest = clocks[0];
        for (uint256 chain = 1; chain < CHAINS; ++chain) {
            if (clocks[chain] > latest) latest = clocks[chain];
            if (clocks[chain] < earliest) earliest = clocks[chain];
        }
        order.user = uint8(_pick(seed, "user", STRANGER));
        // Two orders of a user may share a nonce.
        order.nonce = uint8(_pick(seed, "nonce", 4) == 0 ? 0 : o);
        order.openDeadline = latest + uint64(_pick(seed, "openDeadline", 120));
        order.fillDeadline = order.openDeadline + uint64(_pick(seed, "fillDeadline", 60));
        // Farther ahead than a spoke takes, rarely.
        if (_pick(seed, "far", 32) == 0 && latest < earliest + 1 days) {
            order.fillDeadline = earliest + MAX_DEADLINE_SPAN + 1;
        }
        order.solver = NOBODY;
        if (_pick(seed, "exclusive", 4) == 0) {
            order.solver = uint8(_pick(seed, "solver", STRANGER));
            order.exclusiveUntil = order.openDeadline - uint64(_pick(seed, "exclusiveUntil", 60));
        }
        order.cancellable = _pick(seed, "cancellable", 3) == 0;
        uint256 size = _pick(seed, "size", 8);
        uint256 count = size < 3 ? 1 : size < 6 ? 2 : size - 3;
        for (uint256 i = 0; i < count; ++i) {
            _createLeg(order, _pick(seed, bytes32("leg") | bytes32(i), ALL));
        }
        // No two orders are equal, whatever the seeds.
        order.legs[0].outputAmount += uint128(o);
        _createCall(order, seed);
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
        leg.recipient = uint8(_pick(seed, "recipient", STRANGER));
        leg.inputAmount = uint128(1 + _pick(seed, "inputAmount", 1e15));
        leg.outputAmount = uint128(1 + _pick(seed, "outputAmount", 1e15));
    }

    /// On the destination chain of a leg, for that leg and most others there.
    function _createCall(OrderModel storage order, uint256 seed) private {
        order.callChain = NOBODY;
        uint256 index = _pick(seed, "called", order.legs.length);
        uint8 chain = order.legs[index].destination;
        if (chain == UNROUTED || _pick(seed, "call", 4) != 0) return;
        order.callChain = chain;
        order.beneficiary = uint8(_pick(seed, "beneficiary", STRANGER));
        order.fallbackRecipient = uint8(_pick(seed, "fallback", STRANGER));
        order.leftover = uint8(_pick(seed, "leftover", 3) * 64);
        for (uint256 i = 0; i < order.legs.length; ++i) {
            LegModel storage leg = order.legs[i];
            if (leg.destination == chain && (i == index || _pick(seed, bytes32(i), 4) != 0)) leg.recipient = EXECUTOR;
        }
    }

    function _openingOf(uint256 seed, uint256 o, uint256 chain) private view returns (Opening memory opening) {
        (opening.o, opening.chain, opening.payer) = (o, chain, _pick(seed, "payer", ACTORS));
        opening.signed = _pick(seed, "signed", 3) == 0;
        opening.forged = opening.signed && _pick(seed, "forged", 8) == 0;
        opening.value = _feeOf(seed, chain);
        if (!opening.signed) opening.value += _nativeInputs(orders[o], chain);
    }

    function _fillingOf(uint256 seed, uint256 o, uint256 index, uint256 chain)
        private
        view
        returns (Filling memory filling)
    {
        OrderModel storage order = orders[o];
        (filling.o, filling.index, filling.chain) = (o, index, chain);
        filling.solver = _pick(seed, "solver", STRANGER);
        if (order.solver != NOBODY && _pick(seed, "other", 4) != 0) filling.solver = order.solver;
        filling.payee = _pick(seed, "payee", STRANGER);
        filling.hold = _pick(seed, "hold", 2) == 0;
        filling.value = _feeOf(seed, chain);
        if (order.legs[index].outputToken == NATIVE) filling.value += order.legs[index].outputAmount;
    }

    /// The least fee, and a tip; now and then less than it, or no whole number of gwei.
    function _feeOf(uint256 seed, uint256 chain) private view returns (uint256 fee) {
        fee = entryFees[chain] * 1 gwei;
        uint256 how = _pick(seed, "fee", 32);
        if (how == 0) return fee - 1 gwei;
        if (how == 1) return fee + 1;
        if (how < 16) return fee + _pick(seed, "tip", 1e5) * 1 gwei;
    }

    /// Whoever does what anyone may do: the stranger as often as not.
    function _worker(uint256 seed) private pure returns (uint256) {
        return _pick(seed, "stranger", 2) == 0 ? STRANGER : _pick(seed, "worker", ACTORS);
    }

    /// Value that is left over goes back to the sender: one who takes it.
    function _batchSender(uint256 seed) private pure returns (uint256) {
        return _pick(seed, "sender", CONTRACT);
    }

    /// Brings an escrow to the hub that has decided without it.
    function _carryLate(OrderModel storage order, uint256 sender) private {
        for (uint256 chain = 0; chain < CHAINS; ++chain) {
            if (order.escrowed[chain] > order.reported[chain]) return _carry(chain, sender);
        }
    }

    /// The next step towards the commitment of an order.
    function _advance(uint256 seed) private {
        uint256 o = _findOrder(seed, _isUndecided);
        if (o == NONE) {
            if (orders.length == MAX_ORDERS) return _carry(_findLine(seed, _isBehind), _worker(seed));
            o = _createOrder(seed);
        }
        OrderModel storage order = orders[o];
        for (uint256 chain = 0; chain < CHAINS; ++chain) {
            if (!_isOpenableAt(order, chain)) continue;
            _unblock(chain, seed);
            return _open(_openingOf(seed, o, chain));
        }
        for (uint256 i = 0; i < order.legs.length; ++i) {
            if (!_isFillableLeg(order, i)) continue;
            uint256 chain = order.legs[i].destination;
            _unblock(chain, seed);
            return _fill(_fillingOf(seed, o, i, chain));
        }
        for (uint256 i = 0; i < order.legs.length; ++i) {
            LegModel storage leg = order.legs[i];
            if (leg.filled && !leg.reported) return _carry(leg.destination, _worker(seed));
            if (leg.origin != UNROUTED && order.reported[leg.origin] < order.escrowed[leg.origin]) {
                return _carry(leg.origin, _worker(seed));
            }
        }
    }

    /// Where orders are not taken, governance has them taken again, mostly.
    function _unblock(uint256 chain, uint256 seed) private {
        if (_pick(seed, "unblock", 4) == 0) return;
        if (opensPaused[chain] || fillsPaused[chain]) _setPauses(chain, false, true, true);
        if (accepting[chain]) return;
        if (!configuredAccepting[chain]) _reroute(chain, true, hubRoutes[chain]);
        _carry(CHAINS + chain, _worker(seed));
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
                return _showTime(leg.origin, order.openDeadline + beyond, _worker(seed));
            }
            if (leg.destination != UNROUTED && !leg.filled) {
                return _showTime(leg.destination, order.fillDeadline + beyond, _worker(seed));
            }
        }
    }

    /// Opens a decided order once more, where it still can be.
    function _openAgain(uint256 seed) private returns (bool) {
        uint256 o = _findOrder(seed, _isLateOpenable);
        if (o == NONE || _pick(seed, "again", 4) == 0) return false;
        for (uint256 chain = 0; chain < CHAINS; ++chain) {
            if (_isLateOpenableAt(orders[o], chain)) _open(_openingOf(seed, o, chain));
        }
        return true;
    }

    /// Lets the hub know that a chain's clock has come to `time`.
    function _showTime(uint256 chain, uint64 time, uint256 sender) private {
        _passUntil(chain, time);
        if (clocks[chain] >= lastHeartbeats[chain] + HEARTBEAT_SPACING) _heartbeatAt(chain);
        _carry(chain, sender);
    }

    /// Clocks stay minutes apart: orders can be opened on all chains.
    function _passUntil(uint256 chain, uint64 time) private {
        if (clocks[chain] < time && time < clocks[chain] + 1 days) clocks[chain] = time;
    }

    /// One entry that the sender of a line never queued, and its head.
    function _madeUp(uint256 l) private view returns (bytes[] memory entries, bytes32 head) {
        entries = new bytes[](1);
        entries[0] = l < CHAINS
            ? abi.encodePacked(uint8(0), type(uint40).max, uint64(0))
            : abi.encodePacked(
                uint8(0),
                _accountOf(_tokenOf(_chainOf(l), REFUSING)),
                _accountOf(actors[STRANGER]),
                ENDOWMENT,
                uint40(0),
                uint128(0)
            );
        head = _extend(_headOf(lines[l], lines[l].processed), entries[0]);
    }

    function _forgeHead(uint256 l, bytes32 head) private {
        bytes memory data = abi.encodeCall(gateways[0].forge, (_nearEndOf(l), _sender(l), _receiver(l), head));
        (bool success,) = _callAs(actors[STRANGER], _receiverOf(l), address(gateways[_receiverRoute(l)]), data);
        assertTrue(success, "a route's gateway is believed");
    }

    function _assertRefused(uint256 l, bytes[] memory entries, bytes32[] memory rest, string memory rule) private {
        (bool success,) = _callAs(
            actors[STRANGER],
            _receiverOf(l),
            _receiver(l),
            abi.encodeCall(IChannel.deliver, (_nearEndOf(l), entries, rest))
        );
        assertFalse(success, rule);
    }

    function _setRefusal(uint256 actor, Refusal how) private {
        if (refuses[actor] == (how != Refusal.None)) return;
        refuses[actor] = how != Refusal.None;
        for (uint256 chain = 0; chain < CHAINS; ++chain) {
            refusingTokens[chain].refuse(actors[actor], how);
        }
    }

    function _setNativeRefusal(bool refused) private {
        nativeRefused = refused;
        ContractAccount(payable(actors[CONTRACT])).refuseNative(refused);
    }

    function _setCallsBroken(bool broken) private {
        callsBroken = broken;
        callTarget.setBroken(broken);
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

    /// Now and then, another order for the same transaction: one that fits, any other, or the same again.
    function _list(uint256 seed, uint256 o, function(OrderModel storage) view returns (bool) fits)
        private
        view
        returns (uint256[] memory list)
    {
        uint256 partner = NONE;
        uint256 how = _pick(seed, "partner", 8);
        if (how < 3) {
            for (uint256 i = 0; i < orders.length; ++i) {
                if (i != o && fits(orders[i])) partner = i;
            }
        } else if (how == 3) {
            partner = _pick(seed, "any", orders.length);
        }
        list = new uint256[](partner == NONE ? 1 : 2);
        bool first = list.length == 2 && _pick(seed, "first", 2) == 0;
        list[first ? 1 : 0] = o;
        if (partner != NONE) list[first ? 0 : 1] = partner;
    }

    /// Any line, if none fits.
    function _findLine(uint256 seed, function(Line storage) view returns (bool) fits) private view returns (uint256) {
        uint256 first = _pick(seed, "line", lines.length);
        for (uint256 i = 0; i < lines.length; ++i) {
            if (fits(lines[(first + i) % lines.length])) return (first + i) % lines.length;
        }
        return first;
    }

    function _claimant(uint256 index) private pure returns (uint256 chain, uint256 actor, uint256 token) {
        token = index % 2 == 0 ? REFUSING : NATIVE;
        actor = index / 2 % ACTORS;
        chain = index / 2 / ACTORS;
    }

    function _executorToken(OrderModel storage order) private view returns (uint256) {
        for (uint256 i = 0; i < order.legs.length; ++i) {
            if (order.legs[i].recipient == EXECUTOR) return order.legs[i].outputToken;
        }
        revert("a call has a leg");
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

    function _isLateOpenable(OrderModel storage order) private view returns (bool) {
        if (order.decision == Decision.Undecided) return false;
        for (uint256 chain = 0; chain < CHAINS; ++chain) {
            if (_isLateOpenableAt(order, chain)) return true;
        }
        return false;
    }

    function _isLateOpenableAt(OrderModel storage order, uint256 chain) private view returns (bool) {
        return order.escrowed[chain] < MAX_ESCROWS && clocks[chain] <= order.openDeadline && _originatesAt(order, chain);
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

    function _isCancelled(OrderModel storage order) private view returns (bool) {
        for (uint256 chain = 0; chain < CHAINS; ++chain) {
            if (order.cancelled[chain]) return true;
        }
        return false;
    }

    function _isCancellableNow(OrderModel storage order) private view returns (bool) {
        return order.decision == Decision.Undecided && _isCancellable(order) && !_isCancelled(order);
    }

    function _hasCall(OrderModel storage order) private view returns (bool) {
        return order.callChain != NOBODY;
    }

    function _isExecutable(OrderModel storage order) private view returns (bool) {
        return order.callChain != NOBODY && order.execution == Execution.Waiting && _isReadyWith(order, 0, 0);
    }
}
