/** The compiler's syntax tree, as far as any node is alike. */

export interface Node {
  nodeType: string;
  /** `start:length:source`, in bytes. */
  src: string;
  [property: string]: unknown;
}

/** A stretch of a source, in bytes. */
export interface Range {
  start: number;
  end: number;
}

export function rangeOf(node: Node): Range {
  const [start, length] = node.src.split(":").map(Number) as [number, number];
  return { start, end: start + length };
}

/** The node that a property holds; undefined if it holds none. */
export function childOf(node: Node, property: string): Node | undefined {
  const value = node[property];
  return isNode(value) ? value : undefined;
}

/** The nodes that a property holds in a list; empty if it holds none. */
export function childrenOf(node: Node, property: string): Node[] {
  const value = node[property];
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/** The type of an expression, as the compiler writes it. */
export function typeOf(node: Node): string {
  return (node.typeDescriptions as { typeString?: string } | undefined)?.typeString ?? "";
}

/**
 * Every node below `node`, and itself, each with those above it, the nearest last.
 *
 * @param skip Nodes that are left out with all below them.
 */
export function* walk(node: Node, skip: (node: Node) => boolean = () => false, above: Node[] = []): Generator<Visit> {
  if (skip(node)) return;
  yield { node, above };
  const path = [...above, node];
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child)) yield* walk(child, skip, path);
    }
  }
}

export interface Visit {
  node: Node;
  above: Node[];
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "nodeType" in value && "src" in value;
}
