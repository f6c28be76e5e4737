import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Hex } from "viem";
import type { Connection } from "./connectChain.ts";
import type { ChainPlan } from "./planChain.ts";
import { contractsDirectory, runForge } from "./runForge.ts";

export type Broadcast = { transactionCount: number; lastBlock: number };

/**
 * Carries out a chain's plan with the Foundry script.
 *
 * @param directory Of the run, relative to the contracts'.
 * @throws {ForgeError} If the script fails. What was sent until then stays sent.
 */
export async function broadcastPlan(
  plan: ChainPlan,
  { chain, rpcUrl }: Connection,
  { directory, privateKey }: { directory: string; privateKey: Hex },
): Promise<Broadcast> {
  const file = `${directory}/${chain.id}.json`;
  await writeFile(join(contractsDirectory, file), JSON.stringify(plan));
  await runForge(
    [
      ...["script", "script/Deploy.s.sol", "--sig", "run(string)", file],
      ...["--rpc-url", rpcUrl, "--broadcast", "--non-interactive"],
    ],
    directory,
    { DEPLOYER_PRIVATE_KEY: privateKey },
  );
  const log = join(contractsDirectory, directory, "broadcast/Deploy.s.sol", `${chain.id}/run-latest.json`);
  const { receipts }: { receipts: { blockNumber: Hex }[] } = JSON.parse(await readFile(log, "utf8"));
  const blocks = receipts.map(({ blockNumber }) => Number(blockNumber));
  return { transactionCount: receipts.length, lastBlock: Math.max(...blocks) };
}
