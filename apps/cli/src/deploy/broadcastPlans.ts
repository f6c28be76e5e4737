import { rmSync } from "node:fs";
import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { InputError } from "@concert/types";
import type { Address, Hex } from "viem";
import { toTransactions } from "../governance/decideCalls.ts";
import type { Connection } from "./connectChain.ts";
import type { ChainPlan } from "./planChain.ts";
import { contractsDirectory, ForgeError, runForge } from "./runForge.ts";
import { settleAll } from "./settleAll.ts";

export type BroadcastPlansParameters = {
  chains: readonly { connection: Connection; plan: ChainPlan }[];
  accessManager: Address;
  /** Of the account that sends. */
  privateKey: Hex;
  /** Called when a chain is through. */
  onBroadcast: (chain: number, broadcast: Broadcast) => void;
};

export type Broadcast = { transactionCount: number; lastBlock: number };

/**
 * Carries out plans with the Foundry script, on all chains side by side: no spoke takes orders before the hub, which has
 * its route then, tells it to.
 *
 * @throws {InputError} If the script fails on a chain; the others are finished. What was sent stays sent.
 */
export async function broadcastPlans(parameters: BroadcastPlansParameters): Promise<void> {
  const { chains, accessManager, privateKey, onBroadcast } = parameters;
  // Inside of the contracts' directory, where the script may read. Of this run alone: runs do not disturb each other.
  const runs = join(contractsDirectory, "cache/script");
  await mkdir(runs, { recursive: true });
  const run = await mkdtemp(join(runs, "run-"));
  const remove = () => rmSync(run, { recursive: true, force: true });
  process.once("exit", remove);
  try {
    const directory = relative(contractsDirectory, run);
    // Compiles the scripts, once for all chains.
    await runForge(["build"], directory);
    await settleAll(
      chains.map(async ({ connection, plan: { deployContract, calls } }) => {
        const script = { deployContract, sendCall: toTransactions(accessManager, calls) };
        onBroadcast(connection.chain.id, await broadcastPlan(script, connection, directory, privateKey));
      }),
    );
  } finally {
    process.off("exit", remove);
    remove();
  }
}

/** What `contracts/script` reads. */
type ScriptPlan = Pick<ChainPlan, "deployContract"> & { sendCall: { target: Address; data: Hex }[] };

async function broadcastPlan(
  plan: ScriptPlan,
  { chain, rpcUrl }: Connection,
  directory: string,
  privateKey: Hex,
): Promise<Broadcast> {
  const file = `${directory}/${chain.id}.json`;
  await writeFile(join(contractsDirectory, file), JSON.stringify(plan));
  const args = ["script", "script/Deploy.s.sol", "--sig", "run(string)", file, "--rpc-url", rpcUrl];
  try {
    await runForge([...args, "--broadcast", "--non-interactive"], directory, { DEPLOYER_PRIVATE_KEY: privateKey });
  } catch (error) {
    if (!(error instanceof ForgeError)) throw error;
    throw new InputError(
      `chain ${chain.id}: ${error.message}: correct this and run the command again, which resumes where this one stopped.`,
      { cause: error },
    );
  }
  const log = join(contractsDirectory, directory, "broadcast/Deploy.s.sol", `${chain.id}/run-latest.json`);
  const { receipts }: { receipts: { blockNumber: Hex }[] } = JSON.parse(await readFile(log, "utf8"));
  const blocks = receipts.map(({ blockNumber }) => Number(blockNumber));
  return { transactionCount: receipts.length, lastBlock: Math.max(...blocks) };
}
