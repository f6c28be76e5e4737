// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Message} from "../../../src/gateway/IAttestedGateway.sol";
import {IHyperlaneGateway} from "../../../src/gateway/IHyperlaneGateway.sol";
import {IPaidGateway} from "../../../src/gateway/IPaidGateway.sol";
import {HyperlaneFixture, IProtocolFee} from "../../fixtures/HyperlaneFixture.sol";
import {RecordingChannel} from "../../mocks/RecordingChannel.sol";
import {IERC7786GatewaySource} from "@openzeppelin/contracts/interfaces/draft-IERC7786.sol";

contract HyperlaneGatewaySendMessageTest is HyperlaneFixture {
    bytes private to;
    bytes32 private sendId;

    function setUp() public override {
        super.setUp();
        vm.chainId(THERE);
        to = _account(HERE, address(recipient));
        sendId = keccak256(abi.encode(THERE, gatewayThere, 1));
    }

    function test_sendMessage_dispatchesIt() public {
        vm.recordLogs();
        vm.prank(sender);
        assertEq(gatewayThere.sendMessage{value: FEE}(to, "payload", new bytes[](0)), sendId);
        bytes memory message = _dispatched(address(mailboxThere));
        bytes memory body = abi.encode(Message(sendId, _account(THERE, sender), to, "payload"));
        // Hyperlane's version and the mailbox's nonce come first.
        assertEq(
            message,
            abi.encodePacked(
                uint8(3),
                uint32(0),
                DOMAIN_THERE,
                bytes32(uint256(uint160(address(gatewayThere)))),
                DOMAIN_HERE,
                bytes32(uint256(uint160(address(gatewayHere)))),
                body
            )
        );
        assertEq(feeThere.balance, FEE);
        assertEq(address(gatewayThere).balance, 0);
    }

    function test_sendMessage_emitsTheMessageAndHyperlanesId() public {
        bytes memory body = abi.encode(Message(sendId, _account(THERE, sender), to, "payload"));
        bytes32 messageId = keccak256(
            abi.encodePacked(
                uint8(3),
                uint32(0),
                DOMAIN_THERE,
                bytes32(uint256(uint160(address(gatewayThere)))),
                DOMAIN_HERE,
                bytes32(uint256(uint160(address(gatewayHere)))),
                body
            )
        );
        vm.expectEmit(address(gatewayThere));
        emit IERC7786GatewaySource.MessageSent(sendId, _account(THERE, sender), to, "payload", 0, new bytes[](0));
        vm.expectEmit(address(gatewayThere));
        emit IHyperlaneGateway.MessageDispatched(sendId, messageId, FEE);
        vm.prank(sender);
        gatewayThere.sendMessage{value: FEE}(to, "payload", new bytes[](0));
    }

    function test_sendMessage_tellsTheMailboxWhatToPayFor() public {
        // The variant, no value, the gas, and who gets back what is not taken.
        bytes memory metadata = abi.encodePacked(uint16(1), uint256(0), uint256(GAS_LIMIT), address(gatewayThere));
        bytes memory body = abi.encode(Message(sendId, _account(THERE, sender), to, "payload"));
        bytes32 account = bytes32(uint256(uint160(address(gatewayHere))));
        vm.expectCall(
            address(mailboxThere),
            FEE,
            abi.encodeWithSignature("dispatch(uint32,bytes32,bytes,bytes)", DOMAIN_HERE, account, body, metadata)
        );
        vm.prank(sender);
        gatewayThere.sendMessage{value: FEE}(to, "payload", new bytes[](0));
    }

    function test_sendMessage_makesDistinctIds() public {
        hoax(sender, 2 * FEE);
        bytes32 first = gatewayThere.sendMessage{value: FEE}(to, "payload", new bytes[](0));
        vm.prank(sender);
        assertNotEq(gatewayThere.sendMessage{value: FEE}(to, "payload", new bytes[](0)), first);
    }

    function test_sendMessage_returnsTheExcess() public {
        vm.prank(sender);
        gatewayThere.sendMessage{value: FEE + 7}(to, "payload", new bytes[](0));
        assertEq(sender.balance, 1 ether - FEE);
        assertEq(feeThere.balance, FEE);
        assertEq(address(gatewayThere).balance, 0);
    }

    /// A channel takes nothing back: it is given exactly the fee.
    function test_sendMessage_fromAChannel() public {
        RecordingChannel channel = new RecordingChannel(gatewayThere.authority());
        channel.setRoute(HERE, address(gatewayThere), address(recipient));
        channel.queue(HERE, "entry");
        uint256 fee = gatewayThere.quote(to, new bytes(32), new bytes[](0));
        vm.prank(sender);
        channel.dispatch{value: fee}(HERE);
        vm.expectRevert(abi.encodeWithSelector(IPaidGateway.ExcessNotReturned.selector, channel, 1));
        vm.prank(sender);
        channel.dispatch{value: fee + 1}(HERE);
    }

    function test_sendMessage_revertsWith_FeeTooLow() public {
        vm.expectRevert(abi.encodeWithSelector(IPaidGateway.FeeTooLow.selector, FEE - 1, FEE));
        vm.prank(sender);
        gatewayThere.sendMessage{value: FEE - 1}(to, "payload", new bytes[](0));
        // The fee is what it is then.
        IProtocolFee(feeThere).setProtocolFee(3 * FEE);
        vm.expectRevert(abi.encodeWithSelector(IPaidGateway.FeeTooLow.selector, FEE, 3 * FEE));
        vm.prank(sender);
        gatewayThere.sendMessage{value: FEE}(to, "payload", new bytes[](0));
    }

    function test_sendMessage_revertsWith_ExcessNotReturned() public {
        hoax(address(recipient), 1 ether);
        vm.expectRevert(abi.encodeWithSelector(IPaidGateway.ExcessNotReturned.selector, recipient, 1));
        gatewayThere.sendMessage{value: FEE + 1}(to, "payload", new bytes[](0));
    }

    function test_sendMessage_revertsWith_RemoteNotSet() public {
        uint256[3] memory chains = [uint256(HERE + 9), DOMAIN_HERE, (uint256(1) << 64) + HERE];
        for (uint256 i = 0; i < chains.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IHyperlaneGateway.RemoteNotSet.selector, chains[i]));
            vm.prank(sender);
            gatewayThere.sendMessage{value: FEE}(_account(chains[i], address(recipient)), "payload", new bytes[](0));
        }
    }

    function test_sendMessage_revertsWith_UnsupportedAttribute() public {
        bytes[] memory attributes = new bytes[](1);
        attributes[0] = hex"12345678ff";
        assertFalse(gatewayThere.supportsAttribute(0x12345678));
        vm.expectRevert(abi.encodeWithSelector(IERC7786GatewaySource.UnsupportedAttribute.selector, bytes4(0x12345678)));
        gatewayThere.sendMessage(to, "payload", attributes);
    }

    function test_quote() public {
        assertEq(gatewayThere.quote(to, "payload", new bytes[](0)), FEE);
        IProtocolFee(feeThere).setProtocolFee(5);
        assertEq(gatewayThere.quote(to, "payload", new bytes[](0)), 5);
    }

    function test_quote_revertsWith_RemoteNotSet() public {
        vm.expectRevert(abi.encodeWithSelector(IHyperlaneGateway.RemoteNotSet.selector, HERE + 9));
        gatewayThere.quote(_account(HERE + 9, address(recipient)), "payload", new bytes[](0));
    }
}
