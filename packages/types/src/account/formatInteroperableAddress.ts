import { type Address, concat, type Hex, numberToHex, size } from "viem";

/** An account on an EVM chain. */
export type ChainAddress = {
  /** Chain id. */
  chain: bigint;
  address: Address;
};

/**
 * An account on an EVM chain in its canonical ERC-7930 form, version 1: the chain id without leading zero bytes.
 *
 * @returns Lower-case hex.
 */
export function formatInteroperableAddress({ chain, address }: ChainAddress): Hex {
  const digits = chain.toString(16);
  const reference: Hex = `0x${digits.padStart(digits.length + (digits.length % 2), "0")}`;
  return concat([
    "0x00010000",
    numberToHex(size(reference), { size: 1 }),
    reference,
    "0x14",
    address.toLowerCase() as Address,
  ]);
}
