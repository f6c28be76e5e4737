// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice One swap of an order: `inputAmount` of `inputToken` on `originChain` against `outputAmount` of
/// `outputToken` for `recipient` on `destinationChain`.
/// @param originChain Chain id of the spoke that escrows the input.
/// @param inputToken ERC-20 on the origin chain.
/// @param inputAmount In the input token's own unit; not zero. 128 bits, so that no sum of amounts overflows.
/// @param destinationChain Chain id of the spoke on which the leg is filled.
/// @param outputToken Token on the destination chain, as a 32-byte account (an EVM address is right-aligned).
/// @param outputAmount In the output token's own unit; not zero.
/// @param recipient Who receives the output on the destination chain, as a 32-byte account.
struct Leg {
    uint64 originChain;
    address inputToken;
    uint128 inputAmount;
    uint64 destinationChain;
    bytes32 outputToken;
    uint128 outputAmount;
    bytes32 recipient;
}

library LegLib {
    bytes internal constant TYPE =
        "Leg(uint64 originChain,address inputToken,uint128 inputAmount,uint64 destinationChain,bytes32 outputToken,uint128 outputAmount,bytes32 recipient)";
    bytes32 internal constant TYPEHASH = keccak256(TYPE);

    /// @notice EIP-712 struct hash of a leg.
    function hash(Leg calldata leg) internal pure returns (bytes32) {
        return keccak256(abi.encode(TYPEHASH, leg));
    }
}
