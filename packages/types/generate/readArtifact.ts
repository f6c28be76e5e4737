import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Abi, type Hex, size } from "viem";

const out = join(import.meta.dirname, "../../../contracts/out");

/** What Foundry compiled of one contract. */
export type Artifact = {
  name: string;
  abi: Abi;
  /** Creation bytecode, without constructor arguments. */
  bytecode: Hex;
  /** Bytes of the deployed code. */
  deployedSize: number;
  /** Where in the deployed code the immutables are: [start, length] in bytes, ascending. */
  immutables: readonly (readonly [start: number, length: number])[];
  /** The `@notice` of each event, by signature (`EntryQueued(uint64,bytes32,bytes)`). */
  eventNotices: Record<string, string>;
};

type ArtifactFile = {
  abi: Abi;
  bytecode: { object: Hex; linkReferences: Record<string, unknown> };
  deployedBytecode: { object: Hex; immutableReferences?: Record<string, { start: number; length: number }[]> };
  /** Foundry's own reading of it, `metadata`, lacks the events. */
  rawMetadata: string;
};

type Metadata = { output: { userdoc?: { events?: Record<string, { notice?: string }> } } };

/**
 * Reads a contract that `pnpm --filter @concert/contracts build` compiled.
 *
 * @param source Name of its file, if that is another one.
 * @throws If it was not compiled, or needs a library to be linked.
 */
export function readArtifact(name: string, source: string = name): Artifact {
  const file = join(out, `${source}.sol`, `${name}.json`);
  let artifact: ArtifactFile;
  try {
    artifact = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Error(`${file} cannot be read: run "pnpm generate", which compiles the contracts first.`, {
      cause: error,
    });
  }
  if (Object.keys(artifact.bytecode.linkReferences).length !== 0) {
    throw new Error(`${name} needs a library to be linked: make its functions internal.`);
  }
  const metadata: Metadata = JSON.parse(artifact.rawMetadata);
  const events = metadata.output.userdoc?.events ?? {};
  return {
    name,
    abi: artifact.abi,
    bytecode: artifact.bytecode.object,
    deployedSize: size(artifact.deployedBytecode.object),
    immutables: Object.values(artifact.deployedBytecode.immutableReferences ?? {})
      .flat()
      .map(({ start, length }) => [start, length] as const)
      .sort(([a], [b]) => a - b),
    eventNotices: Object.fromEntries(
      Object.entries(events).flatMap(([signature, { notice }]) => (notice === undefined ? [] : [[signature, notice]])),
    ),
  };
}
