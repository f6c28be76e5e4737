// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

interface ISpokeRoute {
    function setRoute(address gateway) external;
}

/// @notice Sets the gateway over which a spoke talks to the hub.
library SetSpokeRoute {
    struct Plan {
        address spoke;
        address gateway;
    }

    string internal constant PLAN_TYPE = "Plan(address spoke,address gateway)";

    function run(Plan memory plan) internal {
        ISpokeRoute(plan.spoke).setRoute(plan.gateway);
    }
}
