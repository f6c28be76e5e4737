// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Authorization, ISpoke} from "../../../src/spoke/ISpoke.sol";
import {AccountLib} from "../../../src/types/Account.sol";
import {Leg} from "../../../src/types/Leg.sol";
import {Order} from "../../../src/types/Order.sol";
import {Orders} from "../../fixtures/Orders.sol";
import {SpokeFixture} from "../../fixtures/SpokeFixture.sol";
import {CallTarget} from "../../mocks/CallTarget.sol";
import {ScriptedToken} from "../../mocks/ScriptedToken.sol";
import {SelfAuthorizingToken} from "../../mocks/SelfAuthorizingToken.sol";

/// An order's legs are those that its id was made of: one that lies behind them in calldata counts for nothing.
contract SpokeCalldataTest is SpokeFixture {
    uint256 private constant INPUT = Orders.INPUT_AMOUNT;
    uint256 private constant OUTPUT = Orders.OUTPUT_AMOUNT;

    CallTarget private target;
    ScriptedToken private other;

    function setUp() public override {
        super.setUp();
        target = new CallTarget();
        other = new ScriptedToken();
    }

    function test_open_withALegBehindTheOthers_pullsNothingForIt() public {
        Order memory order = _outgoing();
        _callAs(user, _withLegBehind(abi.encodeCall(ISpoke.open, (order)), order.legs[0]));
        assertEq(token.balanceOf(address(spoke)), INPUT);
    }

    function test_openFor_withALegBehindTheOthers_pullsNothingForIt() public {
        Order memory order = _outgoing();
        _callAs(stranger, _withLegBehind(abi.encodeCall(ISpoke.openFor, (order, _sign(order))), order.legs[0]));
        assertEq(token.balanceOf(address(spoke)), INPUT);
    }

    function test_openForWithAuthorizations_withALegBehindTheOthers_pullsNothingForIt() public {
        SelfAuthorizingToken authorizing = new SelfAuthorizingToken();
        Order memory order = _outgoing();
        Leg memory behind = order.legs[0];
        order.legs = Orders.repeat(order.legs[0], 1);
        order.legs[0].inputToken = address(authorizing);
        bytes memory data = abi.encodeCall(ISpoke.openForWithAuthorizations, (order, new Authorization[](1)));
        _callAs(stranger, _withLegBehind(data, behind));
        assertEq(authorizing.balanceOf(address(spoke)), INPUT);
    }

    function test_fill_withALegBehindTheOthers_doesNotWaitForIt() public {
        Order memory order = _gathering(1, _execution(address(target), abi.encodeCall(target.accept, ())));
        Leg memory behind = _gathering(1, _execution(address(0), "")).legs[0];
        _callAs(solver, _withLegBehind(_fillOf(order), behind));
        assertEq(target.count(), 1);
        order.nonce = 2;
        behind.outputToken = AccountLib.toAccount(address(other));
        _callAs(solver, _withLegBehind(_fillOf(order), behind));
        assertEq(target.count(), 2);
    }

    function test_execute_withALegBehindTheOthers_sweepsNothingForIt() public {
        Order memory order = _gathering(1, _execution(address(target), abi.encodeCall(target.accept, ())));
        address executor = _executor(order);
        token.mint(executor, OUTPUT);
        Leg memory behind = _gathering(1, _execution(address(0), "")).legs[0];
        behind.outputToken = AccountLib.toAccount(address(other));
        other.mint(executor, OUTPUT);
        _callAs(stranger, _withLegBehind(abi.encodeCall(ISpoke.execute, (order)), behind));
        assertEq(token.balanceOf(fallbackRecipient), OUTPUT);
        assertEq(other.balanceOf(executor), OUTPUT);
    }

    function test_cancel_withALegBehindTheOthers_revertsWith_NothingToCancel() public {
        Order memory order = _incoming();
        vm.prank(solver);
        spoke.fill(order, 0, _repayment(), true);
        bytes memory data = _withLegBehind(abi.encodeCall(ISpoke.cancel, (order)), order.legs[0]);
        vm.prank(user);
        (bool success, bytes memory reason) = address(spoke).call(data);
        assertFalse(success);
        assertEq(reason, abi.encodeWithSelector(ISpoke.NothingToCancel.selector, spoke.orderIdOf(order)));
    }

    function _fillOf(Order memory order) private view returns (bytes memory) {
        return abi.encodeCall(ISpoke.fill, (order, 0, _repayment(), false));
    }

    function _callAs(address account, bytes memory data) private {
        vm.prank(account);
        (bool success,) = address(spoke).call(data);
        assertTrue(success);
    }

    /// A call whose first argument is an order, its legs moved to the end, and one leg more behind them.
    function _withLegBehind(bytes memory data, Leg memory behind) private pure returns (bytes memory) {
        uint256 order = 4 + _word(data, 4);
        uint256 legs = order + _word(data, order + 0x100);
        uint256 words = 1 + 7 * _word(data, legs);
        bytes memory moved;
        for (uint256 i = 0; i < words; ++i) {
            moved = abi.encodePacked(moved, _word(data, legs + 32 * i));
        }
        uint256 offset = data.length - order;
        assembly {
            mstore(add(add(data, 0x120), order), offset)
        }
        return abi.encodePacked(data, moved, abi.encode(behind));
    }

    function _word(bytes memory data, uint256 position) private pure returns (uint256 word) {
        assembly {
            word := mload(add(add(data, 0x20), position))
        }
    }
}
