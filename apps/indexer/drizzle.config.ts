import { defineConfig } from "drizzle-kit";

export default defineConfig({
  dialect: "postgresql",
  schema: "../../packages/types/src/tables/record.ts",
  out: "./migrations",
});
