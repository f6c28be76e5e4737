import { ForkMixedError, verifyLinks } from "../verify/verifyLinks.ts";
import { askHeader } from "./askProvider.ts";
import type { Source } from "./createSource.ts";
import type { Header } from "./Header.ts";
import type { Provider } from "./Provider.ts";

/**
 * Checks that blocks follow each other. If one does not, others are asked for it: whoever told it with another parent than
 * it has is set aside.
 *
 * @param tellerOf Who told a header, if that is known.
 * @throws {ForkMixedError} If they don't.
 */
export async function followLinks(
  source: Source,
  base: Pick<Header, "number" | "hash">,
  headers: readonly Header[],
  tellerOf: (header: Header) => Provider | undefined,
): Promise<void> {
  try {
    verifyLinks(base, headers);
  } catch (error) {
    if (!(error instanceof ForkMixedError)) throw error;
    // One of them may serve another chain by now.
    source.pool.doubt();
    const index = headers.findIndex(({ parentHash }, at) => parentHash !== (headers[at - 1] ?? base).hash);
    const broken = headers[index];
    const teller = broken === undefined ? undefined : tellerOf(broken);
    if (broken !== undefined && teller !== undefined) {
      await findLiars(source, broken, (headers[index - 1] ?? base).hash, teller);
    }
    throw error;
  }
}

/** One hash has one parent: who tells another one lies. If somebody tells the one that was expected, that is it. */
async function findLiars(
  { pool }: Source,
  { number, hash, parentHash }: Header,
  expected: string,
  teller: Provider,
): Promise<void> {
  const told = [{ provider: teller, parentHash }];
  for (const provider of [teller, ...pool.others(teller)]) {
    const header = await pool
      .run((asked) => askHeader(asked, { hash }), { only: provider, rounds: 1 })
      // Whoever has not got it, or does not answer, says nothing of it.
      .catch(() => undefined);
    if (header !== undefined) told.push({ provider, parentHash: header.parentHash });
  }
  const contradicts = ({ provider, parentHash: said }: (typeof told)[number]) =>
    told.some((other) => other.provider === provider && other.parentHash !== said);
  const known = told.some(({ parentHash: said }) => said === expected);
  for (const claim of told) {
    const wrong = known ? claim.parentHash !== expected : contradicts(claim);
    if (wrong)
      pool.setAside(claim.provider, "bad_link", `it gave block ${number} (${hash}) a parent that it has not got`);
  }
}
