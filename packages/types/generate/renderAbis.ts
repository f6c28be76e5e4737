import type { AbiItem } from "viem";
import type { Artifact } from "./readArtifact.ts";

/**
 * The module of all ABIs. Each holds the errors of every contract, since a call reverts with the error of whichever
 * contract it reached.
 */
export function renderAbis(artifacts: readonly Artifact[]): string {
  const errors = new Map<string, AbiItem>();
  for (const { abi } of artifacts) {
    for (const item of abi) if (item.type === "error") errors.set(JSON.stringify(item), item);
  }
  const sorted = [...errors].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, error]) => error);

  const sections = artifacts.map(({ name, abi }) => {
    const items = abi.filter((item) => item.type !== "error");
    return `export const ${constantName(name)}Abi = ${renderArray(items, ["...errorsAbi"])} as const;`;
  });
  return [`export const errorsAbi = ${renderArray(sorted)} as const;`, ...sections].join("\n\n");
}

/** `AttestedGateway` → `attestedGateway`, `ERC20` → `erc20`. */
export function constantName(contract: string): string {
  return contract.replace(/^[A-Z]+(?=[A-Z][a-z]|\d|$)|^[A-Z]/, (start) => start.toLowerCase());
}

export function renderArray(items: readonly unknown[], rest: readonly string[] = []): string {
  return `[\n${[...items.map((item) => JSON.stringify(item)), ...rest].map((line) => `  ${line},\n`).join("")}]`;
}
