// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IAttestedGateway} from "./IAttestedGateway.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @notice Who vouches for a source chain.
struct AttesterSet {
    uint64 epoch;
    uint8 threshold;
    /// Keyed by epoch, so that a new set needs no clearing of the old one.
    mapping(uint64 epoch => mapping(address account => bool)) members;
}

/// @notice m of n attesters per source chain, for whatever they sign.
library AttesterSetLib {
    function replace(
        mapping(uint64 => AttesterSet) storage sets,
        uint64 sourceChain,
        address[] calldata attesters,
        uint8 threshold
    ) internal {
        require(
            threshold != 0 && threshold <= attesters.length,
            IAttestedGateway.ThresholdOutOfRange(threshold, attesters.length)
        );
        AttesterSet storage set = sets[sourceChain];
        uint64 epoch = ++set.epoch;
        set.threshold = threshold;
        address previous;
        for (uint256 i = 0; i < attesters.length; ++i) {
            require(attesters[i] > previous, IAttestedGateway.AddressesNotAscending(previous, attesters[i]));
            previous = attesters[i];
            set.members[epoch][previous] = true;
        }
        emit IAttestedGateway.AttestersSet(sourceChain, epoch, attesters, threshold);
    }

    /// Reverts unless at least the threshold of the chain's attesters signed, and nobody else.
    function validate(
        mapping(uint64 => AttesterSet) storage sets,
        uint256 sourceChain,
        bytes32 hash,
        bytes[] calldata signatures
    ) internal view {
        // A chain id beyond 64 bits has no attesters.
        require(sourceChain <= type(uint64).max, IAttestedGateway.AttestersNotSet(sourceChain));
        // forge-lint: disable-next-line(unsafe-typecast)
        AttesterSet storage set = sets[uint64(sourceChain)];
        (uint64 epoch, uint8 threshold) = (set.epoch, set.threshold);
        require(threshold != 0, IAttestedGateway.AttestersNotSet(sourceChain));
        require(signatures.length >= threshold, IAttestedGateway.SignaturesTooFew(signatures.length, threshold));
        address previous;
        for (uint256 i = 0; i < signatures.length; ++i) {
            address signer = ECDSA.recover(hash, signatures[i]);
            require(signer > previous, IAttestedGateway.AddressesNotAscending(previous, signer));
            require(set.members[epoch][signer], IAttestedGateway.SignerNotAttester(sourceChain, signer));
            previous = signer;
        }
    }

    function isMember(mapping(uint64 => AttesterSet) storage sets, uint64 sourceChain, address account)
        internal
        view
        returns (bool)
    {
        AttesterSet storage set = sets[sourceChain];
        return set.members[set.epoch][account];
    }
}
