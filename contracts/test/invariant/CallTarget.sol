// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";

/// @notice What the calls of orders call: passes on what it is given, unless it is broken.
contract CallTarget {
    using SafeERC20 for IERC20;

    error Broken();

    bool private _broken;

    function setBroken(bool broken) external {
        _broken = broken;
    }

    /// Takes what the caller approved.
    function pass(address token, uint256 amount, address beneficiary) external {
        require(!_broken, Broken());
        IERC20(token).safeTransferFrom(msg.sender, beneficiary, amount);
    }

    function passNative(address payable beneficiary) external payable {
        require(!_broken, Broken());
        Address.sendValue(beneficiary, msg.value);
    }
}
