import { rmSync } from "node:fs";
import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { InputError } from "@concert/types";
import type { Hex } from "viem";
import type { Connection } from "./connectChain.ts";
import type { ChainPlan } from "./planChain.ts";
import { contractsDirectory, ForgeError, runForge } from "./runForge.ts";
import { settleAll } from "./settleAll.ts";

export type BroadcastPlansParameters = {
  chains: readonly { connection: Connection; plan: ChainPlan }[];
  /** Chain id of the hub. */
  hub: number;
  /** Of the account that sends. */
  privateKey: Hex;
  /** Called when a chain is through. */
  onBroadcast: (chain: number, broadcast: Broadcast) => void;
};

export type Broadcast = { transactionCount: number; lastBlock: number };

/**
 * Carries out plans with the Foundry script: the hub's chain, then all others side by side. A leg on a chain without a
 * route at the hub counts as expired, so no spoke may take fills before the hub has its route.
 *
 * @throws {InputError} If the script fails on a chain: if on the hub's, nothing is sent elsewhere; if on another, the
 * rest are finished. What was sent stays sent.
 */
export async function broadcastPlans(parameters: BroadcastPlansParameters): Promise<void> {
  const { chains, hub, privateKey, onBroadcast } = parameters;
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
    const broadcast = ({ connection, plan }: BroadcastPlansParameters["chains"][number]) =>
      broadcastPlan(plan, connection, directory, privateKey).then((sent) => onBroadcast(connection.chain.id, sent));
    const isHub = ({ connection }: { connection: Connection }) => connection.chain.id === hub;
    await settleAll(chains.filter(isHub).map(broadcast));
    await settleAll(chains.filter((chain) => !isHub(chain)).map(broadcast));
  } finally {
    process.off("exit", remove);
    remove();
  }
}

async function broadcastPlan(
  plan: ChainPlan,
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
