import { InputError, ledgerAbi } from "@concert/types";
import { encodeFunctionData } from "viem";
import { takeSteps } from "../governance/takeSteps.ts";
import { ledgerFlags, ledgerFlagsHelp, openLedger } from "../ledger/openLedger.ts";
import { parseFlags } from "../parseFlags.ts";
import { readPrivateKey } from "../readPrivateKey.ts";

const keyVariable = "GUARDIAN_PRIVATE_KEY";

const help = `Usage: ${keyVariable}=0x… concert limit --asset SYMBOL --chain ID [flags]

Sets the rate limit of a chain to zero, at once: what it reports becomes no more than local balances, payable there alone.
"concert deploy" raises it again, as governance.

  --chain ID          the chain whose word is in doubt
${ledgerFlagsHelp}

${keyVariable} is the private key of the configuration's guardian.`;

/** Sets a chain's rate limit to zero. */
export async function limit(args: string[]): Promise<number> {
  const { amount: _, ...options } = ledgerFlags;
  const flags = parseFlags("limit", args, { ...options, chain: { type: "string" } });
  if (flags.help) {
    console.log(help);
    return 0;
  }
  const { config, deployment, asset, place, connect } = await openLedger(flags);
  const { chain } = place(flags.chain);
  const rightful = `${config.governance.guardian}, the guardian in ${flags.config}`;
  const holder = readPrivateKey(keyVariable);
  if (holder === undefined) {
    throw new InputError(`${keyVariable} is not set: set it to the private key of ${rightful}.`);
  }
  const data = encodeFunctionData({ abi: ledgerAbi, functionName: "setLimitZero", args: [asset.id, BigInt(chain)] });
  const { accessManager, ledger: target } = deployment;
  await takeSteps({
    ...{ connection: await connect(), accessManager, holder, keyVariable, rightful },
    steps: [{ text: `set the limit of ${asset.symbol} on chain ${chain} to zero`, target, data }],
    onProgress: console.log,
  });
  return 0;
}
