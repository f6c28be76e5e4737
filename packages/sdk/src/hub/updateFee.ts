import { hubAbi } from "@concert/types";
import { type Address, encodeFunctionData, type Hash } from "viem";
import { type WriteClient, type WriteOptions, write } from "../contract/write.ts";

export type UpdateFeeParameters = WriteOptions & {
  hub: Address;
  /** Id of the chain whose entries it is the fee of. */
  chain: bigint;
};

/**
 * Sets a chain's entry fee to what its entries cost now, within the policy's bounds, by an instruction to its spoke.
 *
 * @returns The transaction's hash.
 * @throws {RevertError} `FeeUnchanged`; `FeeUpdateTooSoon` with the earliest time in seconds.
 * @see contracts/src/hub/IHub.sol
 */
export function updateFee(client: WriteClient, { hub, chain, ...options }: UpdateFeeParameters): Promise<Hash> {
  const data = encodeFunctionData({ abi: hubAbi, functionName: "updateFee", args: [chain] });
  return write(client, { address: hub, functionName: "updateFee", data, ...options });
}
