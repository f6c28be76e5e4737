import { type Address, formatUnits, type Hex, isAddressEqual, slice } from "viem";
import { type TokenAddresses, testTokens } from "../token/deployTokens.ts";

/** `99.9 USDC`. The token is an address, or a 32-byte account. */
export function formatAmount(amount: bigint, token: Hex, tokens: TokenAddresses): string {
  const address: Address = token.length === 66 ? slice(token, 12) : token;
  const known = testTokens.find(({ symbol }) => isAddressEqual(tokens[symbol], address));
  return known === undefined ? `${amount} of ${token}` : `${formatUnits(amount, known.decimals)} ${known.symbol}`;
}
