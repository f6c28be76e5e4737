import { constants } from "node:os";
import { join, relative } from "node:path";
import { InputError, loadConfig } from "@concert/types";
import type { Hex } from "viem";
import { type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";
import { deployConfig } from "../deploy/deployConfig.ts";
import { parseFlags } from "../parseFlags.ts";

const records = join(import.meta.dirname, "../../../../packages/types/deployments");

/** Left to themselves, these would end this process and leave its forge behind. */
const deadly = {
  SIGHUP: constants.signals.SIGHUP,
  SIGINT: constants.signals.SIGINT,
  SIGTERM: constants.signals.SIGTERM,
};

const help = `Usage: DEPLOYER_PRIVATE_KEY=0x… concert deploy [--config FILE] [--deployment FILE]

Deploys the contracts to every chain of a configuration, at the same addresses on every chain, and sets attesters and
routes. What is there already is left alone: run it again to resume, or after a change of the configuration.

  --config FILE       the configuration; concert.config.ts by default
  --deployment FILE   the record that is written; packages/types/deployments/<name>.json by default

DEPLOYER_PRIVATE_KEY is the private key of the configuration's admin. It is not needed when nothing is left to do.`;

/** Deploys a configuration. */
export async function deploy(args: string[]): Promise<number> {
  const flags = parseFlags("deploy", args, {
    config: { type: "string", default: "concert.config.ts" },
    deployment: { type: "string" },
    help: { type: "boolean", short: "h" },
  });
  if (flags.help) {
    console.log(help);
    return 0;
  }
  for (const [signal, number] of Object.entries(deadly)) process.once(signal, () => process.exit(128 + number));
  const config = await loadConfig(flags.config);
  await deployConfig({
    config,
    configFile: flags.config,
    deploymentFile: flags.deployment ?? relative(".", join(records, `${config.name}.json`)),
    deployer: readDeployer(process.env.DEPLOYER_PRIVATE_KEY),
    onProgress: console.log,
  });
  return 0;
}

function readDeployer(key: string | undefined): { account: PrivateKeyAccount; privateKey: Hex } | undefined {
  if (key === undefined || key === "") return undefined;
  const privateKey: Hex = key.startsWith("0x") ? (key as Hex) : `0x${key}`;
  try {
    return { account: privateKeyToAccount(privateKey), privateKey };
  } catch {
    // The key itself is nobody's business, so neither are messages that may hold it.
    throw new InputError("DEPLOYER_PRIVATE_KEY is no private key: give 32 bytes in hex.");
  }
}
