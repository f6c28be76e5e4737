import { defineConfig } from "./packages/types/src/index.ts";

/**
 * Three local chains (anvil). The accounts are those of anvil's well-known mnemonic, "test test test … junk": everyone
 * has their keys, so none of this is for a chain with value.
 */
export default defineConfig({
  name: "devnet",
  hub: 31337,
  // Accounts 0 and 19. A delay would keep tests of governance waiting.
  governance: {
    admin: "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
    guardian: "0x8626f6940E2eb28930eFb4CeF49B2d1F2C9C1199",
    delaySeconds: 0,
  },
  heartbeatSpacing: 2,
  chains: [31337, 31338, 31339].map((id, index) => ({
    id,
    name: `anvil ${id}`,
    rpcUrls: [`ws://127.0.0.1:${8545 + index}`, `http://127.0.0.1:${8545 + index}`],
    finality: "finalized",
    // Each run starts from a new genesis, so that the block of a deployment says nothing of the next one.
    startBlock: 0,
    tokens: {
      // The first contracts of account 5.
      USDC: "0x0116686E2291dbd5e317F47faDBFb43B599786Ef",
      DAI: "0x9bAaB117304f7D6517048e371025dB8f89a8DbE5",
    },
    wrappedNative: "0x1Eb835EB7BEEEE9E6bbFe08F16a2d2eF668204bd",
    // Between 0.00015 and 0.1 of the native token.
    feePolicy: { minimum: 150_000, maximum: 100_000_000, rate: "1" },
    // Blocks are final two seconds later; the relayer lets entries wait up to ten, before dispatch and before delivery.
    paymentDelay: { reportSeconds: 30, payoutSeconds: 30 },
  })),
  assets: [
    { id: 1, symbol: "USDC", decimals: 6 },
    { id: 2, symbol: "DAI", decimals: 18 },
  ].map(({ id, symbol, decimals }) => ({
    id,
    symbol,
    vaultMargin: 200,
    tokens: [31337, 31338, 31339].map((chain) => ({
      chain,
      decimals,
      // The hub's own chain is trusted anyway: its limit binds nobody.
      limit: { capacity: chain === 31337 ? 1_000_000_000_000 : 1_000_000, windowSeconds: 86_400 },
      payoutFee: 0.05,
      curve: { target: 10_000, slope: 2_000 },
    })),
  })),
  // Accounts 2, 3 and 4.
  attesters: {
    threshold: 2,
    addresses: [
      "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC",
      "0x90F79bf6EB2c4f870365E785982E1f101E93b906",
      "0x15d34AAf54267DB7D7c367839AAf71A00a2C6A65",
    ],
  },
});
