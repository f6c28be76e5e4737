import { getTableConfig, type PgTable } from "drizzle-orm/pg-core";
import type { Rows, TableRows } from "../decode/Rows.ts";
import {
  type AccountKey,
  addOrder,
  type ChannelKey,
  channelName,
  type Posting,
  type Touched,
} from "../project/Changes.ts";
import { postedTables } from "../project/continuePostings.ts";
import { nativeToken } from "../project/nativeToken.ts";
import { partsOf } from "../project/touch.ts";

/** The values of some columns of one row. */
type Values = Record<string, string>;

type Reader = { columns: readonly string[]; read: (touched: Touched, values: Values, posted: Posted) => void };

/** By chain and account. */
type Posted = Map<string, { chainId: string; account: string; earned: bigint; collected: bigint }>;

const ordersOf = (event: keyof typeof partsOf): Reader => ({
  columns: ["order_id"],
  read: ({ orders }, { order_id }) => addOrder(orders, order_id!, partsOf[event]),
});

const ownChain: Reader = {
  columns: ["chain_id"],
  read: ({ chainIds }, { chain_id }) => void chainIds.add(chain_id!),
};

const otherChain: Reader = {
  columns: ["chain"],
  read: ({ chainIds }, { chain }) => void chainIds.add(chain!),
};

const ends = ["chain_id", "contract", "chain"];

/** Custody left for an order that was filled from the ledger. */
const filledKind = "2";

/** What of each event the projection has to look at: as `touch` reads it from the tables. */
const readers: Readonly<Record<string, readonly Reader[]>> = {
  order_opened: [ordersOf("opened")],
  signed_order_opened: [ordersOf("opened")],
  output_held: [ordersOf("shown")],
  order_settled: [ordersOf("settled")],
  order_aborted: [ordersOf("shown")],
  call_executed: [ordersOf("called")],
  call_failed: [ordersOf("called")],
  fill_released: [ordersOf("released")],
  payout_owed: [ordersOf("owed")],
  custody_left: [
    {
      columns: ["cause", "kind"],
      read({ orders }, { cause, kind }) {
        if (kind === filledKind) addOrder(orders, cause!, partsOf.filled);
      },
    },
  ],
  entry_queued: [{ columns: ends, read: (touched, values) => addChannel(touched, sentOver(values)) }],
  head_dispatched: [
    {
      columns: [...ends, "head"],
      read(touched, values) {
        addChannel(touched, sentOver(values));
        touched.heads.push({ ...sentOver(values), head: values.head! });
      },
    },
  ],
  head_accepted: [
    {
      columns: [...ends, "head"],
      read(touched, values) {
        addChannel(touched, receivedOver(values));
        touched.heads.push({ ...receivedOver(values), head: values.head! });
      },
    },
  ],
  entries_delivered: [{ columns: ends, read: (touched, values) => addChannel(touched, receivedOver(values)) }],
  entry_rejected: [
    {
      columns: [...ends, "head"],
      read(touched, values) {
        const entry = { ...receivedOver(values), head: values.head! };
        touched.heads.push(entry);
        touched.payments.push(entry);
      },
    },
  ],
  route_set: [
    {
      columns: ends,
      read(touched, values) {
        for (const channel of [sentOver(values), receivedOver(values)]) {
          addChannel(touched, channel);
          touched.routes.set(channelName(channel), channel);
        }
      },
    },
  ],
  payout_paid: [{ columns: ["chain_id", "head"], read: addPayment }],
  payout_failed: [
    { columns: ["chain_id", "head"], read: addPayment },
    { columns: ["chain_id", "token", "account"], read: addAccount },
  ],
  payout_claimed: [
    {
      columns: ["chain_id", "token", "account"],
      read(touched, values) {
        addAccount(touched, values);
        touched.claims.push(accountOf(values));
      },
    },
  ],
  delivery_credited: [
    {
      columns: ["chain_id", "account"],
      read: (touched, values) => addAccount(touched, { ...values, token: nativeToken }),
    },
  ],
  payout_fee_credited: [{ columns: ["chain_id", "token", "account"], read: addAccount }],
  configured: [ownChain],
  pauses_set: [ownChain],
  wrapped_native_set: [ownChain],
  spoke_configured: [otherChain],
  chain_retired: [otherChain],
  fee_policy_set: [otherChain],
  fees_earned: [
    {
      columns: ["chain", "account", "amount"],
      read(_, values, posted) {
        postingOf(posted, values).earned += BigInt(values.amount!);
      },
    },
  ],
  fees_collected: [
    {
      columns: ["chain", "account", "amount"],
      read(_, values, posted) {
        postingOf(posted, values).collected += BigInt(values.amount!);
      },
    },
  ],
};

