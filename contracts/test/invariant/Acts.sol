// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IChannel} from "../../src/channel/IChannel.sol";
import {Decision, IHub, PayoutKind, ReportedOrder} from "../../src/hub/IHub.sol";
import {FillRequest, ISpoke, OpenRequest} from "../../src/spoke/ISpoke.sol";
import {Order, OrderId} from "../../src/types/Order.sol";
import {Properties} from "./Properties.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {Vm} from "forge-std/Vm.sol";

/// @notice Each act on the contracts: the call, the outcome that it must have, and what follows from it in the model.
abstract contract Acts is Properties {
    uint256 internal constant MAX_LEGS = 4;
    uint256 internal constant NONE = type(uint256).max;

    /// What a run came to.
    enum Feat {
        Committed,
        Aborted,
        // An escrow that the hub heard of only after its decision.
        RefundedLate,
        ReturnedOutput,
        ClaimedPayout,
        OpenedBySignature,
        RefusedNonce,
        CancelledAndAborted,
        // Refused because of a cancellation, a pause, or another's exclusivity.
        RefusedCancelled,
        RefusedPaused,
        RefusedExclusive,
        Executed,
        FellBack,
        CollectedFees,
        SkippedRequest,
        SkippedOrder,
        LostHead,
        Retired,
        Returned,
        PaidNative,
        // Another than the exclusive solver, in the last second of the exclusivity, and in the first after it.
        RefusedLastExclusive,
        FilledFirstShared
    }

    /// One bit per feat.
    uint256 public feats;

    enum Verb {
        Settle,
        Abort,
        Refund
    }

    /// @param payer Who sends the transaction.
    /// @param signed Whether the user's signature authorises it; forged, if it is another's.
    struct Opening {
        uint256 o;
        uint256 chain;
        uint256 payer;
        bool signed;
        bool forged;
        uint256 value;
    }

    struct Filling {
        uint256 o;
        uint256 index;
        uint256 chain;
        uint256 solver;
        uint256 payee;
        bool hold;
        uint256 value;
    }

    // Opens

    function _open(Opening memory opening) internal {
        bytes memory data = opening.signed
            ? abi.encodeCall(ISpoke.openFor, (_orderOf(opening.o), _openingSignature(opening)))
            : abi.encodeCall(ISpoke.open, (_orderOf(opening.o)));
        (bool success, bytes memory result) =
            _payAs(actors[opening.payer], opening.chain, address(spokes[opening.chain]), opening.value, data);
        assertEq(
            success,
            _isOpening(opening),
            "an order is opened on its origin chains, until its deadline, by whoever pays or with the user's word"
        );
        if (!success) return;
        assertEq(abi.decode(result, (bytes32)), OrderId.unwrap(orders[opening.o].id), "an order has one id everywhere");
        _assertQueued(opening.chain, _opened(opening));
    }

    function _openMany(Opening[] memory openings) internal {
        OpenRequest[] memory requests = new OpenRequest[](openings.length);
        uint256 value;
        for (uint256 i = 0; i < openings.length; ++i) {
            Opening memory opening = openings[i];
            bytes memory signature = opening.signed ? _openingSignature(opening) : bytes("");
            requests[i] = OpenRequest(_orderOf(opening.o), signature, opening.value);
            value += opening.value;
        }
        uint256 chain = openings[0].chain;
        (bool success,) = _payAs(
            actors[openings[0].payer], chain, address(spokes[chain]), value, abi.encodeCall(ISpoke.openMany, (requests))
        );
        assertTrue(success, "one bad order stops no other");
        Vm.Log[] memory logs = vm.getRecordedLogs();
        Queued[] memory queued = _queuedIn(logs);
        uint256 count;
        for (uint256 i = 0; i < openings.length; ++i) {
            bool expected = _isOpening(openings[i]);
            assertEq(_isSkipped(logs, i), !expected, "a bad order is skipped, and no other");
            if (expected) count = _findAppended(queued, count, chain, _opened(openings[i]));
        }
        _assertQueuedHead(chain);
    }

    function _openingSignature(Opening memory opening) private view returns (bytes memory) {
        uint256 user = orders[opening.o].user;
        return _sign(opening.forged ? (user + 1) % ACTORS : user, OrderId.unwrap(orders[opening.o].id));
    }

    function _isOpening(Opening memory opening) private returns (bool) {
        OrderModel storage order = orders[opening.o];
        uint256 chain = opening.chain;
        if (!_isFee(chain, opening.value, opening.signed ? 0 : _nativeInputs(order, chain))) return false;
        if (!_originatesAt(order, chain) || clocks[chain] > order.openDeadline || !_isNear(order, chain)) return false;
        if (opening.forged) return false;
        if (opening.signed && isNonceUsed[chain][order.user][order.nonce]) {
            _achieve(Feat.RefusedNonce);
            return false;
        }
        if (opensPaused[chain]) _achieve(Feat.RefusedPaused);
        return accepting[chain] && !opensPaused[chain];
    }

    function _opened(Opening memory opening) private returns (Entry memory) {
        OrderModel storage order = orders[opening.o];
        uint256 chain = opening.chain;
        ++order.escrowed[chain];
        uint256 fee = opening.value;
        for (uint256 i = 0; i < order.legs.length; ++i) {
            LegModel storage leg = order.legs[i];
            if (leg.origin != chain) continue;
            escrowedSum[chain][leg.inputToken] += leg.inputAmount;
            if (opening.signed) {
                paid[chain][leg.inputToken == NATIVE ? WRAPPED : leg.inputToken][order.user] += leg.inputAmount;
            } else if (leg.inputToken != NATIVE) {
                paid[chain][leg.inputToken][opening.payer] += leg.inputAmount;
            } else {
                fee -= leg.inputAmount;
            }
        }
        paid[chain][NATIVE][opening.payer] += opening.value;
        feeSum[chain] += fee / 1 gwei;
        if (opening.signed) {
            isNonceUsed[chain][order.user][order.nonce] = true;
            _achieve(Feat.OpenedBySignature);
        }
        return _escrowedEntry(chain, opening.o, uint64(fee / 1 gwei));
    }

    function _nativeInputs(OrderModel storage order, uint256 chain) internal view returns (uint256 sum) {
        for (uint256 i = 0; i < order.legs.length; ++i) {
            LegModel storage leg = order.legs[i];
            if (leg.origin == chain && leg.inputToken == NATIVE) sum += leg.inputAmount;
        }
    }

    /// What is left of the value is a fee that the chain takes.
    function _isFee(uint256 chain, uint256 value, uint256 native) private view returns (bool) {
        return value >= native && (value - native) % 1 gwei == 0 && (value - native) / 1 gwei >= entryFees[chain]
            && (value - native) / 1 gwei <= type(uint40).max;
    }

    function _cancelNonce(uint256 chain, uint256 actor, uint256 nonce) internal {
        (bool success,) =
            _callAs(actors[actor], chain, address(spokes[chain]), abi.encodeCall(ISpoke.cancelNonce, (nonce)));
        assertEq(success, !isNonceUsed[chain][actor][nonce], "a nonce is used or cancelled once");
        isNonceUsed[chain][actor][nonce] = true;
        assertTrue(spokes[chain].isNonceUsed(actors[actor], nonce), "a nonce that was used stays so");
        _assertNothingQueued();
    }

    // Fills

    function _fill(Filling memory filling) internal {
        bool expected = _isFilling(filling);
        uint256 chain = filling.chain;
        LegModel storage leg = orders[filling.o].legs[filling.index];
        bytes memory data = abi.encodeCall(
            ISpoke.fill, (_orderOf(filling.o), uint8(filling.index), _repaymentOf(leg, filling.payee), filling.hold)
        );
        (bool success,) = _payAs(actors[filling.solver], chain, address(spokes[chain]), filling.value, data);
        assertEq(success, expected, "a leg is filled once, on its destination chain, until its deadline");
        if (success) _assertQueued(chain, _filled(filling));
    }

    function _fillMany(Filling[] memory fillings) internal {
        FillRequest[] memory requests = new FillRequest[](fillings.length);
        uint256 value;
        for (uint256 i = 0; i < fillings.length; ++i) {
            Filling memory filling = fillings[i];
            LegModel storage leg = orders[filling.o].legs[filling.index];
            requests[i] = FillRequest(
                _orderOf(filling.o), uint8(filling.index), _repaymentOf(leg, filling.payee), filling.hold, filling.value
            );
            value += filling.value;
        }
        uint256 chain = fillings[0].chain;
        (bool success,) = _payAs(
            actors[fillings[0].solver],
            chain,
            address(spokes[chain]),
            value,
            abi.encodeCall(ISpoke.fillMany, (requests))
        );
        assertTrue(success, "one bad fill stops no other");
        Vm.Log[] memory logs = vm.getRecordedLogs();
        Queued[] memory queued = _queuedIn(logs);
        uint256 count;
        for (uint256 i = 0; i < fillings.length; ++i) {
            bool expected = _isFilling(fillings[i]);
            assertEq(_isSkipped(logs, i), !expected, "a bad fill is skipped, and no other");
            if (expected) count = _findAppended(queued, count, chain, _filled(fillings[i]));
        }
        _assertQueuedHead(chain);
    }

    function _isFilling(Filling memory filling) private returns (bool) {
        OrderModel storage order = orders[filling.o];
        LegModel storage leg = order.legs[filling.index];
        uint256 chain = filling.chain;
        if (chain != leg.destination || !_isNear(order, chain)) return false;
        if (!_isFee(chain, filling.value, leg.outputToken == NATIVE ? leg.outputAmount : 0)) return false;
        if (leg.filled || clocks[chain] > order.fillDeadline) return false;
        if (order.cancelled[chain]) {
            _achieve(Feat.RefusedCancelled);
            return false;
        }
        if (_isRival(order, filling) && clocks[chain] <= order.exclusiveUntil) {
            _achieve(Feat.RefusedExclusive);
            if (clocks[chain] == order.exclusiveUntil) _achieve(Feat.RefusedLastExclusive);
            return false;
        }
        if (fillsPaused[chain]) _achieve(Feat.RefusedPaused);
        if (!accepting[chain] || fillsPaused[chain]) return false;
        if (filling.hold) return true;
        if (leg.recipient != EXECUTOR) return !_refuses(leg.outputToken, leg.recipient);
        return !_completesCall(order, leg) || _callSucceeds(order);
    }

    function _isRival(OrderModel storage order, Filling memory filling) private view returns (bool) {
        return order.solver != NOBODY && order.solver != filling.solver;
    }

    function _completesCall(OrderModel storage order, LegModel storage leg) private view returns (bool) {
        return order.execution == Execution.Waiting && _isReadyWith(order, leg.outputToken, leg.outputAmount);
    }

    function _filled(Filling memory filling) private returns (Entry memory) {
        OrderModel storage order = orders[filling.o];
        LegModel storage leg = order.legs[filling.index];
        uint256 chain = filling.chain;
        uint256 fee = filling.value;
        if (_isRival(order, filling) && clocks[chain] == order.exclusiveUntil + 1) _achieve(Feat.FilledFirstShared);
        if (leg.outputToken == NATIVE) fee -= leg.outputAmount;
        else paid[chain][leg.outputToken][filling.solver] += leg.outputAmount;
        paid[chain][NATIVE][filling.solver] += filling.value;
        feeSum[chain] += fee / 1 gwei;
        (leg.filled, leg.hold, leg.filledAt) = (true, filling.hold, clocks[chain]);
        (leg.solver, leg.payee, leg.fee) = (uint8(filling.solver), uint8(filling.payee), uint64(fee / 1 gwei));
        if (filling.hold) {
            heldSum[chain][leg.outputToken] += leg.outputAmount;
        } else if (leg.recipient != EXECUTOR) {
            received[chain][leg.outputToken][leg.recipient] += leg.outputAmount;
        } else {
            bool completes = _completesCall(order, leg);
            order.holdings[leg.outputToken] += leg.outputAmount;
            if (completes) {
                _callRan(order, true);
                _swept(order);
                _achieve(Feat.Executed);
            }
        }
        return _filledEntry(chain, filling.o, filling.index, filling.hold, filling.solver, filling.payee, leg.fee);
    }

    /// @param signed By the user; else the sender must be the user.
    function _cancel(uint256 o, uint256 chain, uint256 sender, bool signed, bool forged, uint256 value) internal {
        OrderModel storage order = orders[o];
        bytes memory data = signed
            ? abi.encodeCall(ISpoke.cancelFor, (_orderOf(o), _cancellationSignature(order, forged)))
            : abi.encodeCall(ISpoke.cancel, (_orderOf(o)));
        (bool success,) = _payAs(actors[sender], chain, address(spokes[chain]), value, data);
        assertEq(
            success,
            (signed ? !forged : sender == order.user) && _isCancellable(order) && !order.cancelled[chain]
                && _hasUnfilledAt(order, chain) && _isNear(order, chain) && _isFee(chain, value, 0),
            "an order is cancelled by its user, where a leg is not filled, if no solver can lose by it unawares"
        );
        if (!success) return;
        order.cancelled[chain] = true;
        paid[chain][NATIVE][sender] += value;
        feeSum[chain] += value / 1 gwei;
        _assertQueued(chain, _cancelledEntry(chain, o, uint64(value / 1 gwei)));
    }

    function _cancellationSignature(OrderModel storage order, bool forged) private view returns (bytes memory) {
        bytes32 typeHash = keccak256("Cancellation(bytes32 orderId)");
        bytes32 digest = MessageHashUtils.toTypedDataHash(
            hub.domainSeparator(), keccak256(abi.encode(typeHash, OrderId.unwrap(order.id)))
        );
        // The order's own signature is none of its cancellation.
        return _sign(order.user, forged ? OrderId.unwrap(order.id) : digest);
    }

    // Calls

    function _execute(uint256 o, uint256 chain, uint256 sender) internal {
        OrderModel storage order = orders[o];
        (bool success,) =
            _callAs(actors[sender], chain, address(spokes[chain]), abi.encodeCall(ISpoke.execute, (_orderOf(o))));
        bool ready = _isReadyWith(order, 0, 0);
        bool tooLate = clocks[chain] > order.fillDeadline + EXECUTION_GRACE;
        assertEq(
            success,
            chain == order.callChain && _isNear(order, chain)
                && (order.execution != Execution.Waiting || ready || tooLate),
            "an order's call runs once all its outputs are there"
        );
        if (!success) return;
        _assertNothingQueued();
        if (order.execution == Execution.Waiting) {
            bool succeeds = ready && _callSucceeds(order);
            _callRan(order, succeeds);
            _achieve(succeeds ? Feat.Executed : Feat.FellBack);
        }
        _swept(order);
    }

    /// Gives an executor what no leg owes it.
    function _give(uint256 o, uint256 token, uint256 giver, uint256 amount) internal {
        OrderModel storage order = orders[o];
        uint256 chain = order.callChain;
        address executor = _addressOf(chain, FIRST_EXECUTOR + o);
        (bool success,) = token == NATIVE
            ? _payAs(actors[giver], chain, executor, amount, "")
            : _callAs(actors[giver], chain, _tokenOf(chain, token), abi.encodeCall(IERC20.transfer, (executor, amount)));
        assertTrue(success, "anyone may give an executor something");
        paid[chain][token][giver] += amount;
        order.holdings[token] += amount;
        order.gifts[token] += amount;
    }

    // Decisions

    function _decide(Verb verb, uint256[] memory list, uint256 shown, uint256 sender) internal {
        ReportedOrder[] memory reported = new ReportedOrder[](list.length);
        for (uint256 i = 0; i < list.length; ++i) {
            reported[i] = _reportedOf(list[i], shown, verb == Verb.Settle, i % 2 == shown % 2);
        }
        bytes memory data = verb == Verb.Settle
            ? abi.encodeCall(IHub.settle, (reported))
            : verb == Verb.Abort ? abi.encodeCall(IHub.abort, (reported)) : abi.encodeCall(IHub.refund, (reported));
        (bool success,) = _callAs(actors[sender], 0, address(hub), data);
        Dues memory dues = _createDues(list.length * MAX_LEGS);
        uint256 skipped;
        for (uint256 i = 0; i < list.length; ++i) {
            if (!_tryDecide(verb, list[i], shown, dues)) ++skipped;
        }
        assertEq(success, skipped != list.length, _rule(verb));
        if (!success) return;
        if (skipped != 0) _achieve(Feat.SkippedOrder);
        for (uint256 chain = 0; chain < CHAINS; ++chain) {
            earned[chain][sender] += dues.earned[chain];
            workSum[sender] += dues.earned[chain];
            if (dues.earned[chain] != 0) _assertEarned(chain, sender);
        }
        _assertOwed(dues, skipped);
    }

    function _rule(Verb verb) private pure returns (string memory) {
        if (verb == Verb.Settle) return "an order is settled when all its reports are in, once";
        if (verb == Verb.Abort) return "an order of which something is known is aborted when it is proven lost, once";
        return "what came in after a decision is paid back, once";
    }

    function _tryDecide(Verb verb, uint256 o, uint256 shown, Dues memory dues) private returns (bool) {
        OrderModel storage order = orders[o];
        Decision decided = hub.decision(order.id);
        if (verb == Verb.Settle) {
            if (decided == Decision.Commit) assertTrue(_isComplete(order), ATOMICITY);
            if (!_isSettleable(order) || !_showsAll(order, shown)) return false;
            _settled(o, dues);
            _achieve(Feat.Committed);
        } else if (verb == Verb.Abort) {
            if (!_isAbortable(order) || !_isReported(order, shown)) {
                assertTrue(decided == order.decision, EXACT_DEADLINES);
                return false;
            }
            _noteCancelled(order);
            _aborted(o, shown, dues);
            assertTrue(_isLost(order), EXACT_DEADLINES);
            _achieve(Feat.Aborted);
            if (order.abandoned) _achieve(Feat.Retired);
        } else {
            if (!_isRefundable(order, shown)) return false;
            if (_isLateRefundDue(order)) _achieve(Feat.RefundedLate);
            _refunded(o, shown, dues);
        }
        return true;
    }

    function _showsAll(OrderModel storage order, uint256 shown) private view returns (bool) {
        uint256 mask = (1 << order.legs.length) - 1;
        return shown & mask == mask;
    }

    function _noteCancelled(OrderModel storage order) private {
        for (uint256 chain = 0; chain < CHAINS; ++chain) {
            if (order.cancelReported[chain] && watermarks[chain] <= order.fillDeadline) {
                _achieve(Feat.CancelledAndAborted);
            }
        }
    }

    function _isLateRefundDue(OrderModel storage order) private view returns (bool) {
        for (uint256 chain = 0; chain < CHAINS; ++chain) {
            if (order.late[chain] != 0 && order.reported[chain] > order.released[chain]) return true;
        }
        return false;
    }

    /// The last call announced and queued these payouts, and no others, and left out so many orders.
    function _assertOwed(Dues memory dues, uint256 skipped) private {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        uint256 owedCount;
        uint256 owedSum;
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] == IHub.OrderSkipped.selector) --skipped;
            if (logs[i].topics[0] != IHub.PayoutOwed.selector) continue;
            _noteOwed(logs[i]);
            ++owedCount;
            unchecked {
                owedSum += uint256(keccak256(abi.encodePacked(logs[i].topics[1], logs[i].data)));
            }
        }
        assertEq(skipped, 0, "an order that can't be decided is skipped, and no other");
        assertEq(owedCount, dues.owedCount, "as many payouts are owed as are due");
        assertEq(owedSum, dues.owedSum, "each payout goes where its order's decision says");
        Queued[] memory queued = _queuedIn(logs);
        assertEq(queued.length, dues.count, "what one account is owed travels as one payout");
        for (uint256 i = 0; i < queued.length; ++i) {
            _append(queued[i], _takeDue(dues, queued[i]));
        }
    }

    function _noteOwed(Vm.Log memory log) private {
        (uint256 leg, PayoutKind kind,,,, uint256 amount) =
            abi.decode(log.data, (uint256, PayoutKind, uint256, bytes32, bytes32, uint256));
        if (kind == PayoutKind.Return) _achieve(Feat.ReturnedOutput);
        for (uint256 o = 0; o < orders.length; ++o) {
            if (OrderId.unwrap(orders[o].id) == log.topics[1]) owed[o][leg][kind] += amount;
        }
    }

    function _takeDue(Dues memory dues, Queued memory queued) private view returns (Entry memory entry) {
        for (uint256 i = 0; i < dues.count; ++i) {
            Due memory due = dues.list[i];
            if (CHAINS + due.chain != queued.line || due.amount == 0) continue;
            entry = _payEntry(due.chain, due);
            if (keccak256(entry.data) != keccak256(queued.data)) continue;
            due.amount = 0;
            return entry;
        }
        revert("a payout is queued that nobody is due, or for another fee");
    }

    function _collect(uint256 chain, uint256 actor) internal {
        uint256 amount = earned[chain][actor];
        uint64 fee = _afterDecision(_afterDelivery(configuredFees[chain]));
        (bool success,) = _callAs(
            actors[actor], 0, address(hub), abi.encodeCall(IHub.collect, (_idOf(chain), _accountOf(actors[actor])))
        );
        assertEq(success, amount > fee, "who earned more than the delivery costs collects it, once");
        if (!success) return;
        _achieve(Feat.CollectedFees);
        Due memory due = Due(uint8(chain), uint8(NATIVE), uint8(actor), fee, (amount - fee) * 1 gwei);
        earned[chain][actor] = 0;
        _assertEarned(chain, actor);
        workSum[actor] -= fee;
        feeSum[chain] -= amount - fee;
        undeliveredSum[chain][NATIVE] += due.amount;
        _assertQueued(CHAINS + chain, _payEntry(chain, due));
    }

    function _claim(uint256 chain, uint256 token, uint256 actor, uint256 part, uint256 sender) internal {
        uint256 most = claimables[chain][token][actor];
        uint256 amount = most - most / 256 * part;
        address tokenAddress = _tokenOf(chain, token);
        assertEq(spokes[chain].claimable(tokenAddress, actors[actor]), most, "what a token refused can be claimed");
        (bool success,) = _callAs(
            actors[sender],
            chain,
            address(spokes[chain]),
            abi.encodeCall(ISpoke.claim, (tokenAddress, actors[actor], amount))
        );
        bool wraps = token == NATIVE && _refuses(token, actor);
        assertEq(
            success,
            amount != 0 && (wraps || !_refuses(token, actor)),
            "what can be claimed is paid, once, to its owner"
        );
        if (!success) return;
        _assertNothingQueued();
        _achieve(Feat.ClaimedPayout);
        claimables[chain][token][actor] = most - amount;
        received[chain][wraps ? WRAPPED : token][actor] += amount;
    }

    // Channels

    function _heartbeatAt(uint256 chain) internal {
        (bool success,) = _callAs(actors[STRANGER], chain, address(spokes[chain]), abi.encodeCall(ISpoke.heartbeat, ()));
        assertEq(success, clocks[chain] >= lastHeartbeats[chain] + HEARTBEAT_SPACING, "heartbeats are spaced");
        if (!success) return;
        lastHeartbeats[chain] = clocks[chain];
        _assertQueued(chain, _heartbeatEntry(chain));
    }

    function _dispatch(uint256 l) internal {
        Line storage line = lines[l];
        (bool success, bytes memory result) =
            _callAs(actors[STRANGER], _senderOf(l), _sender(l), abi.encodeCall(IChannel.dispatch, (_farEndOf(l))));
        // The loopback gateway delivers at once.
        bool loopback = _chainOf(l) == 0;
        assertEq(
            success,
            line.entries.length != 0 && (!loopback || _senderRoute(l) == _receiverRoute(l)),
            "a channel with entries can be dispatched"
        );
        if (!success) return;
        _assertNothingQueued();
        if (loopback) _accepted(line, line.entries.length);
        else line.sent.push(Sent(abi.decode(result, (bytes32)), line.entries.length, _senderRoute(l)));
    }

    function _relay(uint256 l, uint256 which) internal {
        Line storage line = lines[l];
        Sent storage sent = line.sent[which];
        address gateway = address(gateways[sent.which]);
        (bool success,) =
            _callAs(actors[STRANGER], _receiverOf(l), gateway, abi.encodeCall(gateways[0].relay, (sent.id)));
        assertEq(
            success,
            sent.which == _receiverRoute(l),
            "a head of the counterpart is accepted over the route, whenever it comes"
        );
        if (success) _accepted(line, sent.count);
        else _achieve(Feat.LostHead);
    }

    /// Broken: the first of the entries between the heads is left out.
    function _acceptEarlier(uint256 l, uint256 earlier, uint256 tip, bool broken) internal {
        Line storage line = lines[l];
        bytes32 head = _headOf(line, earlier);
        bytes32[] memory rest = _rest(line, broken ? earlier + 1 : earlier, tip);
        (bool success,) = _callAs(
            actors[STRANGER],
            _receiverOf(l),
            _receiver(l),
            abi.encodeCall(IChannel.acceptEarlier, (_nearEndOf(l), head, rest))
        );
        assertEq(
            success, _isAcceptedHead(line, _fold(head, rest)), "a head is accepted when it leads to an accepted one"
        );
        if (success) _accepted(line, earlier);
    }

    function _deliver(uint256 l, uint256 from, uint256 count, uint256 tip, uint256 sender) internal {
        Line storage line = lines[l];
        (bool success,) = _callAs(
            actors[sender],
            _receiverOf(l),
            _receiver(l),
            abi.encodeCall(IChannel.deliver, (_nearEndOf(l), _slice(line, from, count), _rest(line, from + count, tip)))
        );
        assertTrue(success, "entries that continue the channel to an accepted head are delivered");
        _assertNothingQueued();
        uint256 fees;
        for (uint256 i = from; i < from + count; ++i) {
            fees += l < CHAINS
                ? _reportProcessed(l, line.entries[i])
                : _instructionProcessed(l - CHAINS, line.entries[i]);
        }
        line.processed = from + count;
        if (l >= CHAINS && line.entries[from].token == NATIVE) _achieve(Feat.PaidNative);
        workSum[sender] += fees;
        if (l < CHAINS) {
            heardAt[l] = clocks[0];
            earned[l][sender] += fees;
            _assertEarned(l, sender);
        } else {
            feeSum[l - CHAINS] -= fees;
            _payOrCredit(l - CHAINS, NATIVE, sender, fees * 1 gwei);
        }
    }

    function _carry(uint256 l, uint256 sender) internal {
        Line storage line = lines[l];
        if (line.entries.length == 0 || !_isBehind(line)) return;
        // Governance brings the ends of a route together.
        if (_senderRoute(l) != _receiverRoute(l)) _reroute(_chainOf(l), l < CHAINS, _senderRoute(l));
        if (!_isAccepted(line, line.entries.length)) {
            _dispatch(l);
            if (_chainOf(l) != 0) _relay(l, line.sent.length - 1);
        }
        _deliver(l, line.processed, line.entries.length - line.processed, line.entries.length, sender);
    }

    // Governance

    /// The hub's end of a route, or the spoke's.
    function _reroute(uint256 chain, bool atHub, uint256 which) internal {
        address gateway = _gatewayOf(chain, which);
        bytes memory data = atHub
            ? abi.encodeCall(IHub.setRoute, (_idOf(chain), gateway, address(spokes[chain])))
            : abi.encodeCall(ISpoke.setRoute, (gateway));
        (bool success,) = _callAs(address(this), atHub ? 0 : chain, atHub ? address(hub) : address(spokes[chain]), data);
        assertTrue(success, "governance sets routes");
        // What was accepted over another route counts no more.
        delete lines[atHub ? chain : CHAINS + chain].accepted;
        if (!atHub) {
            spokeRoutes[chain] = which;
            return _assertNothingQueued();
        }
        hubRoutes[chain] = which;
        if (configuredAccepting[chain]) return _assertNothingQueued();
        if (retired[chain]) _achieve(Feat.Returned);
        retired[chain] = false;
        heardAt[chain] = clocks[0];
        _assertConfigured(chain, true, _currentFee(chain));
    }

    function _retire(uint256 chain) internal {
        (bool success,) = _callAs(address(this), 0, address(hub), abi.encodeCall(IHub.retire, (_idOf(chain))));
        assertEq(
            success,
            !retired[chain] && clocks[0] > heardAt[chain] + RETIREMENT_SILENCE,
            "a chain is given up only when it was silent for long"
        );
        if (!success) return;
        retired[chain] = true;
        _assertConfigured(chain, false, configuredFees[chain]);
    }

    function _updateFee(uint256 chain) internal {
        uint64 fee = _currentFee(chain);
        (bool success,) = _callAs(actors[STRANGER], 0, address(hub), abi.encodeCall(IHub.updateFee, (_idOf(chain))));
        assertEq(
            success,
            clocks[0] >= configuredAt[chain] + 1 minutes && fee != configuredFees[chain],
            "fees follow gas prices, not too often"
        );
        if (success) _assertConfigured(chain, configuredAccepting[chain], fee);
    }

    function _assertConfigured(uint256 chain, bool accepts, uint64 fee) internal {
        (configuredAt[chain], configuredAccepting[chain], configuredFees[chain]) = (clocks[0], accepts, fee);
        _assertQueued(CHAINS + chain, _configureEntry(accepts, fee));
    }

    function _setPauses(uint256 chain, bool pauses, bool opens, bool fills) internal {
        bytes memory data =
            pauses ? abi.encodeCall(ISpoke.pause, (opens, fills)) : abi.encodeCall(ISpoke.unpause, (opens, fills));
        (bool success,) = _callAs(address(this), chain, address(spokes[chain]), data);
        assertTrue(success, "the guardian pauses, and governance lets go on");
        _assertNothingQueued();
        if (opens) opensPaused[chain] = pauses;
        if (fills) fillsPaused[chain] = pauses;
    }

    function _isSkipped(Vm.Log[] memory logs, uint256 index) private returns (bool) {
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] != ISpoke.RequestSkipped.selector || uint256(logs[i].topics[1]) != index) continue;
            _achieve(Feat.SkippedRequest);
            return true;
        }
        return false;
    }

    function _achieve(Feat feat) internal {
        uint256 bit = 1 << uint256(feat);
        if (feats & bit == 0) feats |= bit;
    }

    /// One of `count`, as the seed says of `what`.
    function _pick(uint256 seed, bytes32 what, uint256 count) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, what))) % count;
    }
}
