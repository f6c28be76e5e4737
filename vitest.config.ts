import { basename } from "node:path";
import { configDefaults, defineConfig, type TestProjectConfiguration } from "vitest/config";

const packages = [
  "contracts",
  "packages/types",
  "packages/sdk",
  "packages/devnet",
  "packages/bench",
  "packages/simulator",
  "apps/cli",
  "apps/indexer",
  "apps/relayer",
];

/** Measures latency, so that nothing else may run beside it. */
const alone = { root: "apps/indexer", file: "test/devnet.test.ts" };

const projects = packages.map((root): TestProjectConfiguration => {
  const exclude = root === alone.root ? [alone.file] : [];
  return {
    extends: true,
    root,
    test: { name: `@concert/${basename(root)}`, exclude: [...configDefaults.exclude, ...exclude] },
  };
});

export default defineConfig({
  test: {
    // Tests start real chains and a real Postgres.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // They wait for blocks most of the time.
    maxWorkers: 2,
    projects: [
      ...projects,
      {
        extends: true,
        root: alone.root,
        test: { name: "@concert/indexer (alone)", include: [alone.file], sequence: { groupOrder: 1 } },
      },
    ],
  },
});
