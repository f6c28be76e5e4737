import { redeem as redeemShares, redeemTo } from "@concert/sdk";
import { addressToAccount } from "@concert/types";
import {
  ledgerFlags,
  ledgerFlagsHelp,
  openLedger,
  readAddress,
  readAmount,
  shareDecimals,
} from "../ledger/openLedger.ts";
import { accountKeyVariable, readAccount, sendAsAccount, walletOf } from "../ledger/sendAsAccount.ts";
import { parseFlags } from "../parseFlags.ts";

const help = `Usage: ${accountKeyVariable}=0x… concert redeem --asset SYMBOL --amount N [flags]

Turns shares of the asset's vault into ledger balance or, with a chain, pays them out there.

  --amount N          how many shares
  --chain ID          where to pay them out, less imbalance and payout fee
  --recipient ADDR    who is paid there, or whose balance it becomes; the account by default
  --minimum N         least payout, in tokens; by default what it would be now, less 20 ppm
${ledgerFlagsHelp}`;

/** Turns shares of a vault into ledger balance, or tokens on a chain. */
export async function redeem(args: string[]): Promise<number> {
  const flags = parseFlags("redeem", args, {
    ...ledgerFlags,
    chain: { type: "string" },
    recipient: { type: "string" },
    minimum: { type: "string" },
  });
  if (flags.help) {
    console.log(help);
    return 0;
  }
  const open = await openLedger(flags);
  const [vault, shares] = [open.vault(), readAmount("amount", flags.amount, shareDecimals)];
  const receiver = flags.recipient === undefined ? undefined : readAddress(flags.recipient);
  if (flags.chain === undefined) {
    const holder = readAccount();
    const hub = await open.connect();
    await sendAsAccount(hub, () => redeemShares(walletOf(hub, holder), { vault, shares, receiver }));
    return 0;
  }
  const { chain, decimals } = open.place(flags.chain);
  const minimum = flags.minimum === undefined ? undefined : readAmount("minimum", flags.minimum, decimals);
  const recipient = receiver === undefined ? undefined : addressToAccount(receiver);
  const holder = readAccount();
  const hub = await open.connect();
  const parameters = { vault, shares, chain: BigInt(chain), recipient, minimum };
  await sendAsAccount(hub, () => redeemTo(walletOf(hub, holder), parameters));
  return 0;
}
