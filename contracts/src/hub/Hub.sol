// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Channel} from "../channel/Channel.sol";
import {IChannel} from "../channel/IChannel.sol";
import {ExecutorLib} from "../periphery/Executor.sol";
import {AccountLib, NATIVE} from "../types/Account.sol";
import {InstructionLib, Pay} from "../types/Instruction.sol";
import {Leg} from "../types/Leg.sol";
import {Order, OrderId, OrderLib} from "../types/Order.sol";
import {Fill, Repayment, ReportKind, ReportLib} from "../types/Report.sol";
import {Settings, SettingsLib} from "../types/Settings.sol";
import {Decision, FeePolicy, IHub, PayoutKind, ReportedOrder} from "./IHub.sol";
import {PayoutBatch, PayoutBatchLib} from "./PayoutBatch.sol";
import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

contract Hub is IHub, Channel {
    using OrderLib for Order;
    using PayoutBatchLib for PayoutBatch;

    /// What a chain reported of an order. An origin chain reports all its legs of an order at once, so that one count
    /// serves them all.
    struct Escrows {
        uint64 reported;
        uint64 released;
        uint64 fees;
        bool cancelled;
    }

    struct ChainState {
        uint64 watermark;
        /// In wei, of the last heartbeat.
        uint64 gasPrice;
        /// When reports were delivered last, on the hub's clock.
        uint40 heardAt;
        uint40 configuredAt;
        Settings settings;
        bool retired;
    }

    /// Takes the place of a fill's hash once its output was returned, or the fee of a direct fill paid, after an abort.
    bytes32 private constant RETURNED = bytes32(uint256(1));
    /// How long a chain must be silent to be retired, in seconds.
    uint40 private constant RETIREMENT_SILENCE = 7 days;
    /// Least seconds between two updates of a chain's fee.
    uint40 private constant FEE_UPDATE_SPACING = 1 minutes;
    /// Gas that an entry and what follows from it cost at the hub and at the spoke, in batches of eight.
    uint256 private constant FEE_HUB_GAS = 90_000;
    uint256 private constant FEE_SPOKE_GAS = 50_000;

    /// @inheritdoc IHub
    bytes32 public immutable domainSeparator;

    mapping(uint64 chain => ChainState) private _chains;
    /// @inheritdoc IHub
    mapping(uint64 chain => FeePolicy) public feePolicy;
    /// @inheritdoc IHub
    mapping(uint64 chain => mapping(address account => uint256)) public earnedFees;
    /// @inheritdoc IHub
    mapping(OrderId orderId => Decision) public decision;
    /// @inheritdoc IHub
    mapping(OrderId orderId => mapping(uint64 chain => Escrows)) public escrows;
    /// @inheritdoc IHub
    mapping(OrderId orderId => mapping(uint64 chain => mapping(uint8 leg => bytes32))) public fillHash;

    /// What the entries delivered in this transaction paid whoever delivers them, in gwei.
    uint256 private transient _deliveryFees;

    constructor(address accessManager) AccessManaged(accessManager) {
        domainSeparator = OrderLib.domainSeparator(uint64(block.chainid), address(this));
    }

    /// @inheritdoc IChannel
    function deliver(uint64 chain, bytes[] calldata entries, bytes32[] calldata rest) external {
        _deliver(chain, entries, rest);

        _chains[chain].heardAt = uint40(block.timestamp);
        uint256 fees = _deliveryFees;
        _deliveryFees = 0;
        _earn(chain, fees);
    }

    /// @inheritdoc IHub
    function settle(ReportedOrder[] calldata orders) external {
        _decideAll(orders, _trySettle);
    }

    /// @inheritdoc IHub
    function abort(ReportedOrder[] calldata orders) external {
        _decideAll(orders, _tryAbort);
    }

    /// @inheritdoc IHub
    function refund(ReportedOrder[] calldata orders) external {
        _decideAll(orders, _tryRefund);
    }

    /// @inheritdoc IHub
    function collect(uint64 chain, bytes32 recipient) external {
        require(recipient != 0, RecipientZero());
        uint256 amount = earnedFees[chain][msg.sender];
        // Settings say no more than 40 bits.
        // forge-lint: disable-next-line(unsafe-typecast)
        (, uint64 deliveryFee) = _splitRest(_rest(uint64(_chains[chain].settings.entryFee())));
        require(amount > deliveryFee, FeesTooLow(amount, deliveryFee));

        earnedFees[chain][msg.sender] = 0;
        emit FeesCollected(msg.sender, chain, recipient, amount, deliveryFee);
        Pay memory pay = Pay(AccountLib.toAccount(NATIVE), recipient, (amount - deliveryFee) * 1 gwei, deliveryFee);
        _queue(chain, InstructionLib.encodePay(pay));
    }

    /// @inheritdoc IHub
    function updateFee(uint64 chain) external {
        require(_hasRoute(chain), RouteNotSet(chain));
        ChainState storage state = _chains[chain];
        uint40 earliest = state.configuredAt + FEE_UPDATE_SPACING;
        require(block.timestamp >= earliest, FeeUpdateTooSoon(earliest));
        Settings settings = SettingsLib.create(state.settings.isAccepting(), _currentFee(chain));
        require(
            Settings.unwrap(settings) != Settings.unwrap(state.settings), FeeUnchanged(settings.entryFee() * 1 gwei)
        );

        _configure(chain, settings);
    }

    /// @inheritdoc IHub
    function setRoute(uint64 chain, address gateway, address spoke) external restricted {
        _setRoute(chain, gateway, spoke);

        ChainState storage state = _chains[chain];
        if (state.settings.isAccepting()) return;
        state.retired = false;
        state.heardAt = uint40(block.timestamp);
        _configure(chain, SettingsLib.create(true, _currentFee(chain)));
    }

    /// @inheritdoc IHub
    function setFeePolicy(uint64 chain, FeePolicy calldata policy) external restricted {
        require(policy.minimum <= policy.maximum, FeePolicyInvalid(policy.minimum, policy.maximum));
        emit FeePolicySet(chain, feePolicy[chain], policy);
        feePolicy[chain] = policy;
    }

    /// @inheritdoc IHub
    function retire(uint64 chain) external restricted {
        require(_hasRoute(chain), RouteNotSet(chain));
        ChainState storage state = _chains[chain];
        require(!state.retired, ChainAlreadyRetired(chain));
        require(block.timestamp > state.heardAt + RETIREMENT_SILENCE, ChainNotSilent(chain, state.heardAt));

        state.retired = true;
        emit ChainRetired(chain);
        _configure(chain, SettingsLib.create(false, state.settings.entryFee()));
    }

    /// @inheritdoc IHub
    function watermark(uint64 chain) external view returns (uint64) {
        return _chains[chain].watermark;
    }

    /// @inheritdoc IHub
    function configurationOf(uint64 chain) external view returns (bool accepting, uint256 entryFee, bool retired) {
        ChainState storage state = _chains[chain];
        return (state.settings.isAccepting(), state.settings.entryFee() * 1 gwei, state.retired);
    }

    /// @inheritdoc IHub
    function orderIdOf(Order calldata order) external view returns (OrderId) {
        return order.id(domainSeparator);
    }

    /// @inheritdoc Channel
    function _handle(uint64 chain, bytes32, bytes calldata entry) internal override returns (bytes4 reason) {
        (bool valid, ReportKind kind) = ReportLib.tryKind(entry);
        if (!valid) return EntryMalformed.selector;

        ChainState storage state = _chains[chain];
        uint64 timestamp = ReportLib.timestampOf(entry);
        if (timestamp > state.watermark) state.watermark = timestamp;

        if (kind == ReportKind.Heartbeat) {
            state.gasPrice = ReportLib.gasPriceOf(entry);
            return 0;
        }
        uint64 fee = ReportLib.feeOf(entry);
        uint64 deliveryFee = fee;
        if (kind == ReportKind.Escrowed) {
            Escrows storage escrow = escrows[ReportLib.orderIdOf(entry)][chain];
            unchecked {
                // A count that no chain lives long enough to exhaust; fees that wrap around are a lying chain's.
                ++escrow.reported;
                uint64 rest = _rest(fee);
                escrow.fees += rest;
                deliveryFee -= rest;
            }
        } else if (kind == ReportKind.Filled) {
            mapping(uint8 => bytes32) storage hashes = fillHash[ReportLib.orderIdOf(entry)][chain];
            uint8 leg = ReportLib.legOf(entry);
            if (hashes[leg] != 0) {
                reason = FillAlreadyReported.selector;
            } else {
                hashes[leg] = keccak256(entry);
                deliveryFee -= _rest(fee);
            }
        } else {
            escrows[ReportLib.orderIdOf(entry)][chain].cancelled = true;
        }
        _deliveryFees += deliveryFee;
    }

    /// Decides what can be decided, and leaves the rest out; fails only if nothing can.
    function _decideAll(
        ReportedOrder[] calldata orders,
        function(ReportedOrder calldata, PayoutBatch memory) internal returns (OrderId, bytes memory) tryOne
    ) private {
        require(orders.length != 0, NoOrders());
        PayoutBatch memory batch = _createBatch(orders);
        bytes memory firstReason;
        uint256 skipped;
        for (uint256 i = 0; i < orders.length; ++i) {
            (OrderId orderId, bytes memory reason) = tryOne(orders[i], batch);
            if (reason.length == 0) continue;
            if (skipped++ == 0) firstReason = reason;
            emit OrderSkipped(orderId, reason);
        }
        if (skipped == orders.length) {
            assembly ("memory-safe") {
                revert(add(firstReason, 0x20), mload(firstReason))
            }
        }
        _queuePayouts(batch);
    }

    function _trySettle(ReportedOrder calldata reported, PayoutBatch memory batch)
        private
        returns (OrderId orderId, bytes memory reason)
    {
        (orderId, reason) = _checkUndecided(reported);
        if (reason.length != 0) return (orderId, reason);
        Order calldata order = reported.order;
        Fill[] calldata fills = reported.fills;
        uint256 count = order.legs.length;
        for (uint8 i = 0; i < count; ++i) {
            Leg calldata leg = order.legs[i];
            if (escrows[orderId][leg.originChain].reported == 0) {
                return (orderId, abi.encodeWithSelector(LegNotEscrowed.selector, orderId, i));
            }
            bytes32 hash = fillHash[orderId][leg.destinationChain][i];
            if (hash == 0) return (orderId, abi.encodeWithSelector(LegNotFilled.selector, orderId, i));
            if (hash != _hashFill(orderId, i, fills[i])) {
                return (orderId, abi.encodeWithSelector(FillNotAsReported.selector, orderId, i));
            }
        }

        decision[orderId] = Decision.Commit;
        emit OrderSettled(orderId, order);

        for (uint8 i = 0; i < count; ++i) {
            Leg calldata leg = order.legs[i];
            Fill calldata fill = fills[i];
            uint64 fee = _takeEscrowFees(orderId, leg.originChain, 1, batch);
            bytes32 inputToken = AccountLib.toAccount(leg.inputToken);
            bytes32 solver = fill.repayment.account;
            _owe(batch, orderId, i, PayoutKind.Repayment, leg.originChain, inputToken, solver, leg.inputAmount, fee);
            fee = _takeFillFee(leg.destinationChain, fill, batch);
            if (fill.hold) {
                bytes32 recipient = _recipientOf(orderId, leg);
                _owe(
                    batch,
                    orderId,
                    i,
                    PayoutKind.Delivery,
                    leg.destinationChain,
                    leg.outputToken,
                    recipient,
                    leg.outputAmount,
                    fee
                );
            }
        }
    }

    function _tryAbort(ReportedOrder calldata reported, PayoutBatch memory batch)
        private
        returns (OrderId orderId, bytes memory reason)
    {
        (orderId, reason) = _checkUndecided(reported);
        if (reason.length == 0) reason = _checkShownFills(orderId, reported);
        if (reason.length != 0) return (orderId, reason);
        if (!_isExpired(orderId, reported.order)) {
            return (orderId, abi.encodeWithSelector(OrderNotExpired.selector, orderId));
        }

        decision[orderId] = Decision.Abort;
        emit OrderAborted(orderId, reported.order);

        _refund(orderId, reported.order, batch);
        _return(orderId, reported, batch);
    }

    function _tryRefund(ReportedOrder calldata reported, PayoutBatch memory batch)
        private
        returns (OrderId orderId, bytes memory reason)
    {
        (orderId, reason) = _check(reported);
        if (reason.length != 0) return (orderId, reason);
        Decision decided = decision[orderId];
        if (decided == Decision.Undecided) {
            return (orderId, abi.encodeWithSelector(OrderNotDecided.selector, orderId));
        }
        if (decided == Decision.Abort) {
            reason = _checkShownFills(orderId, reported);
            if (reason.length != 0) return (orderId, reason);
        }

        bool refunded = _refund(orderId, reported.order, batch);
        bool returned = decided == Decision.Abort && _return(orderId, reported, batch);
        if (!refunded && !returned) reason = abi.encodeWithSelector(NothingToRefund.selector, orderId);
    }

    /// Pays every escrow that is neither paid out nor back to the user.
    function _refund(OrderId orderId, Order calldata order, PayoutBatch memory batch) private returns (bool any) {
        uint256[] memory due = new uint256[](order.legs.length);
        for (uint256 i = 0; i < due.length; ++i) {
            Escrows storage escrow = escrows[orderId][order.legs[i].originChain];
            due[i] = escrow.reported - escrow.released;
        }
        // Only now: several legs may share a chain's count.
        for (uint8 i = 0; i < due.length; ++i) {
            if (due[i] == 0) continue;
            any = true;
            Leg calldata leg = order.legs[i];
            uint64 fee = _takeEscrowFees(orderId, leg.originChain, escrows[orderId][leg.originChain].reported, batch);
            bytes32 token = AccountLib.toAccount(leg.inputToken);
            bytes32 user = AccountLib.toAccount(order.user);
            _owe(batch, orderId, i, PayoutKind.Refund, leg.originChain, token, user, due[i] * leg.inputAmount, fee);
        }
    }

    /// Pays the held outputs that are shown back to their solvers, and what direct fills paid to decide.
    function _return(OrderId orderId, ReportedOrder calldata reported, PayoutBatch memory batch)
        private
        returns (bool any)
    {
        for (uint8 i = 0; i < reported.fills.length; ++i) {
            Fill calldata fill = reported.fills[i];
            Leg calldata leg = reported.order.legs[i];
            mapping(uint8 => bytes32) storage hashes = fillHash[orderId][leg.destinationChain];
            if (fill.filledAt == 0 || hashes[i] == RETURNED) continue;
            hashes[i] = RETURNED;
            any = true;
            uint64 fee = _takeFillFee(leg.destinationChain, fill, batch);
            if (!fill.hold) {
                emit FillReleased(orderId, i);
                continue;
            }
            bytes32 solver = AccountLib.toAccount(fill.solver);
            _owe(
                batch,
                orderId,
                i,
                PayoutKind.Return,
                leg.destinationChain,
                leg.outputToken,
                solver,
                leg.outputAmount,
                fee
            );
        }
    }

    /// Releases a chain's escrows; the part of their fees that pays for deciding is earned.
    /// @return payoutFee The part that pays for the payout. The first payout on a chain gets it.
    function _takeEscrowFees(OrderId orderId, uint64 chain, uint64 released, PayoutBatch memory batch)
        private
        returns (uint64 payoutFee)
    {
        Escrows memory escrow = escrows[orderId][chain];
        uint64 earned;
        (earned, payoutFee) = _splitRest(escrow.fees);
        batch.earn(chain, earned);
        escrow.released = released;
        escrow.fees = 0;
        escrows[orderId][chain] = escrow;
    }

    /// @return payoutFee What pays for the payout of a held output; of a direct fill, all is earned.
    function _takeFillFee(uint64 chain, Fill calldata fill, PayoutBatch memory batch)
        private
        pure
        returns (uint64 payoutFee)
    {
        uint64 earned = _rest(fill.fee);
        if (fill.hold) (earned, payoutFee) = _splitRest(earned);
        batch.earn(chain, earned);
    }

    function _owe(
        PayoutBatch memory batch,
        OrderId orderId,
        uint8 leg,
        PayoutKind kind,
        uint64 chain,
        bytes32 token,
        bytes32 account,
        uint256 amount,
        uint64 fee
    ) private {
        emit PayoutOwed(orderId, leg, kind, chain, token, account, amount);
        batch.add(chain, token, account, amount, fee);
    }

    function _queuePayouts(PayoutBatch memory batch) private {
        for (uint256 i = 0; i < batch.count; ++i) {
            (uint64 chain, bytes memory entry) = batch.take(i);
            _queue(chain, entry);
        }
        for (uint256 i = 0; i < batch.earnedCount; ++i) {
            _earn(batch.earnedChains[i], batch.earnedAmounts[i]);
        }
    }

    function _earn(uint64 chain, uint256 amount) private {
        if (amount == 0) return;
        earnedFees[chain][msg.sender] += amount;
        emit FeesEarned(msg.sender, chain, amount);
    }

    function _configure(uint64 chain, Settings settings) private {
        ChainState storage state = _chains[chain];
        state.settings = settings;
        state.configuredAt = uint40(block.timestamp);
        emit SpokeConfigured(chain, settings.isAccepting(), settings.entryFee() * 1 gwei);
        _queue(chain, InstructionLib.encodeConfigure(settings));
    }

    /// What an entry of the chain costs now, in gwei of its native token, within the policy's bounds.
    function _currentFee(uint64 chain) private view returns (uint256) {
        FeePolicy memory policy = feePolicy[chain];
        uint256 cost = (FEE_HUB_GAS * block.basefee * policy.rate) / 1e18 + FEE_SPOKE_GAS * _chains[chain].gasPrice;
        return Math.min(Math.max(Math.ceilDiv(cost, 1 gwei), policy.minimum), policy.maximum);
    }

    /// Whether some leg can't be escrowed or filled any more: a watermark past a deadline proves, the channel being
    /// ordered, that no report from before it is still on its way. A second equal to the deadline may still bring one.
    /// After the report of a cancellation the chain takes no fill.
    function _isExpired(OrderId orderId, Order calldata order) private view returns (bool) {
        bool cancellable = order.legs.length == 1 || order.cancellable;
        for (uint8 i = 0; i < order.legs.length; ++i) {
            Leg calldata leg = order.legs[i];
            if (escrows[orderId][leg.originChain].reported == 0 && _isPast(leg.originChain, order.openDeadline)) {
                return true;
            }
            if (fillHash[orderId][leg.destinationChain][i] != 0) continue;
            if (_isPast(leg.destinationChain, order.fillDeadline)) return true;
            if (cancellable && escrows[orderId][leg.destinationChain].cancelled) return true;
        }
        return false;
    }

    function _isPast(uint64 chain, uint64 deadline) private view returns (bool) {
        ChainState storage state = _chains[chain];
        return state.watermark > deadline || state.retired || !_hasRoute(chain);
    }

    function _checkShownFills(OrderId orderId, ReportedOrder calldata reported)
        private
        view
        returns (bytes memory reason)
    {
        for (uint8 i = 0; i < reported.fills.length; ++i) {
            if (reported.fills[i].filledAt == 0) continue;
            bytes32 hash = fillHash[orderId][reported.order.legs[i].destinationChain][i];
            if (hash != RETURNED && hash != _hashFill(orderId, i, reported.fills[i])) {
                return abi.encodeWithSelector(FillNotAsReported.selector, orderId, i);
            }
        }
    }

    function _checkUndecided(ReportedOrder calldata reported)
        private
        view
        returns (OrderId orderId, bytes memory reason)
    {
        (orderId, reason) = _check(reported);
        Decision decided = decision[orderId];
        if (reason.length == 0 && decided != Decision.Undecided) {
            reason = abi.encodeWithSelector(OrderAlreadyDecided.selector, orderId, decided);
        }
    }

    function _check(ReportedOrder calldata reported) private view returns (OrderId orderId, bytes memory reason) {
        Order calldata order = reported.order;
        uint256 count = order.legs.length;
        bytes32 callsHash = reported.callsHash;
        if (callsHash == 0) callsHash = OrderLib.hashCalls(order.calls);
        orderId = OrderLib.toId(order.structHash(order.legs, callsHash), domainSeparator);
        if (count == 0 || count > OrderLib.MAX_LEGS) {
            reason = abi.encodeWithSelector(OrderLib.LegCountOutOfRange.selector, count);
        } else if (reported.fills.length != count) {
            reason = abi.encodeWithSelector(FillCountMismatch.selector, reported.fills.length, count);
        } else if (reported.callsHash != 0 && order.calls.length != 0) {
            reason = abi.encodeWithSelector(CallsGivenTwice.selector, orderId);
        }
    }

    /// Where a held output goes: with no recipient, to the order's executor on that chain.
    function _recipientOf(OrderId orderId, Leg calldata leg) private view returns (bytes32) {
        if (leg.recipient != 0) return leg.recipient;
        return AccountLib.toAccount(ExecutorLib.executorOf(_counterpart(leg.destinationChain), orderId));
    }

    /// A leg of an order is owed at most an input and an output.
    function _createBatch(ReportedOrder[] calldata orders) private pure returns (PayoutBatch memory) {
        uint256 legs;
        for (uint256 i = 0; i < orders.length; ++i) {
            legs += orders[i].order.legs.length;
        }
        return PayoutBatchLib.create(2 * legs);
    }

    /// What is left of an entry's fee once its delivery, three eighths, is paid.
    function _rest(uint64 fee) private pure returns (uint64) {
        return fee - (fee * 3) / 8;
    }

    /// Of that, two fifths are for deciding, the others for the payout.
    function _splitRest(uint64 rest) private pure returns (uint64 earned, uint64 payout) {
        // A lying chain can fill all 64 bits, which doubled are more.
        // forge-lint: disable-next-line(unsafe-typecast)
        earned = uint64((uint256(rest) * 2) / 5);
        payout = rest - earned;
    }

    /// A fee that no entry can carry makes what no slot holds; zero would be the hash of a leg that was not filled.
    function _hashFill(OrderId orderId, uint8 leg, Fill calldata fill) private pure returns (bytes32) {
        if (fill.fee > ReportLib.MAX_FEE) return bytes32(type(uint256).max);
        Repayment calldata repayment = fill.repayment;
        return keccak256(
            ReportLib.encodeFilled(
                orderId,
                leg,
                fill.filledAt,
                fill.hold,
                fill.solver,
                repayment.account,
                repayment.ledgerAccount,
                repayment.chain,
                fill.fee
            )
        );
    }
}
