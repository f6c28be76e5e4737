import { setTimeout as sleep } from "node:timers/promises";
import { connectState, readBalances, readDivergences } from "@concert/sdk";
import { encodeReport } from "@concert/types";
import { cut } from "@concert/types/tables";
import { desc } from "drizzle-orm";
import { expect, test } from "vitest";
import { startPostgres } from "../postgres/startPostgres.ts";
import { runTraffic } from "../traffic/runTraffic.ts";
import { forgeDelivery } from "./forgeDelivery.ts";
import { startDevnet } from "./startDevnet.ts";
import { startIndexer } from "./startIndexer.ts";

test("a forged delivery is read as a divergence, and what spokes owe as of any cut", async () => {
  await using postgres = await startPostgres();
  await using devnet = await startDevnet();
  await using _ = await startIndexer({ ...devnet, databaseUrl: postgres.url, schema: "forged" });
  const state = await connectState({ databaseUrl: postgres.url, schema: "forged" });
  await using stack = new AsyncDisposableStack();
  stack.defer(state.close);
  await runTraffic({ devnet, seed: 5, orderCount: 3 });
  expect(await state.read(readDivergences)).toEqual([]);

  const entry = encodeReport({ kind: "heartbeat", timestamp: 1n, gasPrice: 1n });
  const { head, acceptedIn, deliveredIn } = await forgeDelivery({ devnet, chain: 31338, entries: [entry] });
  let divergences = await state.read(readDivergences);
  while (divergences.length < 2) {
    await sleep(100);
    divergences = await state.read(readDivergences);
  }
  const common = { chainId: 31338n, direction: "report", status: "diverged", seenChain: 31337n, seenHead: head };
  expect(divergences).toMatchObject([
    { ...common, kind: "accepted", transactionHash: acceptedIn },
    { ...common, kind: "delivered", transactionHash: deliveredIn },
  ]);

  await state.read(async (snapshot) => {
    const [latest] = await snapshot.select().from(cut).orderBy(desc(cut.id)).limit(1);
    const balances = await readBalances(snapshot);
    expect(balances.map(({ kind }) => kind)).toContain("escrowed");
    expect(sorted(await readBalances(snapshot, { cut: latest!.id }))).toEqual(sorted(balances));
    const { chainId: chain, token, account } = balances.find(({ kind }) => kind === "escrowed")!;
    const own = balances.filter((row) => row.chainId === chain && row.token === token && row.account === account);
    for (const past of [undefined, latest!.id]) {
      const read = await readBalances(snapshot, { chain, token, account: account!, cut: past });
      expect(sorted(read)).toEqual(sorted(own));
    }
  });
}, 240_000);

function sorted<Row>(rows: readonly Row[]): string[] {
  return rows
    .map((row) => JSON.stringify(row, (_, value) => (typeof value === "bigint" ? `${value}` : value)))
    .toSorted();
}
