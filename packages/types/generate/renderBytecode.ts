import type { Artifact } from "./readArtifact.ts";
import { constantName } from "./renderAbis.ts";

/** The module of creation bytecodes, each without its constructor arguments. */
export function renderBytecode(artifacts: readonly Artifact[]): string {
  return artifacts
    .map(({ name, bytecode }) => `export const ${constantName(name)}Bytecode = "${bytecode}";`)
    .join("\n\n");
}

/** The module's description of deployed code, in bytes, by contract. */
export function renderDeployedCode(artifacts: readonly Artifact[]): string {
  const members = artifacts.map(
    ({ name, deployedSize, immutables }) =>
      `  ${constantName(name)}: { size: ${deployedSize}, immutables: ${JSON.stringify(immutables)} },\n`,
  );
  return `export const deployedCode = {\n${members.join("")}} as const;`;
}
