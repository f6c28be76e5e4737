// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Channel} from "../channel/Channel.sol";
import {IChannel} from "../channel/IChannel.sol";
import {AccountLib} from "../types/Account.sol";
import {InstructionLib, Pay} from "../types/Instruction.sol";
import {Leg} from "../types/Leg.sol";
import {Order, OrderId, OrderLib} from "../types/Order.sol";
import {Fill, Repayment, ReportLib} from "../types/Report.sol";
import {ISpoke} from "./ISpoke.sol";

contract Spoke is ISpoke, Channel, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;
    using OrderLib for Order;

    /// Farthest that a fill deadline may lie ahead, in seconds: an escrow is never out of reach for longer.
    uint64 public constant MAX_DEADLINE_SPAN = 7 days;
    /// What one payout's token may use.
    uint256 public constant PAYOUT_GAS = 300_000;
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

    constructor(
        uint64 hubChain_,
        address hub_,
        uint64 heartbeatSpacing_,
        address accessManager
    ) AccessManaged(accessManager) {
        hubChain = hubChain_;
        hub = hub_;
        heartbeatSpacing = heartbeatSpacing_;
        domainSeparator = OrderLib.domainSeparator(hubChain_, hub_);
    }

    /// @inheritdoc ISpoke
    function open(Order calldata order) external nonReentrant returns (OrderId orderId) {
        require(!_isEmpty(hubChain), SpokeNotConfigured());
        _validateOrder(order);
        require(order.user != address(0) && order.user != address(this), UserInvalid(order.user));
        require(order.openDeadline <= order.fillDeadline, DeadlinesOutOfOrder(order.openDeadline, order.fillDeadline));
        require(block.timestamp <= order.openDeadline, OpenDeadlinePassed(order.openDeadline));
        orderId = order.id(domainSeparator);

        emit OrderOpened(orderId, msg.sender, order);
        _queue(hubChain, ReportLib.encodeEscrowed(uint64(block.timestamp), orderId));

        bool originatesHere;
        for (uint256 i = 0; i < order.legs.length; ++i) {
            Leg calldata leg = order.legs[i];
            if (leg.originChain != block.chainid) continue;
            originatesHere = true;
            require(leg.inputAmount != 0, AmountZero());
            _pull(IERC20(leg.inputToken), address(this), leg.inputAmount);
        }
        require(originatesHere, NoLegOriginatesHere(orderId));
    }

    /// @inheritdoc ISpoke
    function fill(
        Order calldata order,
        uint8 legIndex,
        Repayment calldata repayment,
        bool hold
    ) external nonReentrant {
        (OrderId orderId, Leg calldata leg) = _validateFill(order, legIndex, repayment);
        uint256 filled = filledLegs[orderId];
        require(filled & (1 << legIndex) == 0, LegAlreadyFilled(orderId, legIndex));

        filledLegs[orderId] = filled | (1 << legIndex);
        address token = AccountLib.toAddress(leg.outputToken);
        address recipient = AccountLib.toAddress(leg.recipient);
        require(recipient != address(this), RecipientInvalid(recipient));
        if (hold) emit OutputHeld(orderId, legIndex, token, leg.outputAmount);
        _queue(
            hubChain,
            ReportLib.encodeFilled(orderId, legIndex, Fill(uint64(block.timestamp), hold, msg.sender, repayment))
        );

        _pull(IERC20(token), hold ? address(this) : recipient, leg.outputAmount);
    }

    /// @inheritdoc ISpoke
    function heartbeat() external {
        require(!_isEmpty(hubChain), SpokeNotConfigured());
        uint64 earliest = _lastHeartbeat + heartbeatSpacing;
        require(block.timestamp >= earliest, HeartbeatTooSoon(earliest));

        _heartbeat();
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
        // A head that is not zero is what `open` and `fill` take for configured: they touch that slot anyway.
        if (_isEmpty(hubChain)) _heartbeat();
    }

    /// @inheritdoc ISpoke
    function orderIdOf(Order calldata order) external view returns (OrderId) {
        return order.id(domainSeparator);
    }

    /// @inheritdoc Channel
    function _handle(uint64, bytes32 head, bytes calldata entry) internal override returns (bytes4 reason) {
        (bool valid, Pay memory pay) = InstructionLib.tryDecodePay(entry);
        if (!valid) return EntryMalformed.selector;
        if (!AccountLib.isAddress(pay.token) || !AccountLib.isAddress(pay.account))
            return AccountLib.AccountNotAnAddress.selector;

        address token = AccountLib.toAddress(pay.token);
        address account = AccountLib.toAddress(pay.account);
        if (_tryTransfer(token, account, pay.amount)) {
            emit PayoutPaid(head, token, account, pay.amount);
        } else {
            claimable[token][account] += pay.amount;
            emit PayoutFailed(head, token, account, pay.amount);
        }
    }

    function _heartbeat() private {
        _lastHeartbeat = uint64(block.timestamp);
        _queue(hubChain, ReportLib.encodeHeartbeat(uint64(block.timestamp)));
    }

    /// Moves exactly `amount` from the caller. A caller who is also the recipient has delivered to itself.
    function _pull(IERC20 token, address to, uint256 amount) private {
        if (to == msg.sender) return token.safeTransferFrom(msg.sender, to, amount);
        uint256 balanceBefore = token.balanceOf(to);
        token.safeTransferFrom(msg.sender, to, amount);
        uint256 moved = token.balanceOf(to) - balanceBefore;
        require(moved == amount, TransferInexact(address(token), amount, moved));
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

    function _validateOrder(Order calldata order) private view {
        uint256 count = order.legs.length;
        require(count != 0 && count <= OrderLib.MAX_LEGS, LegCountOutOfRange(count));
        require(order.solver == address(0), FieldNotSupported("solver"));
        require(order.exclusiveUntil == 0, FieldNotSupported("exclusiveUntil"));
        require(!order.pooled, FieldNotSupported("pooled"));
        require(!order.cancellable, FieldNotSupported("cancellable"));
        require(order.calls.length == 0, FieldNotSupported("calls"));
        uint256 latest = block.timestamp + MAX_DEADLINE_SPAN;
        require(order.fillDeadline <= latest, DeadlineTooFar(order.fillDeadline, uint64(latest)));
    }

    function _validateFill(
        Order calldata order,
        uint8 legIndex,
        Repayment calldata repayment
    ) private view returns (OrderId orderId, Leg calldata leg) {
        require(!_isEmpty(hubChain), SpokeNotConfigured());
        _validateOrder(order);
        require(block.timestamp <= order.fillDeadline, FillDeadlinePassed(order.fillDeadline));
        require(legIndex < order.legs.length, LegOutOfRange(legIndex, order.legs.length));
        leg = order.legs[legIndex];
        require(leg.destinationChain == block.chainid, LegNotDueHere(legIndex, leg.destinationChain));
        require(leg.outputAmount != 0, AmountZero());
        require(
            repayment.account != 0 && AccountLib.isAddress(repayment.account),
            RepaymentAccountInvalid(repayment.account)
        );
        require(repayment.chain == leg.originChain, FieldNotSupported("repayment.chain"));
        require(repayment.ledgerAccount == address(0), FieldNotSupported("repayment.ledgerAccount"));
        orderId = order.id(domainSeparator);
    }
}
