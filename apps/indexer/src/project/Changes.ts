/** One direction of one spoke's channel. */
export type ChannelKey = { chainId: string; direction: "report" | "instruction" };

/** Positions of a channel, both ends included. */
export type Span = ChannelKey & { first: string; last: string };

/** What an account earned and collected of a chain's fees, more or less than before. */
export type Posting = { chainId: string; account: string; earned: string; collected: string };

/** What a change of some blocks of a chain touches, as far as their events name it. */
export type Touched = {
  orderIds: Set<string>;
  /** Channels, by `channelName`. */
  channels: Map<string, ChannelKey>;
  /** Entries that an event of either end names. */
  heads: (ChannelKey & { head: string })[];
  /** Channels whose sender's or receiver's route changed, by `channelName`. */
  routes: Map<string, ChannelKey>;
  /** Spokes' chains, besides those of the channels. */
  chainIds: Set<string>;
  /** Accounts whose payouts failed or were claimed on the chain. */
  accounts: { chainId: string; token: string; account: string }[];
  postings: Posting[];
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
    orderIds: new Set(),
    channels: new Map(),
    heads: [],
    routes: new Map(),
    chainIds: new Set(),
    accounts: [],
    postings: [],
  };
}
