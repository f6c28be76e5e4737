import type { IndexedChain } from "@concert/sdk";
import { parseGwei } from "viem";

/** The gas of an entry and of what follows from it, as the hub reckons it: `FEE_HUB_GAS` and `FEE_SPOKE_GAS` there. */
const hubGas = 90_000n;
const spokeGas = 50_000n;

/** The entry fee, in wei, that the hub would set for a chain at these gas prices, in wei, but for its rounding. */
export function estimateEntryFee(
  { feeMinimum, feeMaximum, feeRate }: Pick<IndexedChain, "feeMinimum" | "feeMaximum" | "feeRate">,
  { hubGasPrice, gasPrice }: { hubGasPrice: bigint; gasPrice: bigint },
): bigint {
  const cost = (hubGas * hubGasPrice * feeRate) / 10n ** 18n + spokeGas * gasPrice;
  const [minimum, maximum] = [feeMinimum * parseGwei("1"), feeMaximum * parseGwei("1")];
  const atLeast = cost > minimum ? cost : minimum;
  return atLeast < maximum ? atLeast : maximum;
}
