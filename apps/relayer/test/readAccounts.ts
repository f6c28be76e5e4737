import type { Devnet } from "@concert/devnet";
import { hubAbi, native, spokeAbi } from "@concert/types";
import { type Address, isAddressEqual, parseEventLogs, parseGwei } from "viem";

/** What a relayer spent and got on one chain, in wei of its native token. */
export type Account = {
  chain: number;
  /** Gas, and what it cost with all tips. */
  gas: bigint;
  spent: bigint;
  transactionCount: number;
  /** What spokes paid it for deliveries, and what it collected. */
  paid: bigint;
  /** What the hub owes it besides. */
  earned: bigint;
  balance: bigint;
};

/** Adds up every transaction that an account sent from a block on, by the receipts of each chain. */
export async function readAccounts(
  devnet: Devnet,
  account: Address,
  fromBlocks: ReadonlyMap<number, bigint>,
): Promise<Account[]> {
  return await Promise.all(
    devnet.chains.map(async ({ chainId }): Promise<Account> => {
      const client = devnet.client(chainId, 0);
      const last = await client.getBlockNumber();
      const sums = { gas: 0n, spent: 0n, transactionCount: 0, paid: 0n };
      for (let blockNumber = fromBlocks.get(chainId)! + 1n; blockNumber <= last; blockNumber++) {
        const { transactions } = await client.getBlock({ blockNumber, includeTransactions: true });
        for (const { hash } of transactions.filter(({ from }) => isAddressEqual(from, account))) {
          const { gasUsed, effectiveGasPrice } = await client.getTransactionReceipt({ hash });
          sums.gas += gasUsed;
          sums.spent += gasUsed * effectiveGasPrice;
          sums.transactionCount++;
        }
        const logs = await client.getLogs({ address: devnet.spoke, fromBlock: blockNumber, toBlock: blockNumber });
        for (const { eventName, args } of parseEventLogs({
          abi: spokeAbi,
          eventName: ["DeliveryPaid", "PayoutPaid"],
          logs,
        })) {
          if (!isAddressEqual(args.account, account)) continue;
          if (eventName === "DeliveryPaid" || isAddressEqual(args.token, native)) sums.paid += args.amount;
        }
      }
      const earned = await devnet.client(devnet.hubChain, 0).readContract({
        abi: hubAbi,
        address: devnet.hub,
        functionName: "earnedFees",
        args: [BigInt(chainId), account],
      });
      const balance = await client.getBalance({ address: account, blockNumber: last });
      return { chain: chainId, ...sums, earned: earned * parseGwei("1"), balance };
    }),
  );
}
