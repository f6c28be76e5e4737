import { hubAbi } from "@concert/types";
import { type Address, encodeFunctionData, type Hash, type Hex, pad } from "viem";
import { type WriteClient, type WriteOptions, write } from "../contract/write.ts";

export type CollectFeesParameters = WriteOptions & {
  hub: Address;
  /** Id of the chain whose fees were earned, and where they are paid in its native token. */
  chain: bigint;
  /** Who is paid there, as a 32-byte account. Default: the client's account. */
  recipient?: Hex;
};

/**
 * Has the spoke of a chain pay what the client's account earned in entry fees there, less what the delivery of that
 * payout costs.
 *
 * @returns The transaction's hash.
 * @throws {RevertError} `FeesTooLow` with what was earned and what the delivery costs, in gwei.
 * @see contracts/src/hub/IHub.sol
 */
export function collectFees(client: WriteClient, parameters: CollectFeesParameters): Promise<Hash> {
  const { hub, chain, recipient = pad(client.account.address), ...options } = parameters;
  const data = encodeFunctionData({ abi: hubAbi, functionName: "collect", args: [chain, recipient] });
  return write(client, { address: hub, functionName: "collect", data, ...options });
}
