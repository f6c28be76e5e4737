// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IProofGateway} from "../../../src/gateway/IProofGateway.sol";
import {ProofFixture} from "../../fixtures/ProofFixture.sol";
import {IERC7786GatewaySource} from "@openzeppelin/contracts/interfaces/draft-IERC7786.sol";
import {InteroperableAddress} from "@openzeppelin/contracts/utils/draft-InteroperableAddress.sol";

contract ProofGatewaySendMessageTest is ProofFixture {
    function test_sendMessage_emitsTheMessage() public {
        bytes memory to = InteroperableAddress.formatEvmV1(THERE, address(recipient));
        vm.expectEmit(false, true, true, true, address(gateway));
        emit IERC7786GatewaySource.MessageSent(
            0, InteroperableAddress.formatEvmV1(HERE, stranger), to, "payload", 0, new bytes[](0)
        );
        vm.prank(stranger);
        bytes32 sendId = gateway.sendMessage(to, "payload", new bytes[](0));
        // ERC-7786: something is left to do.
        assertNotEq(sendId, 0);
    }

    /// An id is never used twice, also not by the gateway of another chain at the same address.
    function test_sendMessage_makesDistinctIds() public {
        bytes memory to = InteroperableAddress.formatEvmV1(THERE, address(recipient));
        uint256 snapshot = vm.snapshotState();
        bytes32 first = gateway.sendMessage(to, "payload", new bytes[](0));
        assertNotEq(gateway.sendMessage(to, "payload", new bytes[](0)), first);
        vm.revertToState(snapshot);
        vm.chainId(THERE);
        assertNotEq(gateway.sendMessage(to, "payload", new bytes[](0)), first);
    }

    function test_sendMessage_revertsWith_ValueNotSupported() public {
        vm.expectRevert(abi.encodeWithSelector(IProofGateway.ValueNotSupported.selector, 1));
        gateway.sendMessage{value: 1}("", "payload", new bytes[](0));
    }

    function test_sendMessage_revertsWith_UnsupportedAttribute() public {
        bytes[] memory attributes = new bytes[](1);
        attributes[0] = hex"12345678ff";
        assertFalse(gateway.supportsAttribute(0x12345678));
        vm.expectRevert(abi.encodeWithSelector(IERC7786GatewaySource.UnsupportedAttribute.selector, bytes4(0x12345678)));
        gateway.sendMessage("", "payload", attributes);
    }
}
