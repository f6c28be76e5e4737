// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IChannel} from "../channel/IChannel.sol";
import {IHub} from "../hub/IHub.sol";
import {ISpoke} from "../spoke/ISpoke.sol";
import {AccountLib, NATIVE} from "../types/Account.sol";
import {Leg} from "../types/Leg.sol";
import {Call, Order, OrderId, OrderLib} from "../types/Order.sol";
import {EthLog, IAttribute, IFormula, IPayment, IResolver, IStep, IVariableRole} from "./ERC7683.sol";
import {ExecutorLib} from "./Executor.sol";
import {IDeputies} from "./IDeputies.sol";
import {ChainRoute, IOrderResolver} from "./IOrderResolver.sol";
import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {InteroperableAddress} from "@openzeppelin/contracts/utils/draft-InteroperableAddress.sol";

contract Resolver is IOrderResolver, AccessManaged {
    using OrderLib for Order;

    /// What is worked out once for all steps and payments of an order.
    struct Outline {
        OrderId orderId;
        /// Of an order of several legs, a leg that is not filled sends the outputs of the others back.
        bool hold;
        /// Where inputs are, by first appearance. Each has three variables: who is paid there, the events of the block
        /// in which the order was opened there, and that the opening is among them.
        uint64[] origins;
        /// Origins and destinations, by first appearance.
        uint64[] chains;
        /// Until the hub has heard of every leg.
        uint256 reportSeconds;
    }

    uint256 private constant VARIABLES_PER_ORIGIN = 3;
    /// After which a step's attributes have room for those of the openings and of the other steps.
    uint256 private constant MAX_OWN_ATTRIBUTES = 9;
    uint256 private constant LATEST_BLOCK = type(uint256).max;
    /// The order's id is an opening's second topic.
    bytes1 private constant SECOND_TOPIC = 0x02;

    /// @inheritdoc IOrderResolver
    uint64 public immutable hubChain;
    /// @inheritdoc IOrderResolver
    address public immutable hub;
    bytes32 private immutable _domainSeparator;

    mapping(uint64 chain => ChainRoute) private _routes;

    constructor(uint64 hubChain_, address hub_, address accessManager) AccessManaged(accessManager) {
        hubChain = hubChain_;
        hub = hub_;
        _domainSeparator = OrderLib.domainSeparator(hubChain_, hub_);
    }

    /// @inheritdoc IResolver
    /// @dev The payload is the arguments of `resolveOrder`, which the compiler decodes: what it can't, fails without a
    /// word.
    function resolve(bytes calldata payload) external view returns (ResolvedOrder memory) {
        (bool success, bytes memory answer) =
            address(this).staticcall(bytes.concat(this.resolveOrder.selector, payload));
        if (success) return abi.decode(answer, (ResolvedOrder));
        require(answer.length != 0, PayloadMalformed());
        assembly ("memory-safe") {
            revert(add(answer, 0x20), mload(answer))
        }
    }

    /// @inheritdoc IOrderResolver
    function resolveOrder(Order calldata order, uint64[] calldata openedAt)
        external
        view
        returns (ResolvedOrder memory resolved)
    {
        Leg[] calldata legs = order.checkedLegs();
        Outline memory outline;
        outline.orderId = order.id(_domainSeparator);
        outline.hold = legs.length > 1;
        outline.origins = _chainsOf(legs, false);
        outline.chains = _chainsOf(legs, true);
        _validate(order, legs, outline);
        require(
            openedAt.length == outline.origins.length, OpeningCountMismatch(openedAt.length, outline.origins.length)
        );
        for (uint256 i = 0; i < outline.chains.length; ++i) {
            uint256 seconds_ = _routes[outline.chains[i]].reportSeconds;
            if (seconds_ > outline.reportSeconds) outline.reportSeconds = seconds_;
        }
        resolved.assumptions = _assume(outline.chains);
        resolved.variables = _declareVariables(outline, openedAt);
        resolved.steps = new bytes[](legs.length);
        resolved.payments = new bytes[](legs.length);
        for (uint256 i = 0; i < legs.length; ++i) {
            resolved.steps[i] = _describeStep(order, i, outline);
            resolved.payments[i] = _describePayment(legs[i], legs.length - 1, outline);
        }
    }

    /// @inheritdoc IOrderResolver
    function requireOpened(EthLog[] calldata logs, address spoke, OrderId orderId)
        external
        pure
        returns (string memory empty, bool opened)
    {
        for (uint256 i = 0; i < logs.length; ++i) {
            EthLog calldata log = logs[i];
            if (log.emitter != spoke || log.topics.length < 2 || log.topics[1] != OrderId.unwrap(orderId)) continue;
            bytes32 topic = log.topics[0];
            if (topic == ISpoke.OrderOpened.selector || topic == ISpoke.SignedOrderOpened.selector) return ("", true);
        }
        revert OrderNotOpened(orderId);
    }

    /// @inheritdoc IOrderResolver
    function setChain(uint64 chain, ChainRoute calldata route) external restricted {
        bool complete = route.spoke != address(0) && route.deputies != address(0) && route.wrappedNative != address(0)
            && route.hubGateway != address(0) && route.spokeGateway != address(0);
        require(complete, ChainIncomplete(chain));
        emit ChainSet(chain, _routes[chain], route);
        _routes[chain] = route;
    }

    /// @inheritdoc IOrderResolver
    function routeOf(uint64 chain) external view returns (ChainRoute memory) {
        return _routes[chain];
    }

    function _validate(Order calldata order, Leg[] calldata legs, Outline memory outline) private view {
        require(!order.isPooled(), ISpoke.OrderPooled(outline.orderId));
        require(block.timestamp <= order.fillDeadline, ISpoke.FillDeadlinePassed(order.fillDeadline));
        require(
            order.solver == address(0) || order.exclusiveUntil < order.fillDeadline,
            ExclusiveThroughout(order.solver, order.exclusiveUntil)
        );
        for (uint256 i = 0; i < outline.chains.length; ++i) {
            _requireRoute(outline.chains[i]);
        }
        for (uint256 i = 0; i < legs.length; ++i) {
            require(legs[i].inputToken != NATIVE, LegPaysNative(i));
            require(_isFillable(order, legs[i]), LegUnfillable(i));
        }
        // The opening's spoke checked the rest of a call; these only the spoke of its own chain does.
        for (uint256 i = 0; i < order.calls.length; ++i) {
            Call calldata call_ = order.calls[i];
            bool valid = AccountLib.isAddress(call_.fallbackRecipient)
                && call_.fallbackRecipient != AccountLib.toAccount(_routes[call_.chain].spoke);
            require(valid, ISpoke.CallInvalid(i));
        }
    }

    /// On the hub's chain, the hub has the last word.
    function _requireRoute(uint64 chain) private view {
        ChainRoute storage route = _routes[chain];
        require(route.spoke != address(0), IChannel.RouteNotSet(chain));
        if (block.chainid != hubChain) return;
        (address gateway, address counterpart) = IChannel(hub).route(chain);
        require(gateway == route.hubGateway && counterpart == route.spoke, RouteOutdated(chain));
        (bool accepting,,) = IHub(hub).configurationOf(chain);
        require(accepting, IHub.ChainNotAccepting(chain));
    }

    function _isFillable(Order calldata order, Leg calldata leg) private view returns (bool) {
        if (leg.outputAmount == 0) return false;
        if (!AccountLib.isAddress(leg.outputToken) || !AccountLib.isAddress(leg.recipient)) return false;
        if (leg.recipient == AccountLib.toAccount(_routes[leg.destinationChain].spoke)) return false;
        if (leg.recipient != 0) return true;
        for (uint256 i = 0; i < order.calls.length; ++i) {
            if (order.calls[i].chain == leg.destinationChain) return true;
        }
        return false;
    }

    /// The hub, and the gateways of every chain that a leg touches.
    function _assume(uint64[] memory chains) private view returns (Assumption[] memory assumptions) {
        assumptions = new Assumption[](1 + chains.length);
        assumptions[0] = Assumption("concert-hub", InteroperableAddress.formatEvmV1(hubChain, hub));
        for (uint256 i = 0; i < chains.length; ++i) {
            ChainRoute storage route = _routes[chains[i]];
            assumptions[1 + i] = Assumption(
                "concert-transport",
                abi.encode(
                    InteroperableAddress.formatEvmV1(hubChain, route.hubGateway),
                    InteroperableAddress.formatEvmV1(chains[i], route.spokeGateway)
                )
            );
        }
    }

    function _declareVariables(Outline memory outline, uint64[] calldata openedAt)
        private
        view
        returns (bytes[] memory variables)
    {
        variables = new bytes[](VARIABLES_PER_ORIGIN * openedAt.length);
        for (uint256 i = 0; i < openedAt.length; ++i) {
            uint256 first = VARIABLES_PER_ORIGIN * i;
            uint64 chain = outline.origins[i];
            variables[first] = abi.encodeCall(IVariableRole.PaymentRecipient, ());
            variables[first + 1] = _queryEvents(chain, outline.orderId, openedAt[i]);
            variables[first + 2] = _queryOpening(chain, outline.orderId, first + 1);
        }
    }

    /// All that the spoke said of the order in the block of its opening.
    function _queryEvents(uint64 chain, OrderId orderId, uint64 openedAt) private view returns (bytes memory) {
        bytes memory emitter = InteroperableAddress.formatEvmV1(chain, _routes[chain].spoke);
        return
            abi.encodeCall(
                IVariableRole.QueryEvents, (emitter, SECOND_TOPIC, 0, OrderId.unwrap(orderId), 0, 0, openedAt)
            );
    }

    /// @param events Index of the variable that holds them.
    function _queryOpening(uint64 chain, OrderId orderId, uint256 events) private view returns (bytes memory) {
        bytes[] memory arguments = new bytes[](3);
        arguments[0] = abi.encode(events);
        arguments[1] = abi.encode("", _routes[chain].spoke);
        arguments[2] = abi.encode("", orderId);
        bytes memory target = InteroperableAddress.formatEvmV1(block.chainid, address(this));
        return abi.encodeCall(IVariableRole.Query, (target, this.requireOpened.selector, arguments, LATEST_BLOCK));
    }

    function _describeStep(Order calldata order, uint256 index, Outline memory outline)
        private
        view
        returns (bytes memory)
    {
        Leg calldata leg = order.legs[index];
        ChainRoute storage route = _routes[leg.destinationChain];
        bytes[] memory arguments = new bytes[](5);
        arguments[0] = abi.encode("", order);
        arguments[1] = abi.encode("", index);
        arguments[2] = abi.encode(_recipientVariable(leg.originChain, outline));
        arguments[3] = abi.encode("", outline.hold);
        arguments[4] = abi.encode("", route.maxEntryFee);
        return abi.encodeCall(
            IStep.Call,
            (
                InteroperableAddress.formatEvmV1(leg.destinationChain, route.deputies),
                IDeputies.fill.selector,
                arguments,
                _describeAttributes(order, index, outline)
            )
        );
    }

    function _describeAttributes(Order calldata order, uint256 index, Outline memory outline)
        private
        view
        returns (bytes[] memory attributes)
    {
        uint256 others = order.legs.length - 1;
        attributes = new bytes[](MAX_OWN_ATTRIBUTES + outline.origins.length + others);
        uint256 count = _addSpending(attributes, order.legs[index], outline);
        attributes[count++] = _boundTime(order);
        count = _addRevertPolicies(attributes, count, order.legs[index], outline);
        for (uint256 i = 0; i < outline.origins.length; ++i) {
            attributes[count++] = abi.encodeCall(IAttribute.NeedsVariable, (VARIABLES_PER_ORIGIN * i + 2));
        }
        // All legs are paid or none, so payments hang on the last step, and the last step on the others.
        for (uint256 i = 0; index == others && i < others; ++i) {
            attributes[count++] = abi.encodeCall(IAttribute.NeedsStep, (i));
        }
        assembly ("memory-safe") {
            mstore(attributes, count)
        }
    }

    /// The output and the entry fee; one sum if both are in the wrapped token, so that an allowance covers both.
    function _addSpending(bytes[] memory attributes, Leg calldata leg, Outline memory outline)
        private
        view
        returns (uint256 count)
    {
        ChainRoute storage route = _routes[leg.destinationChain];
        address token = AccountLib.toAddress(leg.outputToken);
        address recipient = AccountLib.toAddress(leg.recipient);
        if (recipient == address(0)) recipient = ExecutorLib.executorOf(route.spoke, outline.orderId);
        if (outline.hold) recipient = route.spoke;

        uint256 amount = leg.outputAmount;
        if (token == NATIVE || token == route.wrappedNative) {
            token = route.wrappedNative;
            amount += route.maxEntryFee;
        } else if (route.maxEntryFee != 0) {
            attributes[count++] =
                _spend(leg.destinationChain, route.wrappedNative, route.maxEntryFee, route.deputies, route.spoke);
        }
        attributes[count++] = _spend(leg.destinationChain, token, amount, route.deputies, recipient);
    }

    function _addRevertPolicies(bytes[] memory attributes, uint256 count, Leg calldata leg, Outline memory outline)
        private
        pure
        returns (uint256)
    {
        attributes[count++] = _abortOn(ISpoke.LegAlreadyFilled.selector);
        attributes[count++] = _abortOn(ISpoke.OrderCancelled.selector);
        attributes[count++] = _abortOn(ISpoke.FillsPaused.selector);
        attributes[count++] = _abortOn(ISpoke.SpokeNotAccepting.selector);
        attributes[count++] = _abortOn(IDeputies.EntryFeeTooHigh.selector);
        if (outline.hold) return count;
        // At once, what is foreign to solver and spoke runs within the fill.
        if (leg.recipient == 0) {
            attributes[count++] = _abortOn(ISpoke.CallReverted.selector);
        } else if (AccountLib.toAddress(leg.outputToken) == NATIVE) {
            attributes[count++] = _abortOn(ISpoke.NativeTransferFailed.selector);
        }
        return count;
    }

    function _describePayment(Leg calldata leg, uint256 lastStep, Outline memory outline)
        private
        view
        returns (bytes memory)
    {
        ChainRoute storage route = _routes[leg.originChain];
        return abi.encodeCall(
            IPayment.ERC20,
            (
                InteroperableAddress.formatEvmV1(leg.originChain, leg.inputToken),
                InteroperableAddress.formatEvmV1(leg.originChain, route.spoke),
                abi.encodeCall(IFormula.Constant, (leg.inputAmount)),
                _recipientVariable(leg.originChain, outline),
                lastStep,
                outline.reportSeconds + route.payoutSeconds
            )
        );
    }

    /// Deputies are none of the solvers that orders name, so that an exclusivity is a time to wait.
    function _boundTime(Order calldata order) private pure returns (bytes memory) {
        bytes memory lowerBound;
        if (order.solver != address(0)) {
            lowerBound = abi.encodeCall(IFormula.Constant, (uint256(order.exclusiveUntil) + 1));
        }
        bytes memory upperBound = abi.encodeCall(IFormula.Constant, (order.fillDeadline));
        return abi.encodeCall(IAttribute.TimingBounds, ("block.timestamp", lowerBound, upperBound));
    }

    function _spend(uint64 chain, address token, uint256 amount, address spender, address recipient)
        private
        pure
        returns (bytes memory)
    {
        return abi.encodeCall(
            IAttribute.SpendsERC20,
            (
                InteroperableAddress.formatEvmV1(chain, token),
                abi.encodeCall(IFormula.Constant, (amount)),
                InteroperableAddress.formatEvmV1(chain, spender),
                InteroperableAddress.formatEvmV1(chain, recipient)
            )
        );
    }

    function _abortOn(bytes4 selector) private pure returns (bytes memory) {
        return abi.encodeCall(IAttribute.RevertPolicy, ("abort", abi.encodePacked(selector)));
    }

    function _recipientVariable(uint64 chain, Outline memory outline) private pure returns (uint256) {
        uint256 i = 0;
        while (outline.origins[i] != chain) ++i;
        return VARIABLES_PER_ORIGIN * i;
    }

    /// By first appearance.
    function _chainsOf(Leg[] calldata legs, bool withDestinations) private pure returns (uint64[] memory chains) {
        chains = new uint64[](2 * legs.length);
        uint256 count;
        for (uint256 i = 0; i < legs.length; ++i) {
            count = _add(chains, count, legs[i].originChain);
            if (withDestinations) count = _add(chains, count, legs[i].destinationChain);
        }
        assembly ("memory-safe") {
            mstore(chains, count)
        }
    }

    /// Adds a chain to the first `count` of a list, if it is not among them.
    function _add(uint64[] memory chains, uint256 count, uint64 chain) private pure returns (uint256) {
        for (uint256 i = 0; i < count; ++i) {
            if (chains[i] == chain) return count;
        }
        chains[count] = chain;
        return count + 1;
    }
}
