// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IChannel} from "../../../src/channel/IChannel.sol";
import {Entries} from "../../fixtures/Entries.sol";
import {SpokeFixture} from "../../fixtures/SpokeFixture.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {InteroperableAddress} from "@openzeppelin/contracts/utils/draft-InteroperableAddress.sol";

contract SpokeSetRouteTest is SpokeFixture {
    address private immutable gateway = makeAddr("gateway");

    function test_setRoute_theFirstTime_queuesNothing() public {
        spoke = _createSpoke();
        vm.expectEmit(address(spoke));
        emit IChannel.RouteSet(HUB_CHAIN, address(0), address(0), gateway, hub);
        spoke.setRoute(gateway);

        (address routeGateway, address counterpart) = spoke.route(HUB_CHAIN);
        assertEq(routeGateway, gateway);
        assertEq(counterpart, hub);
        assertEq(spoke.queuedHead(HUB_CHAIN), 0);
    }

    function test_setRoute_again_losesNothing() public {
        spoke.heartbeat();
        bytes32 queued = spoke.queuedHead(HUB_CHAIN);
        bytes32 processed = spoke.processedHead(HUB_CHAIN);
        bytes[] memory entries = Entries.list(Entries.pay(address(token), recipient, 0));
        bytes32 accepted = _send(entries);

        vm.expectEmit(address(spoke));
        emit IChannel.RouteSet(HUB_CHAIN, address(this), hub, gateway, hub);
        spoke.setRoute(gateway);

        assertEq(spoke.queuedHead(HUB_CHAIN), queued);
        assertEq(spoke.processedHead(HUB_CHAIN), processed);
        // What the old gateway brought comes again over the new one, and once.
        assertFalse(spoke.isAccepted(HUB_CHAIN, accepted));
        vm.expectRevert(abi.encodeWithSelector(IChannel.HeadNotAccepted.selector, HUB_CHAIN, accepted));
        spoke.deliver(HUB_CHAIN, entries, new bytes32[](0));
        this.acceptAsGateway(accepted, gateway);
        spoke.deliver(HUB_CHAIN, entries, new bytes32[](0));
        assertEq(spoke.processedHead(HUB_CHAIN), accepted);
    }

    /// Pauses, configuration and fee lie beside the head.
    function test_setRoute_again_keepsTheConfiguration() public {
        _configure(true, 7);
        spoke.pause(true, false);
        spoke.setRoute(gateway);
        (bool accepting, bool opensPaused, bool fillsPaused, uint256 entryFee) = spoke.configuration();
        assertTrue(accepting);
        assertTrue(opensPaused);
        assertFalse(fillsPaused);
        assertEq(entryFee, 7 gwei);
    }

    function test_setRoute_again_refusesTheOldGateway() public {
        spoke.setRoute(gateway);
        vm.expectRevert(abi.encodeWithSelector(IChannel.GatewayNotOnRoute.selector, HUB_CHAIN, address(this)));
        this.acceptAsGateway(keccak256("head"), address(this));
    }

    function test_setRoute_revertsWith_RouteIncomplete() public {
        vm.expectRevert(abi.encodeWithSelector(IChannel.RouteIncomplete.selector, HUB_CHAIN, address(0), hub));
        spoke.setRoute(address(0));
    }

    function test_setRoute_revertsWith_AccessManagedUnauthorized() public {
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, stranger));
        vm.prank(stranger);
        spoke.setRoute(gateway);
    }

    /// External, so that its revert can be expected.
    function acceptAsGateway(bytes32 head, address asGateway) external {
        bytes memory sender = InteroperableAddress.formatEvmV1(HUB_CHAIN, hub);
        vm.prank(asGateway);
        spoke.receiveMessage(0, sender, abi.encodePacked(head));
    }
}
