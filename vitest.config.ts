import { basename } from "node:path";
import { defineConfig } from "vitest/config";

const packages = [
  "contracts",
  "packages/types",
  "packages/sdk",
  "packages/devnet",
  "apps/cli",
  "apps/indexer",
  "apps/relayer",
];

export default defineConfig({
  test: {
    // Tests start real chains and a real Postgres.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A project that is only named by its folder would not take over these times.
    projects: packages.map((root) => ({ extends: true, root, test: { name: `@concert/${basename(root)}` } })),
  },
});
