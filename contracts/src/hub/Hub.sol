// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Channel} from "../channel/Channel.sol";
import {IChannel} from "../channel/IChannel.sol";
import {AccountLib} from "../types/Account.sol";
import {Leg} from "../types/Leg.sol";
import {Order, OrderId, OrderLib} from "../types/Order.sol";
import {Fill, Repayment, ReportKind, ReportLib} from "../types/Report.sol";
import {Decision, IHub, PayoutKind, ReportedOrder} from "./IHub.sol";
import {PayoutBatch, PayoutBatchLib} from "./PayoutBatch.sol";
import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";

contract Hub is IHub, Channel {
    using OrderLib for Order;
    using PayoutBatchLib for PayoutBatch;

    /// An origin chain reports all its legs of an order at once, so that one count serves them all.
    struct Escrows {
        uint64 reported;
        uint64 released;
    }

    /// Takes the place of a fill's hash once its output was returned.
    bytes32 private constant RETURNED = bytes32(uint256(1));

    /// @inheritdoc IHub
    bytes32 public immutable domainSeparator;

    /// @inheritdoc IHub
    mapping(uint64 chain => uint64) public watermark;
    /// @inheritdoc IHub
    mapping(OrderId orderId => Decision) public decision;
    /// @inheritdoc IHub
    mapping(OrderId orderId => mapping(uint64 chain => Escrows)) public escrows;
    /// @inheritdoc IHub
    mapping(OrderId orderId => mapping(uint64 chain => mapping(uint8 leg => bytes32))) public fillHash;

    constructor(address accessManager) AccessManaged(accessManager) {
        domainSeparator = OrderLib.domainSeparator(uint64(block.chainid), address(this));
    }

    /// @inheritdoc IChannel
    function deliver(uint64 chain, bytes[] calldata entries, bytes32[] calldata rest) external {
        _deliver(chain, entries, rest);
    }

    /// @inheritdoc IHub
    function settle(ReportedOrder[] calldata orders) external {
        PayoutBatch memory payouts = _createBatch(orders);
        for (uint256 i = 0; i < orders.length; ++i) {
            _settle(orders[i], payouts);
        }
        _queuePayouts(payouts);
    }

    /// @inheritdoc IHub
    function abort(ReportedOrder[] calldata orders) external {
        PayoutBatch memory payouts = _createBatch(orders);
        for (uint256 i = 0; i < orders.length; ++i) {
            _abort(orders[i], payouts);
        }
        _queuePayouts(payouts);
    }

    /// @inheritdoc IHub
    function refund(ReportedOrder[] calldata orders) external {
        PayoutBatch memory payouts = _createBatch(orders);
        for (uint256 i = 0; i < orders.length; ++i) {
            (OrderId orderId, Order calldata order, Fill[] calldata fills) = _check(orders[i]);
            Decision decided = decision[orderId];
            require(decided != Decision.Undecided, OrderNotDecided(orderId));
            bool refunded = _refund(orderId, order, payouts);
            bool returned = decided == Decision.Abort && _return(orderId, order, fills, payouts);
            require(refunded || returned, NothingToRefund(orderId));
        }
        _queuePayouts(payouts);
    }

    /// @inheritdoc IHub
    function setRoute(uint64 chain, address gateway, address spoke) external restricted {
        _setRoute(chain, gateway, spoke);
    }

    /// @inheritdoc IHub
    function orderIdOf(Order calldata order) external view returns (OrderId) {
        return order.id(domainSeparator);
    }

    /// @inheritdoc Channel
    function _handle(uint64 chain, bytes32, bytes calldata entry) internal override returns (bytes4 reason) {
        (bool valid, ReportKind kind) = ReportLib.tryKind(entry);
        if (!valid) return EntryMalformed.selector;

        uint64 timestamp = ReportLib.timestampOf(entry);
        if (timestamp > watermark[chain]) watermark[chain] = timestamp;

        if (kind == ReportKind.Escrowed) {
            ++escrows[ReportLib.orderIdOf(entry)][chain].reported;
        } else if (kind == ReportKind.Filled) {
            mapping(uint8 => bytes32) storage hashes = fillHash[ReportLib.orderIdOf(entry)][chain];
            uint8 leg = ReportLib.legOf(entry);
            if (hashes[leg] != 0) return FillAlreadyReported.selector;
            hashes[leg] = keccak256(entry);
        }
    }

    function _settle(ReportedOrder calldata reported, PayoutBatch memory payouts) private {
        (OrderId orderId, Order calldata order, Fill[] calldata fills) = _check(reported);
        _checkUndecided(orderId);
        uint256 count = order.legs.length;
        for (uint8 i = 0; i < count; ++i) {
            Leg calldata leg = order.legs[i];
            require(escrows[orderId][leg.originChain].reported != 0, LegNotEscrowed(orderId, i));
            bytes32 hash = fillHash[orderId][leg.destinationChain][i];
            require(hash != 0, LegNotFilled(orderId, i));
            require(hash == _hashFill(orderId, i, fills[i]), FillNotAsReported(orderId, i));
        }

        decision[orderId] = Decision.Commit;
        emit OrderSettled(orderId, order);

        for (uint8 i = 0; i < count; ++i) {
            Leg calldata leg = order.legs[i];
            Fill calldata fill = fills[i];
            escrows[orderId][leg.originChain].released = 1;
            bytes32 inputToken = AccountLib.toAccount(leg.inputToken);
            _owe(
                payouts,
                orderId,
                i,
                PayoutKind.Repayment,
                leg.originChain,
                inputToken,
                fill.repayment.account,
                leg.inputAmount
            );
            if (fill.hold) {
                _owe(
                    payouts,
                    orderId,
                    i,
                    PayoutKind.Delivery,
                    leg.destinationChain,
                    leg.outputToken,
                    leg.recipient,
                    leg.outputAmount
                );
            }
        }
    }

    function _abort(ReportedOrder calldata reported, PayoutBatch memory payouts) private {
        (OrderId orderId, Order calldata order, Fill[] calldata fills) = _check(reported);
        _checkUndecided(orderId);
        require(_isExpired(orderId, order), OrderNotExpired(orderId));

        decision[orderId] = Decision.Abort;
        emit OrderAborted(orderId, order);

        _refund(orderId, order, payouts);
        _return(orderId, order, fills, payouts);
    }

    /// Whether some leg can't be escrowed or filled any more: a watermark past a deadline proves, the channel being
    /// ordered, that no report from before it is still on its way. A second equal to the deadline may still bring one.
    function _isExpired(OrderId orderId, Order calldata order) private view returns (bool) {
        for (uint8 i = 0; i < order.legs.length; ++i) {
            Leg calldata leg = order.legs[i];
            if (escrows[orderId][leg.originChain].reported == 0 && _isPast(leg.originChain, order.openDeadline)) {
                return true;
            }
            if (fillHash[orderId][leg.destinationChain][i] == 0 && _isPast(leg.destinationChain, order.fillDeadline)) {
                return true;
            }
        }
        return false;
    }

    function _isPast(uint64 chain, uint64 deadline) private view returns (bool) {
        return watermark[chain] > deadline || !_hasRoute(chain);
    }

    /// Pays every escrow that is neither paid out nor back to the user.
    function _refund(OrderId orderId, Order calldata order, PayoutBatch memory payouts) private returns (bool any) {
        for (uint8 i = 0; i < order.legs.length; ++i) {
            Leg calldata leg = order.legs[i];
            Escrows memory escrow = escrows[orderId][leg.originChain];
            uint256 due = escrow.reported - escrow.released;
            if (due == 0) continue;
            any = true;
            _owe(
                payouts,
                orderId,
                i,
                PayoutKind.Refund,
                leg.originChain,
                AccountLib.toAccount(leg.inputToken),
                AccountLib.toAccount(order.user),
                due * leg.inputAmount
            );
        }
        if (!any) return false;
        // Only now: several legs may share a chain's count.
        for (uint256 i = 0; i < order.legs.length; ++i) {
            Escrows storage escrow = escrows[orderId][order.legs[i].originChain];
            escrow.released = escrow.reported;
        }
    }

    /// Pays the held outputs that are shown back to their solvers.
    function _return(OrderId orderId, Order calldata order, Fill[] calldata fills, PayoutBatch memory payouts)
        private
        returns (bool any)
    {
        for (uint8 i = 0; i < order.legs.length; ++i) {
            Fill calldata fill = fills[i];
            if (!fill.hold) continue;
            Leg calldata leg = order.legs[i];
            mapping(uint8 => bytes32) storage hashes = fillHash[orderId][leg.destinationChain];
            bytes32 hash = hashes[i];
            if (hash == RETURNED) continue;
            require(hash == _hashFill(orderId, i, fill), FillNotAsReported(orderId, i));
            hashes[i] = RETURNED;
            any = true;
            _owe(
                payouts,
                orderId,
                i,
                PayoutKind.Return,
                leg.destinationChain,
                leg.outputToken,
                AccountLib.toAccount(fill.solver),
                leg.outputAmount
            );
        }
    }

    function _owe(
        PayoutBatch memory payouts,
        OrderId orderId,
        uint8 leg,
        PayoutKind kind,
        uint64 chain,
        bytes32 token,
        bytes32 account,
        uint256 amount
    ) private {
        emit PayoutOwed(orderId, leg, kind, chain, token, account, amount);
        payouts.add(chain, token, account, amount);
    }

    function _queuePayouts(PayoutBatch memory payouts) private {
        for (uint256 i = 0; i < payouts.count; ++i) {
            (uint64 chain, bytes memory entry) = payouts.take(i);
            _queue(chain, entry);
        }
    }

    /// A leg of an order is owed at most an input and an output.
    function _createBatch(ReportedOrder[] calldata orders) private pure returns (PayoutBatch memory) {
        uint256 legs;
        for (uint256 i = 0; i < orders.length; ++i) {
            legs += orders[i].order.legs.length;
        }
        return PayoutBatchLib.create(2 * legs);
    }

    function _check(ReportedOrder calldata reported)
        private
        view
        returns (OrderId orderId, Order calldata order, Fill[] calldata fills)
    {
        order = reported.order;
        fills = reported.fills;
        uint256 count = order.legs.length;
        require(count != 0 && count <= OrderLib.MAX_LEGS, OrderLib.LegCountOutOfRange(count));
        require(fills.length == count, FillCountMismatch(fills.length, count));
        orderId = order.id(domainSeparator);
    }

    function _checkUndecided(OrderId orderId) private view {
        Decision decided = decision[orderId];
        require(decided == Decision.Undecided, OrderAlreadyDecided(orderId, decided));
    }

    function _hashFill(OrderId orderId, uint8 leg, Fill calldata fill) private pure returns (bytes32) {
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
                repayment.chain
            )
        );
    }
}
