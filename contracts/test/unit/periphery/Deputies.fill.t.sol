// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IChannel} from "../../../src/channel/IChannel.sol";
import {Deputies, Deputy} from "../../../src/periphery/Deputies.sol";
import {IDeputies} from "../../../src/periphery/IDeputies.sol";
import {ISpoke} from "../../../src/spoke/ISpoke.sol";
import {AccountLib} from "../../../src/types/Account.sol";
import {Order, OrderId} from "../../../src/types/Order.sol";
import {Fill, Repayment} from "../../../src/types/Report.sol";
import {Entries} from "../../fixtures/Entries.sol";
import {Orders} from "../../fixtures/Orders.sol";
import {SpokeFixture} from "../../fixtures/SpokeFixture.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";

contract DeputiesFillTest is SpokeFixture {
    uint256 private constant OUTPUT = Orders.OUTPUT_AMOUNT;
    /// In gwei.
    uint8 private constant FEE = 200;
    uint256 private constant ENTRY_FEE = uint256(FEE) * 1 gwei;

    address private immutable treasury = makeAddr("treasury");

    Deputies private deputies;

    function setUp() public override {
        super.setUp();
        _configure(true, FEE);
        deputies = new Deputies(spoke);
        vm.startPrank(solver);
        wrappedNative.deposit{value: 200 ether}();
        wrappedNative.approve(address(deputies), type(uint256).max);
        token.approve(address(deputies), type(uint256).max);
        vm.stopPrank();
    }

    function test_fill_delivers() public {
        Order memory order = _incoming();
        bytes memory entry = _entry(order, false);
        bytes32 head = Entries.extend(spoke.queuedHead(HUB_CHAIN), entry);
        vm.expectEmit(address(spoke));
        emit IChannel.EntryQueued(HUB_CHAIN, head, entry);
        _fillByDeputy(order, false);

        assertEq(token.balanceOf(recipient), OUTPUT);
        assertEq(token.balanceOf(solver), 10_000e18 - OUTPUT);
        assertEq(wrappedNative.balanceOf(solver), 200 ether - ENTRY_FEE);
        assertEq(address(spoke).balance, ENTRY_FEE);
        _checkDeputyIsEmpty();
        assertEq(token.allowance(deputies.deputyOf(solver), address(spoke)), 0);
    }

    function test_fill_held_leavesTheOutputWithTheSpoke() public {
        Order memory order = _incoming();
        bytes memory entry = _entry(order, true);
        bytes32 head = Entries.extend(spoke.queuedHead(HUB_CHAIN), entry);
        vm.expectEmit(address(spoke));
        emit IChannel.EntryQueued(HUB_CHAIN, head, entry);
        _fillByDeputy(order, true);
        assertEq(token.balanceOf(recipient), 0);
        assertEq(token.balanceOf(address(spoke)), OUTPUT);
    }

    function test_fill_ofTheNativeToken_takesTheWrappedOne() public {
        _fillByDeputy(_incomingNative(), false);
        assertEq(recipient.balance, OUTPUT);
        assertEq(wrappedNative.balanceOf(solver), 200 ether - OUTPUT - ENTRY_FEE);
        assertEq(token.balanceOf(solver), 10_000e18);
        assertEq(solver.balance, 800 ether);
        _checkDeputyIsEmpty();
    }

    function test_fill_ofTheWrappedToken() public {
        Order memory order = _incoming();
        order.legs[0].outputToken = AccountLib.toAccount(address(wrappedNative));
        _fillByDeputy(order, false);
        assertEq(wrappedNative.balanceOf(recipient), OUTPUT);
        assertEq(wrappedNative.balanceOf(solver), 200 ether - OUTPUT - ENTRY_FEE);
        _checkDeputyIsEmpty();
    }

    /// Without a fee, no wrapped token is needed.
    function test_fill_withoutAnEntryFee() public {
        _configure(true, 0);
        vm.prank(solver);
        wrappedNative.approve(address(deputies), 0);
        _fillByDeputy(_incoming(), false);
        assertEq(token.balanceOf(recipient), OUTPUT);
    }

    /// A solver's deputy stays the same, and is no other solver's.
    function test_fill_byTheSameDeputyAgain() public {
        Order memory order = _incoming();
        _fillByDeputy(order, true);
        order.nonce = 2;
        _fillByDeputy(order, true);
        assertNotEq(deputies.deputyOf(solver).code.length, 0);
        assertEq(deputies.deputyOf(stranger).code.length, 0);
        assertNotEq(deputies.deputyOf(solver), deputies.deputyOf(stranger));
    }

    /// Only an order that names the deputy is exclusively this solver's.
    function test_fill_ofAnExclusiveOrder() public {
        Order memory order = _incoming();
        order.solver = solver;
        order.exclusiveUntil = order.fillDeadline;
        vm.expectRevert(abi.encodeWithSelector(ISpoke.SolverExclusive.selector, solver, order.exclusiveUntil));
        _fillByDeputy(order, false);
        order.solver = deputies.deputyOf(solver);
        _fillByDeputy(order, false);
        assertEq(token.balanceOf(recipient), OUTPUT);
    }

    function test_fill_revertsWith_EntryFeeTooHigh() public {
        Order memory order = _incoming();
        vm.expectRevert(abi.encodeWithSelector(IDeputies.EntryFeeTooHigh.selector, ENTRY_FEE, ENTRY_FEE - 1));
        vm.prank(solver);
        deputies.fill(order, 0, treasury, false, ENTRY_FEE - 1);
    }

    function test_fill_revertsWith_LegOutOfRange() public {
        Order memory order = _incoming();
        vm.expectRevert(abi.encodeWithSelector(ISpoke.LegOutOfRange.selector, 1, 1));
        vm.prank(solver);
        deputies.fill(order, 1, treasury, false, ENTRY_FEE);
    }

    function test_fill_revertsWith_AccountNotAnAddress() public {
        Order memory order = _incoming();
        order.legs[0].outputToken |= bytes32(uint256(1) << 160);
        vm.expectRevert(abi.encodeWithSelector(AccountLib.AccountNotAnAddress.selector, order.legs[0].outputToken));
        _fillByDeputy(order, false);
    }

    /// The spoke's own words.
    function test_fill_revertsWith_LegAlreadyFilled() public {
        Order memory order = _incoming();
        _fillByDeputy(order, false);
        OrderId orderId = spoke.orderIdOf(order);
        vm.expectRevert(abi.encodeWithSelector(ISpoke.LegAlreadyFilled.selector, orderId, 0));
        _fillByDeputy(order, false);
        assertEq(token.balanceOf(solver), 10_000e18 - OUTPUT);
    }

    function test_fill_revertsWith_ERC20InsufficientAllowance() public {
        Order memory order = _incoming();
        vm.prank(solver);
        token.approve(address(deputies), OUTPUT - 1);
        bytes4 selector = IERC20Errors.ERC20InsufficientAllowance.selector;
        vm.expectRevert(abi.encodeWithSelector(selector, address(deputies), OUTPUT - 1, OUTPUT));
        _fillByDeputy(order, false);
    }

    /// What a deputy holds of a token that takes a fee is not enough.
    function test_fill_ofATokenThatTakesAFee_fails() public {
        token.charge(1);
        vm.expectRevert();
        _fillByDeputy(_incoming(), false);
        assertEq(token.balanceOf(solver), 10_000e18);
    }

    function test_deputy_revertsWith_CallerNotDeputies() public {
        _fillByDeputy(_incoming(), true);
        Deputy deputy = Deputy(payable(deputies.deputyOf(solver)));
        bytes memory reason = abi.encodeWithSelector(IDeputies.CallerNotDeputies.selector, solver);
        vm.startPrank(solver);
        vm.expectRevert(reason);
        deputy.fill("", address(token), 0, 0);
        vm.expectRevert(reason);
        deputy.release(solver, address(token));
        vm.stopPrank();
    }

    function test_spoke_isTold() public view {
        assertEq(address(deputies.spoke()), address(spoke));
    }

    function _fillByDeputy(Order memory order, bool hold) private {
        vm.prank(solver);
        deputies.fill(order, 0, treasury, hold, ENTRY_FEE);
    }

    /// The deputy filled, and who the solver named is paid on the origin chain.
    function _entry(Order memory order, bool hold) private view returns (bytes memory) {
        Repayment memory repayment = Repayment(AccountLib.toAccount(treasury), address(0), THERE, 0);
        Fill memory filled = Fill(NOW, hold, deputies.deputyOf(solver), repayment, FEE);
        return Entries.filled(spoke.orderIdOf(order), 0, filled);
    }

    function _checkDeputyIsEmpty() private view {
        address deputy = deputies.deputyOf(solver);
        assertEq(token.balanceOf(deputy), 0);
        assertEq(wrappedNative.balanceOf(deputy), 0);
        assertEq(deputy.balance, 0);
    }
}
