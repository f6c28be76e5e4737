import type { Devnet } from "@concert/devnet";
import { attestedGatewayAbi, hubAbi, spokeAbi } from "@concert/types";
import { isWithoutTrace } from "@concert/types/tables";
import type { Sql } from "postgres";
import { type Abi, type Address, createPublicClient, getAddress, type Hex, http, zeroAddress, zeroHash } from "viem";

/** What the state and a contract say of one thing, where they differ. */
export type Disagreement = { about: string; state: unknown; contract: unknown };

export type Comparison = {
  /** How many values were compared, by function. */
  counts: Record<string, number>;
  disagreements: Disagreement[];
};

type Value = string | boolean | null;

/**
 * Compares what the state says with what the contracts of a devnet have in storage: orders, escrows, fees, claims,
 * nonces, channels, configurations and attesters. The chains must stand still, and the state be at their heads.
 */
export async function compareWithChains(sql: Sql, devnet: Devnet): Promise<Comparison> {
  const { hubChain, hub, spoke, attestedGateway } = devnet;
  const clients = new Map(
    devnet.chains.map(({ chainId, rpcUrl }) => [
      `${chainId}`,
      createPublicClient({ transport: http(rpcUrl, { batch: true }) }),
    ]),
  );
  const comparison: Comparison = { counts: {}, disagreements: [] };

  /** Compares a row's values with what a function of a contract returns; a single value stands for itself. */
  async function compare(
    [chainId, address, abi]: readonly [string, Address, Abi],
    functionName: string,
    args: readonly unknown[],
    expected: readonly Value[],
  ): Promise<void> {
    const returned = await clients.get(chainId)!.readContract({ address, abi, functionName, args });
    const values = (Array.isArray(returned) ? returned : [returned]) as unknown[];
    const contract = values.slice(0, expected.length).map((value) => `${value}`.toLowerCase());
    const state = expected.map((value) => `${value}`.toLowerCase());
    comparison.counts[functionName] = (comparison.counts[functionName] ?? 0) + 1;
    if (state.join() === contract.join()) return;
    comparison.disagreements.push({ about: `${functionName}(${args.join()}) on ${chainId}`, state, contract });
  }

  const ofHub = [`${hubChain}`, hub, hubAbi] as const;
  const spokeOf = (chainId: string) => [chainId, spoke, spokeAbi] as const;

  const orders = await sql<{ orderId: Hex; decision: string }[]>`
    select
      order_id as "orderId",
      case
        when not (${sql.unsafe(isWithoutTrace)}) then array_position(enum_range(null::decision), decision) - 1
        when exists (select from order_aborted a where a.order_id = o.order_id) then 2
        else 0
      end as decision
    from "order" o`;
  const escrows = await sql<Record<"orderId" | "chainId" | "reported" | "released" | "fee" | "cancelled", string>[]>`
    select
      e.order_id as "orderId", e.chain_id as "chainId", e.reported_count - whole.count as reported,
      e.released_count - whole.count as released, e.pending_fee as fee, e.cancelled
    from escrow e
    cross join lateral (
      select count(*) from "order" o
      where o.order_id = e.order_id and e.reported_count > 0 and ${sql.unsafe(isWithoutTrace)}
    ) whole`;
  const fills = await sql<{ orderId: Hex; chainId: string; leg: number; isFilled: boolean; ran: string }[]>`
    select order_id as "orderId", destination_chain as "chainId", position as leg, status = 'filled' as "isFilled"
    from leg where destination_chain is not null`;
  const calls = await sql<{ orderId: Hex; chainId: string; ran: boolean }[]>`
    select order_id as "orderId", chain_id as "chainId", status <> 'pending' as ran from call`;
  const nonces = await sql<{ chainId: string; user: Address; nonce: string }[]>`
    select chain_id as "chainId", "user", nonce from nonce`;
  const earnings = await sql<{ chainId: string; account: Address; uncollected: string }[]>`
    select chain_id as "chainId", account, uncollected from earning`;
  const claimables = await sql<{ chainId: string; token: Address; account: Address; amount: string }[]>`
    select chain_id as "chainId", token, account, amount from claimable`;
  const channels = await sql<{ chainId: string; direction: string; queued: Hex | null; processed: Hex | null }[]>`
    select chain_id as "chainId", direction, queued_head as queued, processed_head as processed from channel`;
  const chains = await sql<Record<string, Value>[]>`select * from chain`;
  const attesters = await sql<Record<"chainId" | "sourceChain" | "threshold" | "epoch", string>[]>`
    select chain_id as "chainId", source_chain as "sourceChain", threshold, epoch from attester_set
    where current and gateway = ${attestedGateway.toLowerCase()}`;

  await Promise.all([
    ...orders.map(({ orderId, decision }) => compare(ofHub, "decision", [orderId], [decision])),
    ...escrows.map(({ orderId, chainId, reported, released, fee, cancelled }) =>
      compare(ofHub, "escrows", [orderId, BigInt(chainId)], [reported, released, fee, cancelled]),
    ),
    ...fills.map(async ({ orderId, chainId, leg, isFilled }) => {
      const client = clients.get(chainId)!;
      const filled = await client.readContract({
        address: spoke,
        abi: spokeAbi,
        functionName: "filledLegs",
        args: [orderId],
      });
      const contract = ((filled >> BigInt(leg)) & 1n) === 1n;
      comparison.counts.filledLegs = (comparison.counts.filledLegs ?? 0) + 1;
      if (contract !== isFilled) {
        comparison.disagreements.push({
          about: `filledLegs(${orderId}) ${leg} on ${chainId}`,
          state: isFilled,
          contract,
        });
      }
    }),
    ...calls.map(async ({ orderId, chainId, ran }) => {
      const client = clients.get(chainId)!;
      const executor = await client.readContract({
        address: spoke,
        abi: spokeAbi,
        functionName: "executorOf",
        args: [orderId],
      });
      const contract = (await client.getCode({ address: executor })) !== undefined;
      comparison.counts.executorOf = (comparison.counts.executorOf ?? 0) + 1;
      if (contract !== ran) {
        comparison.disagreements.push({ about: `executor of ${orderId} on ${chainId}`, state: ran, contract });
      }
    }),
    ...nonces.map(({ chainId, user, nonce }) =>
      compare(spokeOf(chainId), "isNonceUsed", [getAddress(user), BigInt(nonce)], [true]),
    ),
    ...earnings.map(({ chainId, account, uncollected }) =>
      compare(ofHub, "earnedFees", [BigInt(chainId), getAddress(account)], [uncollected]),
    ),
    ...claimables.map(({ chainId, token, account, amount }) =>
      compare(spokeOf(chainId), "claimable", [getAddress(token), getAddress(account)], [amount]),
    ),
    ...channels.flatMap(({ chainId, direction, queued, processed }) => {
      const [ofSpoke, toSpoke] = [[...spokeOf(chainId)] as const, BigInt(chainId)];
      const [sender, receiver] = direction === "report" ? [ofSpoke, ofHub] : [ofHub, ofSpoke];
      const [toReceiver, toSender] = direction === "report" ? [BigInt(hubChain), toSpoke] : [toSpoke, BigInt(hubChain)];
      return [
        compare(sender, "queuedHead", [toReceiver], [queued ?? zeroHash]),
        compare(receiver, "processedHead", [toSender], [processed ?? zeroHash]),
      ];
    }),
    ...chains.flatMap((row) => {
      const chainId = row.chain_id as string;
      const of = (...names: string[]) => names.map((name) => row[name]!);
      return [
        compare(ofHub, "configurationOf", [BigInt(chainId)], of("accepting", "entry_fee", "retired")),
        compare(ofHub, "watermark", [BigInt(chainId)], of("watermark")),
        compare(ofHub, "feePolicy", [BigInt(chainId)], of("fee_minimum", "fee_maximum", "fee_rate")),
        compare(ofHub, "route", [BigInt(chainId)], of("gateway", "spoke")),
        compare(
          spokeOf(chainId),
          "configuration",
          [],
          of("spoke_accepting", "opens_paused", "fills_paused", "spoke_entry_fee"),
        ),
        compare(spokeOf(chainId), "wrappedNative", [], [row.wrapped_native ?? zeroAddress]),
      ];
    }),
    ...attesters.map(({ chainId, sourceChain, threshold, epoch }) =>
      compare([chainId, attestedGateway, attestedGatewayAbi], "attestersOf", [BigInt(sourceChain)], [threshold, epoch]),
    ),
  ]);
  return comparison;
}
