// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {TestToken} from "./TestToken.sol";

/// @notice A token that says of anyone that they authorised a transfer after ERC-3009, and mints what is asked for.
contract SelfAuthorizingToken is TestToken {
    uint256 private _shortfall;
    address private _hookTarget;
    bytes private _hookData;

    bool public hookSucceeded;
    bytes public hookResult;

    constructor() TestToken("Self-authorizing", "SELF", 18) {}

    /// How much less than asked it moves.
    function setShortfall(uint256 shortfall) external {
        _shortfall = shortfall;
    }

    /// Before it mints, it calls `target`.
    function callBefore(address target, bytes calldata data) external {
        (_hookTarget, _hookData) = (target, data);
    }

    function receiveWithAuthorization(
        address,
        address to,
        uint256 value,
        uint256,
        uint256,
        bytes32,
        uint8,
        bytes32,
        bytes32
    ) external {
        if (_hookTarget != address(0)) (hookSucceeded, hookResult) = _hookTarget.call(_hookData);
        _mint(to, value - _shortfall);
    }
}
