// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

interface IAttesters {
    function setAttesters(uint64 sourceChain, address[] calldata attesters, uint8 threshold) external;
}

/// @notice Sets who vouches for messages from a chain.
library SetAttesters {
    /// @param gateway The attested gateway on this chain.
    /// @param sourceChain Where the messages come from.
    /// @param attesters By ascending address.
    /// @param threshold How many of them must sign.
    struct Plan {
        address gateway;
        uint64 sourceChain;
        address[] attesters;
        uint8 threshold;
    }

    string internal constant PLAN_TYPE = "Plan(address gateway,uint64 sourceChain,address[] attesters,uint8 threshold)";

    function run(Plan memory plan) internal {
        IAttesters(plan.gateway).setAttesters(plan.sourceChain, plan.attesters, plan.threshold);
    }
}
