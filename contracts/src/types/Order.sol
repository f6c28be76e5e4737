// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Leg, LegLib} from "./Leg.sol";

/// @notice EIP-712 digest of an order; the same on every chain of one deployment.
type OrderId is bytes32;

/// @notice A call that follows an order's deliveries on one destination chain.
/// @param chain Destination chain id.
/// @param gas Least gas that the call must be given.
/// @param fallbackRecipient Who receives the tokens if the call fails, as a 32-byte account.
/// @param calls What to run, encoded for the executor of that chain.
struct Call {
    uint64 chain;
    uint64 gas;
    bytes32 fallbackRecipient;
    bytes calls;
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

library OrderLib {
    uint256 internal constant MAX_LEGS = 16;

    bytes internal constant CALL_TYPE = "Call(uint64 chain,uint64 gas,bytes32 fallbackRecipient,bytes calls)";
    bytes32 internal constant CALL_TYPEHASH = keccak256(CALL_TYPE);
    bytes32 internal constant TYPEHASH = keccak256(
        abi.encodePacked(
            "Order(address user,uint256 nonce,uint64 openDeadline,uint64 fillDeadline,address solver,uint64 exclusiveUntil,bool pooled,bool cancellable,Leg[] legs,Call[] calls)",
            CALL_TYPE,
            LegLib.TYPE
        )
    );

    /// ERC-7964: without a chain id, so that one signature holds on every chain. The hub's address and, as salt, its
    /// chain bind the deployment.
    bytes32 private constant DOMAIN_TYPEHASH =
        keccak256("EIP712Domain(string name,string version,address verifyingContract,bytes32 salt)");

    /// @notice EIP-712 domain separator of the deployment whose hub is `hub` on chain `hubChain`.
    function domainSeparator(uint64 hubChain, address hub) internal pure returns (bytes32) {
        return
            keccak256(
                abi.encode(DOMAIN_TYPEHASH, keccak256("Concert"), keccak256("1"), hub, bytes32(uint256(hubChain)))
            );
    }

    /// @notice The order's id under a domain.
    function id(Order calldata order, bytes32 domain) internal pure returns (OrderId) {
        return OrderId.wrap(keccak256(abi.encodePacked(hex"1901", domain, hash(order))));
    }

    /// @notice EIP-712 struct hash of an order.
    function hash(Order calldata order) internal pure returns (bytes32) {
        bytes32[] memory legs = new bytes32[](order.legs.length);
        for (uint256 i = 0; i < legs.length; ++i) legs[i] = LegLib.hash(order.legs[i]);
        return
            keccak256(
                abi.encode(
                    TYPEHASH,
                    order.user,
                    order.nonce,
                    order.openDeadline,
                    order.fillDeadline,
                    order.solver,
                    order.exclusiveUntil,
                    order.pooled,
                    order.cancellable,
                    keccak256(abi.encodePacked(legs)),
                    _hashCalls(order.calls)
                )
            );
    }

    function _hashCalls(Call[] calldata calls) private pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](calls.length);
        for (uint256 i = 0; i < hashes.length; ++i) {
            Call calldata call_ = calls[i];
            hashes[i] = keccak256(
                abi.encode(CALL_TYPEHASH, call_.chain, call_.gas, call_.fallbackRecipient, keccak256(call_.calls))
            );
        }
        return keccak256(abi.encodePacked(hashes));
    }
}
