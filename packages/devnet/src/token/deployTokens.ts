import {
  testTokenAbi,
  testTokenBytecode,
  testVaultAbi,
  testVaultBytecode,
  testWrappedNativeAbi,
  testWrappedNativeBytecode,
} from "@concert/types/test-contracts";
import { type Address, getContractAddress } from "viem";
import type { ChainClient } from "../chain/connectChain.ts";

/** An ERC-20 of a devnet. Anyone may mint it. */
export type TestToken = { symbol: string; name: string; decimals: number };

/** The tokens on every chain of a devnet. */
export const testTokens = [
  { symbol: "USDC", name: "USD Coin", decimals: 6 },
  { symbol: "DAI", name: "Dai Stablecoin", decimals: 18 },
] as const satisfies TestToken[];

export type TokenSymbol = (typeof testTokens)[number]["symbol"];
export type TokenAddresses = Record<TokenSymbol, Address>;

/**
 * Where the tokens will be: they are the first contracts that the client's account deploys, so that their addresses are
 * known beforehand, and the same on every chain.
 */
export function tokenAddresses(deployer: Address): TokenAddresses {
  const entries = testTokens.map(({ symbol }, index) => [
    symbol,
    getContractAddress({ from: deployer, nonce: BigInt(index) }),
  ]);
  return Object.fromEntries(entries) as TokenAddresses;
}

/** Where the wrapped native token will be: it is the next contract of the same account. */
export function wrappedNativeAddress(deployer: Address): Address {
  return getContractAddress({ from: deployer, nonce: BigInt(testTokens.length) });
}

/** Where the vault will be: the one after that. */
export function vaultAddress(deployer: Address): Address {
  return getContractAddress({ from: deployer, nonce: BigInt(testTokens.length + 1) });
}

/**
 * Deploys the tokens, the wrapped native token and a vault with an account that has sent nothing yet, and gives each
 * holder a million of each token.
 */
export async function deployTokens(client: ChainClient, holders: readonly Address[]): Promise<void> {
  let nonce = 0;
  for (const { name, symbol, decimals } of testTokens) {
    await client.deployContract({
      abi: testTokenAbi,
      bytecode: testTokenBytecode,
      args: [name, symbol, decimals],
      nonce: nonce++,
    });
  }
  await client.deployContract({ abi: testWrappedNativeAbi, bytecode: testWrappedNativeBytecode, nonce: nonce++ });
  await client.deployContract({ abi: testVaultAbi, bytecode: testVaultBytecode, nonce: nonce++ });
  const addresses = tokenAddresses(client.account.address);
  let last: Promise<unknown> = Promise.resolve();
  for (const { symbol, decimals } of testTokens) {
    for (const holder of holders) {
      // The token is not mined yet, so that its gas can't be estimated.
      const hash = await client.writeContract({
        abi: testTokenAbi,
        address: addresses[symbol],
        functionName: "mint",
        args: [holder, 1_000_000n * 10n ** BigInt(decimals)],
        nonce: nonce++,
        gas: 100_000n,
      });
      last = client.waitForTransactionReceipt({ hash });
    }
  }
  await last;
}
