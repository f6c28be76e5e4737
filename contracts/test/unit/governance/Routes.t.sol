// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IChannel} from "../../../src/channel/IChannel.sol";
import {AttestedGateway} from "../../../src/gateway/AttestedGateway.sol";
import {IAttestedGateway, Message} from "../../../src/gateway/IAttestedGateway.sol";
import {Decision, ReportedOrder} from "../../../src/hub/IHub.sol";
import {Spoke} from "../../../src/spoke/Spoke.sol";
import {AccountLib} from "../../../src/types/Account.sol";
import {Order} from "../../../src/types/Order.sol";
import {Fill, Repayment} from "../../../src/types/Report.sol";
import {Entries} from "../../fixtures/Entries.sol";
import {Orders} from "../../fixtures/Orders.sol";
import {Governed} from "./Governed.sol";
import {InteroperableAddress} from "@openzeppelin/contracts/utils/draft-InteroperableAddress.sol";

/// Routes and attesters change behind the delay. By then everybody has seen what comes; what it can do is named here.
contract RoutesTest is Governed {
    /// Entries queued, accepted and half delivered when the route changes, on both ends: each is processed once.
    function test_setRoute_losesAndRepeatsNoEntry() public {
        AttestedGateway newGateway = _newGateway(SECOND);
        AttestedGateway newHubGateway = _newGateway(HUB_CHAIN);
        bytes memory toSecond = abi.encodeCall(Spoke.setRoute, (address(newGateway)));
        bytes memory atHub = abi.encodeCall(hub.setRoute, (SECOND, address(newHubGateway), address(spokes[SECOND])));
        _schedule(SECOND, address(spokes[SECOND]), toSecond);
        _schedule(HUB_CHAIN, address(hub), atHub);

        // Accepted over the old route, and not delivered.
        Order memory late = _order(_leg(SECOND, THIRD));
        (late.openDeadline, late.fillDeadline) = (clocks[SECOND], clocks[SECOND]);
        _open(SECOND, late);
        _sendReports(SECOND);
        bytes32 accepted = spokes[SECOND].queuedHead(HUB_CHAIN);
        assertTrue(hub.isAccepted(SECOND, accepted));
        bytes32 processed = hub.processedHead(SECOND);

        _waitOutTheDelay();
        _execute(SECOND, address(spokes[SECOND]), toSecond);
        _execute(HUB_CHAIN, address(hub), atHub);
        assertFalse(hub.isAccepted(SECOND, accepted));
        assertEq(hub.processedHead(SECOND), processed);
        (gateways[SECOND], gateways[HUB_CHAIN]) = (newGateway, newHubGateway);

        _report(SECOND);
        assertEq(hub.processedHead(SECOND), spokes[SECOND].queuedHead(HUB_CHAIN));
        (uint64 reported,,,) = hub.escrows(hub.orderIdOf(late), SECOND);
        assertEq(reported, 1);
        (reported,,,) = hub.escrows(hub.orderIdOf(_committed()), SECOND);
        assertEq(reported, 1);
    }

    /// What a replaced gateway forged dies with it, even if it was accepted in time.
    function test_setRoute_killsWhatTheOldGatewayForged() public {
        bytes memory data = abi.encodeCall(Spoke.setRoute, (address(this)));
        _act(SECOND, address(spokes[SECOND]), data);
        bytes[] memory forged = _forgedPay();
        bytes32 head = Entries.fold(spokes[SECOND].processedHead(HUB_CHAIN), forged);
        spokes[SECOND].receiveMessage(0, _hubAddress(), abi.encodePacked(head));
        assertTrue(spokes[SECOND].isAccepted(HUB_CHAIN, head));

        _act(SECOND, address(spokes[SECOND]), abi.encodeCall(Spoke.setRoute, (address(gateways[SECOND]))));
        vm.expectRevert(abi.encodeWithSelector(IChannel.HeadNotAccepted.selector, HUB_CHAIN, head));
        spokes[SECOND].deliver(HUB_CHAIN, forged, new bytes32[](0));
        // Nor does an earlier head pass by it.
        bytes32 processed = spokes[SECOND].processedHead(HUB_CHAIN);
        vm.expectRevert(abi.encodeWithSelector(IChannel.HeadNotAccepted.selector, HUB_CHAIN, head));
        spokes[SECOND].acceptEarlier(HUB_CHAIN, processed, Entries.hashes(forged));
        _checkNothingWasStopped();
    }

    /// What governance can do, after the delay: a gateway that lies to a spoke takes what is located there.
    function test_governance_afterTheDelay_canTakeASpokesTokens_byALyingGateway() public {
        bytes memory data = abi.encodeCall(Spoke.setRoute, (address(this)));
        _schedule(SECOND, address(spokes[SECOND]), data);
        bytes[] memory forged = _forgedPay();
        bytes32 head = Entries.fold(spokes[SECOND].processedHead(HUB_CHAIN), forged);
        // Not before.
        vm.expectRevert(abi.encodeWithSelector(IChannel.GatewayNotOnRoute.selector, HUB_CHAIN, address(this)));
        spokes[SECOND].receiveMessage(0, _hubAddress(), abi.encodePacked(head));

        _waitOutTheDelay();
        _execute(SECOND, address(spokes[SECOND]), data);
        spokes[SECOND].receiveMessage(0, _hubAddress(), abi.encodePacked(head));
        spokes[SECOND].deliver(HUB_CHAIN, forged, new bytes32[](0));
        assertEq(_balance(SECOND, stranger), Orders.INPUT_AMOUNT);
        // No other spoke's.
        assertEq(_balance(THIRD, address(spokes[THIRD])), Orders.OUTPUT_AMOUNT);
    }

    /// Within the delay whoever has something to get there gets it.
    function test_governance_withinTheDelay_canBeLeft() public {
        _schedule(SECOND, address(spokes[SECOND]), abi.encodeCall(Spoke.setRoute, (address(this))));
        _checkNothingWasStopped();
        assertLt(clocks[SECOND], NOW + DELAY);
    }

    /// And one that lies to the hub takes the pending inputs of orders to its chain, and no more.
    function test_governance_afterTheDelay_canTakePendingInputs_byALyingGateway() public {
        _act(HUB_CHAIN, address(hub), abi.encodeCall(hub.setRoute, (THIRD, address(this), address(spokes[THIRD]))));
        bytes32 account = AccountLib.toAccount(stranger);
        ReportedOrder memory reported = ReportedOrder(_pending(), 0, new Fill[](1));
        reported.fills[0] = Fill(NOW, false, stranger, Repayment(account, address(0), SECOND, 0), 0);
        bytes[] memory forged = Entries.list(Entries.filled(hub.orderIdOf(_pending()), 0, reported.fills[0]));
        bytes32 head = Entries.fold(hub.processedHead(THIRD), forged);
        hub.receiveMessage(0, InteroperableAddress.formatEvmV1(THIRD, address(spokes[THIRD])), abi.encodePacked(head));
        hub.deliver(THIRD, forged, new bytes32[](0));
        hub.settle(_list(reported));
        assertEq(uint8(_decision(_pending())), uint8(Decision.Commit));
        _instruct(SECOND);
        assertEq(_balance(SECOND, stranger), Orders.INPUT_AMOUNT);
        // What was decided before stands.
        assertEq(uint8(_decision(_committed())), uint8(Decision.Commit));
    }

    /// A new set counts from the moment the delay is over; before, the old one does.
    function test_setAttesters_waitsForTheDelay() public {
        address[] memory attesters = new address[](1);
        attesters[0] = _attester(1);
        AttestedGateway gateway = gateways[SECOND];
        bytes memory data = abi.encodeCall(AttestedGateway.setAttesters, (HUB_CHAIN, attesters, 1));
        _schedule(SECOND, address(gateway), data);
        (uint8 threshold, uint64 epoch) = gateway.attestersOf(HUB_CHAIN);
        assertEq(threshold, 2);
        assertEq(epoch, 1);

        _on(HUB_CHAIN);
        hub.dispatch(SECOND);
        Message memory message = _message();
        _waitOutTheDelay();
        _execute(SECOND, address(gateway), data);
        (threshold, epoch) = gateway.attestersOf(HUB_CHAIN);
        assertEq(threshold, 1);
        assertEq(epoch, 2);

        // Signed by those removed, for a message from before.
        bytes[] memory signatures = _sign(0, 2, gateway, message);
        vm.expectRevert(abi.encodeWithSelector(IAttestedGateway.SignerNotAttester.selector, HUB_CHAIN, _attester(0)));
        gateway.execute(message, signatures);
        // One of them beside one who stayed.
        signatures = _sign(0, 1, gateway, message);
        vm.expectRevert(abi.encodeWithSelector(IAttestedGateway.SignerNotAttester.selector, HUB_CHAIN, _attester(0)));
        gateway.execute(message, signatures);

        signatures = new bytes[](1);
        signatures[0] = _sign(1, gateway, message);
        gateway.execute(message, signatures);
        assertTrue(spokes[SECOND].isAccepted(HUB_CHAIN, hub.queuedHead(SECOND)));
    }

    /// Until it is executed, the set in force signs.
    function test_setAttesters_withinTheDelay_changesNothing() public {
        address[] memory attesters = new address[](1);
        attesters[0] = stranger;
        _schedule(
            SECOND, address(gateways[SECOND]), abi.encodeCall(AttestedGateway.setAttesters, (HUB_CHAIN, attesters, 1))
        );
        _checkNothingWasStopped();
    }

    /// A set that comes back does not bring back what was signed for it while it was away: all is signed anew or again.
    function test_setAttesters_back_countsEpochs() public {
        AttestedGateway gateway = gateways[SECOND];
        address[] memory attesters = new address[](1);
        attesters[0] = stranger;
        _act(SECOND, address(gateway), abi.encodeCall(AttestedGateway.setAttesters, (HUB_CHAIN, attesters, 1)));
        _act(SECOND, address(gateway), abi.encodeCall(AttestedGateway.setAttesters, (HUB_CHAIN, _attesters(), 2)));
        (, uint64 epoch) = gateway.attestersOf(HUB_CHAIN);
        assertEq(epoch, 3);
        assertFalse(gateway.isAttester(HUB_CHAIN, stranger));
        _checkNothingWasStopped();
    }

    /// Another gateway of the same kind, whose attesters are set.
    function _newGateway(uint64 chain) private returns (AttestedGateway gateway) {
        _on(chain);
        gateway = new AttestedGateway(address(managers[chain]));
        uint64 sourceChain = chain == HUB_CHAIN ? SECOND : HUB_CHAIN;
        _act(chain, address(gateway), abi.encodeCall(AttestedGateway.setAttesters, (sourceChain, _attesters(), 2)));
    }

    function _hubAddress() private view returns (bytes memory) {
        return InteroperableAddress.formatEvmV1(HUB_CHAIN, address(hub));
    }

    function _forgedPay() private view returns (bytes[] memory) {
        return Entries.list(Entries.pay(address(tokens[SECOND]), stranger, Orders.INPUT_AMOUNT));
    }
}
