import { deposit as depositTokens } from "@concert/sdk";
import { approveSpoke } from "../ledger/approveSpoke.ts";
import {
  ledgerDecimals,
  ledgerFlags,
  ledgerFlagsHelp,
  openLedger,
  readAddress,
  readAmount,
  shareDecimals,
} from "../ledger/openLedger.ts";
import { accountKeyVariable, readAccount, sendAsAccount, walletOf } from "../ledger/sendAsAccount.ts";
import { parseFlags } from "../parseFlags.ts";

const help = `Usage: ${accountKeyVariable}=0x… concert deposit --asset SYMBOL --chain ID --amount N [flags]

Puts tokens into the ledger on a chain; once its report is delivered, they are a balance on every chain. What would be
credited less than the minimum comes back. The spoke is approved for the amount if it is not.

  --chain ID          where
  --amount N          how many tokens
  --vault             into the asset's vault, for shares, in the same step
  --beneficiary ADDR  whose it becomes; the account's by default
  --minimum N         least credit, or least shares; by default what it would be now, less 20 ppm
${ledgerFlagsHelp}`;

/** Puts tokens into the ledger. */
export async function deposit(args: string[]): Promise<number> {
  const flags = parseFlags("deposit", args, {
    ...ledgerFlags,
    chain: { type: "string" },
    vault: { type: "boolean", default: false },
    beneficiary: { type: "string" },
    minimum: { type: "string" },
  });
  if (flags.help) {
    console.log(help);
    return 0;
  }
  const ledger = await openLedger(flags);
  const { chain, token, decimals } = ledger.place(flags.chain);
  const amount = readAmount("amount", flags.amount, decimals);
  const vault = flags.vault ? ledger.vault() : undefined;
  const unit = vault === undefined ? ledgerDecimals : shareDecimals;
  const minimum = flags.minimum === undefined ? undefined : readAmount("minimum", flags.minimum, unit);
  const beneficiary = flags.beneficiary === undefined ? undefined : readAddress(flags.beneficiary);
  const holder = readAccount();
  const [connection, hub] = [await ledger.connect(chain), await ledger.connect()];
  const wallet = walletOf(connection, holder);
  const { spoke, ledger: address } = ledger.deployment;

  await approveSpoke(connection, { holder, spoke, token, amount });
  const common = { spoke, token, amount, beneficiary, vault };
  await sendAsAccount(connection, () =>
    minimum === undefined
      ? depositTokens(wallet, { ...common, quote: { client: hub.client, ledger: address } })
      : depositTokens(wallet, { ...common, minimum }),
  );
  return 0;
}
