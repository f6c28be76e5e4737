// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {TestToken} from "../mocks/TestToken.sol";

/// @notice How a token refuses to pay a recipient.
enum Refusal {
    None,
    Revert,
    ReturnFalse,
    BurnGas
}

/// @notice An ERC-20 that can be made to refuse a recipient, in each way that tokens have.
contract RefusingToken is TestToken {
    error RecipientRefused(address recipient);

    mapping(address recipient => Refusal) public refusal;

    constructor() TestToken("Refusing", "REFUSE", 18) {}

    function refuse(address recipient, Refusal how) external {
        refusal[recipient] = how;
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        return _accepts(to) && super.transfer(to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        return _accepts(to) && super.transferFrom(from, to, amount);
    }

    function _accepts(address recipient) private view returns (bool) {
        Refusal how = refusal[recipient];
        require(how != Refusal.Revert, RecipientRefused(recipient));
        if (how == Refusal.BurnGas) {
            assembly ("memory-safe") {
                invalid()
            }
        }
        return how == Refusal.None;
    }
}
