import { vaultAbi } from "@concert/types";
import { type Address, encodeFunctionData, type Hash } from "viem";
import { type WriteClient, type WriteOptions, write } from "../contract/write.ts";

export type DepositInVaultParameters = WriteOptions & {
  /** On the client's chain, which is the hub's. */
  vault: Address;
  /** In ledger units, with 18 decimals. */
  assets: bigint;
  /** Whose the shares are. Default: the client's account. */
  receiver?: Address | undefined;
};

/**
 * Makes shares of a vault for ledger balance of the client's account, whose operator the vault must be (`setOperator`).
 *
 * @returns The transaction's hash.
 * @throws {RevertError} `ERC6909InsufficientAllowance`, `ERC6909InsufficientBalance`.
 * @see contracts/src/vault/IVault.sol
 */
export function depositInVault(client: WriteClient, parameters: DepositInVaultParameters): Promise<Hash> {
  const { vault, assets, receiver = client.account.address, ...options } = parameters;
  const data = encodeFunctionData({ abi: vaultAbi, functionName: "deposit", args: [assets, receiver] });
  return write(client, { address: vault, functionName: "deposit", data, ...options });
}
