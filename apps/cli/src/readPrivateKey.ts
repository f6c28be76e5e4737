import { InputError } from "@concert/types";
import type { Hex } from "viem";
import { type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";

/** An account whose key is at hand. */
export type KeyHolder = { account: PrivateKeyAccount; privateKey: Hex };

/**
 * The account of the private key in an environment variable; undefined if it is not set.
 *
 * @throws {InputError} If it holds no private key.
 */
export function readPrivateKey(variable: string): KeyHolder | undefined {
  const key = process.env[variable];
  if (key === undefined || key === "") return undefined;
  const privateKey: Hex = key.startsWith("0x") ? (key as Hex) : `0x${key}`;
  try {
    return { account: privateKeyToAccount(privateKey), privateKey };
  } catch {
    // The key itself is nobody's business, so neither are messages that may hold it.
    throw new InputError(`${variable} is no private key: give 32 bytes in hex.`);
  }
}
