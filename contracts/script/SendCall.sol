// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice Calls a contract of the deployment, or its access manager about one.
library SendCall {
    /// @param target Who is called.
    /// @param data Calldata.
    struct Plan {
        address target;
        bytes data;
    }

    string internal constant PLAN_TYPE = "Plan(address target,bytes data)";

    /// @notice The call reverted with `reason`.
    error CallReverted(address target, bytes reason);

    function run(Plan memory plan) internal {
        (bool success, bytes memory reason) = plan.target.call(plan.data);
        require(success, CallReverted(plan.target, reason));
    }
}
