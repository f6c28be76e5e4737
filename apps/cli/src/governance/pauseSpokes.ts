import { type Config, type Deployment, InputError, spokeAbi } from "@concert/types";
import { encodeFunctionData } from "viem";
import { type Connection, connectChain } from "../deploy/connectChain.ts";
import { settleAll } from "../deploy/settleAll.ts";
import type { KeyHolder } from "../readPrivateKey.ts";
import type { Step } from "./decideCalls.ts";
import { takeSteps } from "./takeSteps.ts";

export type PauseSpokesParameters = {
  config: Config;
  /** Where the configuration is from, for messages. */
  configFile: string;
  deployment: Deployment;
  act: "pause" | "unpause";
  /** Ids of the chains; all of the configuration if there are none. */
  chains: readonly number[];
  opens: boolean;
  fills: boolean;
  holder: KeyHolder | undefined;
  keyVariable: string;
  onProgress: (line: string) => void;
};

/**
 * Pauses opens, fills or both on spokes, or lets them go on. A chain that does not answer keeps no other from it.
 *
 * @throws {InputError} If a chain is none of the configuration's, or the first failure of a chain.
 */
export async function pauseSpokes(parameters: PauseSpokesParameters): Promise<void> {
  const { config, configFile, act, holder, keyVariable } = parameters;
  const { admin, guardian } = config.governance;
  const rightful = `${act === "pause" ? `${guardian}, the guardian` : `${admin}, the admin`} in ${configFile}`;
  if (holder === undefined) {
    throw new InputError(`${keyVariable} is not set: set it to the private key of ${rightful}.`);
  }
  const chosen = parameters.chains.length === 0 ? config.chains.map(({ id }) => id) : parameters.chains;
  const chains = chosen.map((id) => {
    const chain = config.chains.find((each) => each.id === id);
    if (chain) return chain;
    const ids = config.chains.map((each) => each.id).join(", ");
    throw new InputError(`chain ${id} is none of ${configFile}: give one of ${ids}.`);
  });
  await settleAll(
    chains.map(async (chain) => {
      const connection = await connectChain(chain);
      const steps = await planPause(parameters, connection);
      if (steps.length === 0) parameters.onProgress(`chain ${chain.id}: nothing to do`);
      const { accessManager } = parameters.deployment;
      await takeSteps({ ...parameters, connection, accessManager, holder, rightful, steps });
    }),
  );
}

/** Only what differs: lifting a pause that is not there is nothing to announce. */
async function planPause(parameters: PauseSpokesParameters, { client }: Connection): Promise<Step[]> {
  const { act, deployment } = parameters;
  const target = deployment.spoke;
  const [, opensPaused, fillsPaused] = await client.readContract({
    ...{ address: target, abi: spokeAbi, functionName: "configuration" },
  } as const);
  const opens = parameters.opens && opensPaused !== (act === "pause");
  const fills = parameters.fills && fillsPaused !== (act === "pause");
  if (!opens && !fills) return [];
  const data = encodeFunctionData({ abi: spokeAbi, functionName: act, args: [opens, fills] });
  const what = [...(opens ? ["opens"] : []), ...(fills ? ["fills"] : [])].join(" and ");
  return [{ text: `${act} ${what}`, target, data }];
}
