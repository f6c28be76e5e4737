import { concat, encodeAbiParameters, getCreate2Address, keccak256, toBytes } from "viem";
import type { Config } from "../config/Config.ts";
import { deployedCode, vaultBytecode } from "../generated/bytecode.ts";
import { create2Deployer, ledgerOf, type PlannedContract, planContracts } from "./planContracts.ts";

export type PlannedVault = PlannedContract & {
  /** On the ledger. */
  asset: number;
};

/** The vaults of a configuration's assets, by ascending asset; they are made for the ledger of its hub. */
export function planVaults(
  config: Pick<Config, "name" | "hub" | "deployer" | "heartbeatSpacing" | "assets">,
): PlannedVault[] {
  const ledger = ledgerOf(planContracts(config).hub.address);
  const salt = keccak256(toBytes(config.name));
  const assets = (config.assets ?? []).filter(({ vaultMargin }) => vaultMargin !== undefined);
  return assets
    .toSorted((a, b) => a.id - b.id)
    .map(({ id, symbol }) => {
      const constructorArguments = encodeAbiParameters(
        [{ type: "address" }, { type: "uint32" }, { type: "string" }, { type: "string" }],
        [ledger, id, `Concert ${symbol}`, `c${symbol}`],
      );
      const initCode = concat([vaultBytecode, constructorArguments]);
      return {
        asset: id,
        address: getCreate2Address({ from: create2Deployer, salt, bytecode: initCode }),
        salt,
        initCode,
        onHubChainOnly: true,
        bytecode: vaultBytecode,
        deployedCode: deployedCode.vault,
      };
    });
}
