import { askHeaders, headerCall } from "../source/askProvider.ts";
import { settledBlocks } from "../source/createFinality.ts";
import type { Source } from "../source/createSource.ts";
import type { Header } from "../source/Header.ts";
import type { Provider } from "../source/Provider.ts";
import { NotFoundError, UnreadableError } from "../source/ProviderError.ts";
import { parseHeader } from "../source/parse.ts";
import { ForkMixedError, verifyLinks } from "./verifyLinks.ts";

export type KnownBlock = { number: bigint; hash: string; time: bigint };

/** Most reorgs are short: few blocks are asked for at first. */
const sizes = { first: 2, growth: 4, most: 50 };

/**
 * The latest block that the index and the chain still share.
 *
 * @param known Blocks that were indexed, the latest first; the earliest of them precedes everything that is indexed.
 * @param head The chain as it is now.
 * @param options.finalBlockNumber What was final when it was indexed: that it is replaced has to be confirmed by every
 * provider that answers; one that is alone with it is set aside. And another block has to be final in its place, or follow
 * it: a node that lags behind may be on a fork without it, but calls nothing of that final.
 * @throws {ForkMixedError} If the providers lag behind the head, disagree, or have not come so far that another block is
 * final: asking again may help.
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
        if (replacedFinal !== undefined) {
          await confirmReplaced(source, provider, replacedFinal);
          await confirmFinal(source, head, replacedFinal);
        }
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

/** Follows the chain from a final block down to the place of one that was final. */
async function confirmFinal({ pool, finality, tellerOf }: Source, head: Header, replaced: KnownBlock): Promise<void> {
  const { number, hash } = replaced;
  const unclear = (problem: string) =>
    new ForkMixedError(`block ${number} (${hash}) was final, and seems to be replaced, but ${problem}`);
  const final = await finality.ask(head);
  if (final === undefined || final.number < number) throw unclear(`only block ${final?.number ?? "none"} is final now`);
  const top = final.hash === undefined ? head : { number: final.number, hash: final.hash };
  const count = top.number - number > settledBlocks ? 1 : Number(top.number - number) + 1;
  const numbers = Array.from({ length: count }, (_, index) => number + BigInt(index));
  try {
    const headers = await pool.run((provider) => askHeaders(provider, numbers), { prefer: tellerOf(head) });
    const [inPlace, ...following] = headers;
    verifyLinks(inPlace!, following);
    const last = headers.at(-1)!;
    if (last.number === top.number && last.hash !== top.hash) throw unclear(`block ${top.number} is not the final one`);
    if (inPlace!.hash === hash) throw unclear("it is there");
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    throw unclear(error.message);
  }
}
