// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Channel} from "../channel/Channel.sol";
import {IChannel} from "../channel/IChannel.sol";
import {Executor, ExecutorLib} from "../periphery/Executor.sol";
import {IExecutor} from "../periphery/IExecutor.sol";
import {AccountLib, NATIVE} from "../types/Account.sol";
import {InstructionLib, Pay} from "../types/Instruction.sol";
import {Leg, LegLib} from "../types/Leg.sol";
import {Call, Order, OrderId, OrderLib} from "../types/Order.sol";
import {Repayment, ReportLib} from "../types/Report.sol";
import {Settings} from "../types/Settings.sol";
import {Custody} from "./Custody.sol";
import {Authorization, FillRequest, ISpoke, OpenRequest, Permit} from "./ISpoke.sol";
import {PermitLib} from "./PermitLib.sol";
import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

contract Spoke is Channel, Custody, ReentrancyGuardTransient, IERC5267 {
    using SafeERC20 for IERC20;
    using LegLib for Leg;
    using OrderLib for Order;

    /// Farthest that a fill deadline may lie ahead, in seconds: an escrow is never out of reach for longer.
    uint64 private constant MAX_DEADLINE_SPAN = 7 days;
    /// How long after its fill deadline an order's executor waits for outputs, in seconds.
    uint64 private constant EXECUTION_GRACE = 7 days;
    /// Every chain's blocks, and its cap on a transaction's gas, can meet it.
    uint256 private constant MAX_CALL_GAS = 10_000_000;
    /// Bytes of a call.
    uint256 private constant MAX_CALL_LENGTH = 8192;
    /// What an output token may use to tell an executor's balance.
    uint256 private constant HOLDINGS_GAS = 100_000;
    /// Of a failed request's error, in bytes.
    uint256 private constant MAX_REASON_LENGTH = 256;
    bytes32 private constant NATIVE_ACCOUNT = bytes32(uint256(uint160(NATIVE)));
    /// Beside the legs' bits in `filledLegs`.
    uint256 private constant CANCELLED = 1 << 255;

    /// @inheritdoc ISpoke
    uint64 public immutable hubChain;
    /// @inheritdoc ISpoke
    address public immutable hub;
    /// @inheritdoc ISpoke
    uint64 public immutable heartbeatSpacing;
    /// @inheritdoc ISpoke
    bytes32 public immutable domainSeparator;
    address private immutable _executorImplementation;

    uint64 private _lastHeartbeat;
    /// What whoever delivers earned in this transaction, in gwei.
    uint256 private transient _deliveryFees;

    /// @inheritdoc ISpoke
    mapping(OrderId orderId => uint256) public filledLegs;
    mapping(address user => mapping(uint256 word => uint256)) private _usedNonces;

    constructor(uint64 hubChain_, address hub_, uint64 heartbeatSpacing_, address accessManager)
        AccessManaged(accessManager)
    {
        hubChain = hubChain_;
        hub = hub_;
        heartbeatSpacing = heartbeatSpacing_;
        domainSeparator = OrderLib.domainSeparator(hubChain_, hub_);
        _executorImplementation = address(new Executor());
    }

    /// @inheritdoc ISpoke
    function open(Order calldata order) external payable nonReentrant returns (OrderId orderId) {
        Leg[] calldata legs;
        (orderId, legs,) = _validateOpen(order);
        address payer = _sender();

        uint256 native;
        bool originatesHere;
        for (uint256 i = 0; i < legs.length; ++i) {
            (uint64 originChain, address token, uint128 amount) = LegLib.legAt(legs, i).input();
            if (originChain != block.chainid) continue;
            originatesHere = true;
            require(amount != 0, AmountZero());
            if (token != NATIVE) {
                _pull(token, payer, amount);
            } else {
                native += amount;
                require(native <= msg.value, ValueTooLow(msg.value, native));
                _wrap(amount);
            }
        }
        require(originatesHere, NoLegOriginatesHere(orderId));

        order.log(legs, OrderOpened.selector, orderId);
        (address user,,) = order.head();
        if (payer != user) emit OrderPaidFor(orderId, payer);
        _reportEscrowed(orderId, native);
    }

    /// @inheritdoc ISpoke
    function openFor(Order calldata order, bytes calldata signature)
        external
        payable
        nonReentrant
        returns (OrderId orderId)
    {
        Leg[] calldata legs;
        (orderId, legs) = _validateOpenFor(order, signature);
        _pullByAllowance(order, orderId, legs);
        _reportSigned(orderId, order, legs);
    }

    /// @inheritdoc ISpoke
    function openForWithPermits(Order calldata order, bytes calldata signature, Permit[] calldata permits)
        external
        payable
        nonReentrant
        returns (OrderId orderId)
    {
        Leg[] calldata legs;
        (orderId, legs) = _validateOpenFor(order, signature);
        (address user,,) = order.head();
        for (uint256 i = 0; i < permits.length; ++i) {
            PermitLib.usePermit(user, permits[i]);
        }
        _pullByAllowance(order, orderId, legs);
        _reportSigned(orderId, order, legs);
    }

    /// @inheritdoc ISpoke
    function openForWithPermit2(Order calldata order, bytes calldata signature)
        external
        payable
        nonReentrant
        returns (OrderId orderId)
    {
        Leg[] calldata legs;
        bytes32 orderHash;
        (orderId, legs, orderHash) = _validateOpen(order);
        _pullByPermit2(order, orderId, legs, orderHash, signature);
        _reportSigned(orderId, order, legs);
    }

    /// @inheritdoc ISpoke
    function openForWithAuthorizations(Order calldata order, Authorization[] calldata authorizations)
        external
        payable
        nonReentrant
        returns (OrderId orderId)
    {
        Leg[] calldata legs;
        (orderId, legs,) = _validateOpen(order);
        _pullByAuthorizations(order, orderId, legs, authorizations);
        order.log(legs, OrderOpened.selector, orderId);
        _reportEscrowed(orderId, 0);
    }

    /// @inheritdoc ISpoke
    function openMany(OpenRequest[] calldata requests) external payable {
        uint256 left = msg.value;
        for (uint256 i = 0; i < requests.length; ++i) {
            OpenRequest calldata request = requests[i];
            bytes memory data = request.signature.length == 0
                ? abi.encodeCall(this.open, (request.order))
                : abi.encodeCall(this.openFor, (request.order, request.signature));
            left = _callSelf(i, requests.length, data, request.value, left);
        }
        _giveBack(left);
    }

    /// @inheritdoc ISpoke
    function cancelNonce(uint256 nonce) external {
        _useNonce(msg.sender, nonce);
        emit NonceCancelled(msg.sender, nonce);
    }

    /// @inheritdoc ISpoke
    /// @dev A direct fill needs no guard: it neither measures a balance of the spoke nor moves one.
    function fill(Order calldata order, uint64 legIndex, Repayment calldata repayment, bool hold) external payable {
        address solver = _sender();
        (OrderId orderId, Leg[] calldata legs, Leg calldata leg) = _validateFill(order, legIndex, solver);

        _markFilled(orderId, legIndex);
        if (hold) _emitWithOrder(OutputHeld.selector, orderId, legIndex, order, legs);
        _reportFilled(orderId, legIndex, leg, repayment, hold, solver);

        if (hold) _holdOutput(order, leg, solver);
        else _passOutput(order, orderId, legs, leg, solver);
    }

    /// @inheritdoc ISpoke
    function fillMany(FillRequest[] calldata requests) external payable {
        uint256 left = msg.value;
        for (uint256 i = 0; i < requests.length; ++i) {
            FillRequest calldata request = requests[i];
            bytes memory data = abi.encodeCall(this.fill, (request.order, request.leg, request.repayment, request.hold));
            left = _callSelf(i, requests.length, data, request.value, left);
        }
        _giveBack(left);
    }

    /// @inheritdoc ISpoke
    function cancel(Order calldata order) external payable nonReentrant {
        (OrderId orderId, Leg[] calldata legs,) = _validateOrder(order);
        (address user,,) = order.head();
        require(msg.sender == user, CallerNotUser(msg.sender, user));
        _cancel(order, orderId, legs);
    }

    /// @inheritdoc ISpoke
    function cancelFor(Order calldata order, bytes calldata signature) external payable nonReentrant {
        (OrderId orderId, Leg[] calldata legs,) = _validateOrder(order);
        (address user,,) = order.head();
        _requireSignature(user, OrderLib.cancellationDigest(orderId, domainSeparator), signature);
        _cancel(order, orderId, legs);
    }

    /// @inheritdoc ISpoke
    function deposit(address token, uint128 amount, address beneficiary, uint128 minimum, bool toVault)
        external
        payable
        nonReentrant
    {
        require(amount != 0, AmountZero());
        require(beneficiary != address(0), BeneficiaryZero());
        uint256 native;
        if (token == NATIVE) {
            native = amount;
            require(native <= msg.value, ValueTooLow(msg.value, native));
            _wrap(amount);
        } else {
            _pull(token, msg.sender, amount);
        }

        uint256 fee = _feeBeside(native);
        uint64 timestamp = uint64(block.timestamp);
        _queueOpening(
            ReportLib.encodeDeposited(timestamp, token, amount, msg.sender, beneficiary, minimum, toVault, fee), fee
        );
    }

    /// @inheritdoc ISpoke
    function execute(Order calldata order) external nonReentrant {
        (OrderId orderId, Leg[] calldata legs,) = _validateOrder(order);
        (bool found, Call calldata call_) = _callHere(order);
        require(found, NoCallHere(orderId));
        address executor = executorOf(orderId);
        if (executor.code.length == 0) {
            bool complete = _holdsOutputs(executor, legs);
            if (!complete) {
                (,, uint64 fillDeadline) = order.head();
                uint64 waitUntil = fillDeadline + EXECUTION_GRACE;
                require(block.timestamp > waitUntil, OutputsMissing(orderId, waitUntil));
            }
            Clones.cloneDeterministic(_executorImplementation, OrderId.unwrap(orderId));
            if (complete && _tryRun(executor, call_)) emit CallExecuted(orderId);
            else emit CallFailed(orderId);
        }
        _sweep(orderId, executor, legs, call_);
    }

    /// @inheritdoc ISpoke
    function heartbeat() external {
        uint64 earliest = _lastHeartbeat + heartbeatSpacing;
        require(block.timestamp >= earliest, HeartbeatTooSoon(earliest));

        _lastHeartbeat = uint64(block.timestamp);
        uint64 gasPrice = block.basefee > type(uint64).max ? type(uint64).max : uint64(block.basefee);
        _queue(hubChain, ReportLib.encodeHeartbeat(uint64(block.timestamp), gasPrice));
    }

    /// @inheritdoc IChannel
    function deliver(uint64 chain, bytes[] calldata entries, bytes32[] calldata rest) external nonReentrant {
        _deliver(chain, entries, rest);

        uint256 amount = _deliveryFees * 1 gwei;
        if (amount == 0) return;
        _deliveryFees = 0;
        if (_payOrCredit(NATIVE, msg.sender, amount)) emit DeliveryPaid(msg.sender, amount);
        else emit DeliveryCredited(msg.sender, amount);
    }

    /// @inheritdoc ISpoke
    function claim(address token, address account, uint256 amount) external nonReentrant {
        uint256 most = claimable[token][account];
        require(amount != 0 && amount <= most, ClaimTooLarge(token, account, most));

        claimable[token][account] = most - amount;
        emit PayoutClaimed(token, account, amount);

        _payClaim(token, account, amount);
    }

    /// @inheritdoc ISpoke
    function setRoute(address gateway) external restricted {
        _setRoute(hubChain, gateway, hub);
    }

    /// @inheritdoc ISpoke
    function setWrappedNative(address token) external restricted {
        _setWrappedNative(token);
    }

    /// @inheritdoc ISpoke
    function pause(bool opens, bool fills) external restricted {
        Settings settings = _settings(hubChain);
        _setPauses(settings, settings.areOpensPaused() || opens, settings.areFillsPaused() || fills);
    }

    /// @inheritdoc ISpoke
    function unpause(bool opens, bool fills) external restricted {
        Settings settings = _settings(hubChain);
        _setPauses(settings, settings.areOpensPaused() && !opens, settings.areFillsPaused() && !fills);
    }

    /// @inheritdoc ISpoke
    function orderIdOf(Order calldata order) external view returns (OrderId) {
        return order.id(domainSeparator);
    }

    /// @inheritdoc ISpoke
    function isNonceUsed(address user, uint256 nonce) public view returns (bool) {
        return (_usedNonces[user][nonce >> 8] >> (nonce & 0xff)) & 1 == 1;
    }

    /// @inheritdoc ISpoke
    function configuration()
        external
        view
        returns (bool accepting, bool opensPaused, bool fillsPaused, uint256 entryFee)
    {
        Settings settings = _settings(hubChain);
        return
            (settings.isAccepting(), settings.areOpensPaused(), settings.areFillsPaused(), settings.entryFee() * 1 gwei);
    }

    /// @inheritdoc IERC5267
    function eip712Domain()
        external
        view
        returns (
            bytes1 fields,
            string memory name,
            string memory version,
            uint256 chainId,
            address verifyingContract,
            bytes32 salt,
            uint256[] memory extensions
        )
    {
        // Name, version, verifying contract and salt; no chain id.
        return
            (
                hex"1b",
                OrderLib.DOMAIN_NAME,
                OrderLib.DOMAIN_VERSION,
                0,
                hub,
                bytes32(uint256(hubChain)),
                new uint256[](0)
            );
    }

    /// @inheritdoc ISpoke
    function executorOf(OrderId orderId) public view returns (address) {
        return Clones.predictDeterministicAddress(_executorImplementation, OrderId.unwrap(orderId));
    }

    /// @inheritdoc Channel
    function _handle(uint64, bytes32 head, bytes calldata entry) internal override returns (bytes4 reason) {
        (bool configures, Settings settings) = InstructionLib.tryDecodeConfigure(entry);
        if (configures) {
            _setSettings(hubChain, _settings(hubChain).configured(settings));
            emit Configured(head, settings.isAccepting(), settings.entryFee() * 1 gwei);
            return 0;
        }
        (bool pays, Pay memory pay) = InstructionLib.tryDecodePay(entry);
        if (!pays) return EntryMalformed.selector;
        _deliveryFees += pay.fee;
        if (!AccountLib.isAddress(pay.token)) return AccountLib.AccountNotAnAddress.selector;
        address token = AccountLib.toAddress(pay.token);
        if (pay.tokenFee != 0) {
            _credit(token, msg.sender, pay.tokenFee);
            emit PayoutFeeCredited(head, token, msg.sender, pay.tokenFee);
        }
        if (!AccountLib.isAddress(pay.account)) return AccountLib.AccountNotAnAddress.selector;

        address account = AccountLib.toAddress(pay.account);
        if (_payOrCredit(token, account, pay.amount)) emit PayoutPaid(head, token, account, pay.amount);
        else emit PayoutFailed(head, token, account, pay.amount);
    }

    function _pullByAllowance(Order calldata order, OrderId orderId, Leg[] calldata legs) private {
        (address user,,) = order.head();
        bool originatesHere;
        for (uint256 i = 0; i < legs.length; ++i) {
            (uint64 originChain, address token, uint128 amount) = LegLib.legAt(legs, i).input();
            if (originChain != block.chainid) continue;
            originatesHere = true;
            require(amount != 0, AmountZero());
            _pull(_wrapped(token), user, amount);
        }
        require(originatesHere, NoLegOriginatesHere(orderId));
    }

    function _pullByPermit2(
        Order calldata order,
        OrderId orderId,
        Leg[] calldata legs,
        bytes32 orderHash,
        bytes calldata signature
    ) private {
        (address user, uint64 openDeadline,) = order.head();
        uint256 nonce = order.nonce;
        _useNonce(user, nonce);

        (address[] memory tokens, uint256[] memory amounts) = _inputsHere(orderId, legs);
        uint256[] memory balances = _balancesOf(tokens);
        PermitLib.pullByPermit2(user, nonce, openDeadline, orderHash, tokens, amounts, signature);
        for (uint256 i = 0; i < tokens.length; ++i) {
            _requireReceived(tokens[i], balances[i], amounts[i]);
        }
    }

    function _pullByAuthorizations(
        Order calldata order,
        OrderId orderId,
        Leg[] calldata legs,
        Authorization[] calldata authorizations
    ) private {
        (address user, uint64 openDeadline,) = order.head();
        // Not used up: only the tokens, which anyone may have made, vouch for the user. Their own nonce, the order's id,
        // is what stops a repetition.
        require(!isNonceUsed(user, order.nonce), NonceUsed(user, order.nonce));

        (address[] memory tokens, uint256[] memory amounts) = _inputsHere(orderId, legs);
        uint256 count = tokens.length;
        require(authorizations.length == count, AuthorizationCountMismatch(authorizations.length, count));
        uint256[] memory balances = _balancesOf(tokens);
        for (uint256 i = 0; i < count; ++i) {
            PermitLib.pullByAuthorization(user, orderId, openDeadline, tokens[i], amounts[i], authorizations[i]);
            _requireReceived(tokens[i], balances[i], amounts[i]);
        }
    }

    function _reportSigned(OrderId orderId, Order calldata order, Leg[] calldata legs) private {
        _emitWithOrder(SignedOrderOpened.selector, orderId, uint160(_sender()), order, legs);
        _reportEscrowed(orderId, 0);
    }

    function _reportEscrowed(OrderId orderId, uint256 native) private {
        uint256 fee = _feeBeside(native);
        _queueOpening(ReportLib.encodeEscrowed(uint64(block.timestamp), orderId, fee), fee);
    }

    /// A report of what enters, which a pause of opens stops.
    function _queueOpening(bytes memory entry, uint256 fee) private {
        Settings settings = _queue(hubChain, entry);
        if (!settings.takesOpens()) {
            require(settings.isAccepting(), SpokeNotAccepting());
            revert OpensPaused();
        }
        _requireFee(fee, settings);
    }

    function _reportFilled(
        OrderId orderId,
        uint64 legIndex,
        Leg calldata leg,
        Repayment calldata repayment,
        bool hold,
        address solver
    ) private {
        (, bytes32 token, uint128 amount,) = leg.output();
        uint256 fee = _feeBeside(token == NATIVE_ACCOUNT ? amount : 0);
        Settings settings = _queue(hubChain, _encodeFilled(orderId, legIndex, repayment, hold, solver, fee));
        if (!settings.takesFills()) {
            require(settings.isAccepting(), SpokeNotAccepting());
            revert FillsPaused();
        }
        _requireFee(fee, settings);
    }

    function _holdOutput(Order calldata order, Leg calldata leg, address solver) private nonReentrant {
        (, bytes32 outputToken, uint128 amount, bytes32 account) = leg.output();
        address token = AccountLib.toAddress(outputToken);
        address recipient = AccountLib.toAddress(account);
        bool valid = recipient != address(this);
        // It must have somewhere to go: without a recipient, the order's executor.
        if (recipient == address(0)) (valid,) = _callHere(order);
        require(valid, RecipientInvalid(recipient));

        if (token == NATIVE) _wrap(amount);
        else _pull(token, solver, amount);
    }

    function _passOutput(Order calldata order, OrderId orderId, Leg[] calldata legs, Leg calldata leg, address solver)
        private
    {
        (, bytes32 outputToken, uint128 amount, bytes32 account) = leg.output();
        address token = AccountLib.toAddress(outputToken);
        address recipient = AccountLib.toAddress(account);
        require(recipient != address(this), RecipientInvalid(recipient));
        // What the caller hands over is the amount; the spoke owes nothing, so it need not measure what arrives.
        if (recipient != address(0)) _send(token, solver, recipient, amount);
        else _fillExecutor(order, orderId, legs, token, solver, amount);
    }

    /// Delivers to the order's executor, and runs the call if nothing is missing any more.
    function _fillExecutor(
        Order calldata order,
        OrderId orderId,
        Leg[] calldata legs,
        address token,
        address solver,
        uint256 amount
    ) private nonReentrant {
        address executor = executorOf(orderId);
        // Measured: the call waits for the exact amount.
        uint256 balanceBefore = _holdings(token, executor);
        _send(token, solver, executor, amount);
        uint256 moved = _holdings(token, executor) - balanceBefore;
        require(moved == amount, TransferInexact(token, amount, moved));

        (bool found, Call calldata call_) = _callHere(order);
        require(found, RecipientInvalid(address(0)));
        if (executor.code.length != 0 || !_holdsOutputs(executor, legs)) return;
        Clones.cloneDeterministic(_executorImplementation, OrderId.unwrap(orderId));
        require(_tryRun(executor, call_), CallReverted(orderId));
        emit CallExecuted(orderId);
        _sweep(orderId, executor, legs, call_);
    }

    /// From whoever fills; the native token from the value that came with the call.
    function _send(address token, address from, address to, uint256 amount) private {
        if (token == NATIVE) _sendNative(to, amount);
        else IERC20(token).safeTransferFrom(from, to, amount);
    }

    /// The call gets the gas that the order names, no more: whether it succeeds is not the caller's choice.
    function _tryRun(address executor, Call calldata call_) private returns (bool success) {
        uint256 gasLimit = call_.gas;
        _requireGas(gasLimit);
        bytes memory data = abi.encodeCall(IExecutor.run, (call_.calls));
        assembly ("memory-safe") {
            success := call(gasLimit, executor, 0, add(data, 0x20), mload(data), 0x00, 0x00)
        }
    }

    /// A token that refuses, or uses up what a payout may, stays with the executor, for a later try.
    function _sweep(OrderId orderId, address executor, Leg[] calldata legs, Call calldata call_) private {
        address recipient = AccountLib.toAddress(call_.fallbackRecipient);
        for (uint256 i = 0; i < legs.length; ++i) {
            (bool waits, address token,) = _outputToExecutor(legs, i);
            if (!waits) continue;
            _requireGas(PAYOUT_GAS);
            try IExecutor(executor).sweep{gas: PAYOUT_GAS}(token, recipient) returns (uint256 amount) {
                if (amount != 0) emit ExecutorSwept(orderId, token, recipient, amount);
            } catch {}
        }
    }

    function _cancel(Order calldata order, OrderId orderId, Leg[] calldata legs) private {
        require(!order.isPooled(), OrderPooled(orderId));
        require(legs.length == 1 || order.cancellable, OrderNotCancellable(orderId));
        uint256 filled = filledLegs[orderId];
        require(filled & CANCELLED == 0, OrderCancelled(orderId));
        require(_hasUnfilled(legs, filled), NothingToCancel(orderId));

        filledLegs[orderId] = filled | CANCELLED;
        uint256 fee = _feeBeside(0);
        Settings settings = _queue(hubChain, ReportLib.encodeCancelled(uint64(block.timestamp), orderId, fee));
        _requireFee(fee, settings);
    }

    /// Calls this contract as the caller, with a part of the value and of the gas.
    function _callSelf(uint256 index, uint256 count, bytes memory data, uint256 value, uint256 left)
        private
        returns (uint256)
    {
        require(value <= left, ValueTooLow(left, value));
        // An account that one of the requests called may have had its own claim paid from this value, which left as much
        // in the wrapped token.
        require(_tryHoldNative(value), NativeTransferFailed(address(this)));
        uint256 gasLimit = gasleft() / (count - index);
        data = abi.encodePacked(data, msg.sender);
        bool success;
        assembly ("memory-safe") {
            success := call(gasLimit, address(), value, add(data, 0x20), mload(data), 0x00, 0x00)
        }
        if (success) return left - value;
        emit RequestSkipped(index, _boundedReturnData());
        return left;
    }

    function _giveBack(uint256 value) private {
        if (value == 0) return;
        require(_tryHoldNative(value), NativeTransferFailed(msg.sender));
        _sendNative(msg.sender, value);
    }

    function _sendNative(address to, uint256 amount) private {
        require(LowLevelCall.callNoReturn(to, amount, ""), NativeTransferFailed(to));
    }

    function _useNonce(address user, uint256 nonce) private {
        uint256 word = _usedNonces[user][nonce >> 8];
        uint256 bit = 1 << (nonce & 0xff);
        require(word & bit == 0, NonceUsed(user, nonce));
        _usedNonces[user][nonce >> 8] = word | bit;
    }

    function _markFilled(OrderId orderId, uint256 legIndex) private {
        uint256 filled = filledLegs[orderId];
        uint256 bit = 1 << legIndex;
        if (filled & (bit | CANCELLED) != 0) {
            require(filled & bit == 0, LegAlreadyFilled(orderId, legIndex));
            revert OrderCancelled(orderId);
        }
        filledLegs[orderId] = filled | bit;
    }

    function _setPauses(Settings settings, bool opens, bool fills) private {
        _setSettings(hubChain, settings.withPauses(opens, fills));
        emit PausesSet(opens, fills);
    }

    /// Emits an event of an order with one argument before it.
    function _emitWithOrder(bytes32 topic, OrderId orderId, uint256 first, Order calldata order, Leg[] calldata legs)
        private
    {
        bytes memory data = order.encode(legs, first);
        assembly ("memory-safe") {
            log2(add(data, 0x20), mload(data), topic, orderId)
        }
    }

    /// Whoever calls; in one of many requests, whoever sent the many. The spoke calls itself in no other way: its calls
    /// to tokens, accounts and gateways have selectors that are none of its own.
    function _sender() private view returns (address sender) {
        assembly ("memory-safe") {
            sender := caller()
            if eq(sender, address()) { sender := shr(96, calldataload(sub(calldatasize(), 20))) }
        }
    }

    /// The entry fee that came beside native value, in gwei.
    function _feeBeside(uint256 native) private view returns (uint256 fee) {
        require(msg.value >= native, ValueTooLow(msg.value, native));
        unchecked {
            uint256 value = msg.value - native;
            fee = value / 1 gwei;
            // One condition of two: a remainder, or more than 40 bits.
            require((value - fee * 1 gwei) | (fee >> 40) == 0, EntryFeeMalformed(value));
        }
    }

    function _requireFee(uint256 fee, Settings settings) private pure {
        uint256 least = settings.entryFee();
        // What the error says is only worked out for it.
        if (fee < least) revert EntryFeeTooLow(fee * 1 gwei, least * 1 gwei);
    }

    function _requireSignature(address account, bytes32 digest, bytes calldata signature) private view {
        // The key first: an account with delegated code still has it.
        (address signer,,) = ECDSA.tryRecoverCalldata(digest, signature);
        bool valid = signer == account && signer != address(0);
        require(
            valid || SignatureChecker.isValidERC1271SignatureNowCalldata(account, digest, signature),
            SignatureInvalid(account)
        );
    }

    function _validateOrder(Order calldata order)
        private
        view
        returns (OrderId orderId, Leg[] calldata legs, bytes32 orderHash)
    {
        legs = order.checkedLegs();
        bytes32 callsHash = OrderLib.EMPTY_ARRAY_HASH;
        if (order.callCount() != 0) {
            callsHash = OrderLib.hashCalls(order.calls);
            _validateCalls(order.calls, legs, order.isPooled());
        }
        orderHash = order.structHash(legs, callsHash);
        orderId = OrderLib.toId(orderHash, domainSeparator);
        (, uint64 openDeadline, uint64 fillDeadline) = order.head();
        require(openDeadline <= fillDeadline, DeadlinesOutOfOrder(openDeadline, fillDeadline));
        unchecked {
            uint64 latest = uint64(block.timestamp) + MAX_DEADLINE_SPAN;
            require(fillDeadline <= latest, DeadlineTooFar(fillDeadline, latest));
        }
    }

    function _validateOpen(Order calldata order)
        private
        view
        returns (OrderId orderId, Leg[] calldata legs, bytes32 orderHash)
    {
        (orderId, legs, orderHash) = _validateOrder(order);
        (address user, uint64 openDeadline,) = order.head();
        require(user != address(0) && user != address(this), UserInvalid(user));
        require(block.timestamp <= openDeadline, OpenDeadlinePassed(openDeadline));
        if (order.isPooled()) _requireRecipients(order.calls, legs);
    }

    function _validateOpenFor(Order calldata order, bytes calldata signature)
        private
        returns (OrderId orderId, Leg[] calldata legs)
    {
        (orderId, legs,) = _validateOpen(order);
        (address user,,) = order.head();
        _requireSignature(user, OrderId.unwrap(orderId), signature);
        _useNonce(user, order.nonce);
    }

    function _validateFill(Order calldata order, uint256 legIndex, address caller)
        private
        view
        returns (OrderId orderId, Leg[] calldata legs, Leg calldata leg)
    {
        (orderId, legs,) = _validateOrder(order);
        require(!order.isPooled(), OrderPooled(orderId));
        (,, uint64 fillDeadline) = order.head();
        require(block.timestamp <= fillDeadline, FillDeadlinePassed(fillDeadline));
        (address solver, uint64 exclusiveUntil) = order.exclusivity();
        require(
            solver == address(0) || solver == caller || block.timestamp > exclusiveUntil,
            SolverExclusive(solver, exclusiveUntil)
        );
        require(legIndex < legs.length, LegOutOfRange(legIndex, legs.length));
        leg = LegLib.legAt(legs, legIndex);
        (uint64 destinationChain,, uint128 amount,) = leg.output();
        require(destinationChain == block.chainid, LegNotDueHere(legIndex, destinationChain));
        require(amount != 0, AmountZero());
    }

    /// Where a pooled order's legs are due nobody checks it before they are paid: spokes have one address, so that what
    /// is no fallback recipient here is none there.
    function _validateCalls(Call[] calldata calls, Leg[] calldata legs, bool pooled) private view {
        uint256 previous;
        for (uint256 i = 0; i < calls.length; ++i) {
            Call calldata call_ = calls[i];
            bool valid = call_.chain > previous && call_.gas <= MAX_CALL_GAS && call_.calls.length <= MAX_CALL_LENGTH
                && call_.fallbackRecipient != 0 && _hasExecutorLeg(legs, call_.chain);
            if (pooled || call_.chain == block.chainid) {
                valid = valid && AccountLib.isAddress(call_.fallbackRecipient)
                    && AccountLib.toAddress(call_.fallbackRecipient) != address(this);
            }
            require(valid, CallInvalid(i));
            previous = call_.chain;
        }
    }

    /// What is paid to a spoke, or to an executor without a call, would be nobody's.
    function _requireRecipients(Call[] calldata calls, Leg[] calldata legs) private view {
        for (uint256 i = 0; i < legs.length; ++i) {
            bytes32 recipient = legs[i].recipient;
            require(recipient != AccountLib.toAccount(address(this)), RecipientInvalid(address(this)));
            if (recipient != 0) continue;
            uint256 call_ = 0;
            while (call_ < calls.length && calls[call_].chain != legs[i].destinationChain) ++call_;
            require(call_ < calls.length, CallInvalid(call_));
        }
    }

    function _hasExecutorLeg(Leg[] calldata legs, uint64 chain) private pure returns (bool) {
        for (uint256 i = 0; i < legs.length; ++i) {
            if (legs[i].destinationChain == chain && legs[i].recipient == 0) return true;
        }
        return false;
    }

    function _callHere(Order calldata order) private view returns (bool found, Call calldata call_) {
        Call[] calldata calls = order.calls;
        assembly ("memory-safe") {
            call_ := calls.offset
        }
        for (uint256 i = 0; i < calls.length; ++i) {
            if (calls[i].chain == block.chainid) return (true, calls[i]);
        }
    }

    function _outputToExecutor(Leg[] calldata legs, uint256 index)
        private
        view
        returns (bool waits, address token, uint256 amount)
    {
        (uint64 chain, bytes32 outputToken, uint128 outputAmount, bytes32 recipient) =
            LegLib.legAt(legs, index).output();
        waits = chain == block.chainid && recipient == 0 && AccountLib.isAddress(outputToken);
        if (waits) return (true, AccountLib.toAddress(outputToken), outputAmount);
    }

    /// Whether the executor holds the outputs of all legs that are due to it; several may be of one token.
    function _holdsOutputs(address executor, Leg[] calldata legs) private view returns (bool) {
        for (uint256 i = 0; i < legs.length; ++i) {
            (bool waits, address token,) = _outputToExecutor(legs, i);
            if (!waits) continue;
            uint256 due;
            for (uint256 j = 0; j < legs.length; ++j) {
                (bool alsoWaits, address otherToken, uint256 amount) = _outputToExecutor(legs, j);
                if (alsoWaits && otherToken == token) due += amount;
            }
            if (_holdings(token, executor) < due) return false;
        }
        return true;
    }

    /// Of a token that does not say, nothing.
    function _holdings(address token, address account) private view returns (uint256 amount) {
        if (token == NATIVE) return account.balance;
        _requireGas(HOLDINGS_GAS);
        bytes memory data = abi.encodeCall(IERC20.balanceOf, (account));
        uint256 gasLimit = HOLDINGS_GAS;
        assembly ("memory-safe") {
            let success := staticcall(gasLimit, token, add(data, 0x20), mload(data), 0x00, 0x20)
            if and(success, gt(returndatasize(), 0x1f)) { amount := mload(0x00) }
        }
    }

    function _hasUnfilled(Leg[] calldata legs, uint256 filled) private view returns (bool) {
        for (uint256 i = 0; i < legs.length; ++i) {
            (uint64 destinationChain,,,) = LegLib.legAt(legs, i).output();
            if (destinationChain == block.chainid && filled & (1 << i) == 0) return true;
        }
        return false;
    }

    /// The inputs of this chain's legs, one element per token, in the order of first appearance.
    function _inputsHere(OrderId orderId, Leg[] calldata legs)
        private
        view
        returns (address[] memory tokens, uint256[] memory amounts)
    {
        tokens = new address[](legs.length);
        amounts = new uint256[](legs.length);
        uint256 count;
        for (uint256 i = 0; i < legs.length; ++i) {
            (uint64 originChain, address inputToken, uint128 amount) = LegLib.legAt(legs, i).input();
            if (originChain != block.chainid) continue;
            require(amount != 0, AmountZero());
            address token = _wrapped(inputToken);
            uint256 j = 0;
            while (j < count && tokens[j] != token) ++j;
            if (j == count) tokens[count++] = token;
            amounts[j] += amount;
        }
        require(count != 0, NoLegOriginatesHere(orderId));
        assembly ("memory-safe") {
            mstore(tokens, count)
            mstore(amounts, count)
        }
    }

    function _balancesOf(address[] memory tokens) private view returns (uint256[] memory balances) {
        balances = new uint256[](tokens.length);
        for (uint256 i = 0; i < tokens.length; ++i) {
            balances[i] = _balanceOf(tokens[i], address(this));
        }
    }

    function _boundedReturnData() private pure returns (bytes memory data) {
        assembly ("memory-safe") {
            let size := returndatasize()
            if gt(size, MAX_REASON_LENGTH) { size := MAX_REASON_LENGTH }
            data := mload(0x40)
            mstore(data, size)
            returndatacopy(add(data, 0x20), 0, size)
            mstore(0x40, add(add(data, 0x20), and(add(size, 0x1f), not(0x1f))))
        }
    }

    /// The spokes of all chains have one address: a repayment to it would be nobody's.
    function _encodeFilled(
        OrderId orderId,
        uint64 legIndex,
        Repayment calldata repayment,
        bool hold,
        address solver,
        uint256 fee
    ) private view returns (bytes memory) {
        bytes32 account = repayment.account;
        unchecked {
            // One condition of two: zero, or more than an address.
            bool valid = uint256(account) - 1 < type(uint160).max;
            require(valid && account != AccountLib.toAccount(address(this)), RepaymentAccountInvalid(account));
        }
        uint256 elsewhere = ReportLib.packElsewhere(repayment);
        return ReportLib.encodeFilled(orderId, legIndex, uint64(block.timestamp), hold, solver, account, elsewhere, fee);
    }
}
