// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IChannel} from "../../../src/channel/IChannel.sol";
import {IHub} from "../../../src/hub/IHub.sol";
import {IAttribute, IFormula, IPayment, IResolver, IStep, IVariableRole} from "../../../src/periphery/ERC7683.sol";
import {IDeputies} from "../../../src/periphery/IDeputies.sol";
import {ChainRoute, IOrderResolver} from "../../../src/periphery/IOrderResolver.sol";
import {ISpoke} from "../../../src/spoke/ISpoke.sol";
import {AccountLib, NATIVE} from "../../../src/types/Account.sol";
import {Leg} from "../../../src/types/Leg.sol";
import {Call, Order, OrderId, OrderLib} from "../../../src/types/Order.sol";
import {Orders} from "../../fixtures/Orders.sol";
import {ResolverFixture} from "../../fixtures/ResolverFixture.sol";
import {InteroperableAddress} from "@openzeppelin/contracts/utils/draft-InteroperableAddress.sol";

contract ResolverResolveTest is ResolverFixture {
    function test_resolve_ofOneLeg_describesTheFill() public view {
        Order memory order = _order(_leg(SECOND, THIRD));
        IResolver.ResolvedOrder memory resolved = _resolve(order);

        bytes[] memory arguments = new bytes[](5);
        arguments[0] = abi.encode("", order);
        arguments[1] = abi.encode("", uint64(0));
        arguments[2] = abi.encode(uint256(0));
        arguments[3] = abi.encode("", false);
        arguments[4] = abi.encode("", _route(THIRD).maxEntryFee);
        bytes[] memory attributes = new bytes[](9);
        attributes[0] =
            _spending(THIRD, address(wrappedNatives[THIRD]), _route(THIRD).maxEntryFee, address(spokes[THIRD]));
        attributes[1] = _spending(THIRD, address(tokens[THIRD]), Orders.OUTPUT_AMOUNT, recipient);
        attributes[2] = _bounds("", _constant(order.fillDeadline));
        bytes4[5] memory reasons = _reasons();
        for (uint256 i = 0; i < 5; ++i) {
            attributes[3 + i] = _abortOn(reasons[i]);
        }
        attributes[8] = abi.encodeCall(IAttribute.NeedsVariable, (2));
        bytes memory target = InteroperableAddress.formatEvmV1(THIRD, address(deputies[THIRD]));
        assertEq(resolved.steps.length, 1);
        assertEq(
            resolved.steps[0], abi.encodeCall(IStep.Call, (target, IDeputies.fill.selector, arguments, attributes))
        );
    }

    function test_resolve_ofOneLeg_declaresWhoIsPaidAndWhatMustBeOpen() public view {
        Order memory order = _order(_leg(SECOND, THIRD));
        bytes32 orderId = OrderId.unwrap(hub.orderIdOf(order));
        IResolver.ResolvedOrder memory resolved = _resolve(order);

        assertEq(resolved.variables.length, 3);
        assertEq(resolved.variables[0], abi.encodeCall(IVariableRole.PaymentRecipient, ()));
        bytes memory emitter = InteroperableAddress.formatEvmV1(SECOND, address(spokes[SECOND]));
        bytes memory query = abi.encodeCall(IVariableRole.QueryEvents, (emitter, 0x02, 0, orderId, 0, 0, 7));
        assertEq(resolved.variables[1], query);
        bytes[] memory arguments = new bytes[](3);
        arguments[0] = abi.encode(uint256(1));
        arguments[1] = abi.encode("", address(spokes[SECOND]));
        arguments[2] = abi.encode("", orderId);
        bytes memory here = InteroperableAddress.formatEvmV1(HUB_CHAIN, address(resolver));
        query = abi.encodeCall(
            IVariableRole.Query, (here, IOrderResolver.requireOpened.selector, arguments, type(uint256).max)
        );
        assertEq(resolved.variables[2], query);
    }

    /// The hub hears of the slower of both chains, then the spoke of the origin pays.
    function test_resolve_ofOneLeg_promisesItsInput() public view {
        IResolver.ResolvedOrder memory resolved = _resolve(_order(_leg(SECOND, THIRD)));
        assertEq(resolved.payments.length, 1);
        assertEq(resolved.payments[0], _payment(SECOND, 0, 0, 200 + 11));
        // The other way round, the origin's report is the slower one.
        resolved = _resolve(_order(_leg(THIRD, SECOND)));
        assertEq(resolved.payments[0], _payment(THIRD, 0, 0, 200 + 12));
    }

    function test_resolve_assumesTheHubAndTheTransportOfEveryLeg() public view {
        IResolver.ResolvedOrder memory resolved = _resolve(_threeLegs());
        assertEq(resolved.assumptions.length, 4);
        assertEq(resolved.assumptions[0].name, "concert-hub");
        assertEq(resolved.assumptions[0].data, InteroperableAddress.formatEvmV1(HUB_CHAIN, address(hub)));
        uint64[3] memory chains = _chains();
        for (uint256 i = 0; i < 3; ++i) {
            ChainRoute memory route = _route(chains[i]);
            assertEq(resolved.assumptions[1 + i].name, "concert-transport");
            bytes memory atHub = InteroperableAddress.formatEvmV1(HUB_CHAIN, route.hubGateway);
            bytes memory atSpoke = InteroperableAddress.formatEvmV1(chains[i], route.spokeGateway);
            assertEq(resolved.assumptions[1 + i].data, abi.encode(atHub, atSpoke));
        }
        // No chain that the order does not touch.
        assertEq(_resolve(_order(_leg(SECOND, SECOND))).assumptions.length, 2);
    }

    /// Outputs are held, payments hang on the last step, and the last step on the others.
    function test_resolve_ofSeveralLegs_holds() public view {
        Order memory order = _threeLegs();
        IResolver.ResolvedOrder memory resolved = _resolve(order);
        assertEq(resolved.steps.length, 3);
        assertEq(resolved.payments.length, 3);
        assertEq(resolved.variables.length, 9);
        for (uint256 i = 0; i < 3; ++i) {
            Step memory step = _decodeStep(resolved.steps[i]);
            assertEq(step.arguments[1], abi.encode("", i));
            assertEq(step.arguments[2], abi.encode(3 * i));
            assertEq(step.arguments[3], abi.encode("", true));
            Spending memory spending = _decodeSpending(step.attributes[1]);
            assertEq(spending.recipient, address(spokes[order.legs[i].destinationChain]));
            for (uint256 j = 0; j < 3; ++j) {
                assertEq(step.attributes[8 + j], abi.encodeCall(IAttribute.NeedsVariable, (3 * j + 2)));
            }
            assertEq(step.attributes.length, i == 2 ? 13 : 11);
            assertEq(resolved.payments[i], _payment(order.legs[i].originChain, 3 * i, 2, 200 + 10 + i), "payment");
        }
        Step memory last = _decodeStep(resolved.steps[2]);
        assertEq(last.attributes[11], abi.encodeCall(IAttribute.NeedsStep, (0)));
        assertEq(last.attributes[12], abi.encodeCall(IAttribute.NeedsStep, (1)));
    }

    /// Legs of one origin share its variables.
    function test_resolve_ofLegsOfOneOrigin() public view {
        Order memory order = _order(_leg(SECOND, THIRD), _leg(SECOND, HUB_CHAIN));
        order.legs = _append(order.legs, _leg(THIRD, SECOND));
        IResolver.ResolvedOrder memory resolved = _resolve(order);
        assertEq(resolved.variables.length, 6);
        assertEq(_decodeStep(resolved.steps[0]).arguments[2], abi.encode(uint256(0)));
        assertEq(_decodeStep(resolved.steps[1]).arguments[2], abi.encode(uint256(0)));
        assertEq(_decodeStep(resolved.steps[2]).arguments[2], abi.encode(uint256(3)));
    }

    /// A native output is brought in the wrapped token, with the entry fee in one sum.
    function test_resolve_ofANativeOutput_spendsTheWrappedToken() public view {
        Order memory order = _order(_leg(SECOND, THIRD));
        order.legs[0].outputToken = AccountLib.toAccount(NATIVE);
        Step memory step = _decodeStep(_resolve(order).steps[0]);
        uint256 sum = uint256(Orders.OUTPUT_AMOUNT) + _route(THIRD).maxEntryFee;
        assertEq(step.attributes[0], _spending(THIRD, address(wrappedNatives[THIRD]), sum, recipient));
        assertEq(step.attributes[1], _bounds("", _constant(order.fillDeadline)));
        assertEq(step.attributes[7], _abortOn(ISpoke.NativeTransferFailed.selector));
        assertEq(step.attributes.length, 9);

        // The wrapped token as such runs nobody's code.
        order.legs[0].outputToken = AccountLib.toAccount(address(wrappedNatives[THIRD]));
        step = _decodeStep(_resolve(order).steps[0]);
        assertEq(step.attributes[0], _spending(THIRD, address(wrappedNatives[THIRD]), sum, recipient));
        assertEq(step.attributes.length, 8);

        // Held, none of it is paid to the recipient within the fill.
        order.legs = Orders.repeat(order.legs[0], 2);
        order.legs[0].outputToken = AccountLib.toAccount(NATIVE);
        step = _decodeStep(_resolve(order).steps[0]);
        assertEq(step.attributes[0], _spending(THIRD, address(wrappedNatives[THIRD]), sum, address(spokes[THIRD])));
        assertEq(step.attributes.length, 8);
    }

    function test_resolve_withoutAnEntryFee_spendsTheOutputAlone() public {
        ChainRoute memory route = _route(THIRD);
        route.maxEntryFee = 0;
        resolver.setChain(THIRD, route);
        Step memory step = _decodeStep(_resolve(_order(_leg(SECOND, THIRD))).steps[0]);
        assertEq(step.attributes[0], _spending(THIRD, address(tokens[THIRD]), Orders.OUTPUT_AMOUNT, recipient));
        assertEq(step.attributes.length, 8);
    }

    /// The call runs within the fill.
    function test_resolve_ofALegToAnExecutor() public view {
        Order memory order = _calling();
        Step memory step = _decodeStep(_resolve(order).steps[0]);
        address executor = spokes[THIRD].executorOf(hub.orderIdOf(order));
        assertEq(step.attributes[1], _spending(THIRD, address(tokens[THIRD]), Orders.OUTPUT_AMOUNT, executor));
        assertEq(step.attributes[8], _abortOn(ISpoke.CallReverted.selector));
        assertEq(step.attributes.length, 10);
        // Also one that is paid in the native token.
        order.legs[0].outputToken = AccountLib.toAccount(NATIVE);
        step = _decodeStep(_resolve(order).steps[0]);
        assertEq(step.attributes[7], _abortOn(ISpoke.CallReverted.selector));
        assertEq(step.attributes.length, 9);
    }

    function test_resolve_ofAnExclusiveOrder_waits() public view {
        Order memory order = _order(_leg(SECOND, THIRD));
        order.solver = stranger;
        order.exclusiveUntil = order.fillDeadline - 1;
        Step memory step = _decodeStep(_resolve(order).steps[0]);
        assertEq(step.attributes[2], _bounds(_constant(order.fillDeadline), _constant(order.fillDeadline)));
        // Without a solver, the time means nothing.
        order.solver = address(0);
        order.exclusiveUntil = type(uint64).max;
        step = _decodeStep(_resolve(order).steps[0]);
        assertEq(step.attributes[2], _bounds("", _constant(order.fillDeadline)));
    }

    /// On another chain it says the same, and asks for no hub.
    function test_resolve_onAnotherChain() public {
        Order memory order = _threeLegs();
        IResolver.ResolvedOrder memory here = _resolve(order);
        hub.setRoute(SECOND, stranger, address(spokes[SECOND]));
        _on(SECOND);
        IResolver.ResolvedOrder memory there = _resolve(order);
        assertEq(abi.encode(there.steps), abi.encode(here.steps));
        assertEq(abi.encode(there.payments), abi.encode(here.payments));
        assertEq(abi.encode(there.assumptions), abi.encode(here.assumptions));
        assertNotEq(abi.encode(there.variables), abi.encode(here.variables));
    }

    function test_resolve_untilTheDeadline() public {
        Order memory order = _order(_leg(SECOND, THIRD));
        vm.warp(order.fillDeadline);
        assertEq(_resolve(order).steps.length, 1);
    }

    function test_resolve_revertsWith_FillDeadlinePassed() public {
        Order memory order = _order(_leg(SECOND, THIRD));
        vm.warp(order.fillDeadline + 1);
        _expectRefusal(order, abi.encodeWithSelector(ISpoke.FillDeadlinePassed.selector, order.fillDeadline));
    }

    function test_resolve_revertsWith_PayloadMalformed() public {
        bytes memory payload = abi.encode(_threeLegs(), _blocks(_threeLegs()));
        _expectMalformed("");
        _expectMalformed(hex"00");
        // Offsets beyond the end, or beyond all.
        _expectMalformed(abi.encode(uint256(0x40), uint256(1 << 40)));
        _expectMalformed(abi.encode(type(uint256).max, uint256(0x40)));
        for (uint256 length = 0; length < payload.length; length += 32) {
            _expectMalformed(_cut(payload, length));
        }
    }

    /// What is no order is refused by name, whatever it is.
    function testFuzz_resolve_ofAnyBytes(bytes memory payload) public view {
        try resolver.resolve(payload) {
            assertTrue(false, "resolved");
        } catch (bytes memory reason) {
            assertGe(reason.length, 4);
        }
    }

    function test_resolve_revertsWith_LegCountOutOfRange() public {
        Order memory order = _order(_leg(SECOND, THIRD));
        order.legs = new Leg[](0);
        _expectRefusal(order, abi.encodeWithSelector(OrderLib.LegCountOutOfRange.selector, 0));
        order.legs = Orders.repeat(_leg(SECOND, THIRD), 17);
        _expectRefusal(order, abi.encodeWithSelector(OrderLib.LegCountOutOfRange.selector, 17));
    }

    function test_resolve_revertsWith_OpeningCountMismatch() public {
        Order memory order = _threeLegs();
        bytes4 selector = IOrderResolver.OpeningCountMismatch.selector;
        bytes memory payload = abi.encode(order, new uint64[](2));
        vm.expectRevert(abi.encodeWithSelector(selector, 2, 3));
        resolver.resolve(payload);
        payload = abi.encode(order, new uint64[](4));
        vm.expectRevert(abi.encodeWithSelector(selector, 4, 3));
        resolver.resolve(payload);
    }

    /// What is filled from the ledger is no step that spends a token.
    function test_resolve_revertsWith_OrderPooled() public {
        Order memory order = _order(_leg(SECOND, THIRD));
        order.pooled = true;
        _expectRefusal(order, abi.encodeWithSelector(ISpoke.OrderPooled.selector, hub.orderIdOf(order)));
    }

    function test_resolve_revertsWith_ExclusiveThroughout() public {
        Order memory order = _order(_leg(SECOND, THIRD));
        order.solver = stranger;
        order.exclusiveUntil = order.fillDeadline;
        bytes4 selector = IOrderResolver.ExclusiveThroughout.selector;
        _expectRefusal(order, abi.encodeWithSelector(selector, stranger, order.exclusiveUntil));
    }

    function test_resolve_revertsWith_RouteNotSet() public {
        bytes memory reason = abi.encodeWithSelector(IChannel.RouteNotSet.selector, UNROUTED);
        Leg memory leg = _leg(SECOND, THIRD);
        leg.originChain = UNROUTED;
        _expectRefusal(_order(leg), reason);
        leg = _leg(SECOND, THIRD);
        leg.destinationChain = UNROUTED;
        _expectRefusal(_order(leg), reason);
    }

    function test_resolve_revertsWith_RouteOutdated() public {
        Order memory order = _order(_leg(SECOND, THIRD));
        bytes memory reason = abi.encodeWithSelector(IOrderResolver.RouteOutdated.selector, SECOND);
        ChainRoute memory route = _route(SECOND);
        route.spoke = stranger;
        resolver.setChain(SECOND, route);
        _expectRefusal(order, reason);
        resolver.setChain(SECOND, _route(SECOND));
        hub.setRoute(SECOND, stranger, address(spokes[SECOND]));
        _expectRefusal(order, reason);
    }

    function test_resolve_revertsWith_ChainNotAccepting() public {
        _setClock(HUB_CHAIN, NOW + 8 days);
        hub.retire(SECOND);
        Order memory order = _order(_leg(SECOND, THIRD));
        order.fillDeadline = NOW + 9 days;
        _expectRefusal(order, abi.encodeWithSelector(IHub.ChainNotAccepting.selector, SECOND));
    }

    function test_resolve_revertsWith_LegPaysNative() public {
        Order memory order = _threeLegs();
        order.legs[1].inputToken = NATIVE;
        _expectRefusal(order, abi.encodeWithSelector(IOrderResolver.LegPaysNative.selector, 1));
    }

    function test_resolve_revertsWith_LegUnfillable() public {
        bytes memory reason = abi.encodeWithSelector(IOrderResolver.LegUnfillable.selector, 1);
        bytes32 noAddress = bytes32(uint256(1) << 160);
        Order memory order = _threeLegs();
        order.legs[1].outputAmount = 0;
        _expectRefusal(order, reason);
        order = _threeLegs();
        order.legs[1].outputToken |= noAddress;
        _expectRefusal(order, reason);
        order = _threeLegs();
        order.legs[1].recipient |= noAddress;
        _expectRefusal(order, reason);
        order = _threeLegs();
        order.legs[1].recipient = AccountLib.toAccount(address(spokes[THIRD]));
        _expectRefusal(order, reason);
        // Another chain's spoke is a recipient as any other.
        order.legs[1].recipient = AccountLib.toAccount(address(spokes[SECOND]));
        assertEq(_resolve(order).steps.length, 3);
        // An executor without a call, or with one on another chain.
        order.legs[1].recipient = 0;
        _expectRefusal(order, reason);
        order.calls = _calling().calls;
        order.calls[0].chain = SECOND;
        _expectRefusal(order, reason);
        order.calls[0].chain = THIRD;
        assertEq(_resolve(order).steps.length, 3);
    }

    function test_resolve_revertsWith_CallInvalid() public {
        bytes memory reason = abi.encodeWithSelector(ISpoke.CallInvalid.selector, 0);
        Order memory order = _calling();
        order.calls[0].fallbackRecipient = bytes32(uint256(1) << 160);
        _expectRefusal(order, reason);
        order.calls[0].fallbackRecipient = AccountLib.toAccount(address(spokes[THIRD]));
        _expectRefusal(order, reason);
    }

    /// Whatever the order: a step and a payment for each leg, every address in its one form, the order as it was given,
    /// and calldata as the compiler makes it.
    function testFuzz_resolve_ofAnyOrder(uint256 seed) public {
        Order memory order = _randomOrder(seed);
        IResolver.ResolvedOrder memory resolved = _resolve(order);
        assertEq(resolved.steps.length, order.legs.length);
        assertEq(resolved.payments.length, order.legs.length);
        _checkAddresses(resolved);
        for (uint256 i = 0; i < resolved.variables.length; ++i) {
            // Decided as far as addresses matter here.
            resolved.variables[i] = abi.encodeCall(IVariableRole.PaymentRecipient, ());
        }
        _decideVariables(resolved, treasury);
        Payment[] memory payments = _paymentsOf(resolved, treasury);
        for (uint64 i = 0; i < order.legs.length; ++i) {
            Leg memory leg = order.legs[i];
            Step memory step = _decodeStep(resolved.steps[i]);
            (, Order memory decoded) = abi.decode(step.arguments[0], (string, Order));
            assertEq(abi.encode(decoded), abi.encode(order));
            bytes memory expected = abi.encodeCall(
                IDeputies.fill, (order, i, treasury, order.legs.length > 1, _route(leg.destinationChain).maxEntryFee)
            );
            assertEq(_encodeCall(step.selector, step.arguments), expected);
            assertEq(step.chain, leg.destinationChain);
            assertEq(step.target, address(deputies[leg.destinationChain]));
            assertEq(payments[i].chain, leg.originChain);
            assertEq(payments[i].token, leg.inputToken);
            assertEq(payments[i].sender, address(spokes[leg.originChain]));
            assertEq(payments[i].amount, leg.inputAmount);
            assertEq(payments[i].onStep, order.legs.length - 1);
        }
    }

    function _checkAddresses(IResolver.ResolvedOrder memory resolved) private pure {
        for (uint256 i = 0; i < resolved.steps.length; ++i) {
            (bytes memory target,,, bytes[] memory attributes) =
                abi.decode(_tail(resolved.steps[i], 4), (bytes, bytes4, bytes[], bytes[]));
            _checkAddress(target);
            for (uint256 j = 0; j < attributes.length; ++j) {
                if (bytes4(attributes[j]) != IAttribute.SpendsERC20.selector) continue;
                (bytes memory token,, bytes memory spender, bytes memory receiver) =
                    abi.decode(_tail(attributes[j], 4), (bytes, bytes, bytes, bytes));
                _checkAddress(token);
                _checkAddress(spender);
                _checkAddress(receiver);
            }
        }
        for (uint256 i = 0; i < resolved.variables.length; ++i) {
            if (bytes4(resolved.variables[i]) == IVariableRole.PaymentRecipient.selector) continue;
            // Emitter or target.
            _checkAddress(abi.decode(_tail(resolved.variables[i], 4), (bytes)));
        }
        for (uint256 i = 0; i < resolved.payments.length; ++i) {
            (bytes memory token, bytes memory sender) = abi.decode(_tail(resolved.payments[i], 4), (bytes, bytes));
            _checkAddress(token);
            _checkAddress(sender);
        }
        _checkAddress(resolved.assumptions[0].data);
        for (uint256 i = 1; i < resolved.assumptions.length; ++i) {
            (bytes memory atHub, bytes memory atSpoke) = abi.decode(resolved.assumptions[i].data, (bytes, bytes));
            _checkAddress(atHub);
            _checkAddress(atSpoke);
        }
    }

    function _checkAddress(bytes memory interoperable) private pure {
        (uint256 chain, address account) = InteroperableAddress.parseEvmV1(interoperable);
        assertEq(interoperable, InteroperableAddress.formatEvmV1(chain, account));
        assertNotEq(account, address(0));
    }

    function _randomOrder(uint256 seed) private view returns (Order memory order) {
        uint256 count = 1 + seed % 16;
        order = _order(_leg(SECOND, THIRD));
        order.user = address(uint160(uint256(keccak256(abi.encode(seed, "user")))));
        order.nonce = uint256(keccak256(abi.encode(seed, "nonce")));
        order.cancellable = seed % 3 == 0;
        order.legs = new Leg[](count);
        bool[3] memory calls;
        for (uint256 i = 0; i < count; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            Leg memory leg = _leg(_chains()[random % 3], _chains()[(random >> 8) % 3]);
            leg.inputToken = address(uint160(random >> 16) | 1);
            leg.inputAmount = uint128(random);
            leg.outputToken = AccountLib.toAccount(address(uint160(random >> 32) | 1));
            leg.outputAmount = uint128(random >> 128) | 1;
            if ((random >> 3) % 4 == 0) {
                leg.recipient = 0;
                calls[leg.destinationChain - HUB_CHAIN] = true;
            }
            order.legs[i] = leg;
        }
        order.calls = new Call[](3);
        uint256 found;
        for (uint64 i = 0; i < 3; ++i) {
            if (!calls[i]) continue;
            order.calls[found++] =
                Call(HUB_CHAIN + i, AccountLib.toAccount(stranger), abi.encodePacked(seed, uint8(i)), 100_000);
        }
        Call[] memory list = order.calls;
        assembly {
            mstore(list, found)
        }
    }

    /// An order of one leg to its executor, of which nothing is run here.
    function _calling() private view returns (Order memory order) {
        order = _order(_leg(SECOND, THIRD));
        order.legs[0].recipient = 0;
        order.calls = new Call[](1);
        order.calls[0] = Call(THIRD, AccountLib.toAccount(stranger), "", 100_000);
    }

    function _expectRefusal(Order memory order, bytes memory reason) private {
        bytes memory payload = abi.encode(order, _blocks(order));
        vm.expectRevert(reason);
        resolver.resolve(payload);
    }

    function _expectMalformed(bytes memory payload) private {
        vm.expectRevert(IOrderResolver.PayloadMalformed.selector);
        resolver.resolve(payload);
    }

    function _cut(bytes memory payload, uint256 length) private pure returns (bytes memory cut) {
        cut = bytes.concat(payload);
        assembly ("memory-safe") {
            mstore(cut, length)
        }
    }

    function _append(Leg[] memory legs, Leg memory last) private pure returns (Leg[] memory all) {
        all = new Leg[](legs.length + 1);
        for (uint256 i = 0; i < legs.length; ++i) {
            all[i] = legs[i];
        }
        all[legs.length] = last;
    }

    function _payment(uint64 chain, uint256 variable, uint256 step, uint256 delay) private view returns (bytes memory) {
        return abi.encodeCall(
            IPayment.ERC20,
            (
                InteroperableAddress.formatEvmV1(chain, address(tokens[chain])),
                InteroperableAddress.formatEvmV1(chain, address(spokes[chain])),
                _constant(Orders.INPUT_AMOUNT),
                variable,
                step,
                delay
            )
        );
    }

    function _spending(uint64 chain, address token, uint256 amount, address receiver)
        private
        view
        returns (bytes memory)
    {
        return abi.encodeCall(
            IAttribute.SpendsERC20,
            (
                InteroperableAddress.formatEvmV1(chain, token),
                _constant(amount),
                InteroperableAddress.formatEvmV1(chain, address(deputies[chain])),
                InteroperableAddress.formatEvmV1(chain, receiver)
            )
        );
    }

    function _constant(uint256 value) private pure returns (bytes memory) {
        return abi.encodeCall(IFormula.Constant, (value));
    }

    function _bounds(bytes memory lower, bytes memory upper) private pure returns (bytes memory) {
        return abi.encodeCall(IAttribute.TimingBounds, ("block.timestamp", lower, upper));
    }

    function _abortOn(bytes4 selector) private pure returns (bytes memory) {
        return abi.encodeCall(IAttribute.RevertPolicy, ("abort", bytes.concat(selector)));
    }

    function _reasons() private pure returns (bytes4[5] memory) {
        return [
            ISpoke.LegAlreadyFilled.selector,
            ISpoke.OrderCancelled.selector,
            ISpoke.FillsPaused.selector,
            ISpoke.SpokeNotAccepting.selector,
            IDeputies.EntryFeeTooHigh.selector
        ];
    }
}
