import { makeWithPgClientViaPgClientAlreadyInTransaction } from "@dataplan/pg/adaptors/pg";
import { isAsyncIterable, isPromiseLike } from "grafast";
import type { Pool, PoolClient } from "pg";

/** No statement of an operation runs longer than this. */
const statementMilliseconds = 10_000;

/**
 * Gives each operation one client in one repeatable-read transaction: by itself, PostGraphile would read each root
 * field with whatever client is free, and two fields could see two states.
 *
 * It wraps `execute`, which every way to run an operation goes through.
 */
export function snapshotPlugin(pool: Pool): GraphileConfig.Plugin {
  return {
    name: "SnapshotPlugin",
    version: "1.0.0",
    grafast: {
      middleware: {
        async execute(next, { args }) {
          const client = await begin(pool);
          const release = releaseOnce(client);
          try {
            const context = args.contextValue as Record<string, unknown>;
            args.contextValue = {
              ...context,
              withPgClient: makeWithPgClientViaPgClientAlreadyInTransaction(client, true),
            };
            const returned = next();
            const result = isPromiseLike(returned) ? await returned : returned;
            if (isAsyncIterable(result)) return releasedAtEnd(result, release);
            await release();
            return result;
          } catch (error) {
            await release();
            throw error;
          }
        },
      },
    },
  };
}

async function begin(pool: Pool): Promise<PoolClient> {
  const client = await pool.connect();
  try {
    await client.query(
      `begin isolation level repeatable read read only; set local statement_timeout = ${statementMilliseconds}`,
    );
    return client;
  } catch (error) {
    client.release(true);
    throw error;
  }
}

function releaseOnce(client: PoolClient): () => Promise<void> {
  let released = false;
  return async () => {
    if (released) return;
    released = true;
    const failed = await client.query("rollback").then(
      () => false,
      () => true,
    );
    client.release(failed);
  };
}

/** Of an answer in parts, the last one ends the transaction; so does whoever stops listening. */
async function* releasedAtEnd<Part>(
  parts: AsyncIterable<Part>,
  release: () => Promise<void>,
): AsyncGenerator<Part, void, undefined> {
  try {
    yield* parts;
  } finally {
    await release();
  }
}
