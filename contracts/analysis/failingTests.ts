/** Names of the tests that failed, by what forge wrote; "setUp" if none of a contract's could run. */
export function failingTests(output: string): string[] {
  const names = [...output.matchAll(/^\[FAIL.*?\] (\w+)\([^()\n]*\) \((?:gas|runs): /gm)].map(([, name]) =>
    String(name),
  );
  return [...new Set(names)].sort();
}
