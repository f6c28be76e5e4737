import { type Hex, toHex } from "viem";
import { type HDAccount, mnemonicToAccount } from "viem/accounts";
import { createNonceManager, jsonRpc } from "viem/nonce";

/** The mnemonic of anvil's accounts. Everyone knows it: nothing of value may ever be sent to them. */
const mnemonic = "test test test test test test test test test test test junk";

/** What the accounts of a devnet are for. Every one has coins on every chain. */
export const accountIndexes = {
  deployer: 0,
  relayer: 1,
  attesters: [2, 3, 4],
  faucet: 5,
  users: [6, 7, 8, 9],
  solvers: [10, 11, 12, 13],
  guardian: 19,
} as const;

/**
 * One of the twenty accounts that every chain of a devnet has given coins to. It may send many transactions at once. Its
 * nonces are counted anew for each caller: those of an earlier devnet are not those of the next one, whose chains have the
 * same ids.
 */
export function devnetAccount(index: number): HDAccount {
  return mnemonicToAccount(mnemonic, { addressIndex: index, nonceManager: createNonceManager({ source: jsonRpc() }) });
}

/** The private key of `devnetAccount`, for a process that signs. */
export function devnetPrivateKey(index: number): Hex {
  return toHex(devnetAccount(index).getHdKey().privateKey!);
}
