import type { ChainAct, World, WorldChain } from "@concert/simulator";

/**
 * Has a world's chains make their blocks, and things happen to them, on the world's clock. Of a reorg, only as much
 * happens as its chain can have: not the first blocks, and nothing that was final ever.
 *
 * @returns Once each chain has made its blocks.
 */
export async function playActs(world: World, blocks: number, acts: readonly ChainAct[]): Promise<void> {
  const { clock } = world;
  const start = clock.now();
  const until = (at: number) => clock.sleep(Math.max(0, start + at - clock.now()));
  const finals = new Map(world.chains.map((chain) => [chain.id, watchFinal(chain)]));
  const left = new Map<number, { ancestor: number; hash: `0x${string}` }>();

  async function mineAll({ id, blockMilliseconds }: WorldChain): Promise<void> {
    let turn = 0;
    for (let mined = 0; mined < blocks; ) {
      await until(++turn * blockMilliseconds);
      if (world.chain(id).isHalted) continue;
      world.mine(id);
      mined++;
    }
  }

  function act(act: ChainAct): void {
    const { chainId } = act;
    const chain = world.chain(chainId);
    if (act.kind === "reorg") {
      const head = chain.head().header;
      const depth = Math.min(act.depth, head.number - Math.max(1, finals.get(chainId)!()));
      if (depth < 1) return;
      left.set(chainId, { ancestor: head.number - depth, hash: head.hash });
      world.reorg(chainId, { ...act, depth, length: depth + (act.length ?? act.depth + 1) - act.depth });
    } else if (act.kind === "switchBack") {
      const orphan = left.get(chainId);
      if (orphan === undefined || orphan.ancestor < finals.get(chainId)!()) return;
      left.delete(chainId);
      world.switchTo(chainId, orphan.hash);
    } else if (act.kind === "timeOffset") world.setTimeOffset(chainId, act.seconds);
    else if (act.kind === "forge") {
      const { source, forgery, delivered } = act;
      world.forge({ source, target: chainId, kind: forgery, ...(delivered === undefined ? {} : { delivered }) });
    } else {
      world.halt(chainId);
      void clock.sleep(act.milliseconds).then(() => world.resume(chainId));
    }
  }

  await Promise.all([...world.chains.map(mineAll), ...acts.map((each) => until(each.at).then(() => act(each)))]);
}

/** The highest block that was final ever. */
function watchFinal(chain: WorldChain): () => number {
  let final = 0;
  chain.watchHead((head) => {
    final = Math.max(final, head.header.number - chain.finalizedDepth);
  });
  return () => final;
}
