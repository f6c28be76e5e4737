import {
  type Account,
  type Chain,
  type Client,
  createClient,
  defineChain,
  http,
  type PublicActions,
  publicActions,
  type TestActions,
  type Transport,
  testActions,
  type WalletActions,
  walletActions,
} from "viem";

/** Reads, writes and steers a chain. */
export type ChainClient = Client<
  Transport,
  Chain,
  Account,
  undefined,
  PublicActions<Transport, Chain, Account> & WalletActions<Chain, Account> & TestActions
>;

/** A client of a local chain that signs as an account. */
export function connectChain(chain: { chainId: number; rpcUrl: string }, account: Account): ChainClient {
  const definition = defineChain({
    id: chain.chainId,
    name: `Chain ${chain.chainId}`,
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [chain.rpcUrl] } },
  });
  return createClient({ account, chain: definition, transport: http(), pollingInterval: 50, cacheTime: 0 })
    .extend(publicActions)
    .extend(walletActions)
    .extend(testActions({ mode: "anvil" }));
}
