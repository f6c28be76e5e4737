import type { Address, Hex } from "viem";
import { addressOf, tokensOf } from "./accounts.ts";

/** A token that every chain has, on the ledger. */
export type Asset = {
  id: number;
  /** Which of each chain's tokens it is. */
  token: number;
  decimals: number;
  vault: Address;
  /** What a chain's word may add to ledger balances at once, and in how many seconds as much becomes free again. */
  capacity: bigint;
  window: number;
  /** What the vault asks for beyond the fee, in parts per million. */
  margin: bigint;
  /** What each payout pays to whoever delivers it, in the token's own unit. */
  payoutFee: bigint;
};

export const assets: readonly Asset[] = [
  {
    ...{ id: 1, token: 0, decimals: 6, vault: addressOf("vault 1") },
    ...{ capacity: 3n * 10n ** 18n, window: 120, margin: 200n, payoutFee: 30n },
  },
  {
    ...{ id: 2, token: 1, decimals: 18, vault: addressOf("vault 2") },
    ...{ capacity: 3_000_000n, window: 60, margin: 0n, payoutFee: 0n },
  },
];

export const vaults = assets.map(({ id, vault }) => ({ asset: id, address: vault }));

/** A ledger unit has 18 decimals. */
export const unitOf = ({ decimals }: Asset): bigint => 10n ** BigInt(18 - decimals);

export const tokenOf = ({ token }: Asset, chainId: number): Address => tokensOf(chainId)[token]!;

/** The asset that a token of a chain is, if it is any. */
export function assetOf(chainId: number, token: Hex): Asset | undefined {
  const address = `0x${token.slice(-40)}`;
  return assets.find((asset) => tokenOf(asset, chainId) === address);
}
