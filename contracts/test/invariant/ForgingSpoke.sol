// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Spoke} from "../../src/spoke/Spoke.sol";

/// @notice A spoke whose chain is in the wrong hands: it reports whatever it is told to.
contract ForgingSpoke is Spoke {
    constructor(uint64 hubChain_, address hub_, uint64 heartbeatSpacing_, address accessManager)
        Spoke(hubChain_, hub_, heartbeatSpacing_, accessManager)
    {}

    /// The value is the fee that the entry says it pays: a chain can't pay out what it does not have.
    function queueForged(bytes calldata entry) external payable {
        _queue(hubChain, entry);
    }
}
