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
    bytes32 internal constant TYPEHASH = keccak256(
        "Leg(uint64 originChain,address inputToken,uint128 inputAmount,uint64 destinationChain,bytes32 outputToken,"
        "uint128 outputAmount,bytes32 recipient)"
    );

    /// @notice A field of a leg has bits set beyond its type.
    error LegMalformed();

    /// @notice EIP-712 hash of an array of legs.
    /// @dev Copies each leg as a run of calldata; dirty upper bits are refused as the compiler would.
    function hashAll(Leg[] calldata legs) internal pure returns (bytes32 legsHash) {
        bytes32 typeHash = TYPEHASH;
        uint256 malformed;
        assembly ("memory-safe") {
            let hashes := mload(0x40)
            let end := add(hashes, shl(5, legs.length))
            let words := add(end, 0x20)
            let source := legs.offset
            mstore(end, typeHash)
            for { let slot := hashes } lt(slot, end) { slot := add(slot, 0x20) } {
                calldatacopy(words, source, 0xe0)
                mstore(slot, keccak256(end, 0x100))
                let chains := or(mload(words), mload(add(words, 0x60)))
                let amounts := or(mload(add(words, 0x40)), mload(add(words, 0xa0)))
                malformed := or(
                    malformed,
                    or(or(shr(64, chains), shr(128, amounts)), shr(160, mload(add(words, 0x20))))
                )
                source := add(source, 0xe0)
            }
            legsHash := keccak256(hashes, shl(5, legs.length))
        }
        require(malformed == 0, LegMalformed());
    }

    /// @notice The leg at an index that was checked.
    function legAt(Leg[] calldata legs, uint256 index) internal pure returns (Leg calldata leg) {
        assembly ("memory-safe") {
            leg := add(legs.offset, mul(index, 0xe0))
        }
    }

    /// @notice A leg's input, of an order whose id was made: clean, so not checked again.
    function input(Leg calldata leg) internal pure returns (uint64 originChain, address token, uint128 amount) {
        assembly ("memory-safe") {
            originChain := calldataload(leg)
            token := calldataload(add(leg, 0x20))
            amount := calldataload(add(leg, 0x40))
        }
    }

    /// @notice A leg's output, of an order whose id was made: clean, so not checked again.
    function output(Leg calldata leg)
        internal
        pure
        returns (uint64 destinationChain, bytes32 token, uint128 amount, bytes32 recipient)
    {
        assembly ("memory-safe") {
            destinationChain := calldataload(add(leg, 0x60))
            token := calldataload(add(leg, 0x80))
            amount := calldataload(add(leg, 0xa0))
            recipient := calldataload(add(leg, 0xc0))
        }
    }
}
