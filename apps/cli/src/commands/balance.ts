import { type AccountLedger, readAccountLedger } from "@concert/sdk";
import { type AssetConfig, InputError, loadConfig } from "@concert/types";
import { formatUnits } from "viem";
import { ledgerDecimals, readAddress, shareDecimals } from "../ledger/openLedger.ts";
import { parseFlags } from "../parseFlags.ts";
import { readState, stateFlags, stateFlagsHelp } from "../readState.ts";

const help = `Usage: DATABASE_URL=postgres://… concert balance ACCOUNT [flags]

Says what an account has of each asset, by the index in Postgres: its ledger balance, which it can draw on every chain, its
local balances, which it can draw on one, and its shares of the asset's vault.

${stateFlagsHelp}
  --config FILE       the configuration; concert.config.ts by default`;

/** Says what an account has on the ledger. */
export async function balance([operand, ...args]: string[]): Promise<number> {
  if (operand === undefined || operand === "--help" || operand === "-h") {
    console.log(help);
    return operand === undefined ? 1 : 0;
  }
  const flags = parseFlags("balance", args, {
    ...stateFlags,
    config: { type: "string", default: "concert.config.ts" },
  });
  const account = readAddress(operand);
  const { assets = [] } = await loadConfig(flags.config);
  if (assets.length === 0) throw new InputError(`${flags.config} has no assets: give a configuration of a ledger.`);
  const held = await readState(flags.schema, (snapshot) => readAccountLedger(snapshot, { account }));
  for (const asset of assets) console.log(describe(asset, held));
  return 0;
}

function describe({ id, symbol }: AssetConfig, { balances, local, shares }: AccountLedger): string {
  const isOf = (row: { asset: bigint }) => row.asset === BigInt(id);
  const onLedger = formatUnits(balances.find(isOf)?.amount ?? 0n, ledgerDecimals);
  return [
    `${symbol}: ${onLedger} on every chain`,
    ...local
      .filter(isOf)
      .toSorted((a, b) => Number(a.chainId - b.chainId))
      .map(({ chainId, amount }) => `${formatUnits(amount, ledgerDecimals)} on chain ${chainId} alone`),
    ...shares.filter(isOf).map((row) => `${formatUnits(row.shares, shareDecimals)} shares of the vault`),
  ].join(", ");
}
