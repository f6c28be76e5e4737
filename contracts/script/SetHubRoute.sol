// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

interface IHubRoute {
    function setRoute(uint64 chain, address gateway, address spoke) external;
}

/// @notice Sets the gateway over which the hub talks to a chain's spoke.
library SetHubRoute {
    struct Plan {
        address hub;
        uint64 chain;
        address gateway;
        address spoke;
    }

    string internal constant PLAN_TYPE = "Plan(address hub,uint64 chain,address gateway,address spoke)";

    function run(Plan memory plan) internal {
        IHubRoute(plan.hub).setRoute(plan.chain, plan.gateway, plan.spoke);
    }
}
