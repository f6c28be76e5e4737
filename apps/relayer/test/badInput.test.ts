import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findPort, makeRunDirectory, startProcess } from "@concert/devnet";
import { generatePrivateKey } from "viem/accounts";
import { expect, test } from "vitest";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const address = `0x${"11".repeat(20)}`;
const config = {
  name: "test",
  hub: 31337,
  governance: { admin: address, guardian: address, delaySeconds: 0 },
  heartbeatSpacing: 2,
  chains: [{ id: 31337, name: "local", rpcUrls: ["http://127.0.0.1:9"] }],
  attesters: { threshold: 1, addresses: [address] },
};
const contracts = {
  accessManager: address,
  attestedGateway: address,
  loopbackGateway: address,
  proofGateway: address,
  attestedHeaderOracle: address,
  quorumGateway: address,
  hub: address,
  ledger: address,
  spoke: address,
  deputies: address,
  resolver: address,
  vaults: [],
};
const deployment = { name: "test", hubChain: 31337, ...contracts, chains: [{ id: 31337, startBlock: 1 }] };

test("bad input ends it with code 1 and one line that names it, and never a key", async () => {
  await using directory = await makeRunDirectory("relayer");
  const file = (name: string) => join(directory.path, name);
  const write = (name: string, content: unknown) => writeFile(file(name), JSON.stringify(content));
  await write("config.json", config);
  await write("deployment.json", deployment);
  await write("other-hub.json", { ...deployment, hubChain: 31338 });
  await write("no-chain.json", { ...deployment, chains: [] });
  const port = await findPort();
  const key = generatePrivateKey();
  const good = {
    DATABASE_URL: `postgres://someone:secret@127.0.0.1:${port}/somewhere`,
    RELAYER_PRIVATE_KEY: key,
    ATTESTER_PRIVATE_KEYS: "",
  };

  async function run(options: { config?: string; deployment?: string; more?: string[] }, environment = {}) {
    const { config: configFile = "config.json", deployment: deploymentFile = "deployment.json", more = [] } = options;
    const lines: string[] = [];
    const process = await startProcess({
      name: "relayer",
      command: globalThis.process.execPath,
      arguments: [main, "--config", file(configFile), "--deployment", file(deploymentFile), ...more],
      environment: { ...good, ...environment },
      onLine: (line) => lines.push(line),
    });
    return { ...(await process.ended), lines };
  }

  const cases: [Parameters<typeof run>, string][] = [
    [[{ more: ["--confg", "x"] }], "Unknown option '--confg': see --help."],
    [[{ more: ["--batch-size", "0"] }], '--batch-size is "0": give a whole number of at least 1.'],
    [[{ more: ["--batch-age", "1.5"] }], '--batch-age is "1.5": give a whole number of at least 0.'],
    [[{}, { RELAYER_PRIVATE_KEY: "" }], "RELAYER_PRIVATE_KEY is not set: give the key that pays for the transactions."],
    [[{}, { RELAYER_PRIVATE_KEY: "0x12" }], "RELAYER_PRIVATE_KEY is no private key: give 0x and 64 hex digits."],
    [
      [{}, { ATTESTER_PRIVATE_KEYS: `${key},no` }],
      "ATTESTER_PRIVATE_KEYS, key 2, is no private key: give 0x and 64 hex digits.",
    ],
    [[{}, { DATABASE_URL: "" }], "DATABASE_URL is not set: give the database of the index."],
    [[{ config: "none.json" }], `${file("none.json")}: there is no such file`],
    [[{ deployment: "none.json" }], `${file("none.json")}: there is no such file`],
    [[{ deployment: "other-hub.json" }], "The configuration's hub is on chain 31337, the deployment's on 31338"],
    [[{ deployment: "no-chain.json" }], 'Chain 31337 (local) is not in the deployment: run "concert deploy" first.'],
    [[{}], `Postgres at 127.0.0.1:${port} does not answer (ECONNREFUSED): start it, or correct DATABASE_URL.`],
  ];
  await Promise.all(
    cases.map(async ([parameters, line]) => {
      const { code, lines } = await run(...parameters);
      expect(lines).toEqual([expect.stringContaining(line)]);
      expect(code).toBe(1);
      expect(lines.join()).not.toMatch(/secret|0x[0-9a-f]{64}/);
    }),
  );
});
