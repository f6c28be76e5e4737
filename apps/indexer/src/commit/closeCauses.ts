import type { Causes, Requirement } from "../decode/Causes.ts";

/** Blocks of one chain that follow each other. */
export type OpenPrefix = Causes & {
  chainId: bigint;
  /** The first and the last block. */
  from: bigint;
  to: bigint;
};

/** What is known of a requirement that none of the blocks provides. */
export type Standing =
  /** It is in the database, or counts as if it were. */
  | { kind: "met" }
  /** It is nowhere yet. */
  | { kind: "missing" }
  /** It did not happen if it is nowhere in its source up to a block. */
  | { kind: "after"; block: bigint };

export type Prefix = {
  chainId: bigint;
  /** The last block that can be committed; before `from` if none can. */
  to: bigint;
  /** Why the block after that can't. */
  unmet: Requirement | undefined;
};

/**
 * The largest part of some chains' blocks, per chain up to a block, that shows nothing without what it follows from:
 * all that its blocks require is provided by blocks of it, or met already.
 *
 * Starts from everything and trims, so that chains which depend on each other are taken together.
 *
 * @param standing What is known of a requirement that no block of another chain, nor an earlier one of its own, provides.
 */
export function closeCauses(
  chains: readonly OpenPrefix[],
  standing: (requirement: Requirement, chainId: bigint) => Standing,
): Prefix[] {
  const prefixes = new Map(
    chains.map(({ chainId, to }): [bigint, Prefix] => [chainId, { chainId, to, unmet: undefined }]),
  );
  const lastBlocks = new Map(chains.map(({ chainId, to }) => [chainId, to]));
  const providers = findProviders(chains);
  const dependents = new Map<bigint, Dependency[]>(chains.map(({ chainId }) => [chainId, []]));
  const trimmed: bigint[] = [];

  function trim(chainId: bigint, requirement: Requirement): void {
    const prefix = prefixes.get(chainId)!;
    if (requirement.block > prefix.to) return;
    prefix.to = requirement.block - 1n;
    prefix.unmet = requirement;
    trimmed.push(chainId);
  }

  /** The block needs another chain up to a block. */
  function depend(chainId: bigint, requirement: Requirement, on: bigint, block: bigint): void {
    const last = lastBlocks.get(on);
    if (last === undefined || block > last) trim(chainId, requirement);
    else if (on !== chainId) dependents.get(on)!.push({ chainId, requirement, block });
  }

  for (const { chainId, requires } of chains) {
    for (const requirement of requires) {
      // Those before are of earlier blocks.
      if (requirement.block > prefixes.get(chainId)!.to) break;
      const provider = providers.get(requirement.key);
      if (provider !== undefined && (provider.chainId !== chainId || provider.block <= requirement.block)) {
        depend(chainId, requirement, provider.chainId, provider.block);
        continue;
      }
      const known = standing(requirement, chainId);
      if (known.kind === "missing") trim(chainId, requirement);
      if (known.kind === "after") depend(chainId, requirement, requirement.source, known.block);
    }
  }

  for (const list of dependents.values()) list.sort((a, b) => (a.block < b.block ? -1 : 1));
  for (let source = trimmed.pop(); source !== undefined; source = trimmed.pop()) {
    const list = dependents.get(source)!;
    const { to } = prefixes.get(source)!;
    while (list.length > 0 && list.at(-1)!.block > to) {
      const { chainId, requirement } = list.pop()!;
      trim(chainId, requirement);
    }
  }
  return [...prefixes.values()];
}

type Dependency = { chainId: bigint; requirement: Requirement; block: bigint };

/** Where each thing that the blocks provide happened first. */
function findProviders(chains: readonly OpenPrefix[]): ReadonlyMap<string, { chainId: bigint; block: bigint }> {
  const providers = new Map<string, { chainId: bigint; block: bigint }>();
  for (const { chainId, provides } of chains) {
    for (const { block, key } of provides) if (!providers.has(key)) providers.set(key, { chainId, block });
  }
  return providers;
}
