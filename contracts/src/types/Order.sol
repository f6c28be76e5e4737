// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Leg, LegLib} from "./Leg.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";

/// @notice EIP-712 digest of an order; the same on every chain of one deployment.
type OrderId is bytes32;

/// @notice A call that follows an order's deliveries on one destination chain.
/// @param chain Destination chain id; an order lists its calls by ascending chain, at most one each.
/// @param fallbackRecipient Who receives the tokens if the call fails, as a 32-byte account.
/// @param calls What to run, encoded for the executor of that chain: on EVM chains `abi.encode(Execution[])`.
/// @param gas What the call is given.
struct Call {
    uint64 chain;
    bytes32 fallbackRecipient;
    bytes calls;
    uint256 gas;
}

/// @notice Legs that stand or fall together.
/// @param user Who is refunded, on every origin chain.
/// @param nonce Chosen by the user; makes equal orders distinct.
/// @param openDeadline Last second, on an origin chain's clock, at which the order can be opened there.
/// @param fillDeadline Last second, on a destination chain's clock, at which a leg can be filled there.
/// @param solver Who alone may fill until `exclusiveUntil`; zero for anyone.
/// @param exclusiveUntil Last second of the exclusivity.
/// @param pooled Whether the order is filled on the hub from ledger balances.
/// @param cancellable Whether an order of several legs can be cancelled by its user.
/// @param legs 1 to 16 swaps.
/// @param calls At most one per destination chain.
struct Order {
    address user;
    uint256 nonce;
    uint64 openDeadline;
    uint64 fillDeadline;
    address solver;
    uint64 exclusiveUntil;
    bool pooled;
    bool cancellable;
    Leg[] legs;
    Call[] calls;
}

