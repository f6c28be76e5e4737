// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

// A head has 240 bits, so that a spoke's settings fit beside it: reading and writing both is one slot's cost.
bytes32 constant HEAD_MASK = bytes32(~uint256(type(uint16).max));

/// @notice Where hub and spokes keep the head of what they queued, for whoever proves it from another chain.
library HeadSlotLib {
    /// Of `Channel._ends`, in the hub and in every spoke: AccessManaged has slot 0, and what they add comes after.
    uint256 private constant ENDS = 1;

    /// @param chain The chain that the entries are queued for.
    /// @return The slot of `Channel.End.queued`, that struct's first member; of its value, HEAD_MASK covers the head.
    function headSlot(uint64 chain) internal pure returns (bytes32) {
        return keccak256(abi.encode(chain, ENDS));
    }
}
