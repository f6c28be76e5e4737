import { readCheckpoints, readLedger } from "@concert/sdk";
import { accountToAddress, erc20Abi, ledgerAbi } from "@concert/types";
import { balance, entry, holding, payoutFeeCredited, posting, sharePrice } from "@concert/types/tables";
import { and, asc, gt, isNotNull } from "drizzle-orm";
import { formatUnits } from "viem";
import { checkIndex } from "../devnet/checkIndex.ts";
import type { Check } from "./checkState.ts";
import { formatTable } from "./formatTable.ts";
import type { Stage } from "./Stage.ts";

type Cut = Awaited<ReturnType<typeof readCut>>;

/** Compares what one committed cut says of the ledger with the chains at the cut's blocks, and adds it up. */
export async function checkLedger(stage: Stage): Promise<Check[]> {
  const cut = await readCut(stage);
  tellCustody(stage, cut);
  const recomputed = await checkIndex({ databaseUrl: stage.database.url, schema: stage.database.schema });
  return [
    check("what the chains hold is what is owed: custody = ledger + local balances + reserve", balanceSheets(cut)),
    check("each event's debits are its credits, and so are all", postingSums(cut)),
    check(
      "custody, local balances and reserves are the ledger's own, to the last unit",
      await compareLedger(stage, cut),
    ),
    check("each spoke holds just what it owes", await compareTokens(stage, cut)),
    check("no more was rebated than was charged", rebates(cut)),
    check("what payouts carried for it, whoever delivered them can claim", payoutFees(cut)),
    check("the price of a share never fell", prices(cut)),
    {
      isRight: recomputed.length === 0,
      text: ["everything derived is what the indexer recomputes from the events", ...recomputed].join(": "),
    },
  ];
}

async function readCut({ state }: Stage) {
  return await state.read(async (snapshot) => ({
    ...(await readLedger(snapshot)),
    checkpoints: await readCheckpoints(snapshot),
    postings: await snapshot.select().from(posting),
    holdings: await snapshot.select().from(holding),
    balances: await snapshot.select().from(balance),
    carried: await snapshot
      .select()
      .from(entry)
      .where(and(gt(entry.tokenFee, 0n), isNotNull(entry.deliveredAt))),
    credited: await snapshot.select().from(payoutFeeCredited),
    prices: await snapshot.select().from(sharePrice).orderBy(asc(sharePrice.asset), asc(sharePrice.blockNumber)),
  }));
}

function tellCustody({ narrator }: Stage, { custody }: Cut): void {
  const unit = (amount: bigint) => formatUnits(amount, 18);
  const rows = custody
    .filter((place) => place.custody > 0n)
    .map((place) => [
      ...[`${place.asset}`, `${place.chainId}`, unit(place.custody), unit(place.local), unit(place.used)],
      ...[unit(place.fees), unit(place.rebates), unit(place.payoutFee)],
    ]);
  narrator.block(
    formatTable(
      ["asset", "chain", "custody", "local", "limit in use", "fees charged", "rebates paid", "payout fee"],
      rows,
    ),
  );
}

type Comparison = readonly [what: string, expected: unknown, found: unknown];

function balanceSheets({ assets }: Cut): Comparison[] {
  return assets.map(({ asset, custody, ledger, local, reserve }) => [
    ...([`custody of asset ${asset}`, ledger + local + reserve, custody] as const),
  ]);
}

function postingSums({ postings }: Cut): Comparison[] {
  const groups = [
    ...Map.groupBy(postings, ({ asset }) => `asset ${asset}`),
    ...Map.groupBy(postings, ({ blockNumber, logIndex }) => `event ${blockNumber}/${logIndex}`),
  ];
  return groups.map(([what, rows]) => [
    ...([
      what,
      rows.reduce((sum, { debit }) => sum + debit, 0n),
      rows.reduce((sum, { credit }) => sum + credit, 0n),
    ] as const),
  ]);
}

async function compareLedger({ devnet, alice }: Stage, { assets, custody, checkpoints }: Cut): Promise<Comparison[]> {
  const client = devnet.client(devnet.hubChain, alice.index);
  const { blockNumber } = checkpoints.find(({ chainId }) => chainId === BigInt(devnet.hubChain))!;
  const at = { address: devnet.ledger, abi: ledgerAbi, blockNumber } as const;
  const places = custody.map(async (place): Promise<Comparison> => {
    const args = [Number(place.asset), place.chainId] as const;
    const held = await client.readContract({ ...at, functionName: "custodyOf", args });
    return [`asset ${place.asset} on ${place.chainId}`, held.join(), [place.custody, place.local].join()];
  });
  const reserves = assets.map(async ({ asset, reserve }): Promise<Comparison> => {
    const [held] = await client.readContract({ ...at, functionName: "reserveOf", args: [Number(asset)] });
    return [`the reserve of asset ${asset}`, held, reserve];
  });
  return await Promise.all([...places, ...reserves]);
}

async function compareTokens({ devnet, alice }: Stage, { custody, balances, checkpoints }: Cut): Promise<Comparison[]> {
  return await Promise.all(
    custody.map(async ({ asset, chainId, token: account }): Promise<Comparison> => {
      const token = accountToAddress(account!)!;
      const { blockNumber } = checkpoints.find((checkpoint) => checkpoint.chainId === chainId)!;
      const held = await devnet.client(Number(chainId), alice.index).readContract({
        ...{ address: token, abi: erc20Abi, functionName: "balanceOf", args: [devnet.spoke], blockNumber },
      } as const);
      const owed = balances
        .filter((row) => row.chainId === chainId && row.token === token)
        .reduce((sum, { amount }) => sum + amount, 0n);
      return [`asset ${asset} at the spoke on ${chainId}`, owed, held];
    }),
  );
}

function rebates({ custody }: Cut): Comparison[] {
  return [...Map.groupBy(custody, ({ asset }) => asset)].map(([asset, places]) => {
    const [fees, paid] = [
      places.reduce((sum, place) => sum + place.fees, 0n),
      places.reduce((sum, place) => sum + place.rebates, 0n),
    ];
    return [`rebates of asset ${asset} within its fees`, true, paid <= fees];
  });
}

function payoutFees({ carried, credited }: Cut): Comparison[] {
  return carried.map(({ head, tokenFee }) => [
    ...([`payout ${head}`, tokenFee, credited.find((event) => event.head === head)?.amount] as const),
  ]);
}

function prices({ prices }: Cut): Comparison[] {
  return prices.flatMap((row, index): Comparison[] => {
    const before = prices[index - 1];
    if (before?.asset !== row.asset) return [];
    return [[`the price after block ${row.blockNumber}`, true, row.price >= before.price]];
  });
}

function check(text: string, comparisons: readonly Comparison[]): Check {
  const wrong = comparisons.find(([, expected, found]) => expected !== found);
  if (comparisons.length > 0 && wrong === undefined) return { isRight: true, text };
  const why =
    wrong === undefined ? "there was nothing to compare" : `${wrong[0]} must be ${wrong[1]}, and is ${wrong[2]}`;
  return { isRight: false, text: `${text}: ${why}` };
}
