import { constants } from "node:os";
import { loadConfig } from "@concert/types";
import { deployConfig } from "../deploy/deployConfig.ts";
import { parseFlags } from "../parseFlags.ts";
import { readPrivateKey } from "../readPrivateKey.ts";
import { recordOf } from "../recordOf.ts";

/** Left to themselves, these would end this process and leave its forge behind. */
const deadly = {
  SIGHUP: constants.signals.SIGHUP,
  SIGINT: constants.signals.SIGINT,
  SIGTERM: constants.signals.SIGTERM,
};

const help = `Usage: DEPLOYER_PRIVATE_KEY=0x… concert deploy [--config FILE] [--deployment FILE]

Deploys the contracts to every chain of a configuration, at the same addresses on every chain, sets attesters, fees and
routes, and hands all over to the configuration's governance. What is there already is left alone: run it again to
resume, or after a change of the configuration. What governance may do only after its delay is announced by the first
run, and executed by one after the delay.

  --config FILE       the configuration; concert.config.ts by default
  --deployment FILE   the record that is written; packages/types/deployments/<name>.json by default

DEPLOYER_PRIVATE_KEY is the private key of the configuration's deployer, or, once governance has taken over, of its
admin. It is not needed when nothing is left to do.`;

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
    deploymentFile: flags.deployment ?? recordOf(config),
    deployer: readPrivateKey("DEPLOYER_PRIVATE_KEY"),
    onProgress: console.log,
  });
  return 0;
}
