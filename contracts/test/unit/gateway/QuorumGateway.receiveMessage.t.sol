// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {EnvelopeLib} from "../../../src/gateway/Envelope.sol";
import {IQuorumGateway} from "../../../src/gateway/IQuorumGateway.sol";
import {QuorumGateway} from "../../../src/gateway/QuorumGateway.sol";
import {QuorumFixture} from "../../fixtures/QuorumFixture.sol";
import {IERC7786Recipient} from "@openzeppelin/contracts/interfaces/draft-IERC7786.sol";
import {InteroperableAddress} from "@openzeppelin/contracts/utils/draft-InteroperableAddress.sol";

contract QuorumGatewayReceiveMessageTest is QuorumFixture {
    function test_receiveMessage_isAVote() public {
        vm.expectEmit(address(quorum));
        emit IQuorumGateway.MessageVoted(
            _id("payload"), address(gateways[0]), THERE, SEND_ID, sender, address(recipient), "payload"
        );
        _vote(0, "payload");
        assertEq(recipient.count(), 0);
        assertEq(_agreeing("payload"), 1);
    }

    function test_receiveMessage_handsOver_onceEnoughAgree() public {
        _vote(2, "payload");
        bytes32 receiveId = keccak256(abi.encode(_id("payload"), 1));
        vm.expectEmit(address(quorum));
        emit IQuorumGateway.MessageVoted(
            _id("payload"), address(gateways[0]), THERE, SEND_ID, sender, address(recipient), "payload"
        );
        vm.expectEmit(address(quorum));
        emit IQuorumGateway.MessageHandedOver(_id("payload"), receiveId);
        _vote(0, "payload");

        assertEq(recipient.count(), 1);
        assertEq(recipient.gateway(), address(quorum));
        assertEq(recipient.receiveId(), receiveId);
        assertEq(recipient.sender(), _account(THERE, sender));
        assertEq(recipient.payload(), "payload");
        assertEq(_agreeing("payload"), 0);
    }

    function test_receiveMessage_twiceFromOneGateway_countsOnce() public {
        for (uint256 i = 0; i < 5; ++i) {
            _vote(1, "payload");
            assertEq(_agreeing("payload"), 1);
        }
        assertEq(recipient.count(), 0);
    }

    /// Whoever votes after the agreement votes for that, not for another one.
    function test_receiveMessage_late_isPartOfTheAgreement() public {
        _setMembers(2, 0x1f);
        for (uint256 i = 0; i < GATEWAYS; ++i) {
            _vote(i, "payload");
        }
        assertEq(recipient.count(), 1);
        assertEq(_agreeing("payload"), 0);
    }

    /// What was sent once is not handed over twice, although one gateway repeats it.
    function test_receiveMessage_repeatedByALiar_isNotHandedOverAgain() public {
        _vote(0, "payload");
        _vote(1, "payload");
        for (uint256 i = 0; i < 5; ++i) {
            _vote(0, "payload");
        }
        _vote(2, "payload");
        assertEq(recipient.count(), 1);
    }

    /// What was sent twice is handed over twice, with an id of its own, in whatever order the votes come.
    function test_receiveMessage_ofAMessageSentTwice_handsOverTwice() public {
        _vote(0, "payload");
        _vote(0, "payload");
        _vote(2, "payload");
        assertEq(recipient.count(), 1);
        bytes32 first = recipient.receiveId();
        _vote(2, "payload");
        assertEq(recipient.count(), 2);
        assertNotEq(recipient.receiveId(), first);
        // The third gateway's two votes are late.
        _vote(1, "payload");
        _vote(1, "payload");
        assertEq(recipient.count(), 2);
        assertEq(_agreeing("payload"), 0);
        _vote(1, "payload");
        _vote(0, "payload");
        assertEq(recipient.count(), 3);
    }

    /// A later head is no disagreement: each payload has votes of its own.
    function test_receiveMessage_ofAnotherPayload_isAnotherVote() public {
        _vote(0, "first");
        _vote(1, "second");
        assertEq(recipient.count(), 0);
        _vote(2, "second");
        assertEq(recipient.payload(), "second");
        _vote(2, "first");
        assertEq(recipient.payload(), "first");
        assertEq(recipient.count(), 2);
    }

    function test_receiveMessage_ofAnotherSenderOrRecipient_isAnotherVote() public {
        bytes memory from = _account(THERE, counterpart);
        bytes memory here = _account(HERE, address(recipient));
        _vote(0, "payload");
        _receive(address(gateways[1]), from, _envelope(_account(THERE, stranger), here, "payload"));
        _receive(
            address(gateways[1]), from, _envelope(_account(THERE, sender), _account(HERE, address(this)), "payload")
        );
        assertEq(recipient.count(), 0);
        assertEq(_agreeing("payload"), 1);
    }

    /// Another chain's sender of the same address is another sender.
    function test_receiveMessage_fromAnotherChain_isAnotherVote() public {
        address[] memory members = new address[](2);
        (members[0], members[1]) = (address(gateways[0]), address(gateways[1]));
        quorum.setQuorum(THERE + 1, counterpart, members, 2);
        bytes memory here = _account(HERE, address(recipient));
        bytes memory envelope = _envelope(_account(THERE + 1, sender), here, "payload");
        _receive(address(gateways[0]), _account(THERE + 1, counterpart), envelope);
        _vote(1, "payload");
        assertEq(recipient.count(), 0);
        _receive(address(gateways[1]), _account(THERE + 1, counterpart), envelope);
        assertEq(recipient.sender(), _account(THERE + 1, sender));
        assertEq(recipient.count(), 1);
    }

    /// Votes are for accounts, however they are written.
    function test_receiveMessage_inAnotherEncoding_isTheSameVote() public {
        _vote(0, "payload");
        bytes memory envelope =
            _envelope(_otherEncoding(THERE, sender), _otherEncoding(HERE, address(recipient)), "payload");
        _receive(address(gateways[0]), _otherEncoding(THERE, counterpart), envelope);
        assertEq(_agreeing("payload"), 1);
        _receive(address(gateways[1]), _otherEncoding(THERE, counterpart), envelope);
        assertEq(recipient.count(), 1);
        assertEq(recipient.sender(), _account(THERE, sender));
    }

    /// A gateway that knows the sender's state alone agrees with one that carried the message.
    function test_receiveMessage_withoutARecipient_isAVoteForTheOneThatIsSet() public {
        quorum.setRecipient(THERE, sender, address(recipient));
        vm.expectEmit(address(quorum));
        emit IQuorumGateway.MessageVoted(
            _id("payload"), address(gateways[0]), THERE, 0, sender, address(recipient), "payload"
        );
        _receive(address(gateways[0]), _account(THERE, sender), "payload");
        // It may be shown again by anyone.
        _receive(address(gateways[0]), _account(THERE, sender), "payload");
        assertEq(_agreeing("payload"), 1);
        _vote(1, "payload");
        assertEq(recipient.count(), 1);
        assertEq(recipient.payload(), "payload");
    }

    function test_receiveMessage_ofARemovedGateway_doesNotCount() public {
        _vote(0, "payload");
        _setQuorum(2, 1, 2, 3);
        assertEq(_agreeing("payload"), 0);
        _vote(1, "payload");
        assertEq(recipient.count(), 0);
        _vote(3, "payload");
        assertEq(recipient.count(), 1);
    }

    function test_receiveMessage_ofAGatewayAddedAgain_startsAnew() public {
        _vote(0, "payload");
        _setQuorum(2, 1, 2, 3);
        _setQuorum(2, 0, 1, 2);
        assertEq(_agreeing("payload"), 0);
        _vote(1, "payload");
        assertEq(recipient.count(), 0);
        _vote(0, "payload");
        assertEq(recipient.count(), 1);
    }

    /// Votes of those that stay count on.
    function test_receiveMessage_ofAGatewayThatStays_counts() public {
        _vote(1, "payload");
        _setQuorum(2, 1, 3, 4);
        assertEq(_agreeing("payload"), 1);
        _vote(4, "payload");
        assertEq(recipient.count(), 1);
    }

    /// Another counterpart's word is another word.
    function test_receiveMessage_ofAReplacedCounterpart_doesNotCount() public {
        _vote(0, "payload");
        address[] memory members = new address[](3);
        for (uint256 i = 0; i < 3; ++i) {
            members[i] = address(gateways[i]);
        }
        quorum.setQuorum(THERE, stranger, members, 2);
        assertEq(_agreeing("payload"), 0);
        _receive(address(gateways[1]), _account(THERE, stranger), _envelope("payload"));
        assertEq(recipient.count(), 0);
    }

    /// A recipient that refuses costs no vote, and blocks no gateway.
    function test_receiveMessage_toARecipientThatRefuses_keepsTheVotes() public {
        recipient.answerWith(0xffffffff);
        _vote(0, "payload");
        vm.expectEmit(address(quorum));
        emit IQuorumGateway.HandOverFailed(_id("payload"), IQuorumGateway.MessageNotConfirmed.selector);
        _vote(1, "payload");
        assertEq(recipient.count(), 0);
        assertEq(_agreeing("payload"), 2);

        // The next vote tries again.
        vm.expectEmit(address(quorum));
        emit IQuorumGateway.HandOverFailed(_id("payload"), IQuorumGateway.MessageNotConfirmed.selector);
        _vote(2, "payload");
        recipient.answerWith(IERC7786Recipient.receiveMessage.selector);
        _vote(2, "payload");
        assertEq(recipient.count(), 1);
        assertEq(_agreeing("payload"), 1);
    }

    function test_receiveMessage_toARecipientThatIsNone() public {
        bytes memory envelope = _envelope(_account(THERE, sender), _account(HERE, stranger), "payload");
        _receive(address(gateways[0]), _account(THERE, counterpart), envelope);
        vm.expectEmit(address(quorum));
        emit IQuorumGateway.HandOverFailed(quorum.messageId(THERE, sender, stranger, "payload"), 0);
        _receive(address(gateways[1]), _account(THERE, counterpart), envelope);
    }

    /// All that the recipient takes is gas, and it is left too little to undo the vote.
    function test_receiveMessage_toARecipientThatEatsGas_keepsTheVote() public {
        _vote(0, "payload");
        vm.etch(address(recipient), hex"5b600056");
        vm.expectEmit(address(quorum));
        emit IQuorumGateway.HandOverFailed(_id("payload"), 0);
        vm.prank(address(gateways[1]));
        quorum.receiveMessage{gas: 400_000}(0, _account(THERE, counterpart), _envelope("payload"));
        assertEq(_agreeing("payload"), 2);
    }

    /// Nor does what it reverts with cost the gateway more than it gave.
    function test_receiveMessage_toARecipientThatRevertsWithMuch_keepsTheVote() public {
        _vote(0, "payload");
        // revert(0, 200000)
        vm.etch(address(recipient), hex"62030d405ffd");
        vm.prank(address(gateways[1]));
        quorum.receiveMessage{gas: 400_000}(0, _account(THERE, counterpart), _envelope("payload"));
        assertEq(_agreeing("payload"), 2);
    }

    /// Nobody can have a hand-over fail by giving it too little gas: with any gas the vote either fails, or succeeds with
    /// what it completes.
    function test_receiveMessage_withAnyGas_isHandedOverOrRefused() public {
        _vote(0, "payload");
        uint256 before = vm.snapshotState();
        bytes memory data =
            abi.encodeCall(quorum.receiveMessage, (0, _account(THERE, counterpart), _envelope("payload")));
        uint256 refused;
        uint256 taken;
        for (uint256 gasLimit = 20_000; gasLimit < 500_000; gasLimit += 3_000) {
            vm.prank(address(gateways[1]));
            (bool success,) = address(quorum).call{gas: gasLimit}(data);
            assertEq(recipient.count(), success ? 1 : 0);
            if (success) ++taken;
            else ++refused;
            vm.revertToState(before);
        }
        assertGt(refused, 10);
        assertGt(taken, 10);
    }

    function test_receiveMessage_revertsWith_GasTooLow() public {
        _vote(0, "payload");
        bytes memory data =
            abi.encodeCall(quorum.receiveMessage, (0, _account(THERE, counterpart), _envelope("payload")));
        vm.prank(address(gateways[1]));
        (bool success, bytes memory reason) = address(quorum).call{gas: 200_000}(data);
        assertFalse(success);
        assertEq(bytes4(reason), IQuorumGateway.GasTooLow.selector);
    }

    /// A recipient that comes back finds the agreement used up.
    function test_receiveMessage_toARecipientThatReenters() public {
        recipient.callBefore(
            address(quorum), abi.encodeCall(quorum.execute, (THERE, sender, address(recipient), "payload"))
        );
        _vote(0, "payload");
        _vote(1, "payload");
        assertEq(recipient.count(), 1);
        assertFalse(recipient.hookSucceeded());
        assertEq(bytes4(recipient.hookResult()), IQuorumGateway.VotesTooFew.selector);
    }

    function test_receiveMessage_revertsWith_GatewayNotInQuorum() public {
        bytes memory from = _account(THERE, counterpart);
        bytes memory envelope = _envelope("payload");
        vm.expectRevert(abi.encodeWithSelector(IQuorumGateway.GatewayNotInQuorum.selector, THERE, gateways[3]));
        vm.prank(address(gateways[3]));
        quorum.receiveMessage(0, from, envelope);
        // Nor is the quorum itself, whatever a message says its recipient is.
        envelope = _envelope(_account(THERE, sender), _account(HERE, address(quorum)), envelope);
        _receive(address(gateways[0]), from, envelope);
        vm.expectEmit(true, false, false, false, address(quorum));
        emit IQuorumGateway.HandOverFailed(
            quorum.messageId(THERE, sender, address(quorum), _envelope("payload")),
            IQuorumGateway.SenderNotCounterpart.selector
        );
        _receive(address(gateways[1]), from, envelope);
    }

    /// A gateway of one chain has no say in another's.
    function test_receiveMessage_revertsWith_GatewayNotInQuorum_ofAnotherChains() public {
        address[] memory members = new address[](1);
        members[0] = address(gateways[4]);
        quorum.setQuorum(THERE + 1, counterpart, members, 1);
        bytes memory from = _account(THERE, counterpart);
        bytes memory envelope = _envelope("payload");
        vm.expectRevert(abi.encodeWithSelector(IQuorumGateway.GatewayNotInQuorum.selector, THERE, gateways[4]));
        vm.prank(address(gateways[4]));
        quorum.receiveMessage(0, from, envelope);
    }

    function test_receiveMessage_revertsWith_SenderNotCounterpart() public {
        _expectRefusal(
            _account(THERE, stranger),
            _envelope("payload"),
            abi.encodeWithSelector(IQuorumGateway.SenderNotCounterpart.selector, THERE, stranger)
        );
        // Nobody set whom what the sender itself says is for.
        _expectRefusal(
            _account(THERE, sender),
            "payload",
            abi.encodeWithSelector(IQuorumGateway.SenderNotCounterpart.selector, THERE, sender)
        );
        quorum.setRecipient(THERE + 1, sender, address(recipient));
        _expectRefusal(
            _account(THERE, sender),
            "payload",
            abi.encodeWithSelector(IQuorumGateway.SenderNotCounterpart.selector, THERE, sender)
        );
    }

    /// Another chain's counterpart, at the same address or not, is none of this one's.
    function test_receiveMessage_revertsWith_QuorumNotSet() public {
        uint256[3] memory chains = [uint256(THERE + 1), HERE, (uint256(1) << 64) + THERE];
        for (uint256 i = 0; i < chains.length; ++i) {
            _expectRefusal(
                _account(chains[i], counterpart),
                _envelope("payload"),
                abi.encodeWithSelector(IQuorumGateway.QuorumNotSet.selector, chains[i])
            );
        }
    }

    function test_receiveMessage_revertsWith_SenderNotOnChain() public {
        bytes memory envelope = _envelope(_account(THERE + 1, sender), _account(HERE, address(recipient)), "payload");
        _expectRefusal(
            _account(THERE, counterpart),
            envelope,
            abi.encodeWithSelector(EnvelopeLib.SenderNotOnChain.selector, THERE, THERE + 1)
        );
    }

    function test_receiveMessage_revertsWith_RecipientNotOnThisChain() public {
        bytes memory envelope = _envelope(_account(THERE, sender), _account(HERE + 7, address(recipient)), "payload");
        _expectRefusal(
            _account(THERE, counterpart),
            envelope,
            abi.encodeWithSelector(EnvelopeLib.RecipientNotOnThisChain.selector, HERE + 7)
        );
    }

    function test_receiveMessage_revertsWith_ValueNotSupported() public {
        hoax(address(gateways[0]), 1);
        bytes memory from = _account(THERE, counterpart);
        bytes memory envelope = _envelope("payload");
        vm.expectRevert(abi.encodeWithSelector(IQuorumGateway.ValueNotSupported.selector, 1));
        quorum.receiveMessage{value: 1}(0, from, envelope);
    }

    function test_receiveMessage_refusesAddressesThatAreNone() public {
        bytes memory malformed = hex"000100";
        bytes memory reason =
            abi.encodeWithSelector(InteroperableAddress.InteroperableAddressParsingError.selector, malformed);
        _expectRefusal(malformed, _envelope("payload"), reason);
        bytes memory from = _account(THERE, counterpart);
        _expectRefusal(from, _envelope(malformed, _account(HERE, address(recipient)), "payload"), reason);
        _expectRefusal(from, _envelope(_account(THERE, sender), malformed, "payload"), reason);
    }

    /// The counterpart's account may have state where a channel has its head; that is no message.
    function test_receiveMessage_refusesWhatIsNoEnvelope() public {
        bytes memory from = _account(THERE, counterpart);
        bytes[3] memory malformed = [bytes(""), abi.encodePacked(keccak256("head")), new bytes(128)];
        for (uint256 i = 0; i < malformed.length; ++i) {
            vm.expectRevert();
            vm.prank(address(gateways[0]));
            quorum.receiveMessage(0, from, malformed[i]);
        }
    }

    function _expectRefusal(bytes memory from, bytes memory payload, bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(address(gateways[0]));
        quorum.receiveMessage(0, from, payload);
    }
}
