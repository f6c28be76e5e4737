// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice Deploys a contract by CREATE2, unless it is there.
library DeployContract {
    /// @param target The address that follows from `salt` and `initCode`.
    /// @param salt Of CREATE2.
    /// @param initCode Creation bytecode, followed by the constructor's arguments.
    struct Plan {
        address target;
        bytes32 salt;
        bytes initCode;
    }

    string internal constant PLAN_TYPE = "Plan(address target,bytes32 salt,bytes initCode)";

    /// The deterministic deployment proxy, at the same address on every chain, so that contracts are too.
    address private constant CREATE2_DEPLOYER = 0x4e59b44847b379578588920cA78FbF26c0B4956C;

    /// @notice The contract did not come to the address that was planned.
    error ContractNotDeployed(address target);

    function run(Plan memory plan) internal {
        if (plan.target.code.length != 0) return;
        (bool success,) = CREATE2_DEPLOYER.call(abi.encodePacked(plan.salt, plan.initCode));
        require(success && plan.target.code.length != 0, ContractNotDeployed(plan.target));
    }
}
