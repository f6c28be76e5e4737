// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {LoopbackGateway} from "../../../src/gateway/LoopbackGateway.sol";
import {RecordingRecipient} from "../../mocks/RecordingRecipient.sol";
import {IERC7786GatewaySource} from "@openzeppelin/contracts/interfaces/draft-IERC7786.sol";
import {InteroperableAddress} from "@openzeppelin/contracts/utils/draft-InteroperableAddress.sol";
import {Test} from "forge-std/Test.sol";

contract LoopbackGatewaySendMessageTest is Test {
    uint64 private constant HERE = 31337;

    address private immutable sender = makeAddr("sender");
    LoopbackGateway private gateway;
    RecordingRecipient private recipient;
    bytes private to;

    function setUp() public {
        vm.chainId(HERE);
        gateway = new LoopbackGateway();
        recipient = new RecordingRecipient();
        to = InteroperableAddress.formatEvmV1(HERE, address(recipient));
    }

    function test_sendMessage_deliversAtOnce() public {
        bytes memory from = InteroperableAddress.formatEvmV1(HERE, sender);
        vm.expectEmit(address(gateway));
        emit IERC7786GatewaySource.MessageSent(0, from, to, "payload", 0, new bytes[](0));
        vm.prank(sender);
        bytes32 sendId = gateway.sendMessage(to, "payload", new bytes[](0));

        // ERC-7786: there is nothing left to do.
        assertEq(sendId, 0);
        assertEq(recipient.gateway(), address(gateway));
        assertEq(recipient.sender(), from);
        assertEq(recipient.payload(), "payload");
    }

    function test_sendMessage_revertsWith_RecipientNotOnThisChain() public {
        vm.expectRevert(abi.encodeWithSelector(LoopbackGateway.RecipientNotOnThisChain.selector, HERE + 1));
        gateway.sendMessage(InteroperableAddress.formatEvmV1(HERE + 1, address(recipient)), "payload", new bytes[](0));
    }

    function test_sendMessage_revertsWith_ValueNotSupported() public {
        vm.expectRevert(abi.encodeWithSelector(LoopbackGateway.ValueNotSupported.selector, 1));
        gateway.sendMessage{value: 1}(to, "payload", new bytes[](0));
    }

    function test_sendMessage_revertsWith_UnsupportedAttribute() public {
        bytes[] memory attributes = new bytes[](1);
        attributes[0] = hex"12345678ff";
        assertFalse(gateway.supportsAttribute(0x12345678));
        vm.expectRevert(abi.encodeWithSelector(IERC7786GatewaySource.UnsupportedAttribute.selector, bytes4(0x12345678)));
        gateway.sendMessage(to, "payload", attributes);
    }

    function test_sendMessage_revertsWith_MessageNotConfirmed() public {
        recipient.answerWith(0xffffffff);
        vm.expectRevert(abi.encodeWithSelector(LoopbackGateway.MessageNotConfirmed.selector, address(recipient)));
        gateway.sendMessage(to, "payload", new bytes[](0));
    }
}
