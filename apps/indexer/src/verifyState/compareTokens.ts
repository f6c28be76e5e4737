import type { TransactionSql } from "postgres";
import { type Address, decodeFunctionResult, encodeFunctionData, erc20Abi } from "viem";
import { nativeToken } from "../project/nativeToken.ts";
import type { OpenBlock } from "./openBlock.ts";

/** A token of a spoke: what the state says the spoke owes, and what it holds. */
export type TokenComparison = {
  chainId: string;
  token: Address;
  /** By why it is owed. */
  owed: ReadonlyMap<string, bigint>;
  total: bigint;
  /** Undefined if the token does not tell. */
  held: bigint | undefined;
};

/**
 * Compares what every spoke owes with what it holds, token by token. The native token and its wrapped token are one: a
 * spoke pays debts of one with the other.
 */
export async function compareTokens(
  sql: TransactionSql,
  blocks: ReadonlyMap<string, OpenBlock>,
  spokes: ReadonlyMap<string, Address>,
): Promise<TokenComparison[]> {
  const rows = await sql<{ chainId: string; token: Address; kind: string; amount: string }[]>`
    select b.chain_id as "chainId", case b.token when c.wrapped_native then ${nativeToken} else b.token end as token, kind, sum(amount) as amount
    from balance b
    left join chain c on c.chain_id = b.chain_id
    where b.token is not null
    group by 1, 2, 3
    order by 1, 2, 3`;
  const wrapped = new Map(
    (
      await sql<{ chainId: string; token: Address | null }[]>`
        select chain_id as "chainId", wrapped_native as token from chain`
    ).map(({ chainId, token }) => [chainId, token]),
  );
  const groups = Map.groupBy(rows, ({ chainId, token }) => `${chainId} ${token}`);
  return await Promise.all(
    [...groups.values()].map(async (group): Promise<TokenComparison> => {
      const { chainId, token } = group[0]!;
      const owed = new Map(group.map(({ kind, amount }) => [kind, BigInt(amount)]));
      const total = [...owed.values()].reduce((sum, amount) => sum + amount, 0n);
      const read = () => readHeld(blocks.get(chainId)!, spokes.get(chainId)!, token, wrapped.get(chainId) ?? undefined);
      let held = await read();
      // A node that takes in its next block meanwhile may answer out of that one.
      if (held !== total) held = await read();
      return { chainId, token, owed, total, held };
    }),
  );
}

async function readHeld(
  block: OpenBlock,
  spoke: Address,
  token: Address,
  wrapped: Address | undefined,
): Promise<bigint | undefined> {
  if (token !== nativeToken) return await balanceOf(block, token, spoke);
  const native = await block.nativeBalance(spoke);
  return native + (wrapped === undefined ? 0n : ((await balanceOf(block, wrapped, spoke)) ?? 0n));
}

async function balanceOf(block: OpenBlock, token: Address, spoke: Address): Promise<bigint | undefined> {
  const data = encodeFunctionData({ abi: erc20Abi, functionName: "balanceOf", args: [spoke] });
  try {
    const [returned] = await block.call([{ to: token, data }]);
    return decodeFunctionResult({ abi: erc20Abi, functionName: "balanceOf", data: returned! });
  } catch {
    // Anyone may open an order in a token that breaks, or that never was one.
    return undefined;
  }
}
