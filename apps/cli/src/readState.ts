import { connectState, type Snapshot, StateUnavailableError } from "@concert/sdk";
import { InputError } from "@concert/types";

/** What every command takes that reads the index. */
export const stateFlags = { schema: { type: "string", default: "concert" } } as const;

export const stateFlagsHelp = "  --schema NAME       where the index is; concert by default";

/**
 * Reads one snapshot of the index in the Postgres of DATABASE_URL.
 *
 * @throws {InputError} If there is none, or it can't be reached.
 */
export async function readState<T>(schema: string, read: (snapshot: Snapshot) => Promise<T>): Promise<T> {
  const databaseUrl = process.env.DATABASE_URL;
  if (!databaseUrl) throw new InputError("DATABASE_URL is not set: set it to the URL of the index's Postgres.");
  try {
    const state = await connectState({ databaseUrl, schema });
    try {
      return await state.read(read);
    } finally {
      await state.close();
    }
  } catch (error) {
    if (error instanceof StateUnavailableError) throw new InputError(error.message, { cause: error });
    throw error;
  }
}
