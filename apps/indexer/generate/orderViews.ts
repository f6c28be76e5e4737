/** Views after those that they read. */
export function orderViews(statements: readonly string[]): string[] {
  const byName = new Map(statements.map((statement) => [/^CREATE VIEW "(\w+)"/.exec(statement)![1]!, statement]));
  const ordered = new Set<string>();
  function visit(name: string): void {
    if (ordered.has(name)) return;
    const statement = byName.get(name)!;
    for (const [, read] of statement.matchAll(/\b(?:from|join)\s+"?(\w+)/gi)) {
      if (read !== name && byName.has(read!)) visit(read!);
    }
    ordered.add(name);
  }
  for (const name of byName.keys()) visit(name);
  return [...ordered].map((name) => byName.get(name)!);
}
