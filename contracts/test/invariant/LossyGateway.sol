// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC7786GatewaySource, IERC7786Recipient} from "@openzeppelin/contracts/interfaces/draft-IERC7786.sol";
import {InteroperableAddress} from "@openzeppelin/contracts/utils/draft-InteroperableAddress.sol";

/// @notice ERC-7786 gateway that keeps every message until somebody relays it: late, out of order, repeatedly, or
/// never. It stands on all chains of one EVM at once, and says what is not true when it is told to.
contract LossyGateway is IERC7786GatewaySource {
    using InteroperableAddress for bytes;

    struct Message {
        bytes sender;
        address recipient;
        bytes32 head;
    }

    Message[] private _messages;

    /// @inheritdoc IERC7786GatewaySource
    function sendMessage(bytes calldata recipient, bytes calldata payload, bytes[] calldata)
        external
        payable
        returns (bytes32 sendId)
    {
        (, address target) = recipient.parseEvmV1Calldata();
        sendId = bytes32(_messages.length + 1);
        _messages.push(Message(InteroperableAddress.formatEvmV1(block.chainid, msg.sender), target, bytes32(payload)));
    }

    /// @notice Hands a message to its recipient. It stays here, to be relayed again.
    function relay(bytes32 sendId) external {
        Message storage message = _messages[uint256(sendId) - 1];
        IERC7786Recipient(message.recipient).receiveMessage(sendId, message.sender, abi.encodePacked(message.head));
    }

    /// @notice Hands over a head that `sender` never sent.
    function forge(uint64 chain, address sender, address recipient, bytes32 head) external {
        bytes memory account = InteroperableAddress.formatEvmV1(chain, sender);
        IERC7786Recipient(recipient).receiveMessage(0, account, abi.encodePacked(head));
    }

    /// @inheritdoc IERC7786GatewaySource
    function supportsAttribute(bytes4) external pure returns (bool) {
        return false;
    }
}
