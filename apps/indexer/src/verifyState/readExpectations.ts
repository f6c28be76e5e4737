import { hubAbi, ledgerAbi, spokeAbi, vaultAbi } from "@concert/types";
import { isWithoutTrace } from "@concert/types/tables";
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
export const checks = [
  "channel heads",
  "orders",
  "escrows",
  "claimables",
  "earned fees",
  "ledger",
  "vaults",
  "tokens",
] as const;
export type Check = (typeof checks)[number];

export type Contracts = {
  hubChain: string;
  hub: Address;
  ledger: Address;
  /** By asset. */
  vaults: ReadonlyMap<string, Address>;
  spokes: ReadonlyMap<string, Address>;
};

/** So many rows are compared at once. */
const pageRows = 2_000;

/** What the state says of channels, orders, escrows, claimables, earnings and the ledger, page by page. */
export async function* readExpectations(sql: TransactionSql, contracts: Contracts): AsyncGenerator<Expectation[]> {
  const { hubChain, hub, spokes } = contracts;
  const ofHub = { chainId: hubChain, to: hub, abi: hubAbi as Abi };
  const ofSpoke = (chainId: string) => ({ chainId, to: spokes.get(chainId)!, abi: spokeAbi as Abi });

  yield await readChannels(sql, contracts);
  for await (const rows of sql<{ orderId: Hex; decision: number }[]>`
    select
      order_id as "orderId",
      case
        when not (${sql.unsafe(isWithoutTrace)}) then array_position(enum_range(null::decision), decision) - 1
        -- What was escrowed again later is known, and nothing else.
        when exists (select from order_aborted a where a.order_id = o.order_id) then 2
        else 0
      end as decision
    from "order" o`.cursor(pageRows)) {
    yield rows.map(({ orderId, decision }) =>
      expectation({
        ...{ ...ofHub, check: "orders", about: `order ${orderId}` },
        ...{ functionName: "decision", args: [orderId], expected: [`${decision}`] },
      }),
    );
  }
  for await (const rows of sql<Record<"orderId" | "chainId" | "reported" | "released" | "fee" | "cancelled", string>[]>`
    select
      e.order_id as "orderId", e.chain_id as "chainId", e.reported_count - whole.count as reported,
      e.released_count - whole.count as released, e.pending_fee as fee, e.cancelled
    from escrow e
    -- What was decided without a trace is not written down.
    cross join lateral (
      select count(*) from "order" o
      where o.order_id = e.order_id and e.reported_count > 0 and ${sql.unsafe(isWithoutTrace)}
    ) whole`.cursor(pageRows)) {
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
  yield* readLedger(sql, contracts);
}

/** Every balance, custody and reserve of the ledger, and who has shares of its vaults. */
async function* readLedger(
  sql: TransactionSql,
  { hubChain, ledger, vaults }: Contracts,
): AsyncGenerator<Expectation[]> {
  const ofLedger = { chainId: hubChain, check: "ledger", to: ledger, abi: ledgerAbi as Abi } as const;
  const places = await sql<Record<"asset" | "chainId" | "token" | "decimals" | Named, string>[]>`
    select
      asset, chain_id as "chainId", token, decimals, custody, local, capacity, "window", target, slope,
      payout_fee as "payoutFee",
      greatest(capacity - used, 0) as free
    from custody where token is not null`;
  yield places.flatMap((place) => {
    const { asset, chainId, token, decimals, custody, local, capacity, window, free, target, slope, payoutFee } = place;
    const args = [Number(asset), BigInt(chainId)];
    const about = `asset ${asset} on chain ${chainId}`;
    return [
      expectation({ ...ofLedger, about, functionName: "custodyOf", args, expected: [custody, local] }),
      expectation({ ...ofLedger, about, functionName: "tokenOf", args, expected: [token, `${decimals}`] }),
      expectation({ ...ofLedger, about, functionName: "limitOf", args, expected: [capacity, window, free] }),
      expectation({ ...ofLedger, about, functionName: "imbalanceOf", args, expected: [target, slope] }),
      expectation({ ...ofLedger, about, functionName: "payoutFeeOf", args, expected: [payoutFee] }),
    ];
  });
  const assets = await sql<Record<"asset" | "reserve" | "supply", string>[]>`
    select asset, reserve, supply from asset`;
  yield assets.flatMap(({ asset, reserve, supply }) => {
    const about = `asset ${asset}`;
    const vault = vaults.get(asset);
    return [
      expectation({ ...ofLedger, about, functionName: "reserveOf", args: [Number(asset)], expected: [reserve] }),
      ...(vault === undefined
        ? []
        : [
            expectation({
              ...ofVault(hubChain, vault),
              about,
              functionName: "totalSupply",
              args: [],
              expected: [supply],
            }),
          ]),
    ];
  });
  for await (const rows of sql<Record<"side" | "asset" | "chain" | "amount", string>[] & { account: Address }[]>`
    select side, asset, chain, account, amount from holding
    where side in ('ledger', 'local', 'shares')`.cursor(pageRows)) {
    yield rows.flatMap(({ side, asset, chain, account, amount }) => {
      const about = `asset ${asset} of ${account}`;
      if (side === "ledger") {
        const args = [account, BigInt(asset)];
        return [expectation({ ...ofLedger, about, functionName: "balanceOf", args, expected: [amount] })];
      }
      if (side === "local") {
        const args = [account, Number(asset), BigInt(chain)];
        return [expectation({ ...ofLedger, about, functionName: "localBalanceOf", args, expected: [amount] })];
      }
      const vault = vaults.get(asset);
      if (vault === undefined) return [];
      const functionName = "balanceOf";
      return [expectation({ ...ofVault(hubChain, vault), about, functionName, args: [account], expected: [amount] })];
    });
  }
}

type Named = "custody" | "local" | "capacity" | "window" | "free" | "target" | "slope" | "payoutFee";

function ofVault(hubChain: string, vault: Address) {
  return { chainId: hubChain, check: "vaults", to: vault, abi: vaultAbi as Abi } as const;
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
