// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IChannel} from "../../../src/channel/IChannel.sol";
import {Entries} from "../../fixtures/Entries.sol";
import {SpokeFixture} from "../../fixtures/SpokeFixture.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";

contract SpokeSetRouteTest is SpokeFixture {
    address private immutable gateway = makeAddr("gateway");

    function test_setRoute_theFirstTime_queuesAHeartbeat() public {
        spoke = _createSpoke();
        bytes memory entry = Entries.heartbeat(NOW);
        vm.expectEmit(address(spoke));
        emit IChannel.RouteSet(HUB_CHAIN, address(0), address(0), gateway, hub);
        vm.expectEmit(address(spoke));
        emit IChannel.EntryQueued(HUB_CHAIN, Entries.extend(0, entry), entry);
        spoke.setRoute(gateway);

        (address routeGateway, address counterpart) = spoke.route(HUB_CHAIN);
        assertEq(routeGateway, gateway);
        assertEq(counterpart, hub);
        assertEq(spoke.queuedHead(HUB_CHAIN), Entries.extend(0, entry));
    }

    function test_setRoute_again_losesNothing() public {
        bytes32 queued = spoke.queuedHead(HUB_CHAIN);
        bytes[] memory entries = Entries.list(Entries.pay(address(token), recipient, 0));
        bytes32 accepted = _send(entries);

        vm.expectEmit(address(spoke));
        emit IChannel.RouteSet(HUB_CHAIN, address(this), hub, gateway, hub);
        spoke.setRoute(gateway);

        assertEq(spoke.queuedHead(HUB_CHAIN), queued);
        assertTrue(spoke.isAccepted(HUB_CHAIN, accepted));
        spoke.deliver(HUB_CHAIN, entries, new bytes32[](0));
    }

    function test_setRoute_again_refusesTheOldGateway() public {
        spoke.setRoute(gateway);
        vm.expectRevert(abi.encodeWithSelector(IChannel.GatewayNotOnRoute.selector, HUB_CHAIN, address(this)));
        this.acceptAsGateway(keccak256("head"));
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
    function acceptAsGateway(bytes32 head) external {
        _accept(head);
    }
}