/** Adds what events name of which the rows are at hand: the same as `touch` adds once they are in their tables. */
export function touchRows({ tables }: Rows, touched: Touched): void {
  const posted: Posted = new Map();
  for (const group of tables.values()) {
    const { name } = getTableConfig(group.table);
    if (postedTables.has(name)) touched.ledger = true;
    for (const reader of readers[name] ?? []) {
      for (const values of valuesOf(group, reader)) reader.read(touched, values, posted);
    }
  }
  for (const { earned, collected, ...posting } of posted.values()) {
    touched.postings.push({ ...posting, earned: `${earned}`, collected: `${collected}` } satisfies Posting);
  }
}

/** Where columns are in the lines of a table. */
const places = new Map<PgTable, Map<Reader, { name: string; at: number }[]>>();

/** What is given is given again, with the values of the next row. */
function* valuesOf({ table, lines }: TableRows, reader: Reader): Generator<Values> {
  const cells = placesOf(table, reader);
  const count = Math.max(...cells.map(({ at }) => at)) + 1;
  const values: Values = {};
  for (const line of lines) {
    const row = line.split("\t", count);
    for (const { name, at } of cells) values[name] = row[at]!;
    yield values;
  }
}

function placesOf(table: PgTable, reader: Reader): { name: string; at: number }[] {
  const known = places.get(table) ?? new Map<Reader, { name: string; at: number }[]>();
  places.set(table, known);
  let found = known.get(reader);
  if (found === undefined) {
    const { columns } = getTableConfig(table);
    found = reader.columns.map((name) => ({ name, at: columns.findIndex((column) => column.name === name) }));
    known.set(reader, found);
  }
  return found;
}

function addChannel({ channels }: Touched, channel: ChannelKey): void {
  channels.set(channelName(channel), channel);
}

function addPayment({ payments }: Touched, { chain_id, head }: Values): void {
  payments.push({ chainId: chain_id!, direction: "instruction", head: head! });
}

function addAccount({ accounts }: Touched, values: Values): void {
  accounts.push(accountOf(values));
}

function accountOf({ chain_id, token, account }: Values): AccountKey {
  return { chainId: chain_id!, token: token!, account: account! };
}

function postingOf(posted: Posted, { chain, account }: Values) {
  const name = `${chain} ${account}`;
  let posting = posted.get(name);
  if (posting === undefined) {
    posting = { chainId: chain!, account: account!, earned: 0n, collected: 0n };
    posted.set(name, posting);
  }
  return posting;
}

/** The channel over which the emitter of an event sends. */
function sentOver({ contract, chain, chain_id }: Values): ChannelKey {
  return contract === "hub"
    ? { chainId: chain!, direction: "instruction" }
    : { chainId: chain_id!, direction: "report" };
}

/** The channel over which the emitter of an event receives. */
function receivedOver({ contract, chain, chain_id }: Values): ChannelKey {
  return contract === "hub"
    ? { chainId: chain!, direction: "report" }
    : { chainId: chain_id!, direction: "instruction" };
}
