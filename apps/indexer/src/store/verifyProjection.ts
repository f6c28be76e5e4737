import { InputError } from "@concert/types";
import type { TransactionSql } from "postgres";
import { ownProjection } from "./ownProjection.ts";

/**
 * Checks, under the projection lock, that the state is still one that this build makes: another one may have rebuilt it.
 *
 * @throws {InputError} If it is not.
 */
export async function verifyProjection(sql: TransactionSql): Promise<void> {
  const [found] = await sql<{ version: number; hash: string }[]>`select version, hash from projection`;
  if (found?.hash === ownProjection.hash) return;
  throw new InputError(
    `the state was rebuilt by version ${found?.version} of the projection, and this is version ${ownProjection.version}: end this process, the newer one goes on.`,
  );
}
