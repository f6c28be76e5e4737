import type { Sql } from "postgres";

export type WatchedCommits = {
  /** When the block was committed: milliseconds since 1970; undefined if it is not, or was there from the start. */
  committedAt(chainId: number, block: number): number | undefined;
  /** Waits for the next one, so long at most. */
  next(milliseconds: number): Promise<void>;
  stop(): Promise<void>;
};

/** Notes when blocks are committed: when Postgres tells of the cut, which it does after the commit. */
export async function watchCommits(sql: Sql, schema: string): Promise<WatchedCommits> {
  const arrivals = new Map<string, number>();
  let seen = 0;
  let woken: (() => void) | undefined;
  const moves = new Map<number, { from: number; to: number; at: number }[]>();
  const [{ id: before }] = await sql<[{ id: string }]>`
    select coalesce(max(id), 0) as id from ${sql(schema)}.cut`;
  const listening = await sql.listen(`${schema}_cut`, (cut) => {
    arrivals.set(cut, performance.timeOrigin + performance.now());
    woken?.();
  });
  return {
    committedAt(chainId, block) {
      return moves.get(chainId)?.find(({ from, to }) => from <= block && block <= to)?.at;
    },
    async next(milliseconds) {
      if (arrivals.size === seen) {
        const timeout = AbortSignal.timeout(milliseconds);
        await new Promise<void>((resolve) => {
          woken = resolve;
          timeout.addEventListener("abort", () => resolve(), { once: true });
        });
      }
      seen = arrivals.size;
    },
    async stop() {
      await listening.unlisten();
      const rows = await sql<{ cut: string; chainId: string; from: string; to: string }[]>`
        select cut_id as cut, chain_id as "chainId", from_block as from, block_number as to
        from ${sql(schema)}.cut_checkpoint where cut_id > ${before} order by cut_id`;
      for (const { cut, chainId, from, to } of rows) {
        const at = arrivals.get(cut);
        if (at === undefined) continue;
        const known = moves.get(Number(chainId)) ?? [];
        known.push({ from: Number(from), to: Number(to), at });
        moves.set(Number(chainId), known);
      }
    },
  };
}
