// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {DeployContract} from "./DeployContract.sol";
import {SendCall} from "./SendCall.sol";
import {vm} from "./Vm.sol";

/// @title What one chain of a deployment still needs
/// @notice Takes creation bytecode as it is committed, and calls as they are planned, so that nothing but the scripts is
/// compiled. Sends as the owner of the private key in DEPLOYER_PRIVATE_KEY.
contract Deploy {
    bool public constant IS_SCRIPT = true;

    /// @param file Path of a JSON file that holds a list of plans for each act: { deployContract, sendCall }
    /// The calls come after all contracts, in their order.
    function run(string calldata file) external {
        string memory json = vm.readFile(file);
        DeployContract.Plan[] memory contracts = abi.decode(
            vm.parseJsonTypeArray(json, ".deployContract", DeployContract.PLAN_TYPE), (DeployContract.Plan[])
        );
        SendCall.Plan[] memory calls =
            abi.decode(vm.parseJsonTypeArray(json, ".sendCall", SendCall.PLAN_TYPE), (SendCall.Plan[]));

        vm.startBroadcast(vm.envUint("DEPLOYER_PRIVATE_KEY"));
        for (uint256 i = 0; i < contracts.length; ++i) {
            DeployContract.run(contracts[i]);
        }
        for (uint256 i = 0; i < calls.length; ++i) {
            SendCall.run(calls[i]);
        }
        vm.stopBroadcast();
    }
}
