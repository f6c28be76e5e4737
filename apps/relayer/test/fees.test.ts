import { setTimeout as sleep } from "node:timers/promises";
import { accountIndexes, type Devnet, devnetAccount } from "@concert/devnet";
import { spokeAbi } from "@concert/types";
import { formatGwei, parseGwei } from "viem";
import { expect, test } from "vitest";
import { estimateEntryFee } from "../src/work/estimateEntryFee.ts";
import { untilSettledUp } from "./books.ts";
import { holdGasPrices } from "./holdGasPrices.ts";
import { type PlayedOrder, playOrder } from "./playOrders.ts";
import { readAccounts } from "./readAccounts.ts";
import { startNetwork, until } from "./startNetwork.ts";

/** Base fees of the three chains: an expensive hub, and spokes that cost less. */
const gasPrices = new Map([
  [31337, parseGwei("20")],
  [31338, parseGwei("5")],
  [31339, parseGwei("10")],
]);
const orderCount = 96;

/** The hub's own reckoning, which rounds up. */
function dueFee(chain: number): bigint {
  const policy = { feeMinimum: 0n, feeMaximum: 2n ** 40n, feeRate: 10n ** 18n };
  return estimateEntryFee(policy, { hubGasPrice: gasPrices.get(31337)!, gasPrice: gasPrices.get(chain)! });
}

async function readEntryFee({ client, spoke }: Devnet, chain: number): Promise<bigint> {
  const contract = { abi: spokeAbi, address: spoke, functionName: "configuration" } as const;
  const [, , , entryFee] = await client(chain, 0).readContract(contract);
  return entryFee;
}

/** Of each act on each chain: how many transactions, for how many entries or orders, and the gas of all. */
function describeGas(lines: readonly string[]): string[] {
  const rows = lines.flatMap((line) => {
    const [, act, chain, facts, gas] = /info +(\w+) chain=(\d+)(.*) gas=(\d+)/.exec(line) ?? [];
    if (act === undefined) return [];
    const count = /(?:entries|orders)=(\d+)/.exec(facts!)?.[1] ?? "1";
    return [{ name: `${act} on ${chain}`, count: Number(count), gas: Number(gas) }];
  });
  return [...Map.groupBy(rows, ({ name }) => name)].map(([name, group]) => {
    const [count, gas] = [group.reduce((sum, row) => sum + row.count, 0), group.reduce((sum, row) => sum + row.gas, 0)];
    return `${name}: ${group.length} transactions for ${count}, ${gas} gas, ${Math.round(gas / count)} each`;
  });
}

test("a relayer run on fees alone breaks even", { timeout: 240_000 }, async () => {
  await using network = await startNetwork();
  const { devnet } = network;
  await using _ = holdGasPrices(devnet, gasPrices);
  const { address } = devnetAccount(accountIndexes.relayer);
  const chains = devnet.chains.map(({ chainId }) => chainId);
  const before = new Map<number, { block: bigint; balance: bigint }>();
  for (const chain of chains) {
    const client = devnet.client(chain, 0);
    // The hub sets a fee at most once a minute.
    await client.increaseTime({ seconds: 61 });
    await client.mine({ blocks: 1 });
    const block = await client.getBlockNumber();
    before.set(chain, { block, balance: await client.getBalance({ address, blockNumber: block }) });
  }

  // From its first transaction on everything counts: what it costs to set the fees is paid by fees, too.
  const relayer = await network.startRelayer({ batchSize: 12, batchAge: 12, collectAfter: 20 });
  await until("fees that follow the gas prices", async () => {
    const fees = await Promise.all(chains.map((chain) => readEntryFee(devnet, chain)));
    return fees.every((fee, index) => fee >= dueFee(chains[index]!));
  });

  const played: PlayedOrder[] = await Promise.all(
    Array.from({ length: orderCount }, async (_, index) => {
      await sleep(250 * index);
      const [origin, destination] = [chains[index % 3]!, chains[(index + 1 + (index % 2)) % 3]!];
      return await playOrder(devnet, {
        nonce: BigInt(index),
        lifetime: 900,
        user: index % 4,
        solver: (index >> 2) % 4,
        legs: [[origin, destination]],
        filling: () => (index % 3 === 0 ? "held" : "direct"),
      });
    }),
  );
  await untilSettledUp(devnet, played);
  await relayer.process.stop();

  const accounts = await readAccounts(
    devnet,
    address,
    new Map([...before].map(([chain, { block }]) => [chain, block])),
  );
  const sum = (of: "spent" | "paid" | "earned") => accounts.reduce((total, account) => total + account[of], 0n);
  for (const { chain, spent, paid, balance } of accounts) {
    expect(balance - before.get(chain)!.balance, `balance on ${chain}`).toBe(paid - spent);
  }
  // The rates between the chains' native tokens are 1.
  const [spent, got] = [sum("spent"), sum("paid") + sum("earned")];
  console.log(describeGas(relayer.lines).join("\n"));
  console.log(`spent ${formatGwei(spent)} gwei, got ${formatGwei(got)} gwei`);
  expect(got).toBeGreaterThanOrEqual(spent);
});
