import { loadConfig, loadDeployment } from "@concert/types";
import { pauseSpokes } from "../governance/pauseSpokes.ts";
import { parseFlags } from "../parseFlags.ts";
import { readChainId } from "../readChainId.ts";
import { readPrivateKey } from "../readPrivateKey.ts";
import { recordOf } from "../recordOf.ts";

const keyVariables = { pause: "GUARDIAN_PRIVATE_KEY", unpause: "ADMIN_PRIVATE_KEY" };

const descriptions = {
  pause: `Stops new opens, new fills or both, at once. Nothing else stops: what is escrowed is decided, paid and refunded.

GUARDIAN_PRIVATE_KEY is the private key of the configuration's guardian.`,
  unpause: `Lets opens, fills or both go on. With a delay of governance, the first run announces it, and one after the delay
executes it.

ADMIN_PRIVATE_KEY is the private key of the configuration's admin.`,
};

const flagsHelp = `  --chain ID          the chain, repeatable; all of the configuration by default
  --opens             opens alone
  --fills             fills alone
  --config FILE       the configuration; concert.config.ts by default
  --deployment FILE   the record of "concert deploy"; packages/types/deployments/<name>.json by default`;

/** Pauses spokes. */
export function pause(args: string[]): Promise<number> {
  return setPauses("pause", args);
}

/** Pauses spokes, or lets them go on. */
export async function setPauses(act: "pause" | "unpause", args: string[]): Promise<number> {
  const flags = parseFlags(act, args, {
    chain: { type: "string", multiple: true, default: [] },
    opens: { type: "boolean", default: false },
    fills: { type: "boolean", default: false },
    config: { type: "string", default: "concert.config.ts" },
    deployment: { type: "string" },
    help: { type: "boolean", short: "h" },
  });
  const keyVariable = keyVariables[act];
  if (flags.help) {
    console.log(`Usage: ${keyVariable}=0x… concert ${act} [flags]\n\n${descriptions[act]}\n\n${flagsHelp}`);
    return 0;
  }
  const config = await loadConfig(flags.config);
  const neither = !flags.opens && !flags.fills;
  await pauseSpokes({
    config,
    configFile: flags.config,
    deployment: await loadDeployment(flags.deployment ?? recordOf(config)),
    act,
    chains: flags.chain.map(readChainId),
    opens: flags.opens || neither,
    fills: flags.fills || neither,
    holder: readPrivateKey(keyVariable),
    keyVariable,
    onProgress: console.log,
  });
  return 0;
}
