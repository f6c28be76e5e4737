import type { Address, TypedDataDefinition } from "viem";
import type { Order } from "../order/Order.ts";
import { orderTypes } from "../order/orderTypedData.ts";
import { sumInputs } from "../order/sumInputs.ts";

/** Permit2, which has one address on all chains. */
export const permit2: Address = "0x000000000022D473030F116dDEE9F6B43aC78BA3";

/** EIP-712 types of Permit2's batch transfer with an order as witness. */
export const permit2Types = {
  PermitBatchWitnessTransferFrom: [
    { name: "permitted", type: "TokenPermissions[]" },
    { name: "spender", type: "address" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint256" },
    { name: "witness", type: "Order" },
  ],
  TokenPermissions: [
    { name: "token", type: "address" },
    { name: "amount", type: "uint256" },
  ],
  ...orderTypes,
} as const;

export type Permit2TypedDataParameters = {
  /** Id of the origin chain on which the signature is to hold. */
  chain: bigint;
  /** The spoke there. */
  spoke: Address;
  /** The chain's wrapped native token; needed if an input there is native. */
  wrappedNative?: Address | undefined;
};

/**
 * What a user signs for `openForWithPermit2`: Permit2 may move the order's inputs on one chain to the spoke, for this
 * order alone, until its `openDeadline`.
 */
export function permit2TypedData(
  order: Order,
  { chain, spoke, wrappedNative }: Permit2TypedDataParameters,
): TypedDataDefinition<typeof permit2Types, "PermitBatchWitnessTransferFrom"> {
  return {
    domain: { name: "Permit2", chainId: chain, verifyingContract: permit2 },
    types: permit2Types,
    primaryType: "PermitBatchWitnessTransferFrom",
    message: {
      permitted: sumInputs(order, { chain, wrappedNative }),
      spender: spoke,
      nonce: order.nonce,
      deadline: order.openDeadline,
      witness: order,
    },
  };
}
