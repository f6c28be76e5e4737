// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Channel} from "../channel/Channel.sol";
import {IChannel} from "../channel/IChannel.sol";
import {ILedger, Placement} from "../ledger/ILedger.sol";
import {Ledger} from "../ledger/Ledger.sol";
import {ExecutorLib} from "../periphery/Executor.sol";
import {AccountLib, NATIVE} from "../types/Account.sol";
import {InstructionLib, Pay} from "../types/Instruction.sol";
import {Leg} from "../types/Leg.sol";
import {Order, OrderId, OrderLib} from "../types/Order.sol";
import {Fill, Repayment, ReportKind, ReportLib} from "../types/Report.sol";
import {Settings, SettingsLib} from "../types/Settings.sol";
import {Decision, Delivery, FeePolicy, IHub, PayoutKind, ReportedOrder} from "./IHub.sol";
import {PayoutBatch, PayoutBatchLib} from "./PayoutBatch.sol";
import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {TransientSlot} from "@openzeppelin/contracts/utils/TransientSlot.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

contract Hub is IHub, Channel {
    using OrderLib for Order;
    using PayoutBatchLib for PayoutBatch;
    using TransientSlot for *;

    /// What a chain reported of an order. An origin chain reports all its legs of an order at once, so that one count
    /// serves them all.
    struct Escrows {
        uint64 chain;
        uint32 reported;
        uint32 released;
        uint64 fees;
        /// Of the order; in its first chain's alone.
        Decision decision;
        /// Never in an order's first chain's.
        bool cancelled;
    }

    struct ChainState {
        uint64 watermark;
        /// In wei, of the last heartbeat.
        uint64 gasPrice;
        /// When reports were delivered last, on the hub's clock.
        uint40 heardAt;
        uint40 configuredAt;
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
    ILedger private immutable _ledger;

    mapping(uint64 chain => ChainState) private _chains;
    /// @inheritdoc IHub
    mapping(uint64 chain => FeePolicy) public feePolicy;
    /// @inheritdoc IHub
    mapping(uint64 chain => mapping(address account => uint256)) public earnedFees;
    /// Of the chain that was first to report an escrow of the order. Most orders need no other slot.
    mapping(OrderId orderId => Escrows) private _orders;
    /// Of the other chains; and cancellations of all.
    mapping(OrderId orderId => mapping(uint64 chain => Escrows)) private _escrows;
    /// @inheritdoc IHub
    mapping(OrderId orderId => mapping(uint64 chain => mapping(uint8 leg => bytes32))) public fillHash;

    /// What the entries delivered in this transaction paid whoever delivers them, in gwei.
    uint256 private transient _deliveryFees;
    /// Whether reports of orders stay in transient storage until the orders of this transaction are decided.
    bool private transient _decidesNow;

    constructor(address accessManager) AccessManaged(accessManager) {
        domainSeparator = OrderLib.domainSeparator(uint64(block.chainid), address(this));
        _ledger = new Ledger(accessManager);
    }

    /// @inheritdoc IChannel
    function deliver(uint64 chain, bytes[] calldata entries, bytes32[] calldata rest) external {
        _deliverReports(chain, entries, rest);
    }

    /// @inheritdoc IHub
    function deliverAndSettle(Delivery[] calldata deliveries, ReportedOrder[] calldata orders) external {
        _decidesNow = true;
        for (uint256 i = 0; i < deliveries.length; ++i) {
            _deliverReports(deliveries[i].chain, deliveries[i].entries, deliveries[i].rest);
        }
        PayoutBatch memory batch = _createBatch(orders);
        for (uint256 i = 0; i < orders.length; ++i) {
            (OrderId orderId, bytes memory reason) = _trySettle(orders[i], batch);
            if (reason.length != 0) emit OrderSkipped(orderId, reason);
        }
        _decidesNow = false;
        for (uint256 i = 0; i < deliveries.length; ++i) {
            _keepReports(deliveries[i].chain, deliveries[i].entries);
        }
        _queuePayouts(batch);
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
    function fillPooled(Order calldata order, bytes32 callsHash, address[] calldata fillers, uint256 maxFee) external {
        OrderId orderId = _requirePooled(order, callsHash);
        require(block.timestamp <= order.fillDeadline, FillDeadlinePassed(order.fillDeadline));
        address solver = order.solver;
        require(
            solver == address(0) || solver == msg.sender || block.timestamp > order.exclusiveUntil,
            SolverExclusive(solver, order.exclusiveUntil)
        );
        Leg[] calldata legs = order.legs;
        uint256 count = legs.length;
        require(fillers.length == count, FillerCountMismatch(fillers.length, count));
        for (uint256 i = 0; i < count; ++i) {
            require(_escrowsOf(orderId, legs[i].originChain).reported != 0, LegNotEscrowed(orderId, i));
            uint64 destination = legs[i].destinationChain;
            require(_settings(destination).isAccepting(), ChainNotAccepting(destination));
        }

        _decide(orderId, order, Decision.Commit);

        PayoutBatch memory batch = PayoutBatchLib.create(count);
        uint256[] memory tokenFees = _fillAtLedger(orderId, legs, fillers, maxFee, solver != address(0));
        for (uint8 i = 0; i < count; ++i) {
            _owePooled(batch, orderId, i, legs[i], tokenFees[i]);
        }
        _queuePayouts(batch);
    }

    /// @inheritdoc IHub
    function cancel(Order calldata order, bytes32 callsHash) external {
        require(msg.sender == order.user, CallerNotUser(msg.sender, order.user));
        _cancel(order, _requirePooled(order, callsHash));
    }

    /// @inheritdoc IHub
    function cancelFor(Order calldata order, bytes32 callsHash, bytes calldata signature) external {
        OrderId orderId = _requirePooled(order, callsHash);
        bytes32 digest = OrderLib.cancellationDigest(orderId, domainSeparator);
        // The key first: an account with delegated code still has it.
        (address signer,,) = ECDSA.tryRecoverCalldata(digest, signature);
        bool valid = signer == order.user && signer != address(0);
        require(
            valid || SignatureChecker.isValidERC1271SignatureNowCalldata(order.user, digest, signature),
            SignatureInvalid(order.user)
        );
        _cancel(order, orderId);
    }

    /// @inheritdoc IHub
    function queuePayout(uint64 chain, bytes32 token, bytes32 account, uint256 amount, uint256 tokenFee)
        external
        returns (bytes32 head)
    {
        require(msg.sender == address(_ledger), CallerNotLedger(msg.sender));
        // A payout to the spoke would be nobody's.
        require(account != AccountLib.toAccount(_counterpart(chain)), RecipientInvalid(account));
        _queue(chain, InstructionLib.encodePay(Pay(token, account, amount, 0, tokenFee)));
        return queuedHead(chain);
    }

    /// @inheritdoc IHub
    function collect(uint64 chain, bytes32 recipient) external {
        require(recipient != 0, RecipientZero());
        uint256 amount = earnedFees[chain][msg.sender];
        // Settings say no more than 40 bits.
        // forge-lint: disable-next-line(unsafe-typecast)
        (, uint64 deliveryFee) = _splitRest(_rest(uint64(_settings(chain).entryFee())));
        require(amount > deliveryFee, FeesTooLow(amount, deliveryFee));

        earnedFees[chain][msg.sender] = 0;
        emit FeesCollected(msg.sender, chain, recipient, amount, deliveryFee);
        Pay memory pay = Pay(AccountLib.toAccount(NATIVE), recipient, (amount - deliveryFee) * 1 gwei, deliveryFee, 0);
        _queue(chain, InstructionLib.encodePay(pay));
    }

    /// @inheritdoc IHub
    function updateFee(uint64 chain) external {
        require(_hasRoute(chain), RouteNotSet(chain));
        ChainState storage state = _chains[chain];
        uint40 earliest = state.configuredAt + FEE_UPDATE_SPACING;
        require(block.timestamp >= earliest, FeeUpdateTooSoon(earliest));
        Settings before = _settings(chain);
        Settings settings = SettingsLib.create(before.isAccepting(), _currentFee(chain));
        require(Settings.unwrap(settings) != Settings.unwrap(before), FeeUnchanged(settings.entryFee() * 1 gwei));

        _configure(chain, settings);
    }

    /// @inheritdoc IHub
    function setRoute(uint64 chain, address gateway, address spoke) external restricted {
        _setRoute(chain, gateway, spoke);

        ChainState storage state = _chains[chain];
        if (_settings(chain).isAccepting()) return;
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
        _configure(chain, SettingsLib.create(false, _settings(chain).entryFee()));
    }

    /// @inheritdoc IHub
    function decision(OrderId orderId) external view returns (Decision) {
        return _orders[orderId].decision;
    }

    /// @inheritdoc IHub
    function escrows(OrderId orderId, uint64 chain)
        external
        view
        returns (uint64 reported, uint64 released, uint64 fees, bool cancelled)
    {
        Escrows storage escrow = _escrowsOf(orderId, chain);
        return (escrow.reported, escrow.released, escrow.fees, _escrows[orderId][chain].cancelled);
    }

    /// @inheritdoc IHub
    function watermark(uint64 chain) external view returns (uint64) {
        return _chains[chain].watermark;
    }

    /// @inheritdoc IHub
    function configurationOf(uint64 chain) external view returns (bool accepting, uint256 entryFee, bool retired) {
        Settings settings = _settings(chain);
        return (settings.isAccepting(), settings.entryFee() * 1 gwei, _chains[chain].retired);
    }

    /// @inheritdoc IHub
    function ledger() external view returns (address) {
        return address(_ledger);
    }

    /// @inheritdoc IHub
    function orderIdOf(Order calldata order) external view returns (OrderId) {
        return order.id(domainSeparator);
    }

    /// @inheritdoc Channel
    function _handle(uint64 chain, bytes32 head, bytes calldata entry) internal override returns (bytes4 reason) {
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
            uint64 rest = _rest(fee);
            _addEscrow(ReportLib.orderIdOf(entry), chain, rest);
            deliveryFee -= rest;
        } else if (kind == ReportKind.Filled) {
            if (_tryAddFill(ReportLib.orderIdOf(entry), chain, ReportLib.legOf(entry), keccak256(entry))) {
                deliveryFee -= _rest(fee);
            } else {
                reason = FillAlreadyReported.selector;
            }
        } else if (kind == ReportKind.Deposited) {
            if (!_ledger.creditDeposit(chain, head, entry)) {
                deliveryFee -= _returnDeposit(chain, head, entry, fee);
                reason = DepositNotTaken.selector;
            }
        } else {
            _escrows[ReportLib.orderIdOf(entry)][chain].cancelled = true;
        }
        _deliveryFees += deliveryFee;
    }

    function _deliverReports(uint64 chain, bytes[] calldata entries, bytes32[] calldata rest) private {
        _deliver(chain, entries, rest);

        _chains[chain].heardAt = uint40(block.timestamp);
        uint256 fees = _deliveryFees;
        _deliveryFees = 0;
        _earn(chain, fees);
    }

    function _addEscrow(OrderId orderId, uint64 chain, uint64 fees) private {
        if (!_decidesNow) {
            _writeEscrows(orderId, chain, 1, fees);
            return;
        }
        TransientSlot.Uint256Slot slot = _escrowSlot(orderId, chain);
        uint256 reported = slot.tload();
        unchecked {
            // The low half is fees; fees that wrap around are a lying chain's.
            // forge-lint: disable-next-line(unsafe-typecast)
            slot.tstore((((reported >> 64) + 1) << 64) | uint64(uint64(reported) + fees));
        }
    }

    function _writeEscrows(OrderId orderId, uint64 chain, uint32 count, uint64 fees) private {
        Escrows storage escrow = _escrowsOf(orderId, chain);
        escrow.chain = chain;
        unchecked {
            // A count that no chain lives long enough to exhaust; fees as in `_addEscrow`.
            escrow.reported += count;
            escrow.fees += fees;
        }
    }

    /// @return added Whether it is the first of this leg.
    function _tryAddFill(OrderId orderId, uint64 chain, uint8 leg, bytes32 hash) private returns (bool added) {
        mapping(uint8 => bytes32) storage hashes = fillHash[orderId][chain];
        if (hashes[leg] != 0) return false;
        if (_decidesNow) {
            TransientSlot.Bytes32Slot slot = _fillSlot(orderId, chain, leg);
            if (slot.tload() != 0) return false;
            slot.tstore(hash);
        } else {
            hashes[leg] = hash;
        }
        return true;
    }

    /// Writes what the decided orders of this transaction did not use of its reports.
    function _keepReports(uint64 chain, bytes[] calldata entries) private {
        for (uint256 i = 0; i < entries.length; ++i) {
            (, ReportKind kind) = ReportLib.tryKind(entries[i]);
            if (kind == ReportKind.Escrowed) {
                _keepEscrow(ReportLib.orderIdOf(entries[i]), chain);
            } else if (kind == ReportKind.Filled) {
                _keepFill(ReportLib.orderIdOf(entries[i]), chain, ReportLib.legOf(entries[i]));
            }
        }
    }

    function _keepEscrow(OrderId orderId, uint64 chain) private {
        uint256 reported = _escrowSlot(orderId, chain).tload();
        if (reported == 0) return;
        _escrowSlot(orderId, chain).tstore(0);
        // As in `_addEscrow`: a transaction has no 2^32 entries.
        // forge-lint: disable-next-line(unsafe-typecast)
        _writeEscrows(orderId, chain, uint32(reported >> 64), uint64(reported));
    }

    function _keepFill(OrderId orderId, uint64 chain, uint8 leg) private {
        bytes32 hash = _fillSlot(orderId, chain, leg).tload();
        if (hash == 0) return;
        _fillSlot(orderId, chain, leg).tstore(0);
        fillHash[orderId][chain][leg] = hash;
    }

    /// Whether all that was ever reported of an order is in this transaction's reports, once each: then it can be decided
    /// without a trace. If not, what is there is written, and decided as ever.
    function _takeWhole(OrderId orderId, Leg[] calldata legs) private returns (bool whole) {
        if (!_decidesNow) return false;
        whole = true;
        for (uint8 i = 0; i < legs.length && whole; ++i) {
            (uint64 origin, uint64 destination) = (legs[i].originChain, legs[i].destinationChain);
            whole = _escrowSlot(orderId, origin).tload() >> 64 == 1 && _escrowsOf(orderId, origin).reported == 0
                && _fillSlot(orderId, destination, i).tload() != 0;
        }
        if (whole) return true;
        for (uint8 i = 0; i < legs.length; ++i) {
            _keepEscrow(orderId, legs[i].originChain);
            _keepFill(orderId, legs[i].destinationChain, i);
        }
    }

    /// @return payoutFee What pays for the delivery of the payout, of the entry's fee.
    function _returnDeposit(uint64 chain, bytes32 head, bytes calldata entry, uint64 fee)
        private
        returns (uint64 payoutFee)
    {
        (, payoutFee) = _splitRest(_rest(fee));
        (bytes32 token, uint256 amount, address depositor) = ReportLib.depositedOf(entry);
        emit DepositReturned(chain, head, token, depositor, amount);
        Pay memory pay = Pay(token, AccountLib.toAccount(depositor), amount, payoutFee, 0);
        _queue(chain, InstructionLib.encodePay(pay));
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
        if (skipped == orders.length) _revertWith(firstReason);
        _queuePayouts(batch);
    }

    function _trySettle(ReportedOrder calldata reported, PayoutBatch memory batch)
        private
        returns (OrderId orderId, bytes memory reason)
    {
        (orderId, reason) = _checkUndecided(reported);
        Order calldata order = reported.order;
        if (reason.length == 0 && order.pooled) reason = abi.encodeWithSelector(OrderPooled.selector, orderId);
        if (reason.length != 0) return (orderId, reason);
        bool whole = _takeWhole(orderId, order.legs);
        reason = _checkReported(orderId, reported, whole);
        if (reason.length != 0) return (orderId, reason);

        // Without a trace of its reports, nothing can be decided of it a second time but a refund.
        if (whole) order.log(order.legs, OrderSettled.selector, orderId);
        else _decide(orderId, order, Decision.Commit);

        for (uint8 i = 0; i < order.legs.length; ++i) {
            _payLeg(orderId, i, order.legs[i], reported.fills[i], whole, batch);
        }
    }

    function _checkReported(OrderId orderId, ReportedOrder calldata reported, bool whole)
        private
        view
        returns (bytes memory reason)
    {
        for (uint8 i = 0; i < reported.fills.length; ++i) {
            Leg calldata leg = reported.order.legs[i];
            if (!whole && _escrowsOf(orderId, leg.originChain).reported == 0) {
                return abi.encodeWithSelector(LegNotEscrowed.selector, orderId, i);
            }
            bytes32 hash = whole
                ? _fillSlot(orderId, leg.destinationChain, i).tload()
                : fillHash[orderId][leg.destinationChain][i];
            if (hash == 0) return abi.encodeWithSelector(LegNotFilled.selector, orderId, i);
            if (hash != _hashFill(orderId, i, reported.fills[i])) {
                return abi.encodeWithSelector(FillNotAsReported.selector, orderId, i);
            }
        }
    }

    /// Pays a committed leg's input to its solver, and a held output to its recipient.
    function _payLeg(
        OrderId orderId,
        uint8 i,
        Leg calldata leg,
        Fill calldata fill,
        bool whole,
        PayoutBatch memory batch
    ) private {
        uint64 fee;
        if (whole) {
            _fillSlot(orderId, leg.destinationChain, i).tstore(0);
            TransientSlot.Uint256Slot slot = _escrowSlot(orderId, leg.originChain);
            // The low half is fees. The first payout on a chain gets them.
            // forge-lint: disable-next-line(unsafe-typecast)
            fee = _splitEscrowFees(leg.originChain, uint64(slot.tload()), batch);
            slot.tstore(0);
        } else {
            fee = _takeEscrowFees(orderId, leg.originChain, 1, batch);
        }
        _repay(orderId, i, leg, fill, fee, batch);
        fee = _takeFillFee(leg.destinationChain, fill, batch);
        if (!fill.hold) return;
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

    /// Pays a solver on the origin chain, or through the ledger.
    function _repay(
        OrderId orderId,
        uint8 i,
        Leg calldata leg,
        Fill calldata fill,
        uint256 fee,
        PayoutBatch memory batch
    ) private {
        uint64 chain = leg.originChain;
        bytes32 token = AccountLib.toAccount(leg.inputToken);
        uint256 amount = leg.inputAmount;
        if (fill.repayment.chain != chain) {
            Repayment memory repayment = fill.repayment;
            // What a retired chain were told to pay, nobody would get.
            if (!_settings(repayment.chain).isAccepting()) repayment.chain = 0;
            Placement memory placement = _ledger.repay(OrderId.unwrap(orderId), chain, token, amount, repayment);
            if (placement.onLedger) {
                // No payout follows on the origin chain.
                batch.earn(chain, fee);
                (chain, token, amount) = (placement.chain, placement.token, placement.amount);
                fee = placement.tokenFee << 128;
            }
        }
        if (chain == 0) return;
        _owe(batch, orderId, i, PayoutKind.Repayment, chain, token, fill.repayment.account, amount, fee);
    }

    /// A pooled leg's input goes to the ledger, its output to its recipient. Whoever fills earns what is left of the
    /// escrow's fee, since no payout follows on the origin chain.
    function _owePooled(PayoutBatch memory batch, OrderId orderId, uint8 i, Leg calldata leg, uint256 tokenFee)
        private
    {
        batch.earn(leg.originChain, _takeEscrowFees(orderId, leg.originChain, 1, batch));
        bytes32 recipient = _recipientOf(orderId, leg);
        // That it is not the spoke was checked where the order was opened.
        require(AccountLib.isAddress(recipient), RecipientInvalid(recipient));
        _owe(
            batch,
            orderId,
            i,
            PayoutKind.Delivery,
            leg.destinationChain,
            leg.outputToken,
            recipient,
            leg.outputAmount,
            tokenFee << 128
        );
    }

    /// `_ledger.fill` with one copy of the legs, which are clean since the order's id was made.
    function _fillAtLedger(
        OrderId orderId,
        Leg[] calldata legs,
        address[] calldata fillers,
        uint256 maxFee,
        bool exclusive
    ) private returns (uint256[] memory tokenFees) {
        bytes32 selector = ILedger.fill.selector;
        address ledger_ = address(_ledger);
        assembly ("memory-safe") {
            let data := mload(0x40)
            let arguments := add(data, 4)
            let legsSize := mul(legs.length, 0xe0)
            let fillersSize := mul(fillers.length, 0x20)
            mstore(data, selector)
            mstore(arguments, orderId)
            mstore(add(arguments, 0x20), 0xc0)
            mstore(add(arguments, 0x40), caller())
            mstore(add(arguments, 0x60), add(0xe0, legsSize))
            mstore(add(arguments, 0x80), maxFee)
            mstore(add(arguments, 0xa0), exclusive)
            mstore(add(arguments, 0xc0), legs.length)
            calldatacopy(add(arguments, 0xe0), legs.offset, legsSize)
            let rest := add(arguments, add(0xe0, legsSize))
            mstore(rest, fillers.length)
            calldatacopy(add(rest, 0x20), fillers.offset, fillersSize)
            let size := add(sub(rest, data), add(0x20, fillersSize))
            let success := call(gas(), ledger_, 0, data, size, 0, 0)
            returndatacopy(data, 0, returndatasize())
            if iszero(success) { revert(data, returndatasize()) }
            tokenFees := add(data, mload(data))
            mstore(0x40, add(data, returndatasize()))
        }
    }

    function _decide(OrderId orderId, Order calldata order, Decision decided) private {
        _orders[orderId].decision = decided;
        order.log(order.legs, decided == Decision.Commit ? OrderSettled.selector : OrderAborted.selector, orderId);
    }

    function _cancel(Order calldata order, OrderId orderId) private {
        _decide(orderId, order, Decision.Abort);

        PayoutBatch memory batch = PayoutBatchLib.create(order.legs.length);
        _refund(orderId, order, batch);
        _queuePayouts(batch);
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
        // Nothing of it is here, or it was decided without a trace.
        if (!_isReported(orderId, reported)) {
            return (orderId, abi.encodeWithSelector(NothingToRefund.selector, orderId));
        }

        _decide(orderId, reported.order, Decision.Abort);

        _refund(orderId, reported.order, batch);
        _return(orderId, reported, batch);
    }

    function _tryRefund(ReportedOrder calldata reported, PayoutBatch memory batch)
        private
        returns (OrderId orderId, bytes memory reason)
    {
        (orderId, reason) = _check(reported);
        if (reason.length != 0) return (orderId, reason);
        Decision decided = _orders[orderId].decision;
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
            Escrows storage escrow = _escrowsOf(orderId, order.legs[i].originChain);
            due[i] = escrow.reported - escrow.released;
        }
        // Only now: several legs may share a chain's count.
        for (uint8 i = 0; i < due.length; ++i) {
            if (due[i] == 0) continue;
            any = true;
            Leg calldata leg = order.legs[i];
            uint32 reported = _escrowsOf(orderId, leg.originChain).reported;
            uint64 fee = _takeEscrowFees(orderId, leg.originChain, reported, batch);
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
    function _takeEscrowFees(OrderId orderId, uint64 chain, uint32 released, PayoutBatch memory batch)
        private
        returns (uint64 payoutFee)
    {
        Escrows storage escrow = _escrowsOf(orderId, chain);
        payoutFee = _splitEscrowFees(chain, escrow.fees, batch);
        (escrow.released, escrow.fees) = (released, 0);
    }

    function _splitEscrowFees(uint64 chain, uint64 fees, PayoutBatch memory batch)
        private
        pure
        returns (uint64 payoutFee)
    {
        uint64 earned;
        (earned, payoutFee) = _splitRest(fees);
        batch.earn(chain, earned);
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
        uint256 fee
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
        _setSettings(chain, settings);
        _chains[chain].configuredAt = uint40(block.timestamp);
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
    /// A pooled order is filled by the hub's clock.
    function _isExpired(OrderId orderId, Order calldata order) private view returns (bool) {
        if (order.pooled && block.timestamp > order.fillDeadline) return true;
        bool cancellable = order.legs.length == 1 || order.cancellable;
        for (uint8 i = 0; i < order.legs.length; ++i) {
            Leg calldata leg = order.legs[i];
            bool escrowed = _escrowsOf(orderId, leg.originChain).reported != 0;
            if (!escrowed && _isPast(leg.originChain, order.openDeadline)) return true;
            if (order.pooled) {
                if (!_settings(leg.destinationChain).isAccepting()) return true;
                continue;
            }
            if (fillHash[orderId][leg.destinationChain][i] != 0) continue;
            if (_isPast(leg.destinationChain, order.fillDeadline)) return true;
            if (cancellable && _escrows[orderId][leg.destinationChain].cancelled) return true;
        }
        return false;
    }

    /// Whether an origin reported an escrow of the order, or a fill is shown.
    function _isReported(OrderId orderId, ReportedOrder calldata reported) private view returns (bool) {
        for (uint256 i = 0; i < reported.fills.length; ++i) {
            if (reported.fills[i].filledAt != 0) return true;
            if (_escrowsOf(orderId, reported.order.legs[i].originChain).reported != 0) return true;
        }
        return false;
    }

    /// What a chain reported of an order's escrows. Before there is a first chain, none did.
    function _escrowsOf(OrderId orderId, uint64 chain) private view returns (Escrows storage escrow) {
        escrow = _orders[orderId];
        uint64 first = escrow.chain;
        if (first != chain && first != 0) escrow = _escrows[orderId][chain];
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
        Decision decided = _orders[orderId].decision;
        if (reason.length == 0 && decided != Decision.Undecided) {
            reason = abi.encodeWithSelector(OrderAlreadyDecided.selector, orderId, decided);
        }
    }

    function _check(ReportedOrder calldata reported) private view returns (OrderId orderId, bytes memory reason) {
        (orderId, reason) = _checkOrder(reported.order, reported.callsHash);
        uint256 count = reported.order.legs.length;
        if (reason.length == 0 && reported.fills.length != count) {
            reason = abi.encodeWithSelector(FillCountMismatch.selector, reported.fills.length, count);
        }
    }

    function _checkOrder(Order calldata order, bytes32 callsHash)
        private
        view
        returns (OrderId orderId, bytes memory reason)
    {
        uint256 count = order.legs.length;
        bool given = callsHash != 0;
        if (!given) callsHash = OrderLib.hashCalls(order.calls);
        orderId = OrderLib.toId(order.structHash(order.legs, callsHash), domainSeparator);
        if (count == 0 || count > OrderLib.MAX_LEGS) {
            reason = abi.encodeWithSelector(OrderLib.LegCountOutOfRange.selector, count);
        } else if (given && order.calls.length != 0) {
            reason = abi.encodeWithSelector(CallsGivenTwice.selector, orderId);
        }
    }

    /// The id of a pooled order that is not decided.
    function _requirePooled(Order calldata order, bytes32 callsHash) private view returns (OrderId orderId) {
        bytes memory reason;
        (orderId, reason) = _checkOrder(order, callsHash);
        if (reason.length != 0) _revertWith(reason);
        require(order.pooled, OrderNotPooled(orderId));
        Decision decided = _orders[orderId].decision;
        require(decided == Decision.Undecided, OrderAlreadyDecided(orderId, decided));
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

    function _revertWith(bytes memory reason) private pure {
        assembly ("memory-safe") {
            revert(add(reason, 0x20), mload(reason))
        }
    }

    function _escrowSlot(OrderId orderId, uint64 chain) private pure returns (TransientSlot.Uint256Slot) {
        return keccak256(abi.encode(orderId, chain)).asUint256();
    }

    function _fillSlot(OrderId orderId, uint64 chain, uint8 leg) private pure returns (TransientSlot.Bytes32Slot) {
        return keccak256(abi.encode(orderId, chain, leg, "fill")).asBytes32();
    }

    /// What no entry can carry makes what no slot holds; zero would be the hash of a leg that was not filled.
    function _hashFill(OrderId orderId, uint8 leg, Fill calldata fill) private pure returns (bytes32) {
        if (fill.fee > ReportLib.MAX_FEE || fill.filledAt > ReportLib.MAX_TIMESTAMP) {
            return bytes32(type(uint256).max);
        }
        return keccak256(
            ReportLib.encodeFilled(
                orderId,
                leg,
                fill.filledAt,
                fill.hold,
                fill.solver,
                fill.repayment.account,
                ReportLib.packElsewhere(fill.repayment),
                fill.fee
            )
        );
    }
}
