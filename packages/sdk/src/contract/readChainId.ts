import { getChainId } from "viem/actions";
import { getAction } from "viem/utils";
import type { WriteClient } from "./write.ts";

/** Id of the client's chain: as it is configured, else as the chain says. */
export async function readChainId(client: WriteClient): Promise<bigint> {
  return BigInt(client.chain?.id ?? (await getAction(client, getChainId, "getChainId")({})));
}
