// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {DeployContract} from "./DeployContract.sol";
import {SetAttesters} from "./SetAttesters.sol";
import {SetHubRoute} from "./SetHubRoute.sol";
import {SetSpokeRoute} from "./SetSpokeRoute.sol";
import {vm} from "./Vm.sol";

/// @title What one chain of a deployment still needs
/// @notice Takes creation bytecode as it is committed, so that nothing but the scripts is compiled. Sends as the owner
/// of the private key in DEPLOYER_PRIVATE_KEY.
contract Deploy {
    bool public constant IS_SCRIPT = true;

    /// @param file Path of a JSON file that holds a list of plans for each act:
    /// { deployContract, setAttesters, setHubRoute, setSpokeRoute }
    /// The acts come in the order contracts, attesters, hub routes, spoke routes: a gateway knows its attesters before
    /// a route leads over it, and a spoke takes no fills before the hub would count them.
    function run(string calldata file) external {
        string memory json = vm.readFile(file);
        DeployContract.Plan[] memory contracts = abi.decode(
            vm.parseJsonTypeArray(json, ".deployContract", DeployContract.PLAN_TYPE), (DeployContract.Plan[])
        );
        SetAttesters.Plan[] memory attesters =
            abi.decode(vm.parseJsonTypeArray(json, ".setAttesters", SetAttesters.PLAN_TYPE), (SetAttesters.Plan[]));
        SetSpokeRoute.Plan[] memory spokeRoutes =
            abi.decode(vm.parseJsonTypeArray(json, ".setSpokeRoute", SetSpokeRoute.PLAN_TYPE), (SetSpokeRoute.Plan[]));
        SetHubRoute.Plan[] memory hubRoutes =
            abi.decode(vm.parseJsonTypeArray(json, ".setHubRoute", SetHubRoute.PLAN_TYPE), (SetHubRoute.Plan[]));

        vm.startBroadcast(vm.envUint("DEPLOYER_PRIVATE_KEY"));
        for (uint256 i = 0; i < contracts.length; ++i) {
            DeployContract.run(contracts[i]);
        }
        for (uint256 i = 0; i < attesters.length; ++i) {
            SetAttesters.run(attesters[i]);
        }
        for (uint256 i = 0; i < hubRoutes.length; ++i) {
            SetHubRoute.run(hubRoutes[i]);
        }
        for (uint256 i = 0; i < spokeRoutes.length; ++i) {
            SetSpokeRoute.run(spokeRoutes[i]);
        }
        vm.stopBroadcast();
    }
}
