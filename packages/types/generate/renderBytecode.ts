import type { Artifact } from "./readArtifact.ts";
import { constantName } from "./renderAbis.ts";

/** The module of creation bytecodes, each without its constructor arguments. */
export function renderBytecode(artifacts: readonly Artifact[]): string {
  return artifacts
    .map(({ name, bytecode }) => `export const ${constantName(name)}Bytecode = "${bytecode}";`)
    .join("\n\n");
}

/** Where in a contract's deployed code its immutables are: [start, length] in bytes, by contract. */
export function renderImmutables(artifacts: readonly Artifact[]): string {
  const members = artifacts.map(({ name, immutables }) => `  ${constantName(name)}: ${JSON.stringify(immutables)},\n`);
  return `export const immutables = {\n${members.join("")}} as const;`;
}
