import type { Fault, FaultPlan } from "../fault/Fault.ts";
import type { Limits } from "../fault/limits.ts";
import { createRandom } from "../random/createRandom.ts";
import type { World } from "../world/createWorld.ts";
import { createProvider, type Provider } from "./createProvider.ts";
import { createWorldNode } from "./createWorldNode.ts";

/** One provider that every chain has. */
export type ProviderOptions = {
  name: string;
  /** One per node behind its URL: how far the node lags. Each request goes to one of them. By default one that doesn't. */
  lagsMilliseconds?: readonly number[];
  /** Before every answer. */
  latencyMilliseconds?: number;
  /** What it refuses, always. */
  limits?: Limits;
};

/** Finds what a URL is for. */
export type Providers = {
  all: readonly Provider[];
  /** @param path `/<chain id>/<name>` */
  at(path: string): Provider | undefined;
};

export const defaultProviders: readonly ProviderOptions[] = [{ name: "a" }];

export type ProvidersParameters = {
  world: World;
  providers?: readonly ProviderOptions[] | undefined;
  /** What goes wrong, beginning now. */
  plan?: FaultPlan | undefined;
};

export function createProviders({ world, providers = defaultProviders, plan }: ProvidersParameters): Providers {
  const { clock } = world;
  const random = createRandom(plan?.seed ?? 0);
  const start = clock.now();
  const all = world.chains.flatMap((chain) =>
    providers.map(({ name, lagsMilliseconds = [0], latencyMilliseconds = 0, limits }) => {
      const faults = (plan?.faults ?? []).filter(
        ({ chainId, provider }) =>
          (chainId === undefined || chainId === chain.id) && (provider === undefined || provider === name),
      );
      return createProvider({
        ...{ name, clock, start, latencyMilliseconds },
        random: random.fork(`${chain.id} ${name}`),
        nodes: lagsMilliseconds.map((lagMilliseconds) => createWorldNode(world, chain.id, { lagMilliseconds })),
        lagging: (lagMilliseconds) => createWorldNode(world, chain.id, { lagMilliseconds }),
        orphansAt: (number) => chain.orphansAt(number).map(({ header: { hash } }) => ({ hash })),
        faults: [...limitFaults(limits), ...faults],
      });
    }),
  );
  return providersOf(all);
}

export function providersOf(all: readonly Provider[]): Providers {
  const byPath = new Map(all.map((provider) => [`/${provider.chainId}/${provider.name}`, provider]));
  return { all, at: (path) => byPath.get(path) };
}

export function limitFaults(limits: Limits | undefined): Fault[] {
  if (limits === undefined) return [];
  const { range, results, wording } = limits;
  const always = { from: 0, until: Number.MAX_SAFE_INTEGER, probability: 1 };
  return [
    ...(range === undefined ? [] : [{ ...always, kind: "rangeTooLarge" as const, blocks: range, wording }]),
    ...(results === undefined ? [] : [{ ...always, kind: "tooManyResults" as const, logs: results, wording }]),
  ];
}
