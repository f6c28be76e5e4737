// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IChannel} from "../../../src/channel/IChannel.sol";
import {Hub} from "../../../src/hub/Hub.sol";
import {IHub} from "../../../src/hub/IHub.sol";
import {Order, OrderId} from "../../../src/types/Order.sol";
import {Entries} from "../../fixtures/Entries.sol";
import {HubFixture} from "../../fixtures/HubFixture.sol";
import {PlainOrderHash} from "../../fixtures/PlainOrderHash.sol";
import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {InteroperableAddress} from "@openzeppelin/contracts/utils/draft-InteroperableAddress.sol";

/// What was said to one hub, by one chain, of one order, says nothing elsewhere.
contract HubReplayTest is HubFixture {
    /// The same orders, spokes and gateway: their reports name ids of the hub that they serve.
    function test_settle_ofAnotherHubsReports_revertsWith_LegNotEscrowed() public {
        Order memory order = _order();
        bytes[] memory escrow = Entries.list(Entries.escrowed(NOW, hub.orderIdOf(order)));
        bytes[] memory fill = Entries.list(Entries.filled(hub.orderIdOf(order), 0, _fill(order, 0, true)));
        Hub other = new Hub(address(new AccessManager(address(this))));
        other.setRoute(A, address(this), spokeA);
        other.setRoute(B, address(this), spokeB);
        _bring(other, A, spokeA, escrow);
        _bring(other, B, spokeB, fill);
        assertNotEq(OrderId.unwrap(other.orderIdOf(order)), OrderId.unwrap(hub.orderIdOf(order)));
        vm.expectRevert(abi.encodeWithSelector(IHub.LegNotEscrowed.selector, other.orderIdOf(order), 0));
        other.settle(_list(_filled(order, true)));
    }

    /// Nor of one of the same address on another chain, or of another version.
    function test_settle_ofAnotherDomainsReports_revertsWith_LegNotEscrowed() public {
        Order memory order = _order();
        bytes32 typehash = keccak256("EIP712Domain(string name,string version,address verifyingContract,bytes32 salt)");
        bytes32[2] memory domains = [
            PlainOrderHash.domainSeparator(HUB_CHAIN + 1, address(hub)),
            keccak256(abi.encode(typehash, keccak256("Concert"), keccak256("2"), hub, uint256(HUB_CHAIN)))
        ];
        for (uint256 i = 0; i < domains.length; ++i) {
            OrderId orderId = OrderId.wrap(PlainOrderHash.id(order, domains[i]));
            _report(A, Entries.escrowed(NOW, orderId));
            _report(B, Entries.filled(orderId, 0, _fill(order, 0, true)));
        }
        vm.expectRevert(abi.encodeWithSelector(IHub.LegNotEscrowed.selector, hub.orderIdOf(order), 0));
        hub.settle(_list(_filled(order, true)));
    }

    /// One chain's head, though accepted, carries nothing on another chain's channel.
    function test_deliver_ofAnotherChainsEntries_revertsWith_HeadNotAccepted() public {
        bytes[] memory entries = Entries.list(Entries.escrowed(NOW, OrderId.wrap(0)));
        bytes32 head = _send(A, entries);
        vm.expectRevert(abi.encodeWithSelector(IChannel.HeadNotAccepted.selector, B, head));
        hub.deliver(B, entries, new bytes32[](0));
    }

    /// The hub's own instructions are no reports.
    function test_receiveMessage_ofTheHubItself_revertsWith_SenderNotCounterpart() public {
        bytes memory sender = InteroperableAddress.formatEvmV1(A, address(hub));
        bytes memory head = abi.encodePacked(hub.queuedHead(A));
        vm.expectRevert(abi.encodeWithSelector(IChannel.SenderNotCounterpart.selector, A, address(hub)));
        hub.receiveMessage(0, sender, head);
    }

    /// An instruction that a spoke reports back, whatever it pays, is malformed.
    function test_deliver_ofAnInstruction_rejects_EntryMalformed() public {
        bytes[] memory entries = Entries.list(Entries.pay(input, stranger, 1e18), Entries.configure());
        bytes32 first = Entries.extend(0, entries[0]);
        _send(A, entries);
        vm.expectEmit(address(hub));
        emit IChannel.EntryRejected(A, first, IChannel.EntryMalformed.selector);
        vm.expectEmit(address(hub));
        emit IChannel.EntryRejected(A, Entries.fold(0, entries), IChannel.EntryMalformed.selector);
        hub.deliver(A, entries, new bytes32[](0));
        assertEq(hub.queuedHead(A), configuredHead);
    }

    function _bring(Hub to, uint64 chain, address spoke, bytes[] memory entries) private {
        bytes32 head = Entries.fold(to.processedHead(chain), entries);
        to.receiveMessage(0, InteroperableAddress.formatEvmV1(chain, spoke), abi.encodePacked(head));
        to.deliver(chain, entries, new bytes32[](0));
    }
}
