import { existsSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { configDefaults, defineConfig, type TestProjectConfiguration } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const packages = [
  "contracts",
  "packages/types",
  "packages/sdk",
  "packages/devnet",
  "packages/bench",
  "packages/simulator",
  "packages/liquidity",
  "apps/cli",
  "apps/indexer",
  "apps/relayer",
];

/** Tests of a package that run by a command of their own. */
const apart = [
  // Measure how long something takes, so that nothing else may run beside them.
  {
    name: "latency",
    root: "apps/indexer",
    include: ["test/devnet/latency.test.ts", "test/failover.test.ts"],
    fileParallelism: false,
  },
  // Play fault after fault, or order after order, which takes longer than one would wait for a test.
  {
    name: "long (indexer)",
    root: "apps/indexer",
    include: ["test/chaos/**/*.test.ts", "test/devnet/kills.test.ts", "test/devnet/connections.test.ts"],
  },
  { name: "long (devnet)", root: "packages/devnet", include: ["src/demo.test.ts"] },
  { name: "long (relayer)", root: "apps/relayer", include: ["test/fees.test.ts", "test/routes.test.ts"] },
];

/** What takes more than 20 seconds, the longest first: begun last, one of them would run on alone. */
const longest = [
  "apps/relayer/test/relay.test.ts",
  "apps/relayer/test/routes.test.ts",
  "apps/relayer/test/fees.test.ts",
  "apps/indexer/test/devnet/kills.test.ts",
  "packages/devnet/src/demo.test.ts",
  "apps/indexer/test/workers.test.ts",
  "apps/indexer/test/devnet/connections.test.ts",
  "apps/cli/src/commands/deploy.test.ts",
  "apps/indexer/test/devnet/reorgs.test.ts",
  "apps/indexer/test/verify.test.ts",
  "apps/indexer/src/rebuild/rebuildState.test.ts",
  "apps/indexer/src/main.test.ts",
  "apps/indexer/src/store/commitBatches.test.ts",
  "apps/indexer/src/store/connectStore.test.ts",
  "apps/indexer/src/api/createServing.test.ts",
  "apps/cli/src/commands/pause.test.ts",
];
const missing = longest.filter((file) => !existsSync(new URL(file, import.meta.url)));
if (missing.length > 0) throw new Error(`${missing.join(", ")}: there is no such test, correct vitest.config.ts.`);

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const position = longest.indexOf(relative(import.meta.dirname, moduleId));
      return position < 0 ? longest.length : position;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}

/** Tests that leave nothing behind in their process, which then serves for many files. */
const pure = ["contracts", "packages/types", "packages/sdk", "packages/simulator"];

const projects = packages.map((root): TestProjectConfiguration => {
  const elsewhere = apart.filter((project) => project.root === root).flatMap(({ include }) => include);
  const exclude = [...configDefaults.exclude, ...elsewhere];
  return { extends: true, root, test: { name: `@concert/${basename(root)}`, exclude, isolate: !pure.includes(root) } };
});
const apartProjects = apart.map(({ root, ...settings }, index): TestProjectConfiguration => {
  // What plays on devnets runs side by side: it waits for blocks most of the time.
  return { extends: true, root, test: { ...settings, sequence: { groupOrder: Math.min(1 + index, 3) } } };
});

export default defineConfig({
  test: {
    // Tests start real chains and a real Postgres.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // They start hundreds of processes: without it, each compiles its modules anew.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, "node_modules/.cache/node") },
    // They wait for blocks some of the time.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    projects: [...projects, ...apartProjects],
  },
});
