import type { Address, TypedDataDefinition } from "viem";
import type { TokenDomain } from "./TokenDomain.ts";

/** EIP-712 types of ERC-2612. */
export const permitTypes = {
  Permit: [
    { name: "owner", type: "address" },
    { name: "spender", type: "address" },
    { name: "value", type: "uint256" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint256" },
  ],
} as const;

export type PermitTypedDataParameters = {
  /** Whose signature it is: the order's user. */
  user: Address;
  /** The spoke on the token's chain. */
  spoke: Address;
  /** What the spoke may take, in the token's own unit. */
  amount: bigint;
  /** The user's next nonce at the token. */
  nonce: bigint;
  /** Last second of the permit. */
  deadline: bigint;
  domain: TokenDomain;
};

/** What a user signs for one of the permits of `openForWithPermits`. */
export function permitTypedData(
  parameters: PermitTypedDataParameters,
): TypedDataDefinition<typeof permitTypes, "Permit"> {
  const { user, spoke, amount, nonce, deadline, domain } = parameters;
  const { chain, token, name, version } = domain;
  return {
    domain: { name, version, chainId: chain, verifyingContract: token },
    types: permitTypes,
    primaryType: "Permit",
    message: { owner: user, spender: spoke, value: amount, nonce, deadline },
  };
}
