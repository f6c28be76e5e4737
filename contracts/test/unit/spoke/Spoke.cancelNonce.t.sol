// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ISpoke} from "../../../src/spoke/ISpoke.sol";
import {SpokeFixture} from "../../fixtures/SpokeFixture.sol";

contract SpokeCancelNonceTest is SpokeFixture {
    function test_cancelNonce_usesUpTheCallersNonceAlone() public {
        vm.expectEmit(address(spoke));
        emit ISpoke.NonceCancelled(user, 300);
        vm.prank(user);
        spoke.cancelNonce(300);
        assertTrue(spoke.isNonceUsed(user, 300));
        assertFalse(spoke.isNonceUsed(user, 299));
        assertFalse(spoke.isNonceUsed(user, 300 - 256));
        assertFalse(spoke.isNonceUsed(stranger, 300));
    }

    function test_cancelNonce_whileOpensArePaused() public {
        spoke.pause(true, true);
        vm.prank(user);
        spoke.cancelNonce(0);
        assertTrue(spoke.isNonceUsed(user, 0));
    }

    function test_cancelNonce_revertsWith_NonceUsed() public {
        vm.startPrank(user);
        spoke.cancelNonce(7);
        vm.expectRevert(abi.encodeWithSelector(ISpoke.NonceUsed.selector, user, 7));
        spoke.cancelNonce(7);
        spoke.cancelNonce(8);
    }
}
