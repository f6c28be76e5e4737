import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import postgres from "postgres";
import { expect, test } from "vitest";
import { startPostgres } from "./startPostgres.ts";

test("a server answers until it is stopped, and leaves nothing behind", async () => {
  const server = await startPostgres();
  const sql = postgres(server.url);
  const [row] =
    await sql`SELECT current_setting('server_version_num')::int AS version, current_setting('TimeZone') AS zone`;
  expect(row).toMatchObject({ zone: "UTC" });
  expect(row?.version).toBeGreaterThanOrEqual(180_000);

  // A client that stays does not hold up the stop.
  await server[Symbol.asyncDispose]();
  await sql.end();

  expect(existsSync(server.directory)).toBe(false);
});

test("after a crash it has what was committed before", async () => {
  await using server = await startPostgres();
  const sql = postgres(server.url, { max: 1, onnotice: () => undefined });
  await sql`CREATE TABLE kept (id integer)`;
  await sql`SET synchronous_commit = on`;
  await sql`INSERT INTO kept VALUES (1)`;
  const { pid } = server.process;
  await server.crash();
  expect(server.process.pid).not.toBe(pid);
  expect(await sql`SELECT id FROM kept`.catch(() => sql`SELECT id FROM kept`)).toEqual([{ id: 1 }]);
  await sql.end();
});

test("another port is chosen when the wanted one is taken", async () => {
  const occupant = createServer().listen(0, "127.0.0.1");
  await once(occupant, "listening");
  const { port } = occupant.address() as { port: number };
  try {
    await using server = await startPostgres({ port });
    expect(server.port).not.toBe(port);
  } finally {
    occupant.close();
  }
});

test("nobody gets in without the password", async () => {
  await using server = await startPostgres();
  const url = new URL(server.url);
  url.password = "guessed";
  const sql = postgres(url.href, { max: 1 });
  await expect(sql`SELECT 1`).rejects.toThrow("password authentication failed");
  await sql.end();
});
