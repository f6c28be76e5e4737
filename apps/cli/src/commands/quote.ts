import { quoteDeposit, quoteWithdraw, RevertError, readPayoutFee } from "@concert/sdk";
import { InputError } from "@concert/types";
import { formatUnits } from "viem";
import { ledgerDecimals, ledgerFlags, ledgerFlagsHelp, openLedger, readAmount } from "../ledger/openLedger.ts";
import { parseFlags } from "../parseFlags.ts";

const help = `Usage: concert quote --asset SYMBOL --chain ID --amount N [--deposit] [flags]

Says what a withdrawal on a chain would cost now, or what a deposit would be credited.

  --chain ID          where
  --amount N          how much
  --deposit           a deposit; else a withdrawal
${ledgerFlagsHelp}`;

/** Says what a withdrawal costs, or what a deposit is credited. */
export async function quote(args: string[]): Promise<number> {
  const flags = parseFlags("quote", args, {
    ...ledgerFlags,
    chain: { type: "string" },
    deposit: { type: "boolean", default: false },
  });
  if (flags.help) {
    console.log(help);
    return 0;
  }
  const open = await openLedger(flags);
  const { chain: id, token, decimals } = open.place(flags.chain);
  const amount = readAmount("amount", flags.amount, flags.deposit ? decimals : ledgerDecimals);
  const { chain, client } = await open.connect();
  const { ledger } = open.deployment;
  const { symbol } = open.asset;
  const unit = (value: bigint) => `${formatUnits(value, ledgerDecimals)} ${symbol}`;
  try {
    if (flags.deposit) {
      const { credit, local, rebate } = await quoteDeposit(client, { ledger, chain: BigInt(id), token, amount });
      console.log(`credit ${unit(credit)}, of it rebate ${unit(rebate)}; local balance ${unit(local)}`);
    } else {
      const asset = open.asset.id;
      const withdrawal = { ledger, asset, chain: BigInt(id), amount };
      const [{ tokens, debit, fee }, payout] = await Promise.all([
        quoteWithdraw(client, withdrawal),
        readPayoutFee(client, withdrawal),
      ]);
      const fees = `imbalance fee ${unit(fee - payout.fee)} and payout fee ${unit(payout.fee)}`;
      console.log(`payout ${formatUnits(tokens, decimals)} ${symbol}; debit ${unit(debit)}, of it ${fees}`);
    }
  } catch (error) {
    if (!(error instanceof RevertError)) throw error;
    throw new InputError(`chain ${chain.id}: ${error.message}.`, { cause: error });
  }
  return 0;
}
