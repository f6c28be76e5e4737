import type { Address, Hex, TypedDataDefinition } from "viem";
import type { TokenDomain } from "./TokenDomain.ts";

/** EIP-712 types of ERC-3009's transfer to the caller. */
export const authorizationTypes = {
  ReceiveWithAuthorization: [
    { name: "from", type: "address" },
    { name: "to", type: "address" },
    { name: "value", type: "uint256" },
    { name: "validAfter", type: "uint256" },
    { name: "validBefore", type: "uint256" },
    { name: "nonce", type: "bytes32" },
  ],
} as const;

export type AuthorizationTypedDataParameters = {
  /** Whose signature it is: the order's user. */
  user: Address;
  orderId: Hex;
  /** Of the order: last second at which the authorisation holds. */
  openDeadline: bigint;
  /** The spoke on the token's chain. */
  spoke: Address;
  /** Sum of the order's inputs of this token on the chain, in the token's own unit. */
  amount: bigint;
  domain: TokenDomain;
};

/** What a user signs for `openForWithAuthorizations`, once per token: ERC-3009, its nonce the order's id. */
export function authorizationTypedData(
  parameters: AuthorizationTypedDataParameters,
): TypedDataDefinition<typeof authorizationTypes, "ReceiveWithAuthorization"> {
  const { user, orderId, openDeadline, spoke, amount, domain } = parameters;
  const { chain, token, name, version } = domain;
  return {
    domain: { name, version, chainId: chain, verifyingContract: token },
    types: authorizationTypes,
    primaryType: "ReceiveWithAuthorization",
    message: {
      from: user,
      to: spoke,
      value: amount,
      validAfter: 0n,
      // Exclusive, where the deadline is inclusive.
      validBefore: openDeadline + 1n,
      nonce: orderId,
    },
  };
}
