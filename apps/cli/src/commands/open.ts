import { randomBytes } from "node:crypto";
import { openOrder, quoteFill, RevertError } from "@concert/sdk";
import { addressToAccount, InputError, type Leg, ledgerAbi, type Order, orderId } from "@concert/types";
import { formatUnits, hexToBigInt, toHex, zeroAddress } from "viem";
import type { Connection } from "../deploy/connectChain.ts";
import { approveSpoke } from "../ledger/approveSpoke.ts";
import {
  ledgerDecimals,
  ledgerFlags,
  ledgerFlagsHelp,
  type OpenLedger,
  openLedger,
  readAddress,
  readAmount,
} from "../ledger/openLedger.ts";
import { accountKeyVariable, readAccount, sendAsAccount, walletOf } from "../ledger/sendAsAccount.ts";
import { parseFlags } from "../parseFlags.ts";

const help = `Usage: ${accountKeyVariable}=0x… concert open --asset SYMBOL --chain ID --to ID --amount N [flags]

Opens a pooled order of one leg: tokens on one chain for the same asset's on another, filled out of the ledger as soon as
its report is delivered. If nobody fills it in time, the tokens come back. Prints the order's id: "concert order ID" tells
what has become of it.

  --chain ID          where the tokens are given
  --to ID             where they are received
  --amount N          how many are given
  --receive N         how many are received; by default what the asset's vault would give now, less 20 ppm
  --recipient ADDR    who receives them; the account by default
  --seconds N         how long it may take; 600 by default
${ledgerFlagsHelp}`;

/** Of what the vault would give now: a part that others who come first may take. */
const slack = 20n;
const million = 1_000_000n;

/** Opens a pooled order. */
export async function open(args: string[]): Promise<number> {
  const flags = parseFlags("open", args, {
    ...ledgerFlags,
    chain: { type: "string" },
    to: { type: "string" },
    receive: { type: "string" },
    recipient: { type: "string" },
    seconds: { type: "string", default: "600" },
  });
  if (flags.help) {
    console.log(help);
    return 0;
  }
  const ledger = await openLedger(flags);
  if (flags.to === undefined) throw new InputError("--to is missing: give the id of the chain to receive on.");
  const [from, to] = [ledger.place(flags.chain), ledger.place(flags.to)];
  if (from.chain === to.chain) throw new InputError(`--to is ${to.chain}, as --chain is: give another chain.`);
  const amount = readAmount("amount", flags.amount, from.decimals);
  const wanted = flags.receive === undefined ? undefined : readAmount("receive", flags.receive, to.decimals);
  const recipient = flags.recipient === undefined ? undefined : readAddress(flags.recipient);
  if (!/^[1-9]\d{0,6}$/.test(flags.seconds)) {
    throw new InputError(`--seconds is "${flags.seconds}": give a whole number of at least 1.`);
  }
  const holder = readAccount();
  const [connection, hub] = [await ledger.connect(from.chain), await ledger.connect()];
  const user = holder.account.address;
  const leg: Leg = {
    ...{ originChain: BigInt(from.chain), inputToken: from.token, inputAmount: amount },
    ...{ destinationChain: BigInt(to.chain), outputToken: addressToAccount(to.token) },
    ...{ outputAmount: wanted ?? 1n, recipient: addressToAccount(recipient ?? user) },
  };
  const outputAmount = wanted ?? (await quoteOutput(ledger, hub, leg, to.decimals));
  const blocks = await Promise.all([connection, hub].map(async ({ client }) => await client.getBlock()));
  const latest = Math.max(...blocks.map(({ timestamp }) => Number(timestamp)));
  const deadline = BigInt(latest + Number(flags.seconds));
  const order: Order = {
    ...{ user, nonce: hexToBigInt(toHex(randomBytes(32))), openDeadline: deadline, fillDeadline: deadline },
    ...{ solver: zeroAddress, exclusiveUntil: 0n, pooled: true, cancellable: false },
    ...{ legs: [{ ...leg, outputAmount }], calls: [] },
  };

  const { spoke } = ledger.deployment;
  await approveSpoke(connection, { holder, spoke, token: from.token, amount });
  await sendAsAccount(connection, () => openOrder(walletOf(connection, holder), { spoke, order }));
  const { symbol } = ledger.asset;
  const given = `${formatUnits(amount, from.decimals)} ${symbol} on chain ${from.chain}`;
  const received = `${formatUnits(outputAmount, to.decimals)} ${symbol} on chain ${to.chain}`;
  console.log(`order ${orderId(order, { hubChain: BigInt(ledger.config.hub), hub: ledger.deployment.hub })}`);
  console.log(`${given} for ${received}`);
  return 0;
}

/**
 * What the vault would give for the leg's input: what is left of it after the fee of as much, and the vault's margin.
 *
 * @throws {InputError} If there is no vault, or it has less, or custody is too low.
 */
async function quoteOutput(
  { asset, deployment }: OpenLedger,
  { chain, client }: Connection,
  leg: Leg,
  decimals: number,
): Promise<bigint> {
  if (asset.vaultMargin === undefined) {
    throw new InputError(`${asset.symbol} has no vault that would fill it: give --receive.`);
  }
  const quote = async (outputAmount: bigint) => {
    try {
      return await quoteFill(client, { ledger: deployment.ledger, leg: { ...leg, outputAmount } });
    } catch (error) {
      if (!(error instanceof RevertError)) throw error;
      throw new InputError(`chain ${chain.id}: ${error.message}.`, { cause: error });
    }
  };
  // The fee of all that comes in is no lower than that of what goes out.
  const { credit } = await quote(1n);
  const whole = toTokens(credit, decimals);
  const { fee } = await quote(whole);
  const debit = (credit * million) / (million + BigInt(asset.vaultMargin));
  const vault = deployment.vaults.find((each) => each.asset === asset.id)?.address ?? zeroAddress;
  const balance = await client.readContract({
    ...{ address: deployment.ledger, abi: ledgerAbi, functionName: "balanceOf", args: [vault, BigInt(asset.id)] },
  } as const);
  if (balance < debit) {
    throw new InputError(
      `The vault has ${formatUnits(balance, ledgerDecimals)} ${asset.symbol}, less than it would give: give a smaller --amount, or --receive for others to fill it.`,
    );
  }
  const output = toTokens(((debit - fee) * (million - slack)) / million, decimals);
  if (output > 0n) return output;
  throw new InputError(`The vault gives nothing for it: give a larger --amount.`);
}

/** Ledger units as tokens, rounded down. */
function toTokens(amount: bigint, decimals: number): bigint {
  return decimals > ledgerDecimals
    ? amount * 10n ** BigInt(decimals - ledgerDecimals)
    : amount / 10n ** BigInt(ledgerDecimals - decimals);
}
