// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {TestAccount} from "./TestAccount.sol";
import {TestToken} from "./TestToken.sol";

/// @notice A token after ERC-777: holders and recipients with code are called about every transfer, before and after it.
contract HookedToken is TestToken {
    constructor() TestToken("Hooked", "HOOK", 18) {}

    function _update(address from, address to, uint256 amount) internal override {
        if (from.code.length != 0) _call(from, TestAccount.tokensToSend.selector, from, to, amount);
        super._update(from, to, amount);
        if (to.code.length != 0) _call(to, TestAccount.tokensReceived.selector, from, to, amount);
    }

    /// Those that know nothing of it are registered for nothing.
    function _call(address account, bytes4 selector, address from, address to, uint256 amount) private {
        (bool success,) = account.call(abi.encodeWithSelector(selector, msg.sender, from, to, amount, "", ""));
        success;
    }
}
