import {
  type AssetConfig,
  type AssetTokenConfig,
  type Config,
  type Deployment,
  InputError,
  loadConfig,
  loadDeployment,
} from "@concert/types";
import { type Address, getAddress, isAddress, isAddressEqual, parseUnits, zeroAddress } from "viem";
import { type Connection, connectChain } from "../deploy/connectChain.ts";
import { readChainId } from "../readChainId.ts";
import { recordOf } from "../recordOf.ts";

/** What every command of the ledger takes. */
export const ledgerFlags = {
  asset: { type: "string" },
  amount: { type: "string" },
  config: { type: "string", default: "concert.config.ts" },
  deployment: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

export const ledgerFlagsHelp = `  --asset SYMBOL      the asset
  --config FILE       the configuration; concert.config.ts by default
  --deployment FILE   the record of "concert deploy"; packages/types/deployments/<name>.json by default`;

/** Decimals of ledger units; a share has three more. */
export const ledgerDecimals = 18;
export const shareDecimals = 21;

/** An asset of a deployment, and how its chains are reached. */
export type OpenLedger = {
  config: Config;
  deployment: Deployment;
  asset: AssetConfig;
  /** @throws {InputError} The asset has no vault. */
  vault: () => Address;
  /** The chain of a flag, and the asset's token there. */
  place: (chain: string | undefined) => AssetTokenConfig;
  /** Without an id, the hub's chain. */
  connect: (chain?: number) => Promise<Connection>;
};

/**
 * Opens the ledger of a configuration for an asset.
 *
 * @throws {InputError} If the configuration has no such asset.
 */
export async function openLedger(flags: {
  asset?: string | undefined;
  config: string;
  deployment?: string | undefined;
}): Promise<OpenLedger> {
  const config = await loadConfig(flags.config);
  const deployment = await loadDeployment(flags.deployment ?? recordOf(config));
  const assets = config.assets ?? [];
  const asset = assets.find(({ symbol }) => symbol === flags.asset);
  if (asset === undefined) {
    const known = assets.map(({ symbol }) => symbol).join(", ") || "none";
    const given = flags.asset === undefined ? "--asset is missing" : `${flags.asset} is no asset of ${flags.config}`;
    throw new InputError(`${given}: give one of its assets (${known}).`);
  }
  return {
    config,
    deployment,
    asset,
    vault() {
      const vault = deployment.vaults.find((each) => each.asset === asset.id);
      if (vault === undefined) throw new InputError(`${asset.symbol} has no vault: give another asset.`);
      return vault.address;
    },
    place(chain) {
      if (chain === undefined) throw new InputError("--chain is missing: give the id of a chain.");
      const id = readChainId(chain);
      const place = asset.tokens.find((token) => token.chain === id);
      if (place !== undefined) return place;
      const ids = asset.tokens.map((token) => token.chain).join(", ");
      throw new InputError(`${asset.symbol} is not on chain ${id}: give one of ${ids}.`);
    },
    connect: (chain = config.hub) => connectChain(config.chains.find(({ id }) => id === chain)!),
  };
}

/**
 * An amount that was given as a flag, in the smallest unit.
 *
 * @throws {InputError} If it is no amount, or finer than the unit.
 */
export function readAmount(flag: string, text: string | undefined, decimals: number): bigint {
  if (text === undefined) throw new InputError(`--${flag} is missing: give a number, such as 12.5.`);
  const match = /^\d+(?:\.(\d+))?$/.exec(text);
  if (match === null) throw new InputError(`"${text}" is no amount: give a number, such as 12.5.`);
  if ((match[1]?.length ?? 0) > decimals) {
    throw new InputError(`${text} has more than ${decimals} decimals: give at most as many.`);
  }
  const amount = parseUnits(text, decimals);
  if (flag === "amount" && amount === 0n) throw new InputError(`--amount is ${text}: give more than nothing.`);
  return amount;
}

/** @throws {InputError} If it is none, or nobody's. */
export function readAddress(text: string): Address {
  if (!isAddress(text)) throw new InputError(`"${text}" is no address: give 0x and 40 hex digits.`);
  if (isAddressEqual(text, zeroAddress)) throw new InputError(`${text} is nobody's address: give another.`);
  return getAddress(text);
}
