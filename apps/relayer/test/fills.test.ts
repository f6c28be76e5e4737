import { accountIndexes, devnetAccount } from "@concert/devnet";
import { deposit, openOrder, readAccountLedger, readOrders } from "@concert/sdk";
import { addressToAccount, erc20Abi, type Leg, type Order, orderId } from "@concert/types";
import { type Address, parseUnits, zeroAddress } from "viem";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Network, type RunningRelayer, startNetwork, until } from "./startNetwork.ts";

const [hubChain, farChain, thirdChain] = [31337, 31338, 31339] as const;
const [user, provider] = accountIndexes.users;
const solver = accountIndexes.solvers[0];
const tokens = (amount: string) => parseUnits(amount, 6);

let network: Network;
let relayer: RunningRelayer;

beforeAll(async () => {
  network = await startNetwork();
  relayer = await network.startRelayer({ collectAfter: 1 });
}, 240_000);

afterAll(async () => {
  await network?.[Symbol.asyncDispose]();
});

test("what is put in fills what pays the vault's margin, and nothing else; the rest comes back", async () => {
  const { devnet, state } = network;
  const vault = devnet.vaults[0]!.address;
  const client = devnet.client(farChain, provider);
  const quote = { client: devnet.client(hubChain, provider), ledger: devnet.ledger };
  const put = { spoke: devnet.spoke, token: devnet.tokens.USDC, amount: tokens("1000"), vault, quote };
  await until("that the spoke takes deposits", () => deposit(client, put).catch(() => undefined));
  const account = client.account.address;
  await until("the deposit", async () => {
    const { shares } = await state.read((snapshot) => readAccountLedger(snapshot, { account }));
    return shares.length > 0;
  });

  const before = await balances();
  const carrier = devnetAccount(accountIndexes.relayer).address;
  const earned = await usdcOf(farChain, carrier);
  // The vault asks for 0.02 %; it fills no order of a solver's own, nothing of two assets, and no more than it has.
  const enough = await open(1n, { inputAmount: tokens("100"), outputAmount: tokens("99.9") });
  const others = [
    await open(2n, { inputAmount: tokens("100"), outputAmount: tokens("99.99") }),
    await open(3n, { outputToken: addressToAccount(devnet.tokens.DAI) }),
    await open(4n, { inputAmount: tokens("5000"), outputAmount: tokens("4900") }),
    await open(5n, {}, devnetAccount(solver).address),
  ];
  await until("that the vault fills it", async () => (await decisionOf(enough)) === "commit");
  for (const order of others) await until("that it is aborted", async () => (await decisionOf(order)) === "abort");
  await until("that everything is paid", async () => {
    const [far, third] = await balances();
    return far === before[0]! + tokens("99.9") && third === before[1]! - tokens("100");
  });
  // For the delivery of the payout, not for those of what came back.
  await until("that it has claimed the payout fee", async () => {
    return (await usdcOf(farChain, carrier)) === earned + tokens("0.05");
  });
  expect(relayer.lines.filter((line) => line.includes("trouble"))).toEqual([]);
}, 240_000);

async function open(nonce: bigint, changes: Partial<Leg>, exclusive = zeroAddress as `0x${string}`): Promise<Order> {
  const { devnet } = network;
  const client = devnet.client(thirdChain, user);
  const deadline = BigInt(Math.floor(Date.now() / 1_000) + 25);
  const order: Order = {
    ...{ user: client.account.address, nonce, openDeadline: deadline, fillDeadline: deadline, solver: exclusive },
    ...{ exclusiveUntil: deadline, pooled: true, cancellable: false, calls: [] },
    legs: [
      {
        ...{ originChain: BigInt(thirdChain), inputToken: devnet.tokens.USDC, inputAmount: tokens("10") },
        ...{ destinationChain: BigInt(farChain), outputToken: addressToAccount(devnet.tokens.USDC) },
        ...{ outputAmount: tokens("9"), recipient: addressToAccount(client.account.address) },
        ...changes,
      },
    ],
  };
  await client.waitForTransactionReceipt({ hash: await openOrder(client, { spoke: devnet.spoke, order }) });
  return order;
}

async function decisionOf(order: Order): Promise<string | undefined> {
  const { devnet, state } = network;
  const id = orderId(order, { hubChain: BigInt(hubChain), hub: devnet.hub });
  const [known] = await state.read((snapshot) => readOrders(snapshot, [id]));
  return known?.decision;
}

/** Of the user, where orders are due and where they come from. */
async function balances(): Promise<bigint[]> {
  return await Promise.all([farChain, thirdChain].map((chain) => usdcOf(chain, devnetAccount(user).address)));
}

async function usdcOf(chain: number, account: Address): Promise<bigint> {
  const { devnet } = network;
  return await devnet.client(chain, user).readContract({
    ...{ address: devnet.tokens.USDC, abi: erc20Abi, functionName: "balanceOf", args: [account] },
  } as const);
}
