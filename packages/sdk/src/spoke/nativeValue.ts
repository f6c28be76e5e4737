import { accountToAddress, type Leg, native, type Order } from "@concert/types";
import { isAddressEqual } from "viem";

/** What opening an order as one's own spends on a chain besides the fee, in wei. */
export function nativeInputs(order: Order, chain: bigint): bigint {
  return order.legs
    .filter(({ originChain, inputToken }) => originChain === chain && isAddressEqual(inputToken, native))
    .reduce((sum, { inputAmount }) => sum + inputAmount, 0n);
}

/** What filling a leg spends besides the fee, in wei. */
export function nativeOutput({ outputToken, outputAmount }: Leg): bigint {
  const token = accountToAddress(outputToken);
  return token !== undefined && isAddressEqual(token, native) ? outputAmount : 0n;
}
