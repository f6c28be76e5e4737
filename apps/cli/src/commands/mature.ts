import { mature as matureBalance } from "@concert/sdk";
import { ledgerFlags, ledgerFlagsHelp, openLedger, readAddress } from "../ledger/openLedger.ts";
import { accountKeyVariable, readAccount, sendAsAccount, walletOf } from "../ledger/sendAsAccount.ts";
import { parseFlags } from "../parseFlags.ts";

const help = `Usage: ${accountKeyVariable}=0x… concert mature --asset SYMBOL --chain ID [flags]

Turns a local balance into ledger balance, as far as the chain's rate limit allows now.

  --chain ID          where the balance is local
  --account ADDR      whose it is, if the account is an operator of theirs; the account's own by default
${ledgerFlagsHelp}`;

/** Turns a local balance into ledger balance. */
export async function mature(args: string[]): Promise<number> {
  const { amount: _, ...options } = ledgerFlags;
  const flags = parseFlags("mature", args, { ...options, chain: { type: "string" }, account: { type: "string" } });
  if (flags.help) {
    console.log(help);
    return 0;
  }
  const open = await openLedger(flags);
  const { chain } = open.place(flags.chain);
  const account = flags.account === undefined ? undefined : readAddress(flags.account);
  const holder = readAccount();
  const hub = await open.connect();
  const parameters = { ledger: open.deployment.ledger, asset: open.asset.id, chain: BigInt(chain), account };
  await sendAsAccount(hub, () => matureBalance(walletOf(hub, holder), parameters));
  return 0;
}
