import { hubAbi, InputError, loadConfig, loadDeployment } from "@concert/types";
import { encodeFunctionData } from "viem";
import { connectChain } from "../deploy/connectChain.ts";
import { takeSteps } from "../governance/takeSteps.ts";
import { parseFlags } from "../parseFlags.ts";
import { readChainId } from "../readChainId.ts";
import { readPrivateKey } from "../readPrivateKey.ts";
import { recordOf } from "../recordOf.ts";

const keyVariable = "ADMIN_PRIVATE_KEY";

const help = `Usage: ${keyVariable}=0x… concert retire --chain ID [--config FILE] [--deployment FILE]

Gives up a chain whose reports have not been delivered for seven days: the hub counts its open legs as expired, and tells
its spoke to take no more orders. Payouts to it stay queued. With a delay of governance, the first run announces it, and
one after the delay executes it. "concert deploy" does not bring the chain back: set its route at the hub again for that.

  --chain ID          the chain to give up
  --config FILE       the configuration; concert.config.ts by default
  --deployment FILE   the record of "concert deploy"; packages/types/deployments/<name>.json by default

${keyVariable} is the private key of the configuration's admin.`;

/** Gives up a chain. */
export async function retire(args: string[]): Promise<number> {
  const flags = parseFlags("retire", args, {
    chain: { type: "string" },
    config: { type: "string", default: "concert.config.ts" },
    deployment: { type: "string" },
    help: { type: "boolean", short: "h" },
  });
  if (flags.help) {
    console.log(help);
    return 0;
  }
  if (flags.chain === undefined) throw new InputError("--chain is missing: give the id of the chain to give up.");
  const id = readChainId(flags.chain);
  const config = await loadConfig(flags.config);
  const { hub: target, accessManager } = await loadDeployment(flags.deployment ?? recordOf(config));
  const rightful = `${config.governance.admin}, the admin in ${flags.config}`;
  const holder = readPrivateKey(keyVariable);
  if (holder === undefined) {
    throw new InputError(`${keyVariable} is not set: set it to the private key of ${rightful}.`);
  }
  const connection = await connectChain(config.chains.find((chain) => chain.id === config.hub)!);
  const data = encodeFunctionData({ abi: hubAbi, functionName: "retire", args: [BigInt(id)] });
  await takeSteps({
    ...{ connection, accessManager, holder, keyVariable, rightful },
    steps: [{ text: `retire chain ${id}`, target, data }],
    onProgress: console.log,
  });
  return 0;
}
