/** The schema of everything that is derived, beside that of the log of record. */
export function stateSchema(schema: string): string {
  return `${schema}_state`;
}

/** Where the tables and views of an index are found by their names alone. */
export function searchPath(schema: string): string {
  return [stateSchema(schema), schema].map((name) => `"${name.replaceAll('"', '""')}"`).join(", ");
}
