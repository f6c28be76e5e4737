import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

const contracts = join(import.meta.dirname, "..");

test("the committed answers are all that a deployment needs", async () => {
  const directory = await mkdtemp(join(tmpdir(), "concert-solc-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const answers = join(directory, "answers");
  await cp(join(contracts, "script/compiled"), answers, { recursive: true });
  const committed = await readdir(answers);

  const build = spawn(process.execPath, [join(import.meta.dirname, "run.ts"), "forge", "build", "--force"], {
    cwd: contracts,
    stdio: "ignore",
    env: {
      ...process.env,
      SOLC_ANSWERS: answers,
      FOUNDRY_PROFILE: "script",
      FOUNDRY_OUT: join(directory, "out"),
      FOUNDRY_CACHE_PATH: join(directory, "cache"),
    },
  });
  expect(await once(build, "exit")).toEqual([0, null]);
  // A question without an answer would have been compiled, and answered here.
  expect(await readdir(answers)).toEqual(committed);
  expect(await readdir(join(directory, "out"))).toContain("Deploy.s.sol");
});
