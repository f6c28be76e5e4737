import { cancellationTypedData, type OrderDomain } from "@concert/types";
import type { Hex } from "viem";
import type { Signer } from "./signOrder.ts";

export type SignCancellationParameters = OrderDomain & { orderId: Hex };

/** The signature with which anyone may cancel the order of the signer's (`cancelOrderFor`). */
export function signCancellation(signer: Signer, { orderId, ...domain }: SignCancellationParameters): Promise<Hex> {
  return signer.signTypedData(cancellationTypedData(orderId, domain));
}
