import { hubAbi } from "@concert/types";
import { encodeFunctionData, type Hash, type Hex } from "viem";
import { type WriteClient, type WriteOptions, write } from "../contract/write.ts";
import { type FillPooledParameters, showPooled } from "./fillPooled.ts";

export type CancelPooledParameters = WriteOptions &
  Pick<FillPooledParameters, "hub" | "order" | "callsHash"> & {
    /** The user's signature of the cancellation (`signCancellation`). Default: the client's account is the user. */
    signature?: Hex | undefined;
  };

/**
 * Aborts a pooled order that is not filled, at the hub: its inputs come back.
 *
 * @returns The transaction's hash.
 * @throws {RevertError} `CallerNotUser`, `SignatureInvalid`, `OrderAlreadyDecided`, `OrderNotPooled`.
 * @see contracts/src/hub/IHub.sol
 */
export function cancelPooled(client: WriteClient, parameters: CancelPooledParameters): Promise<Hash> {
  const { hub, order, callsHash, signature, ...options } = parameters;
  const shown = showPooled({ order, callsHash });
  if (signature === undefined) {
    const data = encodeFunctionData({ abi: hubAbi, functionName: "cancel", args: shown });
    return write(client, { address: hub, functionName: "cancel", data, ...options });
  }
  const data = encodeFunctionData({ abi: hubAbi, functionName: "cancelFor", args: [...shown, signature] });
  return write(client, { address: hub, functionName: "cancelFor", data, ...options });
}
