// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {HEAD_MASK, HeadSlotLib} from "../../../src/channel/HeadSlot.sol";
import {ThreeChains} from "../../fixtures/ThreeChains.sol";

/// What is proven from outside lies where the contracts really keep it.
contract HeadSlotTest is ThreeChains {
    function test_headSlot_ofTheHub() public view {
        uint64[3] memory chains = _chains();
        for (uint256 i = 0; i < 3; ++i) {
            _check(address(hub), chains[i], hub.queuedHead(chains[i]));
        }
    }

    function test_headSlot_ofASpoke() public {
        uint64[3] memory chains = _chains();
        for (uint256 i = 0; i < 3; ++i) {
            _heartbeat(chains[i]);
            _check(address(spokes[chains[i]]), HUB_CHAIN, spokes[chains[i]].queuedHead(HUB_CHAIN));
        }
    }

    /// Of a chain that nothing was queued for, there is nothing.
    function test_headSlot_ofAnotherChain() public view {
        assertEq(vm.load(address(hub), HeadSlotLib.headSlot(UNROUTED)), 0);
        assertEq(vm.load(address(spokes[SECOND]), HeadSlotLib.headSlot(THIRD)), 0);
    }

    /// Below a spoke's head lie its settings, which are no part of it.
    function test_headMask_leavesSettingsOut() public {
        _heartbeat(SECOND);
        bytes32 value = vm.load(address(spokes[SECOND]), HeadSlotLib.headSlot(HUB_CHAIN));
        assertNotEq(value & ~HEAD_MASK, 0);
        assertEq(value & HEAD_MASK, spokes[SECOND].queuedHead(HUB_CHAIN));
    }

    function _check(address sender, uint64 chain, bytes32 head) private view {
        assertNotEq(head, 0);
        assertEq(vm.load(sender, HeadSlotLib.headSlot(chain)) & HEAD_MASK, head);
    }
}
