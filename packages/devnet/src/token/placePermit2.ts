import { permit2 } from "@concert/types";
import { permit2Code } from "@concert/types/test-contracts";
import type { ChainClient } from "../chain/connectChain.ts";

/** Puts Permit2 on a local chain, at the address that it has everywhere. */
export async function placePermit2(client: ChainClient): Promise<void> {
  await client.setCode({ address: permit2, bytecode: permit2Code });
}
