// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC7786GatewaySource} from "@openzeppelin/contracts/interfaces/draft-IERC7786.sol";

/// @notice A gateway that writes down the last message that it was sent.
contract RecordingGateway is IERC7786GatewaySource {
    bytes32 public constant SEND_ID = keccak256("send id");

    address public sender;
    bytes public recipient;
    bytes public payload;
    uint256 public attributes;
    uint256 public value;

    function sendMessage(bytes calldata recipient_, bytes calldata payload_, bytes[] calldata attributes_)
        external
        payable
        returns (bytes32)
    {
        (sender, recipient, payload, attributes, value) =
        (msg.sender, recipient_, payload_, attributes_.length, msg.value);
        return SEND_ID;
    }

    function supportsAttribute(bytes4) external pure returns (bool) {
        return false;
    }
}
