// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {TestToken} from "./TestToken.sol";

/// @notice A token whose balances change without a transfer.
contract RebasingToken is TestToken {
    constructor() TestToken("Rebasing", "REBASE", 18) {}

    /// Takes from an account, or gives it.
    function rebase(address account, int256 change) external {
        if (change < 0) _burn(account, uint256(-change));
        else _mint(account, uint256(change));
    }
}
