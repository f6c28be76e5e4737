import { connectState, type State, StateUnavailableError } from "@concert/sdk";
import { type Config, type Deployment, InputError, loadConfig, loadDeployment } from "@concert/types";
import { gasMaximum } from "./act/gasMaxima.ts";
import { connectChain } from "./chain/connectChain.ts";
import { createLog } from "./log.ts";
import { type Options, readOptions, usage } from "./readOptions.ts";
import { relay } from "./relay.ts";

/** Milliseconds that ending may take. */
const longestEnd = 2_000;

const log = createLog((line) => process.stdout.write(`${line}\n`));

async function run(options: Options, signal: AbortSignal): Promise<void> {
  const config = await loadConfig(options.config);
  const deployment = await loadDeployment(options.deployment ?? `deployments/${config.name}.json`);
  checkDeployment(config, deployment);
  const state = await connectState(options);
  try {
    await relay({
      state,
      chains: config.chains.map((chain) => connectChain({ ...chain, id: BigInt(chain.id) }, options.account, log)),
      contracts: { ...deployment, hubChain: BigInt(deployment.hubChain) },
      attesters: options.attesters,
      gasMaximum,
      batching: options.batching,
      collectCount: options.collectCount,
      callGas: options.callGas,
      log,
      signal,
    });
  } finally {
    await close(state);
  }
}

function checkDeployment(config: Config, deployment: Deployment): void {
  if (deployment.hubChain !== config.hub) {
    throw new InputError(
      `The configuration's hub is on chain ${config.hub}, the deployment's on ${deployment.hubChain}: give the two that belong together.`,
    );
  }
  for (const { id, name } of config.chains) {
    if (!deployment.chains.some((chain) => chain.id === id)) {
      throw new InputError(`Chain ${id} (${name}) is not in the deployment: run "concert deploy" first.`);
    }
  }
}

/** Whatever hangs by then holds nothing that would be lost. */
function end(controller: AbortController): void {
  controller.abort();
  setTimeout(() => process.exit(0), longestEnd).unref();
}

async function close(state: State): Promise<void> {
  await state.close().catch(() => undefined);
}

async function main(): Promise<void> {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => end(controller));
  const options = readOptions(process.argv.slice(2), process.env);
  if (!options) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  await run(options, controller.signal);
  log.info("ended");
}

try {
  await main();
  // Transactions that were sent need nobody to wait for them.
  process.exit(0);
} catch (error) {
  const expected = error instanceof InputError || error instanceof StateUnavailableError;
  process.stderr.write(expected ? `${error.message}\n` : `${error instanceof Error ? error.stack : error}\n`);
  process.exit(1);
}
