// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Channel} from "../channel/Channel.sol";
import {IChannel} from "../channel/IChannel.sol";
import {AccountLib} from "../types/Account.sol";
import {InstructionLib, Pay} from "../types/Instruction.sol";
import {Leg, LegLib} from "../types/Leg.sol";
import {Order, OrderId, OrderLib} from "../types/Order.sol";
import {Repayment, ReportLib} from "../types/Report.sol";
import {ISpoke} from "./ISpoke.sol";
import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

contract Spoke is ISpoke, Channel, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;
    using LegLib for Leg;
    using OrderLib for Order;

    /// Farthest that a fill deadline may lie ahead, in seconds: an escrow is never out of reach for longer.
    uint64 private constant MAX_DEADLINE_SPAN = 7 days;
    /// What one payout's token may use.
    uint256 private constant PAYOUT_GAS = 300_000;
    /// What a payout needs besides: crediting a refused one, its event, and the entry's own bookkeeping.
    uint256 private constant PAYOUT_OVERHEAD_GAS = 50_000;

    /// @inheritdoc ISpoke
    uint64 public immutable hubChain;
    /// @inheritdoc ISpoke
    address public immutable hub;
    /// @inheritdoc ISpoke
    uint64 public immutable heartbeatSpacing;
    /// @inheritdoc ISpoke
    bytes32 public immutable domainSeparator;

    uint64 private _lastHeartbeat;

    /// @inheritdoc ISpoke
    mapping(OrderId orderId => uint256) public filledLegs;
    /// @inheritdoc ISpoke
    mapping(address token => mapping(address account => uint256)) public claimable;

    constructor(uint64 hubChain_, address hub_, uint64 heartbeatSpacing_, address accessManager)
        AccessManaged(accessManager)
    {
        hubChain = hubChain_;
        hub = hub_;
        heartbeatSpacing = heartbeatSpacing_;
        domainSeparator = OrderLib.domainSeparator(hubChain_, hub_);
    }

    /// @inheritdoc ISpoke
    function open(Order calldata order) external nonReentrant returns (OrderId orderId) {
        Leg[] calldata legs;
        (orderId, legs) = _validateOrder(order);
        (address user, uint64 openDeadline,) = order.head();
        require(user != address(0) && user != address(this), UserInvalid(user));
        require(block.timestamp <= openDeadline, OpenDeadlinePassed(openDeadline));

        _emitOrderOpened(orderId, order, legs);
        _report(ReportLib.encodeEscrowed(uint64(block.timestamp), orderId));

        bool originatesHere;
        for (uint256 i = 0; i < legs.length; ++i) {
            (uint64 originChain, address token, uint128 amount) = LegLib.legAt(legs, i).input();
            if (originChain != block.chainid) continue;
            originatesHere = true;
            require(amount != 0, AmountZero());
            _pull(token, amount);
        }
        require(originatesHere, NoLegOriginatesHere(orderId));
    }

    /// @inheritdoc ISpoke
    function fill(Order calldata order, uint8 legIndex, Repayment calldata repayment, bool hold) external nonReentrant {
        (OrderId orderId, Leg calldata leg) = _validateFill(order, legIndex);
        (uint64 originChain,,) = leg.input();
        bytes32 account = _validateRepayment(repayment, originChain);
        (, bytes32 outputToken, uint128 amount, bytes32 recipientAccount) = leg.output();
        address token = AccountLib.toAddress(outputToken);
        address recipient = AccountLib.toAddress(recipientAccount);
        require(recipient != address(this), RecipientInvalid(recipient));

        _markFilled(orderId, legIndex);
        if (hold) emit OutputHeld(orderId, legIndex, token, amount);
        _report(
            ReportLib.encodeFilled(
                orderId, legIndex, uint64(block.timestamp), hold, msg.sender, account, address(0), originChain
            )
        );

        if (hold) _pull(token, amount);
        // What the caller hands over is the amount; the spoke owes nothing, so it need not measure what arrives.
        else IERC20(token).safeTransferFrom(msg.sender, recipient, amount);
    }

    /// @inheritdoc ISpoke
    function heartbeat() external {
        uint64 earliest = _lastHeartbeat + heartbeatSpacing;
        require(block.timestamp >= earliest, HeartbeatTooSoon(earliest));

        _lastHeartbeat = uint64(block.timestamp);
        _report(ReportLib.encodeHeartbeat(uint64(block.timestamp)));
    }

    /// @inheritdoc IChannel
    function deliver(uint64 chain, bytes[] calldata entries, bytes32[] calldata rest) external nonReentrant {
        _deliver(chain, entries, rest);
    }

    /// @inheritdoc ISpoke
    function claim(address token, address account) external nonReentrant returns (uint256 amount) {
        amount = claimable[token][account];
        require(amount != 0, NothingToClaim(token, account));

        claimable[token][account] = 0;
        emit PayoutClaimed(token, account, amount);

        IERC20(token).safeTransfer(account, amount);
    }

    /// @inheritdoc ISpoke
    function setRoute(address gateway) external restricted {
        _setRoute(hubChain, gateway, hub);
        // The first entry is what configures the spoke, see `_report`.
        if (_isEmpty(hubChain)) _queue(hubChain, ReportLib.encodeHeartbeat(uint64(block.timestamp)));
    }

    /// @inheritdoc ISpoke
    function orderIdOf(Order calldata order) external view returns (OrderId) {
        return order.id(domainSeparator);
    }

    /// @inheritdoc Channel
    function _handle(uint64, bytes32 head, bytes calldata entry) internal override returns (bytes4 reason) {
        (bool valid, Pay memory pay) = InstructionLib.tryDecodePay(entry);
        if (!valid) return EntryMalformed.selector;
        if (!AccountLib.isAddress(pay.token) || !AccountLib.isAddress(pay.account)) {
            return AccountLib.AccountNotAnAddress.selector;
        }

        address token = AccountLib.toAddress(pay.token);
        address account = AccountLib.toAddress(pay.account);
        if (_tryTransfer(token, account, pay.amount)) {
            emit PayoutPaid(head, token, account, pay.amount);
        } else {
            // Saturates: not even the hub's word may stop the channel.
            claimable[token][account] = Math.saturatingAdd(claimable[token][account], pay.amount);
            emit PayoutFailed(head, token, account, pay.amount);
        }
    }

    /// An empty channel is what tells a spoke that has no route yet: its head is read here anyway.
    function _report(bytes memory entry) private {
        bytes32 headBefore = _queue(hubChain, entry);
        require(headBefore != 0, SpokeNotConfigured());
    }

    function _emitOrderOpened(OrderId orderId, Order calldata order, Leg[] calldata legs) private {
        bytes memory data = order.encodeWithoutCalls(legs);
        bytes32 topic = OrderOpened.selector;
        assembly ("memory-safe") {
            log3(add(data, 0x20), mload(data), topic, orderId, caller())
        }
    }

    /// Takes exactly `amount` from the caller, so that the spoke holds what it will owe.
    function _pull(address token, uint256 amount) private {
        uint256 balanceBefore = _balanceOf(token);
        IERC20(token).safeTransferFrom(msg.sender, address(this), amount);
        unchecked {
            // A balance that fell wraps around, and is no exact amount either.
            uint256 moved = _balanceOf(token) - balanceBefore;
            require(moved == amount, TransferInexact(token, amount, moved));
        }
    }

    function _balanceOf(address token) private view returns (uint256 amount) {
        bytes4 selector = IERC20.balanceOf.selector;
        bool success;
        assembly ("memory-safe") {
            mstore(0x00, selector)
            mstore(0x04, address())
            // Arguments are evaluated from the last: the call comes before the size of what it returned.
            success := and(gt(returndatasize(), 0x1f), staticcall(gas(), token, 0x00, 0x24, 0x00, 0x20))
            amount := mload(0x00)
        }
        require(success, SafeERC20.SafeERC20FailedOperation(token));
    }

    /// A bounded transfer that copies no more than one word of what the token returns.
    function _tryTransfer(address token, address to, uint256 amount) private returns (bool success) {
        // A call is given at most 63/64 of what is left.
        uint256 required = ((PAYOUT_GAS + PAYOUT_OVERHEAD_GAS) * 64) / 63;
        require(gasleft() >= required, GasTooLow(gasleft(), required));
        bytes memory data = abi.encodeCall(IERC20.transfer, (to, amount));
        uint256 gasLimit = PAYOUT_GAS;
        assembly ("memory-safe") {
            success := call(gasLimit, token, 0, add(data, 0x20), mload(data), 0x00, 0x20)
            switch returndatasize()
            case 0 {
                success := and(success, gt(extcodesize(token), 0))
            }
            default {
                success := and(success, and(gt(returndatasize(), 0x1f), eq(mload(0x00), 1)))
            }
        }
    }

    function _markFilled(OrderId orderId, uint256 legIndex) private {
        uint256 filled = filledLegs[orderId];
        uint256 bit = 1 << legIndex;
        require(filled & bit == 0, LegAlreadyFilled(orderId, legIndex));
        filledLegs[orderId] = filled | bit;
    }

    function _validateOrder(Order calldata order) private view returns (OrderId orderId, Leg[] calldata legs) {
        if (!order.isPlain()) _refuseField(order);
        legs = order.checkedLegs();
        orderId = order.idWithoutCalls(legs, domainSeparator);
        (, uint64 openDeadline, uint64 fillDeadline) = order.head();
        require(openDeadline <= fillDeadline, DeadlinesOutOfOrder(openDeadline, fillDeadline));
        unchecked {
            uint64 latest = uint64(block.timestamp) + MAX_DEADLINE_SPAN;
            require(fillDeadline <= latest, DeadlineTooFar(fillDeadline, latest));
        }
    }

    function _refuseField(Order calldata order) private pure {
        require(order.solver == address(0), FieldNotSupported("solver"));
        require(order.exclusiveUntil == 0, FieldNotSupported("exclusiveUntil"));
        require(!order.pooled, FieldNotSupported("pooled"));
        require(!order.cancellable, FieldNotSupported("cancellable"));
        revert FieldNotSupported("calls");
    }

    function _validateFill(Order calldata order, uint256 legIndex)
        private
        view
        returns (OrderId orderId, Leg calldata leg)
    {
        Leg[] calldata legs;
        (orderId, legs) = _validateOrder(order);
        (,, uint64 fillDeadline) = order.head();
        require(block.timestamp <= fillDeadline, FillDeadlinePassed(fillDeadline));
        require(legIndex < legs.length, LegOutOfRange(legIndex, legs.length));
        leg = LegLib.legAt(legs, legIndex);
        (uint64 destinationChain,, uint128 amount,) = leg.output();
        require(destinationChain == block.chainid, LegNotDueHere(legIndex, destinationChain));
        require(amount != 0, AmountZero());
    }

    /// The spokes of all chains have one address: a payout to it would be nobody's.
    function _validateRepayment(Repayment calldata repayment, uint64 originChain)
        private
        view
        returns (bytes32 account)
    {
        account = repayment.account;
        require(
            account != 0 && AccountLib.isAddress(account) && account != AccountLib.toAccount(address(this)),
            RepaymentAccountInvalid(account)
        );
        require(repayment.chain == originChain, FieldNotSupported("repayment.chain"));
        require(repayment.ledgerAccount == address(0), FieldNotSupported("repayment.ledgerAccount"));
    }
}
