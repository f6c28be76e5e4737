/** One direction of one spoke's channel. */
export type ChannelKey = { chainId: string; direction: "report" | "instruction" };

/** What an account holds of a token on a chain. */
export type AccountKey = { chainId: string; token: string; account: string };

/** Positions of a channel, both ends included. */
export type Span = ChannelKey & { first: string; last: string };

/** What an account earned and collected of a chain's fees, more or less than before. */
export type Posting = { chainId: string; account: string; earned: string; collected: string };

/** Ids of orders, by what of them may have changed. */
export type TouchedOrders = {
  /** Anything at all. */
  named: Set<string>;
  /** The order itself, its openings and its decision. */
  told: Set<string>;
  legs: Set<string>;
  calls: Set<string>;
  escrows: Set<string>;
};

/** What a change of some blocks of a chain touches, as far as their events name it. */
export type Touched = {
  orders: TouchedOrders;
  /** Channels, by `channelName`. */
  channels: Map<string, ChannelKey>;
  /** Entries that an event of either end names. */
  heads: (ChannelKey & { head: string })[];
  /** Instructions of which an event says whether they were paid. */
  payments: (ChannelKey & { head: string })[];
  /** Channels whose sender's or receiver's route changed, by `channelName`. */
  routes: Map<string, ChannelKey>;
  /** Spokes' chains, besides those of the channels. */
  chainIds: Set<string>;
  /** Accounts whose payouts failed or were claimed on the chain. */
  accounts: AccountKey[];
  /** Those of them of whose failed payouts others may count as claimed than before. */
  claims: AccountKey[];
  postings: Posting[];
  /** Whether the ledger may have posted anything. */
  ledger: boolean;
};

/** As Postgres reads an array of values that need no quotes: hex, decimals, names. */
export function arrayOf(values: Iterable<string>): string {
  return `{${[...values].join(",")}}`;
}

export function channelName({ chainId, direction }: ChannelKey): string {
  return `${direction} ${chainId}`;
}

export function noneTouched(): Touched {
  return {
    orders: {
      named: new Set(),
      told: new Set(),
      legs: new Set(),
      calls: new Set(),
      escrows: new Set(),
    },
    channels: new Map(),
    heads: [],
    payments: [],
    routes: new Map(),
    chainIds: new Set(),
    accounts: [],
    claims: [],
    postings: [],
    ledger: false,
  };
}

/** Notes that parts of an order may have changed. */
export function addOrder(orders: TouchedOrders, orderId: string, parts: readonly (keyof TouchedOrders)[]): void {
  orders.named.add(orderId);
  for (const part of parts) orders[part].add(orderId);
}

/** Notes whatever of an order an entry of a kind may change. */
export function addOrderOfEntry(
  orders: TouchedOrders,
  { orderId, kind }: { orderId: string | null; kind: string },
): void {
  if (orderId !== null) addOrder(orders, orderId, kind === "filled" ? ["legs"] : ["legs", "escrows"]);
}
