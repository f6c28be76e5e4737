import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { foundryBinary } from "@concert/contracts/foundry";
import {
  accessManagerAbi,
  addressToAccount,
  attestedGatewayAbi,
  hubAbi,
  ledgerAbi,
  loopbackGatewayAbi,
  type Order,
  permit2,
  spokeAbi,
  vaultAbi,
} from "@concert/types";
import * as bytecode from "@concert/types/bytecode";
import {
  permit2Code,
  testPermitTokenAbi,
  testPermitTokenBytecode,
  testTokenAbi,
  testTokenBytecode,
  testWrappedNativeAbi,
  testWrappedNativeBytecode,
} from "@concert/types/test-contracts";
import {
  type Abi,
  type Account,
  type Address,
  type Chain,
  type Client,
  createClient,
  encodeFunctionData,
  getAddress,
  type Hash,
  type Hex,
  http,
  type PublicActions,
  publicActions,
  type TestActions,
  type Transport,
  testActions,
  type WalletActions,
  walletActions,
  zeroAddress,
} from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { foundry } from "viem/chains";
import { write } from "../src/contract/write.ts";

export type LocalClient = Client<
  Transport,
  Chain,
  Account,
  undefined,
  PublicActions<Transport, Chain, Account> & WalletActions<Chain, Account> & TestActions
>;

/** One chain that mines each transaction at once, with a hub, its own spoke and a token. */
export type LocalDeployment = AsyncDisposable & {
  chain: bigint;
  hub: Address;
  /** The token is its asset 1, without a fee, up to a thousand tokens an hour. */
  ledger: Address;
  /** Of asset 1, without a margin. */
  vault: Address;
  spoke: Address;
  attestedGateway: Address;
  token: Address;
  /** A token with ERC-2612 and ERC-3009; account 1 has some, and has approved nobody. */
  permitToken: Address;
  wrappedNative: Address;
  /** A client that signs as one of ten accounts, each of which has tokens that the spoke may pull. */
  client: (account: number) => LocalClient;
  /** Waits until a transaction is mined, and checks that it did not revert. */
  mined: (hash: Hash | Promise<Hash>) => Promise<void>;
  /** How much of the token an account holds. */
  balance: (holder: Address) => Promise<bigint>;
  /** What a channel's end was asked to queue for this chain's other end, in order. */
  entries: (end: Address) => Promise<Hex[]>;
  /** Dispatches what an end has queued, and delivers all of it to the other end. */
  carry: (from: "hub" | "spoke") => Promise<void>;
  /** Lets time pass, up to a second of the chain's clock. */
  passUntil: (timestamp: bigint) => Promise<void>;
  /** An order of one leg from account 1, from this chain to itself, with deadlines a minute ahead. */
  makeOrder: (changes?: Partial<Order>) => Promise<Order>;
};

export type DeployLocallyParameters = {
  /** Over which the hub talks with the spoke; over the loopback, the spoke takes orders at once. */
  gateway?: "loopback" | "attested";
  /** Who attests; needed by the attested gateway. */
  attesters?: { threshold: number; addresses: readonly Address[] };
  /** Least entry fee, in gwei. Default: none. */
  entryFeeGwei?: bigint;
};

const mnemonic = "test test test test test test test test test test test junk";
export const localAccount = (index: number) => mnemonicToAccount(mnemonic, { addressIndex: index });

