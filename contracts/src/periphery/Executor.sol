// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {NATIVE} from "../types/Account.sol";
import {OrderId} from "../types/Order.sol";
import {Execution, IExecutor} from "./IExecutor.sol";
import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";

/// @dev The spoke's constructor makes one, which the executors of its orders are clones of.
contract Executor is IExecutor {
    using SafeERC20 for IERC20;

    address private immutable _spoke = msg.sender;

    modifier onlySpoke() {
        require(msg.sender == _spoke, CallerNotSpoke(msg.sender));
        _;
    }

    /// A call may be paid in the native token.
    receive() external payable {}

    /// @inheritdoc IExecutor
    function run(bytes calldata calls) external onlySpoke {
        Execution[] memory executions = abi.decode(calls, (Execution[]));
        for (uint256 i = 0; i < executions.length; ++i) {
            Execution memory execution = executions[i];
            // What a target returns is not copied.
            bool success = LowLevelCall.callNoReturn(execution.target, execution.value, execution.data);
            require(success, ExecutionFailed(i));
        }
    }

    /// @inheritdoc IExecutor
    function sweep(address token, address to) external onlySpoke returns (uint256 amount) {
        if (token == NATIVE) {
            amount = address(this).balance;
            if (amount != 0) Address.sendValue(payable(to), amount);
        } else {
            amount = IERC20(token).balanceOf(address(this));
            if (amount != 0) IERC20(token).safeTransfer(to, amount);
        }
    }
}

/// @notice Where the executors of a spoke are.
library ExecutorLib {
    /// @notice The executor of an order. Hub and spoke know it without a call.
    function executorOf(address spoke, OrderId orderId) internal pure returns (address) {
        return Clones.predictDeterministicAddress(implementationOf(spoke), OrderId.unwrap(orderId), spoke);
    }

    /// @notice The first contract that a spoke creates: the last 20 bytes of the hash of `rlp([spoke, 1])`.
    function implementationOf(address spoke) internal pure returns (address) {
        return address(uint160(uint256(keccak256(abi.encodePacked(hex"d694", spoke, hex"01")))));
    }
}
