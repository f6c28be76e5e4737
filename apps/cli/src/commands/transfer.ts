import { transferBalance } from "@concert/sdk";
import { InputError } from "@concert/types";
import {
  ledgerDecimals,
  ledgerFlags,
  ledgerFlagsHelp,
  openLedger,
  readAddress,
  readAmount,
} from "../ledger/openLedger.ts";
import { accountKeyVariable, readAccount, sendAsAccount, walletOf } from "../ledger/sendAsAccount.ts";
import { parseFlags } from "../parseFlags.ts";

const help = `Usage: ${accountKeyVariable}=0x… concert transfer --asset SYMBOL --to ADDR --amount N [flags]

Gives ledger balance of the account to another account.

  --to ADDR           who gets it
  --amount N          how much
${ledgerFlagsHelp}`;

/** Gives ledger balance to another account. */
export async function transfer(args: string[]): Promise<number> {
  const flags = parseFlags("transfer", args, { ...ledgerFlags, to: { type: "string" } });
  if (flags.help) {
    console.log(help);
    return 0;
  }
  if (flags.to === undefined) throw new InputError("--to is missing: give the address of an account.");
  const receiver = readAddress(flags.to);
  const open = await openLedger(flags);
  const amount = readAmount("amount", flags.amount, ledgerDecimals);
  const holder = readAccount();
  const hub = await open.connect();
  const parameters = { ledger: open.deployment.ledger, asset: open.asset.id, receiver, amount };
  await sendAsAccount(hub, () => transferBalance(walletOf(hub, holder), parameters));
  return 0;
}
