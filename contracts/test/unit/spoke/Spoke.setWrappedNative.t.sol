// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ISpoke} from "../../../src/spoke/ISpoke.sol";
import {SpokeFixture} from "../../fixtures/SpokeFixture.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";

contract SpokeSetWrappedNativeTest is SpokeFixture {
    function setUp() public override {
        super.setUp();
        spoke = _createSpoke();
    }

    function test_setWrappedNative_once() public {
        assertEq(spoke.wrappedNative(), address(0));
        vm.expectEmit(address(spoke));
        emit ISpoke.WrappedNativeSet(address(wrappedNative));
        spoke.setWrappedNative(address(wrappedNative));
        assertEq(spoke.wrappedNative(), address(wrappedNative));
    }

    function test_setWrappedNative_revertsWith_WrappedNativeFixed() public {
        spoke.setWrappedNative(address(wrappedNative));
        bytes memory reason = abi.encodeWithSelector(ISpoke.WrappedNativeFixed.selector, address(wrappedNative));
        vm.expectRevert(reason);
        spoke.setWrappedNative(address(token));
        vm.expectRevert(reason);
        spoke.setWrappedNative(address(wrappedNative));
    }

    function test_setWrappedNative_revertsWith_WrappedNativeNotSet() public {
        vm.expectRevert(ISpoke.WrappedNativeNotSet.selector);
        spoke.setWrappedNative(address(0));
    }

    function test_setWrappedNative_revertsWith_AccessManagedUnauthorized() public {
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, stranger));
        vm.prank(stranger);
        spoke.setWrappedNative(address(token));
    }

    function test_receive_revertsWith_SenderNotWrappedNative() public {
        bytes memory reason = abi.encodeWithSelector(ISpoke.SenderNotWrappedNative.selector, stranger);
        _expectRefusal(reason);
        spoke.setWrappedNative(address(wrappedNative));
        _expectRefusal(reason);
    }

    function _expectRefusal(bytes memory reason) private {
        vm.prank(stranger);
        (bool success, bytes memory result) = address(spoke).call{value: 1}("");
        assertFalse(success);
        assertEq(result, reason);
    }
}
