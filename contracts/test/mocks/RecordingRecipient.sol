// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC7786Recipient} from "@openzeppelin/contracts/interfaces/draft-IERC7786.sol";

/// @notice A recipient that writes down the last message that it was given, and answers as told.
contract RecordingRecipient is IERC7786Recipient {
    bytes4 private _answer = IERC7786Recipient.receiveMessage.selector;
    address private _hookTarget;
    bytes private _hookData;

    uint256 public count;
    address public gateway;
    bytes32 public receiveId;
    bytes public sender;
    bytes public payload;
    bool public hookSucceeded;
    bytes public hookResult;

    function answerWith(bytes4 answer) external {
        _answer = answer;
    }

    /// Every message first calls `target`.
    function callBefore(address target, bytes calldata data) external {
        _hookTarget = target;
        _hookData = data;
    }

    function receiveMessage(bytes32 receiveId_, bytes calldata sender_, bytes calldata payload_)
        external
        payable
        returns (bytes4)
    {
        if (_hookTarget != address(0)) (hookSucceeded, hookResult) = _hookTarget.call(_hookData);
        ++count;
        (gateway, receiveId, sender, payload) = (msg.sender, receiveId_, sender_, payload_);
        return _answer;
    }
}
