// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC7786GatewaySource} from "@openzeppelin/contracts/interfaces/draft-IERC7786.sol";

/// @title ERC-7786 gateway that takes a fee
/// @notice `sendMessage` takes exactly the fee out of the value that it is given, and returns the rest to its caller. A
/// gateway without `quote` takes no value.
interface IPaidGateway is IERC7786GatewaySource {
    /// @notice The value does not cover the fee.
    error FeeTooLow(uint256 value, uint256 fee);
    /// @notice The caller does not take back what exceeds the fee: it has to send exactly that.
    error ExcessNotReturned(address caller, uint256 excess);

    /// @notice What `sendMessage` with these arguments takes now, in wei.
    function quote(bytes calldata recipient, bytes calldata payload, bytes[] calldata attributes)
        external
        view
        returns (uint256 fee);
}
