import { type Config, type Deployment, InputError, loadDeployment } from "@concert/types";
import { describeDeployment } from "@concert/types/bytecode";

export type ReadRecordParameters = {
  config: Config;
  /** Where the configuration is from, for messages. */
  configFile: string;
  deploymentFile: string;
};

/**
 * What was recorded of the configuration's deployment before; `undefined` if nothing was.
 *
 * @throws {InputError} If the file records another deployment, which would be overwritten, or a chain that the
 * configuration lacks, which would be forgotten.
 */
export async function readRecord(parameters: ReadRecordParameters): Promise<Deployment | undefined> {
  const { config, configFile, deploymentFile } = parameters;
  const recorded = await loadIfThere(deploymentFile);
  if (recorded === undefined) return undefined;

  const advice = "give another file with --deployment, or move this one away";
  const { chains, vaults, ...contracts } = recorded;
  const planned: Record<string, unknown> & Pick<Deployment, "vaults"> = describeDeployment(config, []);
  for (const [key, value] of Object.entries(contracts)) {
    if (value === planned[key]) continue;
    throw new InputError(
      `${deploymentFile}: ${key} is ${value}, but ${planned[key]} by ${configFile} and the contracts' bytecode: ${advice}.`,
    );
  }
  for (const { asset, address } of vaults) {
    const vault = planned.vaults.find((each) => each.asset === asset);
    if (vault?.address === address) continue;
    throw new InputError(
      `${deploymentFile}: the vault of asset ${asset} is ${address}, but ${vault?.address ?? "none"} by ${configFile} and the contracts' bytecode: put it back, since a vault stays, or ${advice}.`,
    );
  }
  for (const { id } of chains) {
    if (config.chains.some((chain) => chain.id === id)) continue;
    throw new InputError(
      `${deploymentFile}: chain ${id} is deployed, but missing in ${configFile}: put it back, since its routes stay, or ${advice}.`,
    );
  }
  return recorded;
}

async function loadIfThere(file: string): Promise<Deployment | undefined> {
  try {
    return await loadDeployment(file);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const cause = error.cause as Error;
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    // Others are told to run this command, which an earlier version's record would keep from running.
    const advice = "or move the file away, and what it recorded is found again";
    if (cause instanceof InputError) throw new InputError(`${file}: ${cause.message.replace(/\.$/, "")}; ${advice}.`);
    throw error;
  }
}
