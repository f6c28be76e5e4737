// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice One step of an order's call.
/// @param target Who is called.
/// @param value Native value that goes with it, in wei.
/// @param data Calldata.
struct Execution {
    address target;
    uint256 value;
    bytes data;
}

/// @title Runs the call of one order on one chain
/// @notice Each order has its own, at an address that follows from the order's id, so that what a call approves or
/// leaves behind is nobody else's. Its outputs wait at that address; it is deployed only to run.
interface IExecutor {
    /// @notice Only the spoke that made the executor may use it.
    error CallerNotSpoke(address caller);
    /// @notice A step of the call failed.
    error ExecutionFailed(uint256 index);

    /// @notice Runs the steps, one after the other; all or none.
    /// @param calls `abi.encode(Execution[])`.
    function run(bytes calldata calls) external;

    /// @notice Sends all that it holds of a token to an account.
    /// @param token An ERC-20, or the native token's ERC-7528 address.
    /// @return amount What was sent, in the token's own unit.
    function sweep(address token, address to) external returns (uint256 amount);
}
