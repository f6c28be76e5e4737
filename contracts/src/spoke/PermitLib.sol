// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {OrderId, OrderLib} from "../types/Order.sol";
import {Authorization, Permit} from "./ISpoke.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {ISignatureTransfer} from "@uniswap/v4-periphery/lib/permit2/src/interfaces/ISignatureTransfer.sol";

/// @notice ERC-3009's transfer to the caller alone: nobody else can use the authorisation up.
interface IReceiveWithAuthorization {
    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external;
}

/// @notice The ways in which a user lets a spoke take an order's inputs by signature.
library PermitLib {
    /// Permit2 has one address on all chains.
    ISignatureTransfer internal constant PERMIT2 = ISignatureTransfer(0x000000000022D473030F116dDEE9F6B43aC78BA3);

    /// Appended to Permit2's own type; the referenced types by name.
    string internal constant WITNESS_TYPE = "Order witness)"
        "Call(uint64 chain,bytes32 fallbackRecipient,bytes calls,uint256 gas)"
        "Leg(uint64 originChain,address inputToken,uint128 inputAmount,uint64 destinationChain,bytes32 outputToken,"
        "uint128 outputAmount,bytes32 recipient)"
        "Order(address user,uint256 nonce,uint64 openDeadline,uint64 fillDeadline,address solver,"
        "uint64 exclusiveUntil,bool pooled,bool cancellable,Leg[] legs,Call[] calls)"
        "TokenPermissions(address token,uint256 amount)";

    /// @notice Moves the amounts to this contract; the signature is bound to the order, whose struct hash is the
    /// witness.
    function pullByPermit2(
        address user,
        uint256 nonce,
        uint64 deadline,
        bytes32 orderHash,
        address[] memory tokens,
        uint256[] memory amounts,
        bytes calldata signature
    ) internal {
        ISignatureTransfer.TokenPermissions[] memory permitted =
            new ISignatureTransfer.TokenPermissions[](tokens.length);
        ISignatureTransfer.SignatureTransferDetails[] memory transfers =
            new ISignatureTransfer.SignatureTransferDetails[](tokens.length);
        for (uint256 i = 0; i < tokens.length; ++i) {
            permitted[i] = ISignatureTransfer.TokenPermissions(tokens[i], amounts[i]);
            transfers[i] = ISignatureTransfer.SignatureTransferDetails(address(this), amounts[i]);
        }
        PERMIT2.permitWitnessTransferFrom(
            ISignatureTransfer.PermitBatchTransferFrom(permitted, nonce, deadline),
            transfers,
            user,
            orderHash,
            WITNESS_TYPE,
            signature
        );
    }

    /// @notice Moves an amount to this contract by ERC-3009; the nonce is the order's id.
    function pullByAuthorization(
        address user,
        OrderId orderId,
        uint64 deadline,
        address token,
        uint256 amount,
        Authorization calldata authorization
    ) internal {
        IReceiveWithAuthorization(token)
            .receiveWithAuthorization(
                user,
                address(this),
                amount,
                0,
                // Exclusive, where the deadline is inclusive.
                uint256(deadline) + 1,
                OrderId.unwrap(orderId),
                authorization.v,
                authorization.r,
                authorization.s
            );
    }

    /// @notice Uses an ERC-2612 permit, unless somebody did already.
    function usePermit(address user, Permit calldata permit) internal {
        try IERC20Permit(permit.token)
            .permit(user, address(this), permit.value, permit.deadline, permit.v, permit.r, permit.s) {}
            catch {}
    }
}
