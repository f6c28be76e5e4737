import { testTokenAbi } from "@concert/types/test-token";
import { type Address, maxUint256 } from "viem";
import type { ChainClient } from "../chain/connectChain.ts";
import type { TokenAddresses } from "./deployTokens.ts";

/** Lets the spoke of a chain pull any amount of every token from the client's account. */
export async function approveSpoke(client: ChainClient, spoke: Address, tokens: TokenAddresses): Promise<void> {
  const hashes = await Promise.all(
    Object.values(tokens).map((address) =>
      client.writeContract({ abi: testTokenAbi, address, functionName: "approve", args: [spoke, maxUint256] }),
    ),
  );
  await Promise.all(hashes.map((hash) => client.waitForTransactionReceipt({ hash })));
}
