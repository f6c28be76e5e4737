import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: ["contracts", "packages/*", "apps/*"],
    // Tests start real chains and a real Postgres.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
