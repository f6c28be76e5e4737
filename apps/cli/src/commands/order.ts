import { cancelPooled, type IndexedOrder, readOrders } from "@concert/sdk";
import { accountToAddress, type Config, InputError, loadConfig, loadDeployment } from "@concert/types";
import { payout } from "@concert/types/tables";
import { asc, eq } from "drizzle-orm";
import { formatUnits, type Hex, isHash } from "viem";
import { connectChain } from "../deploy/connectChain.ts";
import { accountKeyVariable, readAccount, sendAsAccount, walletOf } from "../ledger/sendAsAccount.ts";
import { parseFlags } from "../parseFlags.ts";
import { readState, stateFlags, stateFlagsHelp } from "../readState.ts";
import { recordOf } from "../recordOf.ts";

const help = `Usage: DATABASE_URL=postgres://… concert order ID [flags]

Says what has become of an order, by the index in Postgres: its decision, legs and payouts. "concert explain ID" has every
event and hash behind it.

  --cancel            cancels it, if it is pooled and not filled: its user's ${accountKeyVariable} is needed
${stateFlagsHelp}
  --config FILE       the configuration; concert.config.ts by default
  --deployment FILE   the record of "concert deploy"; packages/types/deployments/<name>.json by default`;

/** Says what has become of an order, or cancels it. */
export async function order([operand, ...args]: string[]): Promise<number> {
  if (operand === undefined || operand === "--help" || operand === "-h") {
    console.log(help);
    return operand === undefined ? 1 : 0;
  }
  const flags = parseFlags("order", args, {
    cancel: { type: "boolean", default: false },
    ...stateFlags,
    config: { type: "string", default: "concert.config.ts" },
    deployment: { type: "string" },
  });
  if (!isHash(operand)) throw new InputError(`"${operand}" is no id of an order: give 0x and 64 hex digits.`);
  const config = await loadConfig(flags.config);
  const { found, lines } = await readOrder(operand.toLowerCase() as Hex, flags.schema, config);
  if (!flags.cancel) {
    for (const line of lines) console.log(line);
    return 0;
  }
  if (!found.order.pooled) {
    throw new InputError(
      `Order ${operand} is not pooled: it is cancelled on a destination chain, by the SDK's cancelOrder.`,
    );
  }
  const holder = readAccount();
  const { hub } = await loadDeployment(flags.deployment ?? recordOf(config));
  const connection = await connectChain(config.chains.find(({ id }) => id === config.hub)!);
  await sendAsAccount(connection, () => cancelPooled(walletOf(connection, holder), { hub, order: found.order }));
  return 0;
}

async function readOrder(id: Hex, schema: string, config: Config): Promise<{ found: IndexedOrder; lines: string[] }> {
  return await readState(schema, async (snapshot) => {
    const [found] = await readOrders(snapshot, [id]);
    if (found === undefined) {
      throw new InputError(`Order ${id} is not in the index: check the id, or wait for its chain.`);
    }
    const payouts = await snapshot.select().from(payout).where(eq(payout.orderId, id)).orderBy(asc(payout.leg));
    return { found, lines: describe(found, payouts, config) };
  });
}

type PayoutRow = typeof payout.$inferSelect;

function describe({ order, decision, legs }: IndexedOrder, payouts: readonly PayoutRow[], config: Config): string[] {
  const amountOf = (chain: bigint | null, token: Hex | null, amount: bigint | null) =>
    formatTokens(config, chain!, token!, amount!);
  return [
    `${order.pooled ? "pooled, " : ""}${decision}`,
    ...legs.flatMap((leg) => {
      const given = amountOf(leg.originChain, leg.inputToken, leg.inputAmount);
      const received = amountOf(leg.destinationChain, leg.outputToken, leg.outputAmount);
      const escrow =
        leg.escrowReportedCount > 0 ? "escrowed" : leg.escrowCount > 0 ? "escrowed, not reported" : "not escrowed";
      const fill = leg.solver === null ? leg.status : `${leg.status} by ${leg.solver}`;
      return [
        `leg ${leg.position}: ${given} for ${received}: ${escrow}, ${fill}`,
        ...payouts
          .filter((row) => row.leg === leg.position)
          .map((row) => `  ${row.kind} of ${amountOf(row.chain, row.token, row.amount)}: ${row.status}`),
      ];
    }),
  ];
}

/** By the symbols of the assets, where the token is one. */
function formatTokens({ assets = [] }: Config, chain: bigint, token: Hex, amount: bigint): string {
  const address = token.length === 66 ? (accountToAddress(token) ?? token) : token;
  for (const { symbol, tokens } of assets) {
    const place = tokens.find(
      (each) => BigInt(each.chain) === chain && each.token.toLowerCase() === address.toLowerCase(),
    );
    if (place !== undefined) return `${formatUnits(amount, place.decimals)} ${symbol} on chain ${chain}`;
  }
  return `${amount} of ${address} on chain ${chain}`;
}
