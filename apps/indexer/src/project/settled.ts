/**
 * As `Promise.all`, but waits for all of them even if one fails: what goes on after one of them would otherwise send
 * statements of a transaction that is over by then.
 *
 * @throws What failed first.
 */
export async function settled<const Values extends readonly unknown[]>(
  values: Values,
): Promise<{ -readonly [Key in keyof Values]: Awaited<Values[Key]> }> {
  let failure: { error: unknown } | undefined;
  const waited = values.map((value) =>
    Promise.resolve(value).catch((error: unknown) => {
      failure ??= { error };
    }),
  );
  const results = await Promise.all(waited);
  if (failure !== undefined) throw failure.error;
  return results as { -readonly [Key in keyof Values]: Awaited<Values[Key]> };
}
