import { integer, pgTable, text, timestamp } from "drizzle-orm/pg-core";

/** Which projection the state was made by, in one row. */
export const projection = pgTable("projection", {
  /** Grows with every change of what is derived, or how. */
  version: integer("version").notNull(),
  /** Of its sources. */
  hash: text("hash").notNull(),
  builtAt: timestamp("built_at", { withTimezone: true }).notNull(),
});
