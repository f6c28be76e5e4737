// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IChannel} from "../../src/channel/IChannel.sol";
import {IAttestedGateway, Message} from "../../src/gateway/IAttestedGateway.sol";
import {IHub, ReportedOrder} from "../../src/hub/IHub.sol";
import {AccountLib} from "../../src/types/Account.sol";
import {Order} from "../../src/types/Order.sol";
import {Fill, Repayment} from "../../src/types/Report.sol";
import {Entries} from "../fixtures/Entries.sol";
import {ThreeChains} from "../fixtures/ThreeChains.sol";
import {InteroperableAddress} from "@openzeppelin/contracts/utils/draft-InteroperableAddress.sol";

/// Heads on their way between deployed contracts: lost, late, repeated, and from those who have no say.
contract HeadsTest is ThreeChains {
    function test_head_thatIsLost_isMadeUpForByTheNext() public {
        Order memory order = _order(_leg(SECOND, THIRD));
        _open(SECOND, order);
        _on(SECOND);
        spokes[SECOND].dispatch(HUB_CHAIN);
        // Nobody attests it. The next one stands for both.
        order.nonce = 2;
        _open(SECOND, order);
        _report(SECOND);
        (uint64 reported,,,) = hub.escrows(hub.orderIdOf(order), SECOND);
        assertEq(reported, 1);
        assertEq(_pending(address(spokes[SECOND]), HUB_CHAIN).length, 0);
    }

    function test_head_thatArrivesAfterALaterOne() public {
        _open(SECOND, _order(_leg(SECOND, THIRD)));
        _on(SECOND);
        spokes[SECOND].dispatch(HUB_CHAIN);
        Message memory early = _message();
        _heartbeat(SECOND);
        _report(SECOND);
        uint64 watermark = hub.watermark(SECOND);

        _on(HUB_CHAIN);
        gateways[HUB_CHAIN].execute(early, _sign(0, 1, gateways[HUB_CHAIN], early));
        assertTrue(hub.isAccepted(SECOND, bytes32(early.payload)));
        // It leads nowhere any more.
        _deliverReports(SECOND);
        assertEq(hub.watermark(SECOND), watermark);
    }

    function test_head_thatIsRepeated() public {
        _heartbeat(SECOND);
        _report(SECOND);
        Message memory message = _message();
        bytes[] memory signatures = _sign(0, 1, gateways[HUB_CHAIN], message);
        bytes32 receiveId = gateways[HUB_CHAIN].digest(message);
        vm.expectRevert(abi.encodeWithSelector(IAttestedGateway.MessageAlreadyExecuted.selector, receiveId));
        gateways[HUB_CHAIN].execute(message, signatures);
        // Sent again it is another message, and changes nothing.
        bytes32 processed = hub.processedHead(SECOND);
        _report(SECOND);
        assertEq(hub.processedHead(SECOND), processed);
    }

    /// Anyone may send over a gateway, and attesters sign it: only the counterpart is heard.
    function test_head_fromAStranger_overTheAttestedGateway() public {
        _on(SECOND);
        bytes memory toHub = InteroperableAddress.formatEvmV1(HUB_CHAIN, address(hub));
        vm.prank(stranger);
        gateways[SECOND].sendMessage(toHub, abi.encodePacked(keccak256("head")), new bytes[](0));
        Message memory message = _message();
        _on(HUB_CHAIN);
        bytes[] memory signatures = _sign(0, 1, gateways[HUB_CHAIN], message);
        vm.expectRevert(abi.encodeWithSelector(IChannel.SenderNotCounterpart.selector, SECOND, stranger));
        gateways[HUB_CHAIN].execute(message, signatures);
    }

    function test_head_fromAStranger_overTheLoopbackGateway() public {
        _on(HUB_CHAIN);
        (address loopback,) = hub.route(HUB_CHAIN);
        bytes memory toHub = InteroperableAddress.formatEvmV1(HUB_CHAIN, address(hub));
        vm.expectRevert(abi.encodeWithSelector(IChannel.SenderNotCounterpart.selector, HUB_CHAIN, stranger));
        vm.prank(stranger);
        IAttestedGateway(loopback).sendMessage(toHub, abi.encodePacked(keccak256("head")), new bytes[](0));
    }

    function test_head_fromAStranger_withoutAGateway() public {
        _on(HUB_CHAIN);
        bytes memory sender = InteroperableAddress.formatEvmV1(SECOND, address(spokes[SECOND]));
        vm.expectRevert(abi.encodeWithSelector(IChannel.GatewayNotOnRoute.selector, SECOND, stranger));
        vm.prank(stranger);
        hub.receiveMessage(0, sender, abi.encodePacked(keccak256("head")));
    }

    /// The attested gateway has no say where the loopback is the route.
    function test_head_overAnotherGatewayThanTheRoutes() public {
        _on(HUB_CHAIN);
        gateways[HUB_CHAIN].setAttesters(HUB_CHAIN, _attesters(), 2);
        Message memory message = Message({
            sendId: keccak256("send id"),
            sender: InteroperableAddress.formatEvmV1(HUB_CHAIN, address(spokes[HUB_CHAIN])),
            recipient: InteroperableAddress.formatEvmV1(HUB_CHAIN, address(hub)),
            payload: abi.encodePacked(keccak256("head"))
        });
        bytes[] memory signatures = _sign(0, 1, gateways[HUB_CHAIN], message);
        vm.expectRevert(
            abi.encodeWithSelector(IChannel.GatewayNotOnRoute.selector, HUB_CHAIN, address(gateways[HUB_CHAIN]))
        );
        gateways[HUB_CHAIN].execute(message, signatures);
    }

    /// A spoke cannot speak for another chain's.
    function test_head_fromAnotherChainsCounterpart() public {
        Order memory order = _order(_leg(SECOND, THIRD));
        _open(SECOND, order);
        _sendReports(SECOND);
        bytes[] memory entries = _pending(address(spokes[SECOND]), HUB_CHAIN);
        bytes32 head = spokes[SECOND].queuedHead(HUB_CHAIN);
        assertTrue(hub.isAccepted(SECOND, head));
        _on(HUB_CHAIN);
        vm.expectRevert(abi.encodeWithSelector(IChannel.HeadNotAccepted.selector, THIRD, head));
        hub.deliver(THIRD, entries, new bytes32[](0));

        // The third chain's spoke at the second chain's address, or the other way round, is no counterpart.
        _on(THIRD);
        vm.prank(address(spokes[SECOND]));
        gateways[THIRD].sendMessage(
            InteroperableAddress.formatEvmV1(HUB_CHAIN, address(hub)), abi.encodePacked(head), new bytes[](0)
        );
        Message memory message = _message();
        _on(HUB_CHAIN);
        bytes[] memory signatures = _sign(0, 1, gateways[HUB_CHAIN], message);
        vm.expectRevert(abi.encodeWithSelector(IChannel.SenderNotCounterpart.selector, THIRD, address(spokes[SECOND])));
        gateways[HUB_CHAIN].execute(message, signatures);
    }

    /// A chain whose spoke lies about another chain's leg changes nothing for that leg.
    function test_report_ofAnotherChainsLeg() public {
        Order memory order = _order(_leg(SECOND, THIRD));
        _open(SECOND, order);
        _report(SECOND);
        // The second chain reports a fill that is the third's to report.
        Fill memory fill =
            Fill(clocks[SECOND], true, solver, Repayment(AccountLib.toAccount(solver), address(0), SECOND, 0), 0);
        bytes memory entry = Entries.filled(hub.orderIdOf(order), 0, fill);
        _forgeReport(SECOND, entry);
        assertEq(hub.fillHash(hub.orderIdOf(order), SECOND, 0), keccak256(entry));

        ReportedOrder memory reported = _reported(order);
        reported.fills[0] = fill;
        _on(HUB_CHAIN);
        vm.expectRevert(abi.encodeWithSelector(IHub.LegNotFilled.selector, hub.orderIdOf(order), 0));
        hub.settle(_list(reported));

        // Nor does it keep the order from being aborted, or return what was never held.
        _setClock(THIRD, order.fillDeadline + 1);
        _heartbeat(THIRD);
        _report(THIRD);
        _on(HUB_CHAIN);
        vm.expectRevert(abi.encodeWithSelector(IHub.FillNotAsReported.selector, hub.orderIdOf(order), 0));
        hub.abort(_list(reported));
        _abort(order);
        _instructAll();
        _checkAsBefore();
    }

    /// Makes a lying spoke report an entry, as if its route had delivered it.
    function _forgeReport(uint64 chain, bytes memory entry) private {
        bytes32 head = Entries.extend(hub.processedHead(chain), entry);
        (address gateway, address spoke) = hub.route(chain);
        _on(HUB_CHAIN);
        vm.prank(gateway);
        hub.receiveMessage(0, InteroperableAddress.formatEvmV1(chain, spoke), abi.encodePacked(head));
        hub.deliver(chain, Entries.list(entry), new bytes32[](0));
    }
}
