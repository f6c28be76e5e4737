/** Writes what creates the state from nothing, and the version of the projection that fills it, to `src/generated`. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as state from "@concert/types/tables/state";
import { generateDrizzleJson, generateMigration } from "drizzle-kit/api-postgres";
import { stateFunctions } from "../src/state/functions.ts";
import { orderViews } from "./orderViews.ts";

const target = join(import.meta.dirname, "../src/generated");
const projectionFolder = join(import.meta.dirname, "../src/project");

const statements = await generateMigration(await generateDrizzleJson({}), await generateDrizzleJson(state));
const views = statements.filter((statement) => statement.startsWith("CREATE VIEW"));
const tables = statements.filter((statement) => !views.includes(statement));
const ddl = [...tables, ...orderViews(views), ...stateFunctions]
  .map((statement) => `${statement.trim().replace(/;$/, "")};`)
  .join("\n\n");

mkdirSync(target, { recursive: true });
writeFileSync(join(target, "state.sql"), `-- Generated from the tables of the state by "pnpm generate".\n\n${ddl}\n`);

const hash = createHash("sha256").update(ddl);
for (const name of readdirSync(projectionFolder).sort()) {
  if (!name.endsWith(".ts") || name.endsWith(".test.ts")) continue;
  hash.update(`\n${name}\n`).update(readFileSync(join(projectionFolder, name)));
}
const projection = { version: 1, hash: hash.digest("hex") };
const projectionFile = join(target, "projection.json");
if (existsSync(projectionFile)) {
  const known = JSON.parse(readFileSync(projectionFile, "utf8")) as typeof projection;
  projection.version = known.hash === projection.hash ? known.version : known.version + 1;
}
writeFileSync(projectionFile, `${JSON.stringify(projection, undefined, 2)}\n`);
