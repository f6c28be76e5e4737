import type { Account, Address, Chain, Client, Hash, Hex, Transport } from "viem";
import { estimateGas, sendTransaction } from "viem/actions";
import { getAction } from "viem/utils";
import { GasOverMaximumError } from "./GasOverMaximumError.ts";
import { findRevert } from "./RevertError.ts";

/** A viem client that can sign: with an account, on one chain. */
export type WriteClient = Client<Transport, Chain | undefined, Account>;

/** What every action that sends a transaction takes besides its own parameters. */
export type WriteOptions = {
  /** Most gas that the transaction may be given; above it, nothing is sent. Default: no bound. */
  gasMaximum?: bigint | undefined;
};

type WriteParameters = WriteOptions & {
  address: Address;
  functionName: string;
  data: Hex;
  /** Native value that goes with the call, in wei. Default: none. */
  value?: bigint;
  /**
   * What to give the transaction; needed where a call that is given less goes on with less done, so that the chain's
   * own estimate is too low. Default: a fifth more than the estimate.
   */
  gas?: bigint;
};

/** Simulates a call, with the gas that it needs as a result, then sends it. */
export async function write(client: WriteClient, parameters: WriteParameters): Promise<Hash> {
  const { address, functionName, data, value = 0n, gasMaximum } = parameters;
  const { account, chain } = client;
  try {
    // The state may move before the transaction is mined.
    const gas = parameters.gas ?? ((await estimate(client, parameters)) * 12n) / 10n;
    if (gasMaximum !== undefined && gas > gasMaximum) throw new GasOverMaximumError(functionName, gas, gasMaximum);
    return await getAction(
      client,
      sendTransaction,
      "sendTransaction",
    )({ account, chain: chain ?? null, to: address, data, value, gas });
  } catch (error) {
    throw findRevert(error, { functionName, address, chain: chain?.id }) ?? error;
  }
}

/**
 * The gas that a call needs, without headroom.
 *
 * @throws {RevertError} If the contract refuses it.
 */
export async function estimate(client: WriteClient, parameters: WriteParameters): Promise<bigint> {
  const { address, functionName, data, value = 0n } = parameters;
  const { account, chain } = client;
  try {
    return await getAction(
      client,
      estimateGas,
      "estimateGas",
    )({ account: account.address, to: address, data, value, prepare: false });
  } catch (error) {
    throw findRevert(error, { functionName, address, chain: chain?.id }) ?? error;
  }
}
