import { withdraw as withdrawBalance, withdrawLocal } from "@concert/sdk";
import { addressToAccount } from "@concert/types";
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

const help = `Usage: ${accountKeyVariable}=0x… concert withdraw --asset SYMBOL --chain ID --amount N [flags]

Pays a ledger balance of the account out on any chain that holds custody.

  --chain ID          where
  --amount N          how much, rounded down to what the token can express
  --local             of the account's local balance there, without an imbalance fee; the payout fee comes out of it
  --recipient ADDR    who is paid; the account by default
  --max-fee N         most fees, of imbalance and payout; by default what they are now, and 20 ppm of the amount
${ledgerFlagsHelp}`;

/** Pays a ledger balance out. */
export async function withdraw(args: string[]): Promise<number> {
  const flags = parseFlags("withdraw", args, {
    ...ledgerFlags,
    chain: { type: "string" },
    local: { type: "boolean", default: false },
    recipient: { type: "string" },
    "max-fee": { type: "string" },
  });
  if (flags.help) {
    console.log(help);
    return 0;
  }
  const open = await openLedger(flags);
  const { chain } = open.place(flags.chain);
  const amount = readAmount("amount", flags.amount, ledgerDecimals);
  const fee = flags["max-fee"];
  const maxFee = fee === undefined ? undefined : readAmount("max-fee", fee, ledgerDecimals);
  const recipient = flags.recipient === undefined ? undefined : addressToAccount(readAddress(flags.recipient));
  const holder = readAccount();
  const hub = await open.connect();
  const wallet = walletOf(hub, holder);
  const common = { ledger: open.deployment.ledger, asset: open.asset.id, chain: BigInt(chain), recipient, amount };
  await sendAsAccount(hub, () =>
    flags.local ? withdrawLocal(wallet, { ...common, maxFee }) : withdrawBalance(wallet, { ...common, maxFee }),
  );
  return 0;
}
