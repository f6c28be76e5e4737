import { hubAbi, spokeAbi } from "@concert/types";
import type { TransactionSql } from "postgres";
import { type Abi, type Address, encodeFunctionData, type Hex, zeroHash } from "viem";
import type { Call } from "./openBlock.ts";

/** What the state says that a contract will return. */
export type Expectation = Call & {
  chainId: string;
  check: Check;
  /** What it is about, for people. */
  about: string;
  abi: Abi;
  functionName: string;
  /** Of the first values that the function returns. */
  expected: readonly string[];
};

/** What is compared. */
export const checks = ["channel heads", "orders", "escrows", "claimables", "earned fees", "tokens"] as const;
export type Check = (typeof checks)[number];

export type Contracts = { hubChain: string; hub: Address; spokes: ReadonlyMap<string, Address> };

/** So many rows are compared at once. */
const pageRows = 2_000;

/** What the state says of channels, orders, escrows, claimables and earnings, page by page. */
export async function* readExpectations(sql: TransactionSql, contracts: Contracts): AsyncGenerator<Expectation[]> {
  const { hubChain, hub, spokes } = contracts;
  const ofHub = { chainId: hubChain, to: hub, abi: hubAbi as Abi };
  const ofSpoke = (chainId: string) => ({ chainId, to: spokes.get(chainId)!, abi: spokeAbi as Abi });

  yield await readChannels(sql, contracts);
  for await (const rows of sql<{ orderId: Hex; decision: number }[]>`
    select order_id as "orderId", array_position(enum_range(null::decision), decision) - 1 as decision
    from "order"`.cursor(pageRows)) {
    yield rows.map(({ orderId, decision }) =>
      expectation({
        ...{ ...ofHub, check: "orders", about: `order ${orderId}` },
        ...{ functionName: "decision", args: [orderId], expected: [`${decision}`] },
      }),
    );
  }
  for await (const rows of sql<Record<"orderId" | "chainId" | "reported" | "released" | "fee" | "cancelled", string>[]>`
    select
      order_id as "orderId", chain_id as "chainId", reported_count as reported, released_count as released,
      pending_fee as fee, cancelled
    from escrow`.cursor(pageRows)) {
    yield rows.map(({ orderId, chainId, reported, released, fee, cancelled }) =>
      expectation({
        ...{ ...ofHub, check: "escrows", about: `order ${orderId} on chain ${chainId}`, functionName: "escrows" },
        ...{ args: [orderId, BigInt(chainId)], expected: [reported, released, fee, cancelled].map(String) },
      }),
    );
  }
  for await (const rows of sql<{ chainId: string; token: Address; account: Address; amount: string }[]>`
    select chain_id as "chainId", token, account, amount from claimable`.cursor(pageRows)) {
    yield rows.map(({ chainId, token, account, amount }) =>
      expectation({
        ...{ ...ofSpoke(chainId), check: "claimables", about: `token ${token} for ${account}` },
        ...{ functionName: "claimable", args: [token, account], expected: [amount] },
      }),
    );
  }
  for await (const rows of sql<{ chainId: string; account: Address; uncollected: string }[]>`
    select chain_id as "chainId", account, uncollected from earning`.cursor(pageRows)) {
    yield rows.map(({ chainId, account, uncollected }) =>
      expectation({
        ...{ ...ofHub, check: "earned fees", about: `fees of chain ${chainId} for ${account}` },
        ...{ functionName: "earnedFees", args: [BigInt(chainId), account], expected: [uncollected] },
      }),
    );
  }
}

/** Both ends of every channel; one that the state does not know has no entries. */
async function readChannels(sql: TransactionSql, { hubChain, hub, spokes }: Contracts): Promise<Expectation[]> {
  const rows = await sql<{ chainId: string; direction: string; queued: Hex | null; processed: Hex | null }[]>`
    select chain_id as "chainId", direction, queued_head as queued, processed_head as processed from channel`;
  return [...spokes].flatMap(([chainId, spoke]) =>
    ["report", "instruction"].flatMap((direction) => {
      const known = rows.find((row) => row.chainId === chainId && row.direction === direction);
      const atSpoke = { chainId, to: spoke, abi: spokeAbi as Abi, args: [BigInt(hubChain)] };
      const atHub = { chainId: hubChain, to: hub, abi: hubAbi as Abi, args: [BigInt(chainId)] };
      const [sender, receiver] = direction === "report" ? [atSpoke, atHub] : [atHub, atSpoke];
      const common = { check: "channel heads", about: `${direction} channel of chain ${chainId}` } as const;
      return [
        expectation({ ...sender, ...common, functionName: "queuedHead", expected: [known?.queued ?? zeroHash] }),
        expectation({
          ...receiver,
          ...common,
          functionName: "processedHead",
          expected: [known?.processed ?? zeroHash],
        }),
      ];
    }),
  );
}

function expectation({ args, ...rest }: Omit<Expectation, "data"> & { args: readonly unknown[] }): Expectation {
  return { ...rest, data: encodeFunctionData({ abi: rest.abi, functionName: rest.functionName, args }) };
}
