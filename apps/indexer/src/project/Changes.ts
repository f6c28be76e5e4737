/** One direction of one spoke's channel. */
export type ChannelKey = { chainId: string; direction: "report" | "instruction" };

/** Positions of a channel, both ends included. */
export type Span = ChannelKey & { first: string; last: string };

/** What a change of some blocks of a chain touches, as far as their events name it. */
export type Touched = {
  orderIds: Set<string>;
  /** Channels, by `channelName`. */
  channels: Map<string, ChannelKey>;
  /** Entries that an event of either end names. */
  heads: (ChannelKey & { head: string })[];
  /** Accounts whose payouts failed or were claimed on the chain. */
  accounts: { chainId: string; token: string; account: string }[];
};

/** As Postgres reads an array of values that need no quotes: hex, decimals, names. */
export function arrayOf(values: Iterable<string>): string {
  return `{${[...values].join(",")}}`;
}

export function channelName({ chainId, direction }: ChannelKey): string {
  return `${direction} ${chainId}`;
}

export function noneTouched(): Touched {
  return { orderIds: new Set(), channels: new Map(), heads: [], accounts: [] };
}
