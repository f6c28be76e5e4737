// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Decision, FeePolicy} from "../../src/hub/IHub.sol";
import {IResolver} from "../../src/periphery/ERC7683.sol";
import {IOrderResolver} from "../../src/periphery/IOrderResolver.sol";
import {ISpoke} from "../../src/spoke/ISpoke.sol";
import {AccountLib, NATIVE} from "../../src/types/Account.sol";
import {Order} from "../../src/types/Order.sol";
import {Fill, Repayment} from "../../src/types/Report.sol";
import {GenericSolver} from "../fixtures/GenericSolver.sol";
import {Orders} from "../fixtures/Orders.sol";
import {ResolverFixture} from "../fixtures/ResolverFixture.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// Orders filled by a solver that knows of them what the resolver says, over both gateways, with entry fees.
contract SolversTest is ResolverFixture {
    uint256 private constant INPUT = Orders.INPUT_AMOUNT;
    uint256 private constant OUTPUT = Orders.OUTPUT_AMOUNT;
    /// In gwei; a spoke can say it exactly.
    uint64 private constant FEE = 250;

    function setUp() public override {
        super.setUp();
        uint64[3] memory chains = _chains();
        _setClock(HUB_CHAIN, NOW + 100);
        for (uint256 i = 0; i < 3; ++i) {
            _on(HUB_CHAIN);
            hub.setFeePolicy(chains[i], FeePolicy({minimum: FEE, maximum: FEE, rate: 1e18}));
            hub.updateFee(chains[i]);
            _instruct(chains[i]);
        }
        vm.deal(user, 1 ether);
    }

    function test_order_ofThreeLegs_isFilledFromWhatIsResolved() public {
        Order memory order = _threeLegs();
        IResolver.ResolvedOrder memory resolved = _openAndResolve(order);
        GenericSolver.Payment[] memory payments = _paymentsOf(resolved, treasury);
        _solve(resolved, outsider, treasury);
        for (uint256 i = 0; i < 3; ++i) {
            // Held, not delivered.
            assertEq(_balance(_chains()[i], recipient), 0);
            assertEq(_balance(_chains()[i], outsider), FUNDS - OUTPUT);
            assertEq(wrappedNatives[_chains()[i]].balanceOf(outsider), 100 ether - uint256(FEE) * 1 gwei);
        }
        uint256[] memory before = _balancesOf(payments);
        _carry(order);
        _settle(order);
        _instructAll();

        assertEq(uint8(_decision(order)), uint8(Decision.Commit));
        assertEq(payments.length, 3);
        for (uint256 i = 0; i < 3; ++i) {
            assertEq(payments[i].amount, INPUT);
            assertEq(payments[i].chain, order.legs[i].originChain);
            assertEq(payments[i].token, address(tokens[order.legs[i].originChain]));
            assertEq(IERC20(payments[i].token).balanceOf(payments[i].recipient) - before[i], payments[i].amount);
            assertEq(_balance(_chains()[i], recipient), OUTPUT);
        }
        _checkSpokesAreEmpty();
    }

    function test_order_ofOneLeg_isFilledAtOnce() public {
        Order memory order = _order(_leg(SECOND, THIRD));
        IResolver.ResolvedOrder memory resolved = _openAndResolve(order);
        _solve(resolved, outsider, treasury);
        assertEq(_balance(THIRD, recipient), OUTPUT);
        _carry(order);
        _settle(order);
        _instructAll();
        assertEq(_balance(SECOND, treasury), INPUT);
        _checkSpokesAreEmpty();
    }

    function test_order_withANativeOutput_isFilledInTheWrappedToken() public {
        Order memory order = _order(_leg(SECOND, THIRD));
        order.legs[0].outputToken = AccountLib.toAccount(NATIVE);
        IResolver.ResolvedOrder memory resolved = _openAndResolve(order);
        _solve(resolved, outsider, treasury);
        assertEq(recipient.balance, OUTPUT);
        assertEq(wrappedNatives[THIRD].balanceOf(outsider), 100 ether - OUTPUT - uint256(FEE) * 1 gwei);
    }

    /// Opened by signature, the event is another one.
    function test_order_openedBySignature() public {
        Order memory order = _order(_leg(SECOND, THIRD));
        _collect();
        vm.roll(7);
        _on(SECOND);
        bytes memory signature = _sign(order);
        vm.deal(stranger, 1 ether);
        vm.prank(stranger);
        spokes[SECOND].openFor{value: uint256(FEE) * 1 gwei}(order, signature);
        _collect();
        _on(HUB_CHAIN);
        IResolver.ResolvedOrder memory resolved = _resolve(order);
        _solve(resolved, outsider, treasury);
        assertEq(_balance(THIRD, recipient), OUTPUT);
    }

    /// A leg that others prevent: the outputs of the others come back to the deputies, and from there to the solver.
    function test_order_thatAborts_givesTheOutputsBack() public {
        Order memory order = _threeLegs();
        order.cancellable = true;
        IResolver.ResolvedOrder memory resolved = _openAndResolve(order);
        _on(HUB_CHAIN);
        vm.prank(user);
        spokes[HUB_CHAIN].cancel{value: uint256(FEE) * 1 gwei}(order);
        bytes memory reason = abi.encodeWithSelector(ISpoke.OrderCancelled.selector, hub.orderIdOf(order));
        // The third step: the first two are taken, each in a transaction of its own.
        bytes[] memory steps = resolved.steps;
        vm.expectRevert(abi.encodeWithSelector(GenericSolver.Aborted.selector, 2, reason));
        this.solve(resolved);
        resolved.steps = new bytes[](2);
        (resolved.steps[0], resolved.steps[1]) = (steps[0], steps[1]);
        _solve(resolved, outsider, treasury);

        _carry(order);
        _abort(order);
        _instructAll();
        for (uint256 i = 0; i < 3; ++i) {
            uint64 chain = _chains()[i];
            _on(chain);
            deputies[chain].release(outsider, address(tokens[chain]));
            assertEq(_balance(chain, outsider), FUNDS);
            assertEq(_balance(chain, treasury), 0);
            assertEq(_balance(chain, user), FUNDS);
        }
        _checkSpokesAreEmpty();
    }

    /// An order that was never opened, or elsewhere, or in another block, is not filled.
    function test_order_thatIsNotOpen_isNotFilled() public {
        Order memory order = _threeLegs();
        uint64[] memory openedAt = _openAllWithFee(order);
        bytes memory reason = abi.encodeWithSelector(IOrderResolver.OrderNotOpened.selector, hub.orderIdOf(order));
        for (uint256 i = 0; i < 3; ++i) {
            ++openedAt[i];
            _on(HUB_CHAIN);
            IResolver.ResolvedOrder memory resolved = _resolve(order, openedAt);
            vm.expectRevert(reason);
            this.solve(resolved);
            --openedAt[i];
        }
        order.nonce = 2;
        _on(HUB_CHAIN);
        IResolver.ResolvedOrder memory unopened = _resolve(order, openedAt);
        vm.expectRevert(abi.encodeWithSelector(IOrderResolver.OrderNotOpened.selector, hub.orderIdOf(order)));
        this.solve(unopened);
    }

    /// Another solver was first.
    function test_order_thatAnotherFilled_isAborted() public {
        Order memory order = _order(_leg(SECOND, THIRD));
        IResolver.ResolvedOrder memory resolved = _openAndResolve(order);
        vm.deal(solver, 1 ether);
        _fill(order, 0, false, 0, FEE);
        bytes memory reason = abi.encodeWithSelector(ISpoke.LegAlreadyFilled.selector, hub.orderIdOf(order), 0);
        vm.expectRevert(abi.encodeWithSelector(GenericSolver.Aborted.selector, 0, reason));
        this.solve(resolved);
    }

    function test_order_isNotFilledBeforeItsExclusivityEnds() public {
        Order memory order = _order(_leg(SECOND, THIRD));
        (order.solver, order.exclusiveUntil) = (solver, clocks[THIRD] + 10);
        IResolver.ResolvedOrder memory resolved = _openAndResolve(order);
        _setClock(THIRD, order.exclusiveUntil);
        bytes4 selector = GenericSolver.OutOfTime.selector;
        vm.expectRevert(
            abi.encodeWithSelector(selector, order.exclusiveUntil, order.exclusiveUntil + 1, order.fillDeadline)
        );
        this.solve(resolved);
        _setClock(THIRD, order.exclusiveUntil + 1);
        _solve(resolved, outsider, treasury);
        assertEq(_balance(THIRD, recipient), OUTPUT);
    }

    function solve(IResolver.ResolvedOrder memory resolved) external {
        _solve(resolved, outsider, treasury);
    }

    function _openAndResolve(Order memory order) private returns (IResolver.ResolvedOrder memory) {
        uint64[] memory openedAt = _openAllWithFee(order);
        _on(HUB_CHAIN);
        return _resolve(order, openedAt);
    }

    function _openAllWithFee(Order memory order) private returns (uint64[] memory openedAt) {
        openFee = uint256(FEE) * 1 gwei;
        openedAt = _openAll(order);
    }

    /// Brings all reports to the hub, which is shown what the deputies filled.
    function _carry(Order memory order) private {
        for (uint8 i = 0; i < order.legs.length; ++i) {
            uint64 chain = order.legs[i].destinationChain;
            Repayment memory repayment =
                Repayment(AccountLib.toAccount(treasury), address(0), order.legs[i].originChain, 0);
            address deputy = deputies[chain].deputyOf(outsider);
            _noteFill(order, i, Fill(clocks[chain], order.legs.length > 1, deputy, repayment, FEE));
        }
        for (uint256 i = 0; i < 3; ++i) {
            if (spokes[_chains()[i]].queuedHead(HUB_CHAIN) != 0) _report(_chains()[i]);
        }
    }

    function _balancesOf(GenericSolver.Payment[] memory payments) private view returns (uint256[] memory balances) {
        balances = new uint256[](payments.length);
        for (uint256 i = 0; i < payments.length; ++i) {
            balances[i] = IERC20(payments[i].token).balanceOf(payments[i].recipient);
        }
    }
}
