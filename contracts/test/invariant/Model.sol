// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IChannel} from "../../src/channel/IChannel.sol";
import {Decision, PayoutKind} from "../../src/hub/IHub.sol";
import {OrderId} from "../../src/types/Order.sol";
import {World} from "./World.sol";
import {Vm} from "forge-std/Vm.sol";

/// @notice What happened, written down without asking the contracts: who paid what, which entry is where, and what
/// follows from it by the protocol's rules.
abstract contract Model is World {
    /// The recipient of a leg whose output goes to the order's call, and nobody, as a solver or as a call's chain.
    uint8 internal constant EXECUTOR = 0xff;
    uint8 internal constant NOBODY = 0xff;
    /// The executor of order `o`, as an account, is this plus `o`.
    uint8 internal constant FIRST_EXECUTOR = 0x80;

    /// ForgedFill is a Filled report of a chain that is not the leg's, ForgedEscrow an Escrowed report of one that is no
    /// origin, ForgedCancel a Cancelled report that can't count; Void is no report at all.
    enum EntryKind {
        Void,
        Heartbeat,
        Escrowed,
        Filled,
        Cancelled,
        ForgedFill,
        ForgedEscrow,
        ForgedCancel,
        Pay,
        Configure
    }

    /// @param time The sender's clock, of a report.
    /// @param order Index, of reports other than Heartbeat.
    /// @param leg Of Filled and ForgedFill.
    /// @param hold Of ForgedFill.
    /// @param accepting Of Configure.
    /// @param token Of Pay, as is `amount`.
    /// @param account Of ForgedFill, who is said to have filled; of Pay, who is paid.
    /// @param fee In gwei; of Configure, the least fee.
    /// @param amount Of Heartbeat, the gas price.
    struct Entry {
        EntryKind kind;
        uint64 time;
        uint8 order;
        uint8 leg;
        bool hold;
        bool accepting;
        uint8 token;
        uint8 account;
        uint64 fee;
        uint256 amount;
        bytes data;
    }

    /// @param count Entries led to by the head that was sent.
    /// @param which Gateway that has it.
    struct Sent {
        bytes32 id;
        uint256 count;
        uint256 which;
    }

    /// One direction between a spoke and the hub. Heads are counted by the entries that lead to them.
    /// @param accepted Since the receiver's route was set last.
    struct Line {
        Entry[] entries;
        bytes32[] heads;
        Sent[] sent;
        uint256[] accepted;
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
        uint64 fee;
        // Whether the hub processed its report; and, after an abort, gave back what came with it.
        bool reported;
        bool returned;
        // A fill that other chains made up, once the hub processed it: the first, and the chains, one bit each.
        uint8 forgedBy;
        bool forgedHold;
        uint8 forger;
        uint64 forgedAt;
        uint64 forgedFee;
        uint128 inputAmount;
        uint128 outputAmount;
    }

    enum Execution {
        Waiting,
        Succeeded,
        Failed
    }

    struct OrderModel {
        OrderId id;
        uint8 user;
        uint8 nonce;
        bool cancellable;
        Decision decision;
        uint64 openDeadline;
        uint64 fillDeadline;
        // Who alone may fill until when.
        uint8 solver;
        uint64 exclusiveUntil;
        // The call: its chain, whom it pays, what it leaves of each output, who gets the rest, and what came of it.
        uint8 callChain;
        uint8 beneficiary;
        uint8 leftover;
        uint8 fallbackRecipient;
        Execution execution;
        // Given up with a retired chain, whatever happened there.
        bool abandoned;
        // By origin chain: how often it escrowed, how often the hub processed that, how many of these it paid out or
        // back, and how many it processed when the order was decided already.
        uint8[CHAINS] escrowed;
        uint8[CHAINS] reported;
        uint8[CHAINS] released;
        uint8[CHAINS] late;
        // By destination chain: cancelled there, and known to be at the hub.
        bool[CHAINS] cancelled;
        bool[CHAINS] cancelReported;
        // What the hub has left of the fees of a chain's escrows, in gwei.
        uint64[CHAINS] escrowFees;
        // By token: what the executor has, and what it was given that no leg owes it.
        uint256[TOKENS] holdings;
        uint256[TOKENS] gifts;
        LegModel[] legs;
    }

    struct Due {
        uint8 chain;
        uint8 token;
        uint8 account;
        uint64 fee;
        uint256 amount;
    }

    /// What a transaction of the hub must pay, merged as it travels: the first `count` of `list`.
    struct Dues {
        uint256 count;
        Due[] list;
        // Fees, in gwei, that whoever sent the transaction earned by it.
        uint64[CHAINS] earned;
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
    /// The gateway of each chain's route, by which of the two: at the hub, and at the spoke.
    uint256[CHAINS] internal hubRoutes;
    uint256[CHAINS] internal spokeRoutes;
    /// The hub's knowledge of each chain's clock and gas price; when it heard of the chain last, and configured it last,
    /// on its own clock; what it told it; whether it gave the chain up.
    uint64[CHAINS] internal watermarks;
    uint256[CHAINS] internal gasPrices;
    uint64[CHAINS] internal heardAt;
    uint64[CHAINS] internal configuredAt;
    bool[CHAINS] internal configuredAccepting;
    uint64[CHAINS] internal configuredFees;
    bool[CHAINS] internal retired;
    /// What the spoke was told, and what its guardian paused.
    bool[CHAINS] internal accepting;
    uint64[CHAINS] internal entryFees;
    bool[CHAINS] internal opensPaused;
    bool[CHAINS] internal fillsPaused;
    uint64[CHAINS] internal lastHeartbeats;
    mapping(uint256 chain => mapping(uint256 actor => mapping(uint256 nonce => bool))) internal isNonceUsed;
    /// Who refuses the refusing token on all chains, whether the contract account refuses the native one, and whether
    /// what calls call is broken.
    bool[ACTORS] internal refuses;
    bool internal nativeRefused;
    bool internal callsBroken;

    /// What a spoke owes, by what it owes it for.
    uint256[TOKENS][CHAINS] internal escrowedSum;
    uint256[TOKENS][CHAINS] internal heldSum;
    uint256[TOKENS][CHAINS] internal undeliveredSum;
    /// By actor: what can be claimed, what was paid by hand, and what was received.
    uint256[ACTORS][TOKENS][CHAINS] internal claimables;
    uint256[ACTORS][TOKENS][CHAINS] internal paid;
    uint256[ACTORS][TOKENS][CHAINS] internal received;
    /// Entry fees that came in and were not paid out yet, in gwei; of these what an actor earned at the hub, and what
    /// entries paid that a forger made up, which is nobody's.
    uint256[CHAINS] internal feeSum;
    uint256[ACTORS][CHAINS] internal earned;
    uint256[CHAINS] internal stranded;
    /// In gwei: what an actor ever earned by deliveries and decisions.
    uint256[ACTORS] internal workSum;

    // Facts of the chains

    /// Every leg was escrowed and filled, each in time.
    function _isComplete(OrderModel storage order) internal view returns (bool) {
        for (uint256 i = 0; i < order.legs.length; ++i) {
            LegModel storage leg = order.legs[i];
            if (!leg.filled || leg.origin == UNROUTED || order.escrowed[leg.origin] == 0) return false;
        }
        return true;
    }

    /// Some leg is not escrowed or not filled, and by the clock of the chain where it would have to be, or since it was
    /// cancelled there, never will. Of a chain that was given up nobody knows.
    function _isLost(OrderModel storage order) internal view returns (bool) {
        if (order.abandoned) return true;
        for (uint256 i = 0; i < order.legs.length; ++i) {
            LegModel storage leg = order.legs[i];
            if (leg.origin == UNROUTED || leg.destination == UNROUTED) return true;
            if (order.escrowed[leg.origin] == 0 && clocks[leg.origin] > order.openDeadline) return true;
            if (leg.filled) continue;
            if (clocks[leg.destination] > order.fillDeadline || order.cancelled[leg.destination]) return true;
        }
        return false;
    }

    function _isFillableLeg(OrderModel storage order, uint256 index) internal view returns (bool) {
        LegModel storage leg = order.legs[index];
        return !leg.filled && leg.destination != UNROUTED && clocks[leg.destination] <= order.fillDeadline
            && !order.cancelled[leg.destination];
    }

    function _isCancellable(OrderModel storage order) internal view returns (bool) {
        return order.legs.length == 1 || order.cancellable;
    }

    function _hasUnfilledAt(OrderModel storage order, uint256 chain) internal view returns (bool) {
        for (uint256 i = 0; i < order.legs.length; ++i) {
            if (order.legs[i].destination == chain && !order.legs[i].filled) return true;
        }
        return false;
    }

    function _originatesAt(OrderModel storage order, uint256 chain) internal view returns (bool) {
        for (uint256 i = 0; i < order.legs.length; ++i) {
            if (order.legs[i].origin == chain) return true;
        }
        return false;
    }

    /// The deadline is not so far ahead that an escrow would be out of reach for long.
    function _isNear(OrderModel storage order, uint256 chain) internal view returns (bool) {
        return order.fillDeadline <= clocks[chain] + MAX_DEADLINE_SPAN;
    }

    function _refuses(uint256 token, uint256 account) internal view returns (bool) {
        if (account >= ACTORS || token == WRAPPED) return false;
        return token == REFUSING ? refuses[account] : account == CONTRACT && nativeRefused;
    }

    // Calls

    /// What the legs to the executor come to, of a token.
    function _dueToExecutor(OrderModel storage order, uint256 token) internal view returns (uint256 due) {
        for (uint256 i = 0; i < order.legs.length; ++i) {
            LegModel storage leg = order.legs[i];
            if (leg.recipient == EXECUTOR && leg.outputToken == token) due += leg.outputAmount;
        }
    }

    /// Whether the executor has everything, once `amount` more of a token is there.
    function _isReadyWith(OrderModel storage order, uint256 more, uint256 amount) internal view returns (bool) {
        for (uint256 token = 0; token < TOKENS; ++token) {
            uint256 holdings = order.holdings[token] + (token == more ? amount : 0);
            if (holdings < _dueToExecutor(order, token)) return false;
        }
        return true;
    }

    function _callSucceeds(OrderModel storage order) internal view returns (bool) {
        if (callsBroken) return false;
        for (uint256 i = 0; i < order.legs.length; ++i) {
            LegModel storage leg = order.legs[i];
            if (leg.recipient == EXECUTOR && _refuses(leg.outputToken, order.beneficiary)) return false;
        }
        return true;
    }

    /// What a leg's part of the call passes on.
    function _passedOn(OrderModel storage order, LegModel storage leg) internal view returns (uint256) {
        return leg.outputAmount - leg.outputAmount / 256 * order.leftover;
    }

    function _callRan(OrderModel storage order, bool succeeds) internal {
        order.execution = succeeds ? Execution.Succeeded : Execution.Failed;
        if (!succeeds) return;
        for (uint256 i = 0; i < order.legs.length; ++i) {
            LegModel storage leg = order.legs[i];
            if (leg.recipient != EXECUTOR) continue;
            uint256 amount = _passedOn(order, leg);
            order.holdings[leg.outputToken] -= amount;
            received[order.callChain][leg.outputToken][order.beneficiary] += amount;
        }
    }

    function _swept(OrderModel storage order) internal {
        for (uint256 token = 0; token < TOKENS; ++token) {
            if (_dueToExecutor(order, token) == 0 || _refuses(token, order.fallbackRecipient)) continue;
            received[order.callChain][token][order.fallbackRecipient] += order.holdings[token];
            order.holdings[token] = 0;
        }
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
        return order.decision == Decision.Undecided && _isReported(order, type(uint256).max)
            && (_isProvenLost(order) || _isOnRetiredChain(order));
    }

    /// Whether the hub was told of an input, or of the fill of a leg in `shown`: of anything else nothing is to be decided.
    function _isReported(OrderModel storage order, uint256 shown) internal view returns (bool) {
        for (uint256 i = 0; i < order.legs.length; ++i) {
            LegModel storage leg = order.legs[i];
            if (leg.reported && shown & (1 << i) != 0) return true;
            if (leg.origin != UNROUTED && order.reported[leg.origin] != 0) return true;
        }
        return false;
    }

    function _isProvenLost(OrderModel storage order) internal view returns (bool) {
        for (uint256 i = 0; i < order.legs.length; ++i) {
            LegModel storage leg = order.legs[i];
            if (leg.origin == UNROUTED || leg.destination == UNROUTED) return true;
            if (order.reported[leg.origin] == 0 && watermarks[leg.origin] > order.openDeadline) return true;
            if (leg.reported) continue;
            if (watermarks[leg.destination] > order.fillDeadline) return true;
            if (_isCancellable(order) && order.cancelReported[leg.destination]) return true;
        }
        return false;
    }

    /// Some leg was not reported by a chain that is given up.
    function _isOnRetiredChain(OrderModel storage order) internal view returns (bool) {
        for (uint256 i = 0; i < order.legs.length; ++i) {
            LegModel storage leg = order.legs[i];
            if (leg.origin != UNROUTED && order.reported[leg.origin] == 0 && retired[leg.origin]) return true;
            if (leg.destination != UNROUTED && !leg.reported && retired[leg.destination]) return true;
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

    /// Whether one of the legs in `shown` has a held output that is due back to its solver, or the fee of a direct fill.
    function _hasReturn(OrderModel storage order, uint256 shown) internal view returns (bool) {
        for (uint256 i = 0; i < order.legs.length; ++i) {
            if (_isReturnDue(order.legs[i], i, shown)) return true;
        }
        return false;
    }

    function _isReturnDue(LegModel storage leg, uint256 index, uint256 shown) private view returns (bool) {
        return leg.reported && !leg.returned && shown & (1 << index) != 0;
    }

    // Fees, in gwei

    /// Three eighths of an entry's fee are for its delivery, and this is the rest.
    function _afterDelivery(uint256 fee) internal pure returns (uint64) {
        return uint64(fee - fee * 3 / 8);
    }

    /// Of the rest two fifths are for the decision, and this is for the payout.
    function _afterDecision(uint256 rest) internal pure returns (uint64) {
        return uint64(rest - rest * 2 / 5);
    }

    /// The least fee that the hub would ask of a chain's entries now: the gas of one, there and here, within bounds.
    function _currentFee(uint256 chain) internal view returns (uint64) {
        uint256 rate = _feePolicyOf(chain).rate;
        uint256 cost = 90_000 * uint256(baseFees[0]) * rate / 1e18 + 50_000 * gasPrices[chain];
        uint256 fee = (cost + 1 gwei - 1) / 1 gwei;
        if (fee < _feePolicyOf(chain).minimum) fee = _feePolicyOf(chain).minimum;
        if (fee > _feePolicyOf(chain).maximum) fee = _feePolicyOf(chain).maximum;
        // The least that 8 bits and an exponent can say.
        uint256 exponent = 0;
        while ((fee + (1 << exponent) - 1) >> exponent > 255) ++exponent;
        return uint64(((fee + (1 << exponent) - 1) >> exponent) << exponent);
    }

    // What follows

    function _settled(uint256 o, Dues memory dues) internal {
        OrderModel storage order = orders[o];
        order.decision = Decision.Commit;
        for (uint256 i = 0; i < order.legs.length; ++i) {
            LegModel storage leg = order.legs[i];
            order.released[leg.origin] = 1;
            escrowedSum[leg.origin][leg.inputToken] -= leg.inputAmount;
            uint64 fee = _takeEscrowFees(order, leg.origin, dues);
            _owe(dues, o, i, PayoutKind.Repayment, leg.payee, leg.inputAmount, fee);
            fee = _takeFillFee(leg, dues);
            if (!leg.hold) continue;
            heldSum[leg.destination][leg.outputToken] -= leg.outputAmount;
            uint8 recipient = leg.recipient == EXECUTOR ? FIRST_EXECUTOR + uint8(o) : leg.recipient;
            _owe(dues, o, i, PayoutKind.Delivery, recipient, leg.outputAmount, fee);
        }
    }

    function _aborted(uint256 o, uint256 shown, Dues memory dues) internal {
        if (!_isProvenLost(orders[o])) orders[o].abandoned = true;
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
            uint64 fee = _takeEscrowFees(order, leg.origin, dues);
            _owe(dues, o, i, PayoutKind.Refund, order.user, amount, fee);
        }
        for (uint256 chain = 0; chain < CHAINS; ++chain) {
            order.released[chain] = order.reported[chain];
        }
        if (order.decision != Decision.Abort) return;
        for (uint256 i = 0; i < order.legs.length; ++i) {
            LegModel storage leg = order.legs[i];
            if (!_isReturnDue(leg, i, shown)) continue;
            leg.returned = true;
            uint64 fee = _takeFillFee(leg, dues);
            if (!leg.hold) continue;
            heldSum[leg.destination][leg.outputToken] -= leg.outputAmount;
            _owe(dues, o, i, PayoutKind.Return, leg.solver, leg.outputAmount, fee);
        }
    }

    /// The fees of one chain's escrows travel with the first payout there.
    function _takeEscrowFees(OrderModel storage order, uint256 chain, Dues memory dues) private returns (uint64 fee) {
        uint64 rest = order.escrowFees[chain];
        fee = _afterDecision(rest);
        dues.earned[chain] += rest - fee;
        order.escrowFees[chain] = 0;
    }

    /// A fill that is not held needs no payout: all is for the decision.
    function _takeFillFee(LegModel storage leg, Dues memory dues) private view returns (uint64 fee) {
        uint64 rest = _afterDelivery(leg.fee);
        if (leg.hold) fee = _afterDecision(rest);
        dues.earned[leg.destination] += rest - fee;
    }

    function _createDues(uint256 legs) internal pure returns (Dues memory dues) {
        dues.list = new Due[](2 * legs);
    }

    function _owe(
        Dues memory dues,
        uint256 o,
        uint256 index,
        PayoutKind kind,
        uint8 account,
        uint256 amount,
        uint64 fee
    ) private {
        LegModel storage leg = orders[o].legs[index];
        Due memory due = kind == PayoutKind.Repayment || kind == PayoutKind.Refund
            ? Due(leg.origin, leg.inputToken, account, fee, amount)
            : Due(leg.destination, leg.outputToken, account, fee, amount);
        undeliveredSum[due.chain][due.token] += amount;
        bytes memory data = abi.encode(
            index, kind, _idOf(due.chain), _tokenOf(due.chain, due.token), _addressOf(due.chain, account), amount
        );
        unchecked {
            dues.owedSum += uint256(keccak256(abi.encodePacked(orders[o].id, data)));
        }
        ++dues.owedCount;
        _merge(dues, due);
    }

    function _merge(Dues memory dues, Due memory due) private pure {
        for (uint256 i = 0; i < dues.count; ++i) {
            Due memory other = dues.list[i];
            if (other.chain != due.chain || other.token != due.token || other.account != due.account) continue;
            other.amount += due.amount;
            other.fee += due.fee;
            return;
        }
        dues.list[dues.count++] = due;
    }

    /// The hub processed an entry of `chain`.
    /// @return fee What its delivery earned, in gwei.
    function _reportProcessed(uint256 chain, Entry storage entry) internal returns (uint64 fee) {
        EntryKind kind = entry.kind;
        if (kind == EntryKind.Void) return 0;
        if (entry.time > watermarks[chain]) watermarks[chain] = entry.time;
        if (kind == EntryKind.Heartbeat) {
            gasPrices[chain] = entry.amount;
            return 0;
        }
        fee = entry.fee;
        OrderModel storage order = orders[entry.order];
        uint64 rest = _afterDelivery(fee);
        if (kind == EntryKind.Escrowed) {
            ++order.reported[chain];
            if (order.decision != Decision.Undecided) ++order.late[chain];
            order.escrowFees[chain] += rest;
        } else if (kind == EntryKind.Filled) {
            order.legs[entry.leg].reported = true;
        } else if (kind == EntryKind.Cancelled) {
            order.cancelReported[chain] = true;
            return fee;
        } else if (kind == EntryKind.ForgedCancel || !_isNewForgery(chain, entry)) {
            return fee;
        } else {
            stranded[chain] += rest;
        }
        fee -= rest;
    }

    /// Of fills, the first report of a chain counts.
    function _isNewForgery(uint256 chain, Entry storage entry) private returns (bool) {
        if (entry.kind != EntryKind.ForgedFill) return true;
        LegModel storage leg = orders[entry.order].legs[entry.leg];
        if (leg.forgedBy & (1 << chain) != 0) return false;
        if (leg.forgedBy == 0) {
            (leg.forger, leg.forgedAt, leg.forgedHold) = (entry.account, entry.time, entry.hold);
            leg.forgedFee = entry.fee;
        }
        leg.forgedBy |= uint8(1 << chain);
        return true;
    }

    /// The spoke of `chain` processed an entry of the hub.
    /// @return fee What its delivery earned, in gwei.
    function _instructionProcessed(uint256 chain, Entry storage entry) internal returns (uint64) {
        if (entry.kind == EntryKind.Configure) {
            (accepting[chain], entryFees[chain]) = (entry.accepting, entry.fee);
            return 0;
        }
        undeliveredSum[chain][entry.token] -= entry.amount;
        if (entry.account >= FIRST_EXECUTOR) {
            orders[entry.account - FIRST_EXECUTOR].holdings[entry.token] += entry.amount;
        } else {
            _payOrCredit(chain, entry.token, entry.account, entry.amount);
        }
        return entry.fee;
    }

    function _payOrCredit(uint256 chain, uint256 token, uint256 account, uint256 amount) internal {
        if (_refuses(token, account)) claimables[chain][token][account] += amount;
        else received[chain][token][account] += amount;
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
            (uint64 chain, bytes memory data) = abi.decode(logs[i].data, (uint64, bytes));
            queued[count++] = Queued(_lineOf(logs[i].emitter, chain), logs[i].topics[1], data);
        }
        assembly ("memory-safe") {
            mstore(queued, count)
        }
    }

    function _lineOf(address sender, uint64 other) private view returns (uint256) {
        if (sender == address(hub)) {
            for (uint256 chain = 0; chain < CHAINS; ++chain) {
                if (other == _idOf(chain)) return CHAINS + chain;
            }
        } else if (other == HUB_CHAIN) {
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
        _assertAppended(queued[0], line, entry);
    }

    function _assertAppended(Queued memory queued, uint256 line, Entry memory entry) internal {
        assertEq(queued.line, line, "the entry is queued on the chain where it happened");
        assertEq(queued.data, entry.data, "the entry says what happened");
        _append(queued, entry);
    }

    /// Of many requests, those that were undone are in the logs too: this entry is one of those from `from` on.
    /// @return next The position after it.
    function _findAppended(Queued[] memory queued, uint256 from, uint256 line, Entry memory entry)
        internal
        returns (uint256 next)
    {
        bytes32 head = _extend(_headOf(lines[line], lines[line].heads.length), entry.data);
        for (next = from; next < queued.length && queued[next].head != head; ++next) {}
        assertLt(next, queued.length, "the entry says what happened");
        _assertAppended(queued[next++], line, entry);
    }

    /// Nothing else was queued on a spoke's line.
    function _assertQueuedHead(uint256 chain) internal view {
        bytes32 head = _headOf(lines[chain], lines[chain].heads.length);
        assertEq(spokes[chain].queuedHead(HUB_CHAIN), head, "what is skipped reports nothing");
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

    /// A head has 240 bits.
    function _extend(bytes32 head, bytes memory entry) internal pure returns (bytes32) {
        return _extend(head, keccak256(entry));
    }

    function _extend(bytes32 head, bytes32 entryHash) private pure returns (bytes32) {
        return keccak256(abi.encode(head, entryHash)) & ~bytes32(uint256(0xffff));
    }

    function _accepted(Line storage line, uint256 count) internal {
        if (!_isAccepted(line, count)) line.accepted.push(count);
    }

    function _isAccepted(Line storage line, uint256 count) internal view returns (bool) {
        for (uint256 i = 0; i < line.accepted.length; ++i) {
            if (line.accepted[i] == count) return true;
        }
        return false;
    }

    /// The accepted head that leads farthest, by its count.
    function _acceptedUpTo(Line storage line) internal view returns (uint256 most) {
        for (uint256 i = 0; i < line.accepted.length; ++i) {
            if (line.accepted[i] > most) most = line.accepted[i];
        }
    }

    function _isUnsent(Line storage line) internal view returns (bool) {
        uint256 count = line.entries.length;
        return count != 0 && !_isAccepted(line, count)
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
            head = _extend(head, hashes[i]);
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

    // The ends of a line

    function _senderOf(uint256 l) internal pure returns (uint256) {
        return l < CHAINS ? l : 0;
    }

    function _receiverOf(uint256 l) internal pure returns (uint256) {
        return l < CHAINS ? 0 : l - CHAINS;
    }

    /// The chain whose route the line is on.
    function _chainOf(uint256 l) internal pure returns (uint256) {
        return l % CHAINS;
    }

    function _senderRoute(uint256 l) internal view returns (uint256) {
        return l < CHAINS ? spokeRoutes[l] : hubRoutes[l - CHAINS];
    }

    function _receiverRoute(uint256 l) internal view returns (uint256) {
        return l < CHAINS ? hubRoutes[l] : spokeRoutes[l - CHAINS];
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

    /// Of an actor, or of the executor of an order on a chain.
    function _addressOf(uint256 chain, uint256 account) internal view returns (address) {
        return
            account < FIRST_EXECUTOR ? actors[account] : spokes[chain].executorOf(orders[account - FIRST_EXECUTOR].id);
    }
}
