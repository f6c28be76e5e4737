import { stateSchema } from "@concert/types/tables";
import type { Sql, TransactionSql } from "postgres";
import type { Log } from "../log.ts";
import type { Store } from "./connectStore.ts";

/** May read every schema of the index, and nothing else. */
export const readerRole = "concert_reader";

/**
 * Creates the read-only role if it is missing, and lets it read the schema. The role belongs to the whole server, and
 * may log in once it has a password. A user that may not create roles goes on without it.
 *
 * @param password Given to the role; unchanged if undefined.
 */
export async function grantReader(store: Store, schema: string, password: string | undefined, log: Log): Promise<void> {
  try {
    await store.begin(async (sql) => {
      // Roles are shared: two indexers that start side by side must not change them at once.
      await sql`select pg_advisory_xact_lock(hashtextextended(${readerRole}, 0))`;
      await createRole(sql);
      if (password !== undefined) {
        const [quoted] = await sql<[{ literal: string }]>`select quote_literal(${password}) as literal`;
        await sql.unsafe(`alter role ${readerRole} password ${quoted.literal}`);
      }
      for (const name of [schema, stateSchema(schema)]) await grantSchema(sql, name);
    });
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (code !== insufficientPrivilege) throw error;
    log.warn(`no read-only role: have an administrator create ${readerRole}, or give the user CREATEROLE`, {
      error: message,
    });
  }
}

/** Lets the read-only role read one schema, if there is such a role. */
export async function grantSchema(sql: Sql | TransactionSql, schema: string): Promise<void> {
  const [role] = await sql`select from pg_roles where rolname = ${readerRole}`;
  if (role === undefined) return;
  await sql.unsafe(`
    grant usage on schema ${schema} to ${readerRole};
    grant select on all tables in schema ${schema} to ${readerRole};
  `);
}

const insufficientPrivilege = "42501";

async function createRole(sql: TransactionSql): Promise<void> {
  const roles = await sql`select from pg_roles where rolname = ${readerRole}`;
  if (roles.length !== 0) return;
  await sql.unsafe(`
    create role ${readerRole} login;
    alter role ${readerRole} set default_transaction_read_only = on;
    alter role ${readerRole} set statement_timeout = '10s';
    alter role ${readerRole} set idle_in_transaction_session_timeout = '60s';
  `);
}
