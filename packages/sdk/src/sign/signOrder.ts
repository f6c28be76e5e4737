import { type Order, type OrderDomain, orderTypedData } from "@concert/types";
import type { Hex, LocalAccount } from "viem";

export type SignOrderParameters = OrderDomain & { order: Order };

/** Who signs: an account whose key is at hand. A wallet is given `orderTypedData` instead. */
export type Signer = Pick<LocalAccount, "signTypedData">;

/** The signature with which anyone may open the order, on every chain it has inputs on (`openOrderFor`). */
export function signOrder(signer: Signer, { order, ...domain }: SignOrderParameters): Promise<Hex> {
  return signer.signTypedData(orderTypedData(order, domain));
}
