import { once } from "node:events";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { connectState } from "./connectState.ts";

test("a Postgres that is not there is told in one line, without the password", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");

  const databaseUrl = `postgres://someone:secret@127.0.0.1:${port}/somewhere`;
  await expect(connectState({ databaseUrl, schema: "concert" })).rejects.toMatchObject({
    name: "StateUnavailableError",
    retryable: true,
    message: `Postgres at 127.0.0.1:${port} does not answer (ECONNREFUSED): start it, or correct DATABASE_URL.`,
  });
  await expect(connectState({ databaseUrl: "secret:", schema: "concert" })).rejects.toThrow(
    /^(?!.*secret).*DATABASE_URL/,
  );
});
