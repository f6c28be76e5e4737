// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {EnvelopeLib} from "../../../src/gateway/Envelope.sol";
import {HyperlaneGateway} from "../../../src/gateway/HyperlaneGateway.sol";
import {Message} from "../../../src/gateway/IAttestedGateway.sol";
import {IHyperlaneGateway} from "../../../src/gateway/IHyperlaneGateway.sol";
import {HyperlaneFixture, IMailboxSetup} from "../../fixtures/HyperlaneFixture.sol";
import {IERC7786Recipient} from "@openzeppelin/contracts/interfaces/draft-IERC7786.sol";
import {InteroperableAddress} from "@openzeppelin/contracts/utils/draft-InteroperableAddress.sol";

contract HyperlaneGatewayHandleTest is HyperlaneFixture {
    function test_process_handsTheMessageToItsRecipient() public {
        (bytes memory message, bytes32 sendId) = _send("payload");
        bytes memory metadata = _metadata(message, 0, 2);
        vm.expectEmit(address(gatewayHere));
        emit IHyperlaneGateway.MessageHandled(
            sendId, _account(THERE, sender), _account(HERE, address(recipient)), "payload"
        );
        vm.prank(stranger);
        mailboxHere.process(metadata, message);
        assertEq(recipient.count(), 1);
        assertEq(recipient.gateway(), address(gatewayHere));
        assertEq(recipient.receiveId(), sendId);
        assertEq(recipient.sender(), _account(THERE, sender));
        assertEq(recipient.payload(), "payload");
        assertTrue(IMailboxSetup(address(mailboxHere)).delivered(keccak256(message)));
    }

    function test_process_handsOverOnce() public {
        (bytes memory message,) = _send("payload");
        bytes memory metadata = _metadata(message, 0, 1);
        mailboxHere.process(metadata, message);
        vm.expectRevert("Mailbox: already delivered");
        mailboxHere.process(metadata, message);
        // What is sent again is another message.
        (message,) = _send("payload");
        mailboxHere.process(_metadata(message, 0, 1), message);
        assertEq(recipient.count(), 2);
    }

    /// Two of three validators, of which the first k do not sign, or sign something else: a message arrives exactly if k is
    /// one at most.
    function test_process_table() public {
        for (uint256 k = 0; k <= 3; ++k) {
            for (uint256 forged = 0; forged < 2; ++forged) {
                (bytes memory message,) = _send(abi.encode(k, forged));
                bytes memory metadata = _checkpoint();
                bytes32 genuine = _checkpointDigest(metadata, keccak256(message));
                bytes32 other = _checkpointDigest(metadata, keccak256("another message"));
                // As many of those who sign it as there are, by their order.
                uint256 first = k == 0 ? 0 : 1;
                for (uint256 i = first; i < first + 2; ++i) {
                    if (i >= k) metadata = bytes.concat(metadata, _signDigest(i, genuine));
                    else if (forged == 1) metadata = bytes.concat(metadata, _signDigest(i, other));
                }
                uint256 before = recipient.count();
                if (k > 1) vm.expectRevert();
                mailboxHere.process(metadata, message);
                assertEq(recipient.count(), k > 1 ? before : before + 1);
            }
        }
    }

    function test_process_refusesUnsignedAndForgedMessages() public {
        (bytes memory message,) = _send("payload");
        bytes[4] memory bad;
        bad[1] = _checkpoint();
        // One validator twice, and those who are none.
        bad[2] = _metadata(message, 1, 1);
        bytes32 digest = _checkpointDigest(bad[1], keccak256(message));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(uint256(keccak256("no validator")), digest);
        bad[3] = bytes.concat(bad[1], abi.encodePacked(r, s, v), abi.encodePacked(r, s, v));
        for (uint256 i = 0; i < bad.length; ++i) {
            vm.expectRevert();
            mailboxHere.process(bad[i], message);
        }
        // Signatures of one message are none of another.
        bytes memory metadata = _metadata(message, 0, 1);
        message[message.length - 1] ^= 0x01;
        vm.expectRevert("!threshold");
        mailboxHere.process(metadata, message);
        assertEq(recipient.count(), 0);
    }

    /// A stranger's message is signed like any other, by validators who do not look at who sends.
    function test_process_refusesAStrangersMessage() public {
        bytes memory body = _body(_account(THERE, sender), _account(HERE, address(recipient)));
        vm.recordLogs();
        vm.deal(stranger, FEE);
        vm.prank(stranger);
        mailboxThere.dispatch{value: FEE}(DOMAIN_HERE, bytes32(uint256(uint160(address(gatewayHere)))), body, "");
        bytes memory message = _dispatched(address(mailboxThere));
        bytes memory metadata = _metadata(message, 0, 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IHyperlaneGateway.AccountNotCounterpart.selector, THERE, bytes32(uint256(uint160(stranger)))
            )
        );
        mailboxHere.process(metadata, message);
    }

    /// A recipient that fails leaves the message to be processed again.
    function test_process_withARecipientThatFails_canBeRepeated() public {
        (bytes memory message,) = _send("payload");
        bytes memory metadata = _metadata(message, 0, 1);
        recipient.answerWith(0xffffffff);
        vm.expectRevert(abi.encodeWithSelector(IHyperlaneGateway.MessageNotConfirmed.selector, recipient));
        mailboxHere.process(metadata, message);
        recipient.answerWith(IERC7786Recipient.receiveMessage.selector);
        mailboxHere.process(metadata, message);
        assertEq(recipient.count(), 1);
    }

    /// Without a module of its own, the mailbox's would have let it in.
    function test_handle_revertsWith_SecurityModuleNotSet() public {
        HyperlaneGateway fresh = new HyperlaneGateway(address(mailboxHere), gatewayHere.authority());
        fresh.setRemote(THERE, DOMAIN_THERE, address(gatewayThere), GAS_LIMIT);
        gatewayThere.setRemote(HERE, DOMAIN_HERE, address(fresh), GAS_LIMIT);
        (bytes memory message,) = _send("payload");
        vm.expectRevert(IHyperlaneGateway.SecurityModuleNotSet.selector);
        mailboxHere.process("", message);
        assertEq(recipient.count(), 0);
        fresh.setSecurityModule(module);
        mailboxHere.process(_metadata(message, 0, 1), message);
        assertEq(recipient.count(), 1);
    }

    function test_handle_revertsWith_CallerNotMailbox() public {
        bytes memory body = _body(_account(THERE, sender), _account(HERE, address(recipient)));
        vm.expectRevert(abi.encodeWithSelector(IHyperlaneGateway.CallerNotMailbox.selector, address(this)));
        gatewayHere.handle(DOMAIN_THERE, _counterpart(), body);
    }

    function test_handle_revertsWith_DomainNotSet() public {
        bytes memory body = _body(_account(THERE, sender), _account(HERE, address(recipient)));
        vm.expectRevert(abi.encodeWithSelector(IHyperlaneGateway.DomainNotSet.selector, uint32(THERE)));
        vm.prank(address(mailboxHere));
        gatewayHere.handle(uint32(THERE), _counterpart(), body);
    }

    /// Another account with the same low bytes is another one.
    function test_handle_revertsWith_AccountNotCounterpart() public {
        bytes32 other = _counterpart() | bytes32(uint256(1) << 160);
        bytes memory body = _body(_account(THERE, sender), _account(HERE, address(recipient)));
        vm.expectRevert(abi.encodeWithSelector(IHyperlaneGateway.AccountNotCounterpart.selector, THERE, other));
        vm.prank(address(mailboxHere));
        gatewayHere.handle(DOMAIN_THERE, other, body);
    }

    function test_handle_revertsWith_ValueNotSupported() public {
        (bytes memory message,) = _send("payload");
        bytes memory metadata = _metadata(message, 0, 1);
        vm.expectRevert(abi.encodeWithSelector(IHyperlaneGateway.ValueNotSupported.selector, 1));
        mailboxHere.process{value: 1}(metadata, message);
    }

    function test_handle_revertsWith_SenderNotOnChain() public {
        _expectRefusal(
            _account(THERE + 1, sender),
            _account(HERE, address(recipient)),
            abi.encodeWithSelector(EnvelopeLib.SenderNotOnChain.selector, THERE, THERE + 1)
        );
    }

    function test_handle_revertsWith_RecipientNotOnThisChain() public {
        _expectRefusal(
            _account(THERE, sender),
            _account(THERE, address(recipient)),
            abi.encodeWithSelector(EnvelopeLib.RecipientNotOnThisChain.selector, THERE)
        );
    }

    function test_handle_refusesAddressesThatAreNone() public {
        bytes memory malformed = hex"000100";
        bytes memory reason =
            abi.encodeWithSelector(InteroperableAddress.InteroperableAddressParsingError.selector, malformed);
        _expectRefusal(malformed, _account(HERE, address(recipient)), reason);
        _expectRefusal(_account(THERE, sender), malformed, reason);
    }

    function _expectRefusal(bytes memory from, bytes memory to, bytes memory reason) private {
        bytes memory body = _body(from, to);
        vm.expectRevert(reason);
        vm.prank(address(mailboxHere));
        gatewayHere.handle(DOMAIN_THERE, _counterpart(), body);
    }

    function _counterpart() private view returns (bytes32) {
        return bytes32(uint256(uint160(address(gatewayThere))));
    }

    function _body(bytes memory from, bytes memory to) private pure returns (bytes memory) {
        return abi.encode(Message(keccak256("send id"), from, to, "payload"));
    }
}
