import { expect, test } from "vitest";
import { openWorkers } from "./openWorkers.ts";

test("processes share the chains of a schema, and a killed one's chains move on", async () => {
  await using workers = await openWorkers();
  const schema = "shared";
  await using first = await workers.start(schema);
  await workers.untilIndexed(schema);
  await using second = await workers.start(schema);
  await expect.poll(() => [first.held(), second.held()], { timeout: 40_000 }).toEqual([2, 2]);
  await workers.untilReady(second);

  const sql = workers.connect(schema);
  await using _ = { [Symbol.asyncDispose]: () => sql.end() };
  const blocks = async () =>
    new Map(
      (await sql<{ id: string; block: string }[]>`select chain_id as id, block_number as block from checkpoint`).map(
        ({ id, block }) => [id, Number(block)],
      ),
    );
  await first.process.kill();
  const killedAt = performance.now();
  const before = await blocks();
  await expect.poll(second.held, { timeout: 10_000, interval: 5 }).toBe(4);
  const leasedAfter = performance.now() - killedAt;
  await expect
    .poll(async () => [...(await blocks())].every(([id, block]) => block > before.get(id)!), {
      timeout: 10_000,
      interval: 5,
    })
    .toBe(true);
  console.log(`leased after ${Math.round(leasedAfter)} ms, moved on after ${Math.round(performance.now() - killedAt)}`);
  expect(leasedAfter).toBeLessThan(1_000);
  await second.process.stop();
  expect(await workers.run("check", schema)).toMatchObject({ code: 0 });
}, 300_000);
