// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @notice Takes a deposit of several amounts at once, from the caller's allowance, for anyone.
contract TestVault {
    using SafeERC20 for IERC20;

    mapping(address owner => mapping(address token => uint256)) public deposits;

    event Deposited(address indexed owner, address indexed token, uint256 amount);

    function deposit(address token, uint256 amount, address owner) external {
        deposits[owner][token] += amount;
        emit Deposited(owner, token, amount);
        IERC20(token).safeTransferFrom(msg.sender, address(this), amount);
    }
}
