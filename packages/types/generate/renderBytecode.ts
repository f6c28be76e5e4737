import type { Artifact } from "./readArtifact.ts";
import { constantName } from "./renderAbis.ts";

/** The module of creation bytecodes, each without its constructor arguments. */
export function renderBytecode(artifacts: readonly Artifact[]): string {
  return artifacts
    .map(({ name, bytecode }) => `export const ${constantName(name)}Bytecode = "${bytecode}";`)
    .join("\n\n");
}
