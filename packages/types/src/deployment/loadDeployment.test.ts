import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import devnet from "../../deployments/devnet.json" with { type: "json" };
import { InputError } from "../error/InputError.ts";
import type { Deployment } from "./Deployment.ts";
import { formatDeployment } from "./formatDeployment.ts";
import { loadDeployment } from "./loadDeployment.ts";

const deployment: Deployment = {
  ...(devnet as Deployment),
  chains: [
    { id: 31337, startBlock: 3, genesisHash: `0x${"ab".repeat(32)}` },
    { id: 31338, startBlock: 0 },
  ],
};

test("what is recorded is loaded", async () => {
  expect(await loadDeployment(await write(formatDeployment(deployment)))).toEqual(deployment);
});

test.for<[name: string, content: string, message: RegExp]>([
  ["no JSON", "{", /: is no JSON \(.+\); run "concert deploy" to write it\.$/],
  [
    "without a contract",
    formatDeployment({ ...deployment, hub: undefined } as unknown as Deployment),
    /: hub is missing: give an address; run "concert deploy" to write it\.$/,
  ],
  [
    "with a block hash that is none",
    formatDeployment({ ...deployment, chains: [{ id: 1, startBlock: 0, genesisHash: "0xab" }] }),
    /: chains\[0\]\.genesisHash is "0xab": give a block hash; run/,
  ],
])("a record %s is named", async ([, content, message]) => {
  const path = await write(content);
  const error = await loadDeployment(path).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(InputError);
  expect((error as InputError).message).toMatch(message);
  expect((error as InputError).message.startsWith(`${path}: `)).toBe(true);
});

test("a missing record is named", async () => {
  await expect(loadDeployment("nowhere.json")).rejects.toThrow(
    new InputError(
      'nowhere.json: there is no such file: run "concert deploy" first, or give its record with --deployment.',
    ),
  );
});

async function write(content: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "concert-deployment-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const file = join(directory, "deployment.json");
  await writeFile(file, content);
  return file;
}
