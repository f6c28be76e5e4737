// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IChannel} from "../../src/channel/IChannel.sol";
import {AttestedGateway} from "../../src/gateway/AttestedGateway.sol";
import {Message} from "../../src/gateway/IAttestedGateway.sol";
import {IQuorumGateway} from "../../src/gateway/IQuorumGateway.sol";
import {QuorumGateway} from "../../src/gateway/QuorumGateway.sol";
import {HyperlaneFixture} from "../fixtures/HyperlaneFixture.sol";
import {RecordingChannel} from "../mocks/RecordingChannel.sol";
import {IERC7786GatewaySource} from "@openzeppelin/contracts/interfaces/draft-IERC7786.sol";
import {Vm} from "forge-std/Vm.sol";

/// A channel from the other chain to this one, over a quorum of two out of three: two attested gateways and Hyperlane.
contract QuorumTest is HyperlaneFixture {
    QuorumGateway private quorumHere;
    QuorumGateway private quorumThere;
    AttestedGateway[2] private attestedHere;
    AttestedGateway[2] private attestedThere;
    RecordingChannel private channelHere;
    RecordingChannel private channelThere;

    function setUp() public override {
        super.setUp();
        address manager = gatewayHere.authority();
        (quorumHere, channelHere) = (new QuorumGateway(manager), new RecordingChannel(manager));
        (quorumThere, channelThere) = (new QuorumGateway(manager), new RecordingChannel(manager));
        for (uint256 i = 0; i < 2; ++i) {
            (attestedHere[i], attestedThere[i]) = (_attested(), new AttestedGateway(manager));
        }
        quorumHere.setQuorum(THERE, address(quorumThere), _sorted(attestedHere, address(gatewayHere)), 2);
        quorumThere.setQuorum(HERE, address(quorumHere), _sorted(attestedThere, address(gatewayThere)), 2);
        channelHere.setRoute(THERE, address(quorumHere), address(channelThere));
        channelThere.setRoute(HERE, address(quorumThere), address(channelHere));
        channelThere.queue(HERE, "first");
    }

    function test_aHeadIsAccepted_overAnyTwoGateways() public {
        for (uint256 silent = 0; silent < 3; ++silent) {
            uint256 snapshot = vm.snapshotState();
            (Message[2] memory messages, bytes memory overHyperlane) = _dispatch();
            for (uint256 i = 0; i < 2; ++i) {
                if (i != silent) _attest(i, messages[i]);
            }
            if (silent != 2) mailboxHere.process(_metadata(overHyperlane, 0, 1), overHyperlane);
            assertTrue(_isAccepted());
            _deliver("first");
            vm.revertToState(snapshot);
        }
    }

    /// What the sender pays for is enough for the vote that completes an agreement.
    function test_aHeadIsAccepted_withTheGasThatIsPaidFor() public {
        (Message[2] memory messages, bytes memory overHyperlane) = _dispatch();
        _attest(0, messages[0]);
        bytes memory metadata = _metadata(overHyperlane, 0, 1);
        vm.cool(address(gatewayHere));
        vm.cool(address(quorumHere));
        vm.cool(address(channelHere));
        mailboxHere.process{gas: GAS_LIMIT}(metadata, overHyperlane);
        assertTrue(_isAccepted());
    }

    function test_aHeadIsNotAccepted_overOne() public {
        (Message[2] memory messages, bytes memory overHyperlane) = _dispatch();
        uint256 snapshot = vm.snapshotState();
        mailboxHere.process(_metadata(overHyperlane, 0, 1), overHyperlane);
        assertFalse(_isAccepted());
        vm.revertToState(snapshot);
        _attest(1, messages[1]);
        assertFalse(_isAccepted());
    }

    /// All attesters of one gateway together forge nothing.
    function test_aForgedHead_isNotAccepted() public {
        (Message[2] memory messages,) = _dispatch();
        bytes32 forged = keccak256("forged") & bytes32(~uint256(0xffff));
        Message memory lie = abi.decode(messages[0].payload, (Message));
        lie.payload = abi.encodePacked(forged);
        messages[0].payload = abi.encode(lie);
        // The event shows another content of what the other gateway brings under the same id.
        vm.expectEmit(true, true, true, true, address(quorumHere));
        emit IQuorumGateway.MessageVoted(
            quorumHere.messageId(THERE, address(channelThere), address(channelHere), lie.payload),
            address(attestedHere[0]),
            THERE,
            lie.sendId,
            address(channelThere),
            address(channelHere),
            lie.payload
        );
        _attest(0, messages[0]);
        _attest(1, messages[1]);
        assertFalse(channelHere.isAccepted(THERE, forged));
        assertFalse(_isAccepted());
    }

    /// A mailbox whose module was never chosen, or that is paused, keeps no head from its way.
    function test_dispatch_overAGatewayThatFails_goesOn() public {
        vm.etch(address(mailboxThere), hex"5f5ffd");
        (Message[2] memory messages,) = _dispatchWith(0);
        _attest(0, messages[0]);
        _attest(1, messages[1]);
        assertTrue(_isAccepted());
    }

    /// The route changes from one gateway to the quorum while a head is on its way over each: none is lost, nothing is
    /// delivered twice.
    function test_theRouteChanges_whileHeadsAreOnTheirWay() public {
        channelHere.setRoute(THERE, address(attestedHere[0]), address(channelThere));
        channelThere.setRoute(HERE, address(attestedThere[0]), address(channelHere));
        Message memory direct = _dispatchDirectly();

        // The other end changes first. What it sends is voted for, and waits.
        channelThere.setRoute(HERE, address(quorumThere), address(channelHere));
        channelThere.queue(HERE, "second");
        (Message[2] memory messages, bytes memory overHyperlane) = _dispatch();
        _attest(1, messages[1]);
        bytes memory metadata = _metadata(overHyperlane, 0, 1);
        vm.expectEmit(address(quorumHere));
        emit IQuorumGateway.HandOverFailed(_id(), IChannel.GatewayNotOnRoute.selector);
        mailboxHere.process(metadata, overHyperlane);
        assertFalse(_isAccepted());

        // Meanwhile what was sent before arrives over the old route.
        _attest(0, direct);
        _deliver("first");

        channelHere.setRoute(THERE, address(quorumHere), address(channelThere));
        quorumHere.execute(THERE, address(channelThere), address(channelHere), _head());
        assertTrue(_isAccepted());
        _deliver("second");
        assertEq(channelHere.handled().length, 2);
        // The late vote changes nothing.
        _attest(0, messages[0]);
        bytes memory head = _head();
        vm.expectRevert(abi.encodeWithSelector(IQuorumGateway.VotesTooFew.selector, _id(), 0, 2));
        quorumHere.execute(THERE, address(channelThere), address(channelHere), head);
    }

    /// Set anew, a route wants a head again: it is sent and agreed upon again.
    function test_aRouteSetAnew_getsTheHeadAgain() public {
        (Message[2] memory messages,) = _dispatch();
        _attest(0, messages[0]);
        _attest(1, messages[1]);
        channelHere.setRoute(THERE, address(quorumHere), address(channelThere));
        assertFalse(_isAccepted());
        (messages,) = _dispatch();
        _attest(1, messages[1]);
        assertFalse(_isAccepted());
        _attest(0, messages[0]);
        assertTrue(_isAccepted());
    }

    /// A gateway that shows the sender's state completes what another one carried.
    function test_aHeadShownFromTheSendersState_agrees() public {
        (Message[2] memory messages,) = _dispatch();
        _attest(0, messages[0]);
        quorumHere.setRecipient(THERE, address(channelThere), address(channelHere));
        bytes memory head = _head();
        vm.prank(address(gatewayHere));
        quorumHere.receiveMessage(0, _account(THERE, address(channelThere)), head);
        assertTrue(_isAccepted());
    }

    function _attested() private returns (AttestedGateway gateway) {
        gateway = new AttestedGateway(gatewayHere.authority());
        gateway.setAttesters(THERE, _attesters(), 2);
    }

    /// Gives what each attested gateway emitted, and what the mailbox did.
    function _dispatch() private returns (Message[2] memory messages, bytes memory overHyperlane) {
        return _dispatchWith(FEE);
    }

    function _dispatchWith(uint256 value) private returns (Message[2] memory messages, bytes memory overHyperlane) {
        vm.chainId(THERE);
        vm.recordLogs();
        vm.prank(sender);
        channelThere.dispatch{value: value}(HERE);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].emitter == address(attestedThere[0])) messages[0] = _messageOf(logs[i]);
            if (logs[i].emitter == address(attestedThere[1])) messages[1] = _messageOf(logs[i]);
            if (logs[i].topics[0] == keccak256("Dispatch(address,uint32,bytes32,bytes)")) {
                overHyperlane = abi.decode(logs[i].data, (bytes));
            }
        }
        vm.chainId(HERE);
    }

    function _dispatchDirectly() private returns (Message memory) {
        (Message[2] memory messages,) = _dispatchWith(0);
        return messages[0];
    }

    function _attest(uint256 gateway, Message memory message) private {
        attestedHere[gateway].execute(message, _sign(0, 1, attestedHere[gateway], message));
    }

    function _deliver(bytes memory entry) private {
        bytes[] memory entries = new bytes[](1);
        entries[0] = entry;
        channelHere.deliver(THERE, entries, new bytes32[](0));
    }

    function _isAccepted() private view returns (bool) {
        return channelHere.isAccepted(THERE, channelThere.queuedHead(HERE));
    }

    function _head() private view returns (bytes memory) {
        return abi.encodePacked(channelThere.queuedHead(HERE));
    }

    function _id() private view returns (bytes32) {
        return quorumHere.messageId(THERE, address(channelThere), address(channelHere), _head());
    }

    function _messageOf(Vm.Log memory log) private pure returns (Message memory message) {
        assertEq(log.topics[0], IERC7786GatewaySource.MessageSent.selector);
        message.sendId = log.topics[1];
        (message.sender, message.recipient, message.payload,,) =
            abi.decode(log.data, (bytes, bytes, bytes, uint256, bytes[]));
    }

    function _sorted(AttestedGateway[2] storage attested, address third)
        private
        view
        returns (address[] memory gateways)
    {
        gateways = new address[](3);
        (gateways[0], gateways[1], gateways[2]) = (address(attested[0]), address(attested[1]), third);
        for (uint256 i = 1; i < 3; ++i) {
            for (uint256 j = i; j > 0 && gateways[j - 1] > gateways[j]; --j) {
                (gateways[j - 1], gateways[j]) = (gateways[j], gateways[j - 1]);
            }
        }
    }
}
