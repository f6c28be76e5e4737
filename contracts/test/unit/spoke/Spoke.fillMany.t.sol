// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {FillRequest, ISpoke} from "../../../src/spoke/ISpoke.sol";
import {AccountLib, NATIVE} from "../../../src/types/Account.sol";
import {Order} from "../../../src/types/Order.sol";
import {Entries} from "../../fixtures/Entries.sol";
import {Orders} from "../../fixtures/Orders.sol";
import {SpokeFixture} from "../../fixtures/SpokeFixture.sol";
import {ScriptedToken} from "../../mocks/ScriptedToken.sol";
import {TestAccount} from "../../mocks/TestAccount.sol";

contract SpokeFillManyTest is SpokeFixture {
    uint256 private constant OUTPUT = Orders.OUTPUT_AMOUNT;

    function test_fillMany_fillsAll() public {
        _configure(true, 7);
        Order memory order = _incoming();
        order.legs = Orders.repeat(order.legs[0], 2);
        // Only whoever calls may fill it.
        (order.solver, order.exclusiveUntil) = (solver, type(uint64).max);
        FillRequest[] memory requests = new FillRequest[](3);
        requests[0] = FillRequest(order, 1, _repayment(), true, 7 gwei);
        requests[1] = FillRequest(order, 0, _repayment(), false, 8 gwei);
        requests[2] = FillRequest(_incomingNative(), 0, _repayment(), false, OUTPUT + 9 gwei);
        vm.prank(solver);
        spoke.fillMany{value: OUTPUT + 30 gwei}(requests);

        bytes[] memory entries = Entries.list(
            _fillEntry(spoke.orderIdOf(order), 1, true, 7),
            _fillEntry(spoke.orderIdOf(order), 0, false, 8),
            _fillEntry(spoke.orderIdOf(requests[2].order), 0, false, 9)
        );
        assertEq(spoke.queuedHead(HUB_CHAIN), Entries.fold(0, entries));
        assertEq(token.balanceOf(address(spoke)), OUTPUT);
        assertEq(token.balanceOf(recipient), OUTPUT);
        assertEq(recipient.balance, OUTPUT);
        assertEq(solver.balance, 1_000 ether - OUTPUT - 24 gwei);
    }

    function test_fillMany_leavesOutWhatFails() public {
        Order memory order = _incoming();
        order.legs = Orders.repeat(order.legs[0], 3);
        FillRequest[] memory requests = new FillRequest[](4);
        requests[0] = FillRequest(order, 0, _repayment(), true, 1 gwei);
        requests[1] = FillRequest(order, 0, _repayment(), true, 1 gwei);
        requests[2] = FillRequest(order, 3, _repayment(), true, 1 gwei);
        requests[3] = FillRequest(order, 2, _repayment(), true, 1 gwei);
        vm.expectEmit(address(spoke));
        emit ISpoke.RequestSkipped(
            1, abi.encodeWithSelector(ISpoke.LegAlreadyFilled.selector, spoke.orderIdOf(order), 0)
        );
        vm.expectEmit(address(spoke));
        emit ISpoke.RequestSkipped(2, abi.encodeWithSelector(ISpoke.LegOutOfRange.selector, 3, 3));
        vm.prank(solver);
        spoke.fillMany{value: 4 gwei}(requests);
        assertEq(spoke.filledLegs(spoke.orderIdOf(order)), 5);
        assertEq(solver.balance, 1_000 ether - 2 gwei);
    }

    function test_fillMany_revertsWith_ValueTooLow() public {
        FillRequest[] memory requests = new FillRequest[](1);
        requests[0] = FillRequest(_incomingNative(), 0, _repayment(), true, OUTPUT);
        vm.deal(address(spoke), 100 ether);
        vm.expectRevert(abi.encodeWithSelector(ISpoke.ValueTooLow.selector, OUTPUT - 1, OUTPUT));
        vm.prank(solver);
        spoke.fillMany{value: OUTPUT - 1}(requests);
    }

    function test_fillMany_givesEachAnEqualPartOfTheGas() public {
        ScriptedToken burning = new ScriptedToken();
        _fund(burning, solver);
        burning.use(type(uint256).max);
        Order memory order = _incoming();
        order.legs = Orders.repeat(order.legs[0], 3);
        order.legs[0].outputToken = bytes32(uint256(uint160(address(burning))));
        FillRequest[] memory requests = new FillRequest[](3);
        for (uint64 i = 0; i < 3; ++i) {
            requests[i] = FillRequest(order, i, _repayment(), true, 0);
        }
        vm.prank(solver);
        spoke.fillMany{gas: 1_000_000}(requests);
        assertEq(spoke.filledLegs(spoke.orderIdOf(order)), 6);
    }

    /// What the earlier ones leave is for the last.
    function test_fillMany_givesTheLastAllThatIsLeft() public {
        ScriptedToken hungry = new ScriptedToken();
        _fund(hungry, solver);
        hungry.use(1_000_000);
        FillRequest[] memory requests = new FillRequest[](3);
        for (uint64 i = 0; i < 3; ++i) {
            requests[i] = FillRequest(_incoming(), i, _repayment(), true, 0);
        }
        requests[2].leg = 0;
        requests[2].order.legs[0].outputToken = AccountLib.toAccount(address(hungry));
        vm.prank(solver);
        spoke.fillMany{gas: 2_000_000}(requests);
        assertEq(hungry.balanceOf(address(spoke)), OUTPUT);
    }

    /// A recipient who is owed more than the fees that the spoke holds claims it from the value of the fills to come: those
    /// go on, and what is left comes back.
    function test_fillMany_ofARecipientThatClaims_goesOn() public {
        TestAccount account = new TestAccount(user);
        _instruct(Entries.pay(NATIVE, address(account), 10 ether));
        // It comes wrapped, and is not unwrapped yet.
        vm.deal(address(this), 10 ether);
        wrappedNative.deposit{value: 10 ether}();
        wrappedNative.transfer(address(spoke), 10 ether);
        account.callBefore(address(spoke), 0, abi.encodeCall(ISpoke.claim, (NATIVE, address(account), 10 ether)));

        FillRequest[] memory requests = new FillRequest[](2);
        requests[0] = FillRequest(_incomingNative(), 0, _repayment(), false, OUTPUT);
        requests[0].order.legs[0].recipient = AccountLib.toAccount(address(account));
        requests[1] = FillRequest(_incomingNative(), 0, _repayment(), false, OUTPUT);
        vm.prank(solver);
        spoke.fillMany{value: 2 * OUTPUT + 1 ether}(requests);
        assertTrue(account.hookSucceeded());
        assertEq(address(account).balance, OUTPUT + 10 ether);
        assertEq(recipient.balance, OUTPUT);
        assertEq(solver.balance, 1_000 ether - 2 * OUTPUT);
        assertEq(wrappedNative.balanceOf(address(spoke)) + address(spoke).balance, 0);
    }

    /// What the spoke does not hold, though the hub said that it owes it, is not paid from the value of the fills to come.
    function test_fillMany_revertsWith_NativeTransferFailed() public {
        _checkWhatIsNotHeld();
        // Nor where nothing can be unwrapped.
        spoke = _createSpoke();
        spoke.setRoute(address(this));
        _configure(true, 0);
        _checkWhatIsNotHeld();
    }

    /// Another's allowance is out of reach.
    function test_fillMany_ofAForgedSender() public {
        bytes memory data = abi.encodePacked(abi.encodeCall(ISpoke.fill, (_incoming(), 0, _repayment(), true)), solver);
        vm.prank(stranger);
        (bool success,) = address(spoke).call(data);
        assertFalse(success);
        assertEq(token.balanceOf(solver), 10_000e18);
    }

    function _checkWhatIsNotHeld() private {
        TestAccount account = new TestAccount(user);
        _instruct(Entries.pay(NATIVE, address(account), OUTPUT));
        assertEq(spoke.claimable(NATIVE, address(account)), OUTPUT);
        account.callBefore(address(spoke), 0, abi.encodeCall(ISpoke.claim, (NATIVE, address(account), OUTPUT)));

        FillRequest[] memory requests = new FillRequest[](2);
        requests[0] = FillRequest(_incomingNative(), 0, _repayment(), false, OUTPUT);
        requests[0].order.legs[0].recipient = AccountLib.toAccount(address(account));
        requests[1] = FillRequest(_incomingNative(), 0, _repayment(), false, OUTPUT);
        vm.expectRevert(abi.encodeWithSelector(ISpoke.NativeTransferFailed.selector, address(spoke)));
        vm.prank(solver);
        spoke.fillMany{value: 2 * OUTPUT}(requests);
        // Nor from what is to come back.
        FillRequest[] memory first = new FillRequest[](1);
        first[0] = requests[0];
        vm.expectRevert(abi.encodeWithSelector(ISpoke.NativeTransferFailed.selector, solver));
        vm.prank(solver);
        spoke.fillMany{value: 2 * OUTPUT}(first);
        assertEq(solver.balance, 1_000 ether);
        assertEq(address(account).balance, 0);
    }
}
