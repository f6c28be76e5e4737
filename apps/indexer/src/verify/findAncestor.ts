import { headerCall } from "../source/askProvider.ts";
import type { Source } from "../source/createSource.ts";
import type { Header } from "../source/Header.ts";
import type { Provider } from "../source/Provider.ts";
import { NotFoundError, UnreadableError } from "../source/ProviderError.ts";
import { parseHeader } from "../source/parse.ts";
import { ForkMixedError } from "./verifyLinks.ts";

export type KnownBlock = { number: bigint; hash: string; time: bigint };

/** Most reorgs are short: few blocks are asked for at first. */
const sizes = { first: 2, growth: 4, most: 50 };

/**
 * The latest block that the index and the chain still share.
 *
 * @param known Blocks that were indexed, the latest first; the earliest of them precedes everything that is indexed.
 * @param head The chain as it is now.
 * @param options.finalBlockNumber What was final when it was indexed: that it is replaced has to be confirmed by every
 * provider that answers; one that is alone with it is set aside.
 * @throws {ForkMixedError} If the providers lag behind the head, or disagree: asking again may help.
 */
export async function findAncestor(
  known: AsyncIterable<KnownBlock>,
  source: Source,
  head: Header,
  options: { finalBlockNumber?: bigint | undefined } = {},
): Promise<KnownBlock | undefined> {
  const { pool } = source;
  // A provider that serves another chain by now would replace everything.
  pool.doubt();
  const { finalBlockNumber = -1n } = options;
  let replacedFinal: KnownBlock | undefined;
  let size = sizes.first;
  let blocks: KnownBlock[] = [];

  const compareAll = async (): Promise<KnownBlock | undefined> => {
    const { provider, hashes } = await askHashes(source, blocks, head);
    for (const [index, block] of blocks.entries()) {
      if (hashes[index] === block.hash) {
        if (replacedFinal !== undefined) await confirmReplaced(source, provider, replacedFinal);
        return block;
      }
      if (block.number <= finalBlockNumber) replacedFinal ??= block;
    }
    blocks = [];
    size = Math.min(size * sizes.growth, sizes.most);
    return undefined;
  };

  for await (const block of known) {
    blocks.push(block);
    if (blocks.length < size) continue;
    const found = await compareAll();
    if (found !== undefined) return found;
  }
  return blocks.length === 0 ? undefined : await compareAll();
}

/** The hashes that the chain has in the places of blocks now; undefined where it has none. */
async function askHashes(
  { pool, tellerOf }: Source,
  blocks: readonly KnownBlock[],
  head: Header,
): Promise<{ provider: Provider; hashes: (string | undefined)[] }> {
  // Nothing comes before the first block, and every chain shares that.
  const asked = blocks.filter(({ number }) => number >= 0n);
  try {
    return await pool.run(
      async (provider) => {
        const { results } = await provider.call(asked.map(({ number }) => headerCall(number)));
        const byNumber = new Map<bigint, string>();
        for (const [index, { number }] of asked.entries()) {
          const header = parseHeader(results[index]);
          if (header !== undefined) byNumber.set(number, header.hash);
          else if (number <= head.number) throw new NotFoundError(`${provider.name} has no block ${number}`);
        }
        return { provider, hashes: blocks.map(({ number, hash }) => (number < 0n ? hash : byNumber.get(number))) };
      },
      { prefer: tellerOf(head) },
    );
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    throw new ForkMixedError(`below the head ${head.number} blocks are missing: ${error.message}`);
  }
}

async function confirmReplaced({ pool }: Source, provider: Provider, replaced: KnownBlock): Promise<void> {
  for (const other of pool.others(provider)) {
    const answer = await pool
      .run((asked) => asked.call([headerCall(replaced.number)]), { only: other, rounds: 1 })
      .catch((error: unknown) => {
        if (error instanceof UnreadableError) return undefined;
        throw error;
      });
    if (answer === undefined || parseHeader(answer.results[0])?.hash !== replaced.hash) continue;
    const problem = `it has replaced the final block ${replaced.number} (${replaced.hash}), which ${other.name} still has`;
    pool.setAside(provider, "bad_link", problem);
    throw new ForkMixedError(`${provider.name}: ${problem}`);
  }
}
