import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openWorkers, type Worker, type Workers } from "./openWorkers.ts";

let workers: Workers;

beforeAll(async () => {
  workers = await openWorkers();
});

afterAll(() => workers?.[Symbol.asyncDispose]());

test("the state is rebuilt beside running indexers, which go on", async () => {
  const schema = "rebuilt";
  await using first = await workers.start(schema);
  await workers.untilIndexed(schema);
  await using second = await workers.start(schema, ["--serve-only"]);
  await workers.untilReady(first, second);
  const ending = new AbortController();
  const reading = Promise.all([first, second].map((indexer) => read(indexer, ending.signal)));

  for (let time = 0; time < 2; time++) expect(await workers.run("rebuild", schema)).toMatchObject({ code: 0 });
  await sleep(1_000);
  ending.abort();
  for (const reads of await reading) expect(reads).toBeGreaterThan(10);
  await workers.untilReady(first, second);
  for (const { lines } of [first, second]) {
    expect(lines.filter((line) => / (warn|error) /.test(line))).toEqual([]);
  }
  await first.process.stop();
  expect(await workers.run("check", schema)).toMatchObject({ code: 0 });
}, 300_000);

test("a chain is rewound beside a running indexer, which reads it again", async () => {
  const schema = "rewound";
  await using indexer = await workers.start(schema);
  await workers.untilReady(indexer);
  const { code, lines } = await workers.run("rewind", schema, "--chain", "102", "--to", "20");
  expect({ code, lines }).toEqual({
    code: 0,
    lines: [expect.stringMatching(/ warn {2}rewound schema=rewound chain=102 /)],
  });
  const sql = workers.connect(schema);
  await using _ = { [Symbol.asyncDispose]: () => sql.end() };
  const [rewound] = await sql`select chain_id, to_block_number::integer as "to" from rewind_log`;
  expect(rewound!.chain_id).toBe("102");
  expect(rewound!.to).toBeLessThanOrEqual(20);
  await expect
    .poll(async () => (await sql`select from checkpoint where chain_id = 102 and block_number > 40`).length, {
      timeout: 60_000,
    })
    .toBe(1);
  await workers.untilReady(indexer);
  await indexer.process.stop();
  expect(await workers.run("check", schema)).toMatchObject({ code: 0 });
}, 300_000);

test("a newer process rebuilds the state, and the older one ends", async () => {
  const schema = "updated";
  await using older = await workers.start(schema);
  await workers.untilReady(older);
  const sql = workers.connect(schema);
  // As if a process of another version had rebuilt it.
  await sql`update projection set version = version - 1, hash = 'another'`;
  await sql.end();
  expect(await older.process.ended).toMatchObject({ code: 1 });
  expect(older.lines.at(-1)).toMatch(/^the state was rebuilt by version \d+ of the projection, and this is version/);

  await using newer = await workers.start(schema);
  await workers.untilReady(newer);
  expect(newer.lines.join("\n")).toContain("the state is rebuilt");
  await newer.process.stop();
  expect(await workers.run("check", schema)).toMatchObject({ code: 0 });
}, 300_000);

test("a chain is taken out of a live index and put back, and the others stay", async () => {
  const schema = "changed";
  const indexer = await workers.start(schema);
  await workers.untilReady(indexer);
  await indexer.process.stop();
  const sql = workers.connect(schema);
  await using _ = { [Symbol.asyncDispose]: () => sql.end() };
  const [{ block }] = await sql<[{ block: string }]>`select block_number as block from checkpoint where chain_id = 102`;

  await using fewer = await workers.start(schema, [], (config) => ({
    ...config,
    chains: config.chains.filter(({ id }) => id !== 104),
  }));
  await workers.untilReady(fewer);
  expect(await sql`select from entry_queued where chain_id = 104`).toHaveLength(0);
  // Nothing of the others was read again.
  const [again] = await sql`
    select from cut_checkpoint where chain_id = 102 and from_block <= ${block} and cut_id > (
      select max(cut_id) from cut_checkpoint where chain_id = 102 and block_number <= ${block}
    )`;
  expect(again).toBeUndefined();
  await fewer.process.stop();
  expect(await workers.run("check", schema)).toMatchObject({ code: 0 });

  await using all = await workers.start(schema);
  await workers.untilReady(all);
  expect((await sql`select from entry_queued where chain_id = 104`).length).toBeGreaterThan(0);
  await all.process.stop();
  expect(await workers.run("check", schema)).toMatchObject({ code: 0 });
}, 300_000);

/** Asks over and over again, and compares what is derived with what it is derived from. */
async function read({ url }: Worker, signal: AbortSignal): Promise<number> {
  const body = JSON.stringify({ query: "{ entries { totalCount } entryQueuedEvents { totalCount } }" });
  let reads = 0;
  for (; !signal.aborted; reads++) {
    const response = await fetch(`${url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    const { data, errors } = (await response.json()) as {
      data: Record<string, { totalCount: number }>;
      errors?: unknown;
    };
    expect(errors).toBeUndefined();
    expect(data.entries!.totalCount).toBeGreaterThan(0);
    expect(data.entries).toEqual(data.entryQueuedEvents);
  }
  return reads;
}
