// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice What a spoke uses of a chain's wrapped native token, besides ERC-20 (WETH9's functions).
interface IWrappedNative {
    /// @notice Wraps the value that comes with the call.
    function deposit() external payable;

    /// @notice Unwraps `amount` and sends it to the caller.
    function withdraw(uint256 amount) external;
}
