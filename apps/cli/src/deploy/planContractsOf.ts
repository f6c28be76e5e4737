import { type Config, InputError } from "@concert/types";
import { create2Deployer, type PlannedContract } from "@concert/types/bytecode";
import { type Hex, size } from "viem";
import type { Connection } from "./connectChain.ts";
import type { ContractPlan } from "./planChain.ts";

/**
 * The contracts that a chain lacks.
 *
 * @throws {InputError} If other code is at an address of ours, or contracts cannot be deployed there.
 */
export async function planContractsOf(
  config: Config,
  { client, chain }: Connection,
  contracts: Readonly<Record<string, PlannedContract>>,
): Promise<ContractPlan[]> {
  const here = Object.entries(contracts).filter(([, { onHubChainOnly }]) => chain.id === config.hub || !onHubChainOnly);
  const planned = await Promise.all(
    here.map(async ([name, contract]) => {
      const { address, salt, initCode } = contract;
      const code = await client.getCode({ address });
      if (code === undefined) return { name, target: address, salt, initCode };
      if (isCodeOf(contract, code)) return undefined;
      throw new InputError(
        `chain ${chain.id}: the code at ${address} is not that of ${name}, whose address it is: give the configuration another name, and the contracts other addresses with it.`,
      );
    }),
  );
  const missing = planned.filter((plan) => plan !== undefined);
  if (missing.length !== 0 && (await client.getCode({ address: create2Deployer })) === undefined) {
    throw new InputError(
      `chain ${chain.id}: there is no CREATE2 deployer at ${create2Deployer}: deploy it there first (github.com/Arachnid/deterministic-deployment-proxy).`,
    );
  }
  return missing;
}

/** Deployed code, its immutables blanked, is the part of the creation bytecode that the constructor returns. */
function isCodeOf({ bytecode, deployedCode }: PlannedContract, code: Hex): boolean {
  if (size(code) !== deployedCode.size) return false;
  let blanked = code.slice(2);
  for (const [start, length] of deployedCode.immutables) {
    blanked = blanked.slice(0, 2 * start) + "00".repeat(length) + blanked.slice(2 * (start + length));
  }
  return bytecode.includes(blanked);
}
