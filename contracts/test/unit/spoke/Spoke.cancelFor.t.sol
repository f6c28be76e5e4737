// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ISpoke} from "../../../src/spoke/ISpoke.sol";
import {Order, OrderId} from "../../../src/types/Order.sol";
import {Entries} from "../../fixtures/Entries.sol";
import {Orders} from "../../fixtures/Orders.sol";
import {SpokeFixture} from "../../fixtures/SpokeFixture.sol";
import {TestAccount} from "../../mocks/TestAccount.sol";

contract SpokeCancelForTest is SpokeFixture {
    function test_cancelFor_forbidsFillsAndReports() public {
        _configure(true, 7);
        Order memory order = _incoming();
        bytes memory signature = _signCancellation(userKey, order);
        vm.prank(stranger);
        spoke.cancelFor{value: 8 gwei}(order, signature);
        OrderId orderId = spoke.orderIdOf(order);
        assertEq(spoke.queuedHead(HUB_CHAIN), Entries.extend(0, Entries.cancelled(NOW, orderId, 8)));
        vm.expectRevert(abi.encodeWithSelector(ISpoke.OrderCancelled.selector, orderId));
        vm.prank(solver);
        spoke.fill{value: 7 gwei}(order, 0, _repayment(), false);
    }

    function test_cancelFor_aContractAccount() public {
        Order memory order = _incoming();
        order.user = address(new TestAccount(user));
        spoke.cancelFor(order, _signCancellation(userKey, order));
        assertEq(spoke.filledLegs(spoke.orderIdOf(order)), 1 << 255);
    }

    function test_cancelFor_revertsWith_SignatureInvalid() public {
        Order memory order = _incoming();
        (, uint256 strangerKey) = makeAddrAndKey("stranger");
        _expectRefusal(
            order, _signCancellation(strangerKey, order), abi.encodeWithSelector(ISpoke.SignatureInvalid.selector, user)
        );
        // The signature that opens it does not cancel it.
        _expectRefusal(order, _sign(order), abi.encodeWithSelector(ISpoke.SignatureInvalid.selector, user));
        bytes memory signature = _signCancellation(userKey, order);
        order.nonce = 2;
        _expectRefusal(order, signature, abi.encodeWithSelector(ISpoke.SignatureInvalid.selector, user));
        // Nobody is not a user.
        order.user = address(0);
        _expectRefusal(order, "", abi.encodeWithSelector(ISpoke.SignatureInvalid.selector, address(0)));
    }

    function test_cancelFor_revertsWith_OrderCancelled() public {
        Order memory order = _incoming();
        bytes memory signature = _signCancellation(userKey, order);
        spoke.cancelFor(order, signature);
        _expectRefusal(order, signature, abi.encodeWithSelector(ISpoke.OrderCancelled.selector, spoke.orderIdOf(order)));
    }

    function test_cancelFor_revertsWith_OrderNotCancellable() public {
        Order memory order = _incoming();
        order.legs = Orders.repeat(order.legs[0], 2);
        bytes memory reason = abi.encodeWithSelector(ISpoke.OrderNotCancellable.selector, spoke.orderIdOf(order));
        _expectRefusal(order, _signCancellation(userKey, order), reason);
        order.cancellable = true;
        spoke.cancelFor(order, _signCancellation(userKey, order));
    }

    function test_cancelFor_revertsWith_EntryFeeTooLow() public {
        _configure(true, 7);
        Order memory order = _incoming();
        _expectRefusal(
            order, _signCancellation(userKey, order), abi.encodeWithSelector(ISpoke.EntryFeeTooLow.selector, 0, 7 gwei)
        );
    }

    function _signCancellation(uint256 key, Order memory order) private view returns (bytes memory) {
        bytes32 structHash = keccak256(abi.encode(keccak256("Cancellation(bytes32 orderId)"), spoke.orderIdOf(order)));
        return _sign(key, keccak256(abi.encodePacked(hex"1901", spoke.domainSeparator(), structHash)));
    }

    function _expectRefusal(Order memory order, bytes memory signature, bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(stranger);
        spoke.cancelFor(order, signature);
    }
}