export async function deployLocally(parameters: DeployLocallyParameters = {}): Promise<LocalDeployment> {
  const { gateway = "loopback", attesters, entryFeeGwei = 0n } = parameters;
  await using stack = new AsyncDisposableStack();
  const rpcUrl = await startAnvil(stack);
  const clients = Array.from({ length: 10 }, (_, index) =>
    createClient({
      account: localAccount(index),
      chain: { ...foundry, rpcUrls: { default: { http: [rpcUrl] } } },
      transport: http(),
      pollingInterval: 10,
      cacheTime: 0,
    })
      .extend(publicActions)
      .extend(walletActions)
      .extend(testActions({ mode: "anvil" })),
  );
  const client = (index: number): LocalClient => clients[index]!;
  const deployer = client(0);
  const chain = BigInt(foundry.id);

  async function mined(hash: Hash | Promise<Hash>): Promise<void> {
    const { status } = await deployer.waitForTransactionReceipt({ hash: await hash });
    if (status !== "success") throw new Error(`transaction ${await hash} reverted`);
  }
  async function deploy(abi: Abi, code: Hex, args: readonly unknown[]): Promise<Address> {
    const hash = await deployer.deployContract({ abi, bytecode: code, args });
    const { contractAddress } = await deployer.waitForTransactionReceipt({ hash });
    return getAddress(contractAddress!);
  }
  async function call(address: Address, abi: Abi, functionName: string, args: readonly unknown[], from = deployer) {
    // With more gas than the estimate: what a call does may depend on the second in which it is mined.
    await mined(write(from, { address, functionName, data: encodeFunctionData({ abi, functionName, args }) }));
  }

  const manager = await deploy(accessManagerAbi, bytecode.accessManagerBytecode, [deployer.account.address]);
  const loopback = await deploy(loopbackGatewayAbi, bytecode.loopbackGatewayBytecode, []);
  const attestedGateway = await deploy(attestedGatewayAbi, bytecode.attestedGatewayBytecode, [manager]);
  const hub = await deploy(hubAbi, bytecode.hubBytecode, [manager]);
  const spoke = await deploy(spokeAbi, bytecode.spokeBytecode, [chain, hub, 5n, manager]);
  const ledger = bytecode.ledgerOf(hub);
  const vault = await deploy(vaultAbi, bytecode.vaultBytecode, [ledger, 1, "Vault of tokens", "cTKN"]);
  const token = await deploy(testTokenAbi, testTokenBytecode, ["Token", "TKN", 18]);
  const permitToken = await deploy(testPermitTokenAbi, testPermitTokenBytecode, ["Permit", "PRM"]);
  const wrappedNative = await deploy(testWrappedNativeAbi, testWrappedNativeBytecode, []);
  await call(ledger, ledgerAbi, "setToken", [1, chain, addressToAccount(token), 18]);
  await call(ledger, ledgerAbi, "setLimit", [1, chain, 1_000n * 10n ** 18n, 3_600n]);
  await call(ledger, ledgerAbi, "setVault", [1, vault]);
  await deployer.setCode({ address: permit2, bytecode: permit2Code });
  await call(permitToken, testPermitTokenAbi, "mint", [client(1).account.address, 1_000_000n]);
  await call(spoke, spokeAbi, "setWrappedNative", [wrappedNative]);
  const policy = { minimum: entryFeeGwei, maximum: entryFeeGwei, rate: 0n };
  await call(hub, hubAbi, "setFeePolicy", [chain, policy]);
  const route = gateway === "loopback" ? loopback : attestedGateway;
  await call(hub, hubAbi, "setRoute", [chain, route, spoke]);
  await call(spoke, spokeAbi, "setRoute", [route]);
  if (attesters) {
    await call(attestedGateway, attestedGatewayAbi, "setAttesters", [chain, attesters.addresses, attesters.threshold]);
  }
  for (const holder of clients.slice(1, 4)) {
    await call(token, testTokenAbi, "mint", [holder.account.address, 1_000_000n], holder);
    await call(token, testTokenAbi, "approve", [spoke, 2n ** 256n - 1n], holder);
  }

  async function makeOrder(changes: Partial<Order> = {}): Promise<Order> {
    const { timestamp } = await deployer.getBlock();
    return {
      user: client(1).account.address,
      nonce: 0n,
      openDeadline: timestamp + 60n,
      fillDeadline: timestamp + 60n,
      solver: zeroAddress,
      exclusiveUntil: 0n,
      pooled: false,
      cancellable: false,
      legs: [
        {
          originChain: chain,
          inputToken: token,
          inputAmount: 1_000n,
          destinationChain: chain,
          outputToken: addressToAccount(token),
          outputAmount: 990n,
          recipient: addressToAccount(client(4).account.address),
        },
      ],
      calls: [],
      ...changes,
    };
  }

  const balance = (holder: Address) =>
    deployer.readContract({ abi: testTokenAbi, address: token, functionName: "balanceOf", args: [holder] });
  const entries = async (end: Address) => {
    const logs = await deployer.getContractEvents({
      ...{ abi: spokeAbi, address: end, eventName: "EntryQueued", fromBlock: 0n, strict: true },
    } as const);
    return logs.map(({ args }) => args.entry);
  };
  const delivered = { hub: 0, spoke: 0 };
  async function carry(from: "hub" | "spoke"): Promise<void> {
    const [sender, receiver] = from === "hub" ? [hub, spoke] : [spoke, hub];
    const queued = await entries(sender);
    await call(sender, spokeAbi, "dispatch", [chain]);
    await call(receiver, spokeAbi, "deliver", [chain, queued.slice(delivered[from]), []]);
    delivered[from] = queued.length;
  }
  if (gateway === "loopback") await carry("hub");

  async function passUntil(timestamp: bigint): Promise<void> {
    await deployer.setNextBlockTimestamp({ timestamp });
    await deployer.mine({ blocks: 1 });
  }

  const owned = stack.move();
  return {
    ...{
      chain,
      hub,
      ledger,
      vault,
      spoke,
      attestedGateway,
      token,
      permitToken,
      wrappedNative,
      client,
      mined,
      makeOrder,
    },
    ...{ balance, entries, carry, passUntil },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Starts anvil, until the stack is disposed of. Returns its URL. */
export async function startAnvil(stack: AsyncDisposableStack, options: readonly string[] = []): Promise<string> {
  const anvil = spawn(foundryBinary("anvil"), ["--host", "127.0.0.1", "--port", "0", ...options], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const kill = () => anvil.kill("SIGKILL");
  process.once("exit", kill);
  stack.defer(async () => {
    process.off("exit", kill);
    const exited = once(anvil, "exit");
    kill();
    await exited;
  });
  for await (const line of createInterface({ input: anvil.stdout })) {
    const port = /^Listening on 127\.0\.0\.1:(\d+)/.exec(line)?.[1];
    if (port) {
      anvil.stdout.resume();
      return `http://127.0.0.1:${port}`;
    }
  }
  throw new Error("anvil did not start");
}
