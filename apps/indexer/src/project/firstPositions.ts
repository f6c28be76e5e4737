import { type ChannelKey, channelName } from "./Changes.ts";

/** Per channel, the first of some positions. */
export function firstPositions(
  entries: readonly (ChannelKey & { position: string })[],
): (ChannelKey & { position: string })[] {
  const first = new Map<string, ChannelKey & { position: string }>();
  for (const { chainId, direction, position } of entries) {
    const name = channelName({ chainId, direction });
    const known = first.get(name);
    if (known === undefined || BigInt(position) < BigInt(known.position)) {
      first.set(name, { chainId, direction, position });
    }
  }
  return [...first.values()];
}
