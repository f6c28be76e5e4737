import { InputError } from "@concert/types";

/** @throws {InputError} If the environment does not name the Postgres. */
export function databaseUrl(): string {
  const url = process.env.DATABASE_URL;
  if (url === undefined || url === "") {
    throw new InputError("DATABASE_URL is not set: set it to postgres://user:password@host:port/database.");
  }
  return url;
}
