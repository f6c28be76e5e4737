import { InputError, spokeAbi } from "@concert/types";
import type { TransactionSql } from "postgres";
import { type Address, decodeFunctionResult, encodeFunctionData } from "viem";
import type { IndexedChain } from "../source/IndexedChain.ts";
import type { Store } from "../store/connectStore.ts";
import { compareTokens, type TokenComparison } from "./compareTokens.ts";
import { findImbalances } from "./findImbalances.ts";
import { type OpenBlock, openBlock } from "./openBlock.ts";
import { type Check, type Contracts, type Expectation, readExpectations } from "./readExpectations.ts";

export type VerifyStateParameters = {
  store: Store;
  chains: readonly IndexedChain[];
  hubChainId: bigint;
};

export type VerifiedState = {
  cut: string;
  /** At which blocks the chains were asked. */
  checkpoints: readonly { chainId: string; name: string; blockNumber: string; blockHash: string }[];
  /** How many values were compared, by chain and check. */
  counts: ReadonlyMap<string, ReadonlyMap<Check, number>>;
  tokens: readonly TokenComparison[];
  /** One line each. */
  differences: readonly string[];
};

/**
 * Compares the state of one cut with what the contracts hold at the cut's blocks: the heads of both ends of every channel,
 * every order, escrow, claimable and earned fee, every balance, custody and reserve of the ledger, and every token of every
 * spoke with what the spoke owes. The ledger's books have to add up, too.
 *
 * @throws {InputError} If no provider of a chain has the state of its block any more.
 */
export async function verifyState({ store, chains, hubChainId }: VerifyStateParameters): Promise<VerifiedState> {
  const blocks = new Map<string, OpenBlock>();
  try {
    return (await store.begin("isolation level repeatable read read only", async (sql) => {
      // Here, whole tables are read.
      await sql`set local enable_seqscan = on; set local enable_hashjoin = on`.simple();
      const checkpoints = await readCheckpoints(sql, chains);
      const contracts = contractsOf(chains, hubChainId);
      for (const { chainId, blockNumber, blockHash } of checkpoints) {
        const chain = chains.find((candidate) => `${candidate.chainId}` === chainId)!;
        const to = contracts.spokes.get(chainId)!;
        const data = encodeFunctionData({ abi: spokeAbi, functionName: "queuedHead", args: [hubChainId] });
        const block = { number: BigInt(blockNumber), hash: blockHash };
        blocks.set(chainId, await openBlock({ chain, block, probe: { to, data } }));
      }
      return await compare(sql, checkpoints, contracts, blocks);
    })) as VerifiedState;
  } finally {
    for (const block of blocks.values()) block.close();
  }
}

type Checkpoint = VerifiedState["checkpoints"][number];

async function readCheckpoints(sql: TransactionSql, chains: readonly IndexedChain[]): Promise<Checkpoint[]> {
  const checkpoints = await sql<(Checkpoint & { cutId: string })[]>`
    select chain_id as "chainId", name, block_number as "blockNumber", block_hash as "blockHash"
    from checkpoint order by chain_id`;
  for (const { chainId, name } of chains) {
    if (checkpoints.some((row) => row.chainId === `${chainId}`)) continue;
    throw new InputError(
      `chain ${chainId} (${name}) is not indexed: start the indexer first, or give another --schema.`,
    );
  }
  return checkpoints.filter((row) => chains.some(({ chainId }) => `${chainId}` === row.chainId));
}

function contractsOf(chains: readonly IndexedChain[], hubChainId: bigint): Contracts {
  const find = (chain: IndexedChain, name: string) =>
    [...chain.contracts].find(([, contract]) => contract === name)![0] as Address;
  const hubChain = chains.find(({ chainId }) => chainId === hubChainId)!;
  return {
    hubChain: `${hubChainId}`,
    hub: find(hubChain, "hub"),
    ledger: find(hubChain, "ledger"),
    vaults: new Map(
      [...hubChain.contracts].flatMap(([address, name]) =>
        name.startsWith("vault_") ? [[name.slice("vault_".length), address as Address] as const] : [],
      ),
    ),
    spokes: new Map(chains.map((chain) => [`${chain.chainId}`, find(chain, "spoke")])),
  };
}

async function compare(
  sql: TransactionSql,
  checkpoints: readonly Checkpoint[],
  contracts: Contracts,
  blocks: ReadonlyMap<string, OpenBlock>,
): Promise<VerifiedState> {
  const [latest] = await sql<[{ id: string }]>`select coalesce(max(id), 0) as id from cut`;
  const counts = new Map(checkpoints.map(({ chainId }) => [chainId, new Map<Check, number>()]));
  const differences: string[] = [];
  differences.push(...(await findImbalances(sql)));
  for (const { seenChain, block, kind, channel } of await readDivergences(sql)) {
    differences.push(`chain ${seenChain}, block ${block}: ${channel} has diverged (${kind}): see the table divergence`);
  }
  function count(chainId: string, check: Check): void {
    const ofChain = counts.get(chainId)!;
    ofChain.set(check, (ofChain.get(check) ?? 0) + 1);
  }
  for await (const page of readExpectations(sql, contracts)) {
    for (const [chainId, expectations] of Map.groupBy(page, ({ chainId }) => chainId)) {
      const block = blocks.get(chainId);
      if (block === undefined) continue;
      for (const { check } of expectations) count(chainId, check);
      const doubtful = await findUnmet(block, expectations);
      // A node that takes in its next block meanwhile may answer out of that one.
      for (const { expectation, seen } of await findUnmet(
        block,
        doubtful.map(({ expectation }) => expectation),
      )) {
        const { about, functionName, expected } = expectation;
        differences.push(
          `chain ${chainId}: ${about}: the state says ${expected.join(", ")}, ${functionName} ${seen.join(", ")}`,
        );
      }
    }
  }
  const tokens = await compareTokens(sql, blocks, contracts.spokes);
  for (const { chainId, token, total, held } of tokens) {
    count(chainId, "tokens");
    if (held === undefined || held >= total) continue;
    differences.push(
      `chain ${chainId}: token ${token}: the spoke owes ${total} and holds ${held}, ${total - held} too little`,
    );
  }
  return { cut: latest.id, checkpoints, counts, tokens, differences };
}

async function readDivergences(sql: TransactionSql) {
  return await sql<{ seenChain: string; block: string; kind: string; channel: string }[]>`
    select
      seen_chain as "seenChain", block_number as block, kind, direction || ' channel of chain ' || chain_id as channel
    from divergence
    where status = 'diverged'
    order by seen_chain, block_number, log_index`;
}

type Unmet = { expectation: Expectation; seen: readonly string[] };

async function findUnmet(block: OpenBlock, expectations: readonly Expectation[]): Promise<Unmet[]> {
  const returned = await block.call(expectations.map(({ to, data }) => ({ to, data })));
  return expectations.flatMap((expectation, index) => {
    const seen = decode(expectation, returned[index]!);
    return seen.join() === expectation.expected.join() ? [] : [{ expectation, seen }];
  });
}

function decode({ abi, functionName, expected }: Expectation, data: `0x${string}`): string[] {
  const returned: unknown = decodeFunctionResult({ abi, functionName, data });
  const values = Array.isArray(returned) ? returned : [returned];
  return values.slice(0, expected.length).map((value) => `${value}`.toLowerCase());
}
