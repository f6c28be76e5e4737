import { erc20Abi } from "@concert/types";
import { type Address, maxUint256 } from "viem";
import type { ChainClient } from "../chain/connectChain.ts";

/** Lets contracts pull any amount of each token from the client's account. */
export async function approveTokens(
  client: ChainClient,
  spenders: readonly Address[],
  tokens: readonly Address[],
): Promise<void> {
  const hashes = await Promise.all(
    tokens.flatMap((address) =>
      spenders.map((spender) =>
        client.writeContract({ abi: erc20Abi, address, functionName: "approve", args: [spender, maxUint256] }),
      ),
    ),
  );
  await Promise.all(hashes.map((hash) => client.waitForTransactionReceipt({ hash })));
}
