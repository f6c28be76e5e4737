// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IQuorumGateway} from "../../../src/gateway/IQuorumGateway.sol";
import {QuorumFixture} from "../../fixtures/QuorumFixture.sol";
import {IERC7786Recipient} from "@openzeppelin/contracts/interfaces/draft-IERC7786.sol";

contract QuorumGatewayExecuteTest is QuorumFixture {
    function setUp() public override {
        super.setUp();
        recipient.answerWith(0xffffffff);
        _vote(0, "payload");
        _vote(1, "payload");
    }

    /// A recipient that takes it at last, as a channel does once its route leads here.
    function test_execute_handsOverWhatItsRecipientDidNotTake() public {
        recipient.answerWith(IERC7786Recipient.receiveMessage.selector);
        vm.expectEmit(address(quorum));
        emit IQuorumGateway.MessageHandedOver(_id("payload"), keccak256(abi.encode(_id("payload"), 1)));
        vm.prank(stranger);
        _execute("payload");
        assertEq(recipient.count(), 1);
        assertEq(recipient.payload(), "payload");
        assertEq(_agreeing("payload"), 0);
    }

    /// Nobody needs to vote again when a gateway that was silent is taken out.
    function test_execute_handsOverWhatANewThresholdSufficesFor() public {
        recipient.answerWith(IERC7786Recipient.receiveMessage.selector);
        _setQuorum(3, 0, 1, 2);
        vm.expectRevert(
            abi.encodeWithSelector(IQuorumGateway.VotesTooFew.selector, _id("payload"), uint256(2), uint256(3))
        );
        _execute("payload");
        _setMembers(2, 3);
        _execute("payload");
        assertEq(recipient.count(), 1);
    }

    function test_execute_revertsWith_VotesTooFew() public {
        recipient.answerWith(IERC7786Recipient.receiveMessage.selector);
        _vote(0, "another");
        _expectTooFew("another", 1);
        _expectTooFew("nobody's", 0);
        // Once for each agreement.
        _execute("payload");
        _expectTooFew("payload", 0);
        assertEq(recipient.count(), 1);
    }

    function test_execute_revertsWith_VotesTooFew_withoutTheVotesOfARemovedGateway() public {
        recipient.answerWith(IERC7786Recipient.receiveMessage.selector);
        _setQuorum(2, 1, 2, 3);
        _expectTooFew("payload", 1);
        _setQuorum(2, 0, 1, 2);
        _expectTooFew("payload", 1);
    }

    function test_execute_revertsWith_MessageNotConfirmed() public {
        vm.expectRevert(abi.encodeWithSelector(IQuorumGateway.MessageNotConfirmed.selector, recipient));
        _execute("payload");
        assertEq(_agreeing("payload"), 2);
    }

    function test_execute_revertsWith_QuorumNotSet() public {
        vm.expectRevert(abi.encodeWithSelector(IQuorumGateway.QuorumNotSet.selector, THERE + 1));
        quorum.execute(THERE + 1, sender, address(recipient), "payload");
    }

    function _expectTooFew(bytes memory payload, uint256 votes) private {
        bytes memory reason =
            abi.encodeWithSelector(IQuorumGateway.VotesTooFew.selector, _id(payload), votes, uint256(2));
        vm.expectRevert(reason);
        _execute(payload);
    }
}