/// @dev Hashing and encoding copy whole runs of calldata, which costs a tenth of what the compiler's field by field
/// encoding does, on the path of every open and fill. What the compiler would refuse, dirty upper bits, is refused here.
library OrderLib {
    uint256 internal constant MAX_LEGS = 16;

    // Literals, since the compiler hashes only these at compile time.
    bytes32 internal constant CALL_TYPEHASH =
        keccak256("Call(uint64 chain,bytes32 fallbackRecipient,bytes calls,uint256 gas)");
    bytes32 internal constant TYPEHASH = keccak256(
        "Order(address user,uint256 nonce,uint64 openDeadline,uint64 fillDeadline,address solver,"
        "uint64 exclusiveUntil,bool pooled,bool cancellable,Leg[] legs,Call[] calls)"
        "Call(uint64 chain,bytes32 fallbackRecipient,bytes calls,uint256 gas)"
        "Leg(uint64 originChain,address inputToken,uint128 inputAmount,uint64 destinationChain,bytes32 outputToken,"
        "uint128 outputAmount,bytes32 recipient)"
    );

    /// ERC-7964: without a chain id, so that one signature holds on every chain. The hub's address and, as salt, its
    /// chain bind the deployment.
    bytes32 private constant DOMAIN_TYPEHASH =
        keccak256("EIP712Domain(string name,string version,address verifyingContract,bytes32 salt)");

    /// Hash of no calls.
    bytes32 internal constant EMPTY_ARRAY_HASH = keccak256("");

    /// @notice An order has 1 to 16 legs.
    error LegCountOutOfRange(uint256 count);
    /// @notice A field has bits set beyond its type, or the legs lie outside the calldata.
    error OrderMalformed();

    bytes32 internal constant CANCELLATION_TYPEHASH = keccak256("Cancellation(bytes32 orderId)");

    string internal constant DOMAIN_NAME = "Concert";
    string internal constant DOMAIN_VERSION = "1";

    /// @notice EIP-712 domain separator of the deployment whose hub is `hub` on chain `hubChain`.
    function domainSeparator(uint64 hubChain, address hub) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                DOMAIN_TYPEHASH,
                keccak256(bytes(DOMAIN_NAME)),
                keccak256(bytes(DOMAIN_VERSION)),
                hub,
                bytes32(uint256(hubChain))
            )
        );
    }

    /// @notice The order's id under a domain.
    function id(Order calldata order, bytes32 domain) internal pure returns (OrderId) {
        return toId(structHash(order, order.legs, hashCalls(order.calls)), domain);
    }

    /// @notice The id of the order with an EIP-712 struct hash.
    function toId(bytes32 orderHash, bytes32 domain) internal pure returns (OrderId) {
        return OrderId.wrap(MessageHashUtils.toTypedDataHash(domain, orderHash));
    }

    /// @notice What a user signs to cancel an order, under the same domain.
    function cancellationDigest(OrderId orderId, bytes32 domain) internal pure returns (bytes32) {
        return MessageHashUtils.toTypedDataHash(domain, keccak256(abi.encode(CANCELLATION_TYPEHASH, orderId)));
    }

    /// @notice `abi.encode(first, order)` of an order whose legs are at hand and whose id was made.
    function encode(Order calldata order, Leg[] calldata legs, uint256 first)
        internal
        pure
        returns (bytes memory encoded)
    {
        uint256 end;
        assembly ("memory-safe") {
            let legsSize := mul(legs.length, 0xe0)
            encoded := mload(0x40)
            let data := add(encoded, 0x20)
            mstore(data, first)
            mstore(add(data, 0x20), 0x40)
            calldatacopy(add(data, 0x40), order, 0x100)
            mstore(add(data, 0x140), 0x140)
            mstore(add(data, 0x160), add(0x160, legsSize))
            mstore(add(data, 0x180), legs.length)
            calldatacopy(add(data, 0x1a0), legs.offset, legsSize)
            end := add(data, add(0x1a0, legsSize))
            mstore(end, 0)
            end := add(end, 0x20)
            mstore(0x40, end)
        }
        if (callCount(order) != 0) end = _encodeCalls(order.calls, end);
        assembly ("memory-safe") {
            mstore(encoded, sub(sub(end, encoded), 0x20))
        }
    }

    /// @notice Emits an event of an order's id and the order.
    function log(Order calldata order, Leg[] calldata legs, bytes32 topic, OrderId orderId) internal {
        bytes memory data = encode(order, legs, 0);
        assembly ("memory-safe") {
            // Without the first word, the order's offset is one word less.
            mstore(add(data, 0x40), 0x20)
            log2(add(data, 0x40), sub(mload(data), 0x20), topic, orderId)
        }
    }

    /// @notice The order's legs, 1 to 16.
    function checkedLegs(Order calldata order) internal pure returns (Leg[] calldata legs) {
        uint256 offset;
        assembly ("memory-safe") {
            offset := calldataload(add(order, 0x100))
            let start := add(order, offset)
            legs.offset := add(start, 0x20)
            legs.length := calldataload(start)
        }
        unchecked {
            require(legs.length - 1 < MAX_LEGS, LegCountOutOfRange(legs.length));
        }
        bool malformed;
        assembly ("memory-safe") {
            malformed := or(shr(32, offset), gt(add(legs.offset, mul(legs.length, 0xe0)), calldatasize()))
        }
        require(!malformed, OrderMalformed());
    }

    /// @notice The user and the deadlines of an order whose id was made: clean, so not checked again.
    function head(Order calldata order) internal pure returns (address user, uint64 openDeadline, uint64 fillDeadline) {
        assembly ("memory-safe") {
            user := calldataload(order)
            openDeadline := calldataload(add(order, 0x40))
            fillDeadline := calldataload(add(order, 0x60))
        }
    }

    /// @notice Who alone may fill and until when, of an order whose id was made: clean, so not checked again.
    function exclusivity(Order calldata order) internal pure returns (address solver, uint64 until) {
        assembly ("memory-safe") {
            solver := calldataload(add(order, 0x80))
            until := calldataload(add(order, 0xa0))
        }
    }

    /// @notice How many calls the order has. Calls that lie outside the calldata are none.
    function callCount(Order calldata order) internal pure returns (uint256 count) {
        assembly ("memory-safe") {
            count := calldataload(add(order, calldataload(add(order, 0x120))))
        }
    }

    /// @notice Whether the order is pooled, of an order whose id was made: clean, so not checked again.
    function isPooled(Order calldata order) internal pure returns (bool pooled) {
        assembly ("memory-safe") {
            pooled := calldataload(add(order, 0xc0))
        }
    }

    /// @notice EIP-712 struct hash of an order whose legs are at hand.
    function structHash(Order calldata order, Leg[] calldata legs, bytes32 callsHash)
        internal
        pure
        returns (bytes32 orderHash)
    {
        bytes32 typeHash = TYPEHASH;
        bytes32 legsHash = LegLib.hashAll(legs);
        bool malformed;
        assembly ("memory-safe") {
            // Type hash, the eight words before the offsets of the arrays, the hashes of the arrays.
            let pointer := mload(0x40)
            let words := add(pointer, 0x20)
            mstore(pointer, typeHash)
            calldatacopy(words, order, 0x100)
            mstore(add(pointer, 0x120), legsHash)
            mstore(add(pointer, 0x140), callsHash)
            orderHash := keccak256(pointer, 0x160)

            let deadlines := or(mload(add(words, 0x40)), mload(add(words, 0x60)))
            let flags := or(mload(add(words, 0xc0)), mload(add(words, 0xe0)))
            malformed := or(
                or(
                    shr(160, or(mload(words), mload(add(words, 0x80)))),
                    shr(64, or(deadlines, mload(add(words, 0xa0))))
                ),
                shr(1, flags)
            )
        }
        require(!malformed, OrderMalformed());
    }

    /// @notice EIP-712 hash of an array of calls.
    function hashCalls(Call[] calldata calls) internal pure returns (bytes32) {
        if (calls.length == 0) return EMPTY_ARRAY_HASH;
        bytes32[] memory hashes = new bytes32[](calls.length);
        for (uint256 i = 0; i < hashes.length; ++i) {
            Call calldata call_ = calls[i];
            hashes[i] = keccak256(
                abi.encode(CALL_TYPEHASH, call_.chain, call_.fallbackRecipient, keccak256(call_.calls), call_.gas)
            );
        }
        return keccak256(abi.encodePacked(hashes));
    }

    /// Writes calls at the end of the memory in use, behind the word for their number.
    /// @return end Of what was written, and of the memory in use.
    function _encodeCalls(Call[] calldata calls, uint256 start) private pure returns (uint256 end) {
        uint256 count = calls.length;
        end = start + 0x20 * count;
        assembly ("memory-safe") {
            mstore(sub(start, 0x20), count)
            mstore(0x40, end)
        }
        for (uint256 i = 0; i < count; ++i) {
            Call calldata call_ = calls[i];
            (uint64 chain, bytes32 fallbackRecipient, uint256 gasLimit) =
                (call_.chain, call_.fallbackRecipient, call_.gas);
            bytes calldata data = call_.calls;
            assembly ("memory-safe") {
                mstore(add(start, mul(i, 0x20)), sub(end, start))
                mstore(end, chain)
                mstore(add(end, 0x20), fallbackRecipient)
                mstore(add(end, 0x40), 0x80)
                mstore(add(end, 0x60), gasLimit)
                mstore(add(end, 0x80), data.length)
                let bytes_ := add(end, 0xa0)
                calldatacopy(bytes_, data.offset, data.length)
                mstore(add(bytes_, data.length), 0)
                end := add(bytes_, and(add(data.length, 0x1f), not(0x1f)))
                mstore(0x40, end)
            }
        }
    }
}
