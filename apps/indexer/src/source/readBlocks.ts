import { mayContain } from "../verify/bloom.ts";
import { type RawReceipt, receiptsRoot } from "../verify/receiptsRoot.ts";
import { ForkMixedError } from "../verify/verifyLinks.ts";
import { admitsMore, verifyLogs } from "../verify/verifyLogs.ts";
import {
  askHeaders,
  askLogsInParts,
  askReceipts,
  headerCall,
  headerIn,
  isTooLarge,
  isUnknownBlock,
  largeLimits,
  logsCall,
  rangeLimits,
  topicsOf,
} from "./askProvider.ts";
import type { ChainLog } from "./ChainLog.ts";
import type { Source } from "./createSource.ts";
import type { Header } from "./Header.ts";
import type { Provider } from "./Provider.ts";
import { type Fault, LieError, NotFoundError, ProviderError, UnreadableError } from "./ProviderError.ts";
import { type ParsedLog, parseLogs, sameLog } from "./parse.ts";

/** How many blocks are asked for their logs one by one, by hash; more are asked for as a range, and their hashes compared. */
const mostByHash = 4;
/** How long other providers are given to get a block that one has. */
const confirmMilliseconds = 2_000;
const confirmPauseMilliseconds = 50;
/** How often logs that the bloom admits are asked for again before it is taken for an accident. */
const mostDoubts = 3;
const doubtPauseMilliseconds = 50;

/** Several blocks hold more than is taken at once: fewer of them have to be asked for. */
export class BlocksTooLargeError extends Error {}

/**
 * The contracts' logs of blocks, checked against the blocks' blooms, against the receipts root where the chain is
 * configured so, and against what another provider says where there is one.
 *
 * @param headers Of consecutive blocks.
 * @throws {BlocksTooLargeError} If they hold too much for one answer.
 * @throws {ForkMixedError} If providers disagree: asking again may help.
 * @throws {UnreadableError} If no provider answers.
 */
export async function readBlocks(source: Source, headers: readonly Header[]): Promise<ChainLog[]> {
  const { pool, checks } = source;
  const prefer = source.tellerOf(headers.at(-1)!);
  const [likely] = pool.usable({ prefer, large: headers.length > mostByHash });
  const confirming =
    checks.compareProviders && likely !== undefined ? confirmation(source, headers, likely) : undefined;
  // It is waited for below, and may have failed by then.
  confirming?.catch(() => undefined);

  const ours = await pool.run(
    async (provider): Promise<Said> => {
      const complete = await withCommitments(source, provider, headers);
      const logs = await readLogs(source, provider, complete);
      return { provider, headers: complete, logs: await settleDoubts(source, provider, complete, logs) };
    },
    { prefer, large: headers.length > mostByHash },
  );

  if (confirming !== undefined) {
    const first = await confirming;
    const confirms = first !== undefined && first.provider.party !== ours.provider.party;
    // If another one than expected answered, the one that was to confirm may be that one.
    const theirs = confirms || ours.provider === likely ? first : await confirmation(source, headers, ours.provider);
    if (theirs !== undefined) await compare(source, ours, theirs);
  }
  const times = new Map(headers.map(({ number, time }) => [number, time]));
  return ours.logs.map((log) => ({ ...log, blockTime: times.get(log.blockNumber)! }));
}

type Said = { provider: Provider; headers: readonly Header[]; logs: readonly ParsedLog[] };

/** Heads that a websocket tells may lack what is needed to check their logs. */
async function withCommitments(source: Source, provider: Provider, headers: readonly Header[]): Promise<Header[]> {
  const { logsBloom, receiptsRoot } = source.checks;
  const lacking = headers.filter(
    (header) => (logsBloom && header.logsBloom === undefined) || (receiptsRoot && header.receiptsRoot === undefined),
  );
  const asked = lacking.length === 0 ? [] : await askHeaders(provider, lacking);
  const byHash = new Map(asked.map((header) => [header.hash, header]));
  return headers.map((header) => {
    const { logsBloom: bloom, ...complete } = byHash.get(header.hash) ?? header;
    return logsBloom ? { ...complete, logsBloom: bloom } : complete;
  });
}

async function readLogs(source: Source, provider: Provider, headers: readonly Header[]): Promise<ParsedLog[]> {
  if (source.checks.receiptsRoot) return await readLogsOfReceipts(source, provider, headers);
  const logs = await readUnchecked(source, provider, headers);
  const byBlock = Map.groupBy(logs, ({ blockNumber }) => blockNumber);
  for (const header of headers) verifyLogs(header, byBlock.get(header.number) ?? []);
  return logs;
}

async function readUnchecked(source: Source, provider: Provider, headers: readonly Header[]): Promise<ParsedLog[]> {
  const read = headers.length > mostByHash ? readByRange : readByHash;
  return await read(source, provider, headers);
}

async function readByHash(
  { chain }: Pick<Source, "chain">,
  provider: Provider,
  headers: readonly Header[],
): Promise<ParsedLog[]> {
  const addresses = [...chain.contracts.keys()];
  try {
    const { results } = await provider.call(
      headers.map(({ hash }) => logsCall(addresses, { hash })),
      headers.length === 1 ? largeLimits : rangeLimits,
    );
    return results.flatMap((raw, index) => {
      const logs = parseLogs(raw, chain.contracts);
      verifyLogs(headers[index]!, logs);
      return logs;
    });
  } catch (error) {
    if (isUnknownBlock(error))
      throw new NotFoundError(`${provider.name} has not got the block: ${(error as Error).message}`);
    if (!isTooLarge(error)) throw error;
    if (headers.length === 1) return await askLogsInParts(provider, chain, { hash: headers[0]!.hash });
    throw new BlocksTooLargeError(`${headers.length} blocks hold too much`, { cause: error });
  }
}

async function readByRange(source: Source, provider: Provider, headers: readonly Header[]): Promise<ParsedLog[]> {
  const { contracts } = source.chain;
  try {
    const [from, to] = [headers[0]!.number, headers.at(-1)!.number];
    const calls = [logsCall([...contracts.keys()], { from, to }), headerCall(to)];
    const { results } = await provider.call(calls, rangeLimits);
    const logs = parseLogs(results[0], contracts);
    // A node that is behind gives what it has, and does not say that there is more.
    headerIn(results[1], to, provider);
    const hashes = new Map(headers.map(({ number, hash }) => [number, hash]));
    for (const { blockNumber, blockHash } of logs) {
      if (!hashes.has(blockNumber)) {
        throw new LieError("foreign_logs", `asked for blocks ${from} to ${to}, it gave a log of ${blockNumber}`);
      }
      // The blocks may have been replaced between the two questions. Asked by hash, it can't mix them.
      if (hashes.get(blockNumber) !== blockHash) return await readByHash(source, provider, headers);
    }
    return logs;
  } catch (error) {
    if (!isTooLarge(error)) throw error;
    throw new BlocksTooLargeError(`${headers.length} blocks hold too much`, { cause: error });
  }
}

/** Takes logs from receipts that the blocks commit to. A block whose bloom excludes the contracts has none. */
async function readLogsOfReceipts(
  source: Source,
  provider: Provider,
  headers: readonly Header[],
): Promise<ParsedLog[]> {
  const logs: ParsedLog[] = [];
  for (const header of headers) {
    const { logsBloom } = header;
    if (
      logsBloom !== undefined &&
      ![...source.chain.contracts.keys()].some((address) => mayContain(logsBloom, address))
    ) {
      continue;
    }
    const receipts = await askReceipts(provider, header);
    if ((await rootOf(receipts)) !== header.receiptsRoot) {
      throw new LieError(
        "bad_receipts",
        `the receipts of block ${header.number} (${header.hash}) are not those that it commits to`,
      );
    }
    logs.push(...logsOf(source, header, receipts));
  }
  return logs;
}

async function rootOf(receipts: readonly RawReceipt[]): Promise<string> {
  try {
    return await receiptsRoot(receipts);
  } catch {
    throw new ProviderError("malformed", "receipts that were asked for are none");
  }
}

/** Logs of the contracts in receipts, placed by the receipts' order, which the block commits to. */
function logsOf({ chain: { contracts } }: Source, header: Header, receipts: readonly RawReceipt[]): ParsedLog[] {
  let logIndex = 0;
  const raw = receipts.flatMap((receipt, transactionIndex) =>
    receipt.logs.flatMap((log) => {
      const placed = {
        ...log,
        blockNumber: `0x${header.number.toString(16)}`,
        blockHash: header.hash,
        transactionIndex: `0x${transactionIndex.toString(16)}`,
        logIndex: `0x${(logIndex++).toString(16)}`,
      };
      return contracts.has(log.address.toLowerCase()) ? [placed] : [];
    }),
  );
  return parseLogs(raw, contracts);
}

/** Blocks whose bloom admits logs that were not given are looked at again, until that is explained. */
async function settleDoubts(
  source: Source,
  provider: Provider,
  headers: readonly Header[],
  logs: readonly ParsedLog[],
): Promise<readonly ParsedLog[]> {
  const { contracts } = source.chain;
  if (source.checks.receiptsRoot) return logs;
  const byBlock = Map.groupBy(logs, ({ blockNumber }) => blockNumber);
  const topics = new Map([...contracts].map(([address, name]) => [address, topicsOf(name)]));
  const doubtful = headers.filter(
    ({ number, logsBloom }) => logsBloom !== undefined && admitsMore(logsBloom, byBlock.get(number) ?? [], topics),
  );
  for (const header of doubtful) {
    const given = byBlock.get(header.number) ?? [];
    const found = await lookAgain(source, provider, header, given);
    if (sameLogs(found, given)) continue;
    byBlock.set(header.number, [...found]);
  }
  return headers.flatMap(({ number }) => byBlock.get(number) ?? []);
}

async function lookAgain(
  source: Source,
  provider: Provider,
  header: Header,
  given: readonly ParsedLog[],
): Promise<readonly ParsedLog[]> {
  const { clock, pool } = source;
  const proven = await provenLogs(source, header);
  if (proven !== undefined) {
    if (!sameLogs(proven, given)) noteWrong(source, provider, header, given, proven);
    return proven;
  }
  const others = pool.others(provider);
  let answered = false;
  for (let doubt = 0; doubt < mostDoubts; doubt++) {
    const asked = others[doubt] ?? provider;
    if (asked === provider) await clock.sleep(doubtPauseMilliseconds * 2 ** doubt);
    const found = await pool
      .run((other) => readByHash(source, other, [asked === provider ? header : placeOf(header)]), {
        only: asked,
        rounds: 1,
      })
      .catch((error: unknown) => {
        if (error instanceof NotFoundError || error instanceof UnreadableError) return undefined;
        throw error;
      });
    if (found === undefined) continue;
    answered = true;
    if (found.length <= given.length) continue;
    noteWrong(source, provider, header, given, found);
    return found;
  }
  // Nobody who has the block says so.
  if (!answered) throw new ForkMixedError(`nobody says whether block ${header.number} (${header.hash}) has more logs`);
  return given;
}

function noteWrong(
  { pool, log, metrics, chain }: Source,
  provider: Provider,
  { number, hash }: Header,
  given: readonly ParsedLog[],
  found: readonly ParsedLog[],
): void {
  const fault = faultOf(given, found);
  const problem = `its logs of block ${number} (${hash}) are not those of the block`;
  if (pool.others(provider).length > 0) {
    pool.setAside(provider, fault, problem);
    return;
  }
  // With nobody else to ask, it is asked on: what was wrong is known now.
  log.warn("the provider is wrong", { provider: provider.name, reason: fault, error: problem });
  metrics.errors.inc({ chain: `${chain.chainId}`, provider: provider.name, kind: fault });
}

function faultOf(given: readonly ParsedLog[], right: readonly ParsedLog[]): Fault {
  return given.length < right.length ? "missing_logs" : "foreign_logs";
}

/** Logs that a block's own commitment proves; undefined if no provider gives its receipts as the chain hashes them. */
async function provenLogs(source: Source, header: Header): Promise<ParsedLog[] | undefined> {
  if (header.receiptsRoot === undefined) return undefined;
  for (const provider of source.pool.usable()) {
    if (provider.receipts === false) continue;
    const receipts = await source.pool
      .run((asked) => askReceipts(asked, header), { only: provider, rounds: 1 })
      .catch(() => undefined);
    if (receipts === undefined) continue;
    const root = await rootOf(receipts).catch(() => undefined);
    if (root === header.receiptsRoot) return logsOf(source, header, receipts);
  }
  return undefined;
}

/**
 * What another provider says of the same blocks; undefined if none has them in time.
 *
 * @throws {ForkMixedError} If another provider has other blocks in their place.
 */
async function confirmation(source: Source, headers: readonly Header[], provider: Provider): Promise<Said | undefined> {
  const { pool, clock } = source;
  const last = headers.at(-1)!;
  for (const other of pool.others(provider)) {
    const started = clock.now();
    let found: boolean | undefined;
    do {
      if (found !== undefined) await clock.sleep(confirmPauseMilliseconds);
      try {
        return await pool.run((asked) => readTheirs(source, asked, headers), { only: other, rounds: 1 });
      } catch (error) {
        // It can't be read now: another one may.
        if (error instanceof UnreadableError) break;
        if (!(error instanceof NotFoundError)) throw error;
        found = false;
      }
    } while (clock.now() - started <= confirmMilliseconds);
    if (found === false) await requireBehind(source, other, last, started);
  }
  return undefined;
}

/** A provider that has not got a block may be behind; one that has another block in its place stands on another fork. */
async function requireBehind({ pool }: Source, other: Provider, last: Header, since: number): Promise<void> {
  const theirs = await pool
    .run((asked) => askHeaders(asked, [last.number]), { only: other, rounds: 1 })
    .then(
      ([header]) => header,
      () => undefined,
    );
  if (theirs === undefined) {
    other.behindSince ??= since;
    return;
  }
  if (theirs.hash === last.hash) return;
  throw new ForkMixedError(`${other.name} has ${theirs.hash} as block ${last.number}, not ${last.hash}`);
}

async function readTheirs(source: Source, provider: Provider, headers: readonly Header[]): Promise<Said> {
  // Their own headers: one hash has one bloom.
  const [theirs, logs] = await Promise.all([
    askHeaders(
      provider,
      headers.map(({ hash }) => ({ hash })),
    ),
    source.checks.receiptsRoot ? undefined : readUnchecked(source, provider, headers.map(placeOf)),
  ]);
  const complete = await withCommitments(source, provider, theirs);
  if (logs === undefined)
    return { provider, headers: complete, logs: await readLogsOfReceipts(source, provider, complete) };
  const byBlock = Map.groupBy(logs, ({ blockNumber }) => blockNumber);
  for (const header of complete) verifyLogs(header, byBlock.get(header.number) ?? []);
  return { provider, headers: complete, logs };
}

/** @throws {ForkMixedError} If two providers say different things and it can't be told who is right. */
async function compare(source: Source, ours: Said, theirs: Said): Promise<void> {
  const [our, their] = [ours, theirs].map(({ logs }) => Map.groupBy(logs, ({ blockNumber }) => blockNumber));
  for (const [index, header] of ours.headers.entries()) {
    const place = `block ${header.number} (${header.hash})`;
    if (!sameHeader(header, theirs.headers[index]!)) {
      const right = await thirdOf(source, ours, theirs, async (asked) => {
        const [said] = await withCommitments(source, asked, await askHeaders(asked, [{ hash: header.hash }]));
        return ({ headers }: Said) => sameHeader(said!, headers[index]!);
      });
      refuse(source, ours, theirs, right, "bad_link", `its header of ${place} is not that of the others`);
    }
    const mine = our!.get(header.number) ?? [];
    const other = their!.get(header.number) ?? [];
    if (sameLogs(mine, other)) continue;
    const proven = await provenLogs(source, header);
    const logsIn = (said: Said) => (said === ours ? mine : other);
    const right =
      proven === undefined
        ? await thirdOf(source, ours, theirs, async (asked) => {
            const said = await readByHash(source, asked, [placeOf(header)]);
            return (candidate) => sameLogs(said, logsIn(candidate));
          })
        : [ours, theirs].find((said) => sameLogs(proven, logsIn(said)));
    const [wrong, held] = right === ours ? [other, mine] : [mine, other];
    const fault = faultOf(wrong, held);
    const problem = `its logs of ${place} are not those of the block`;
    if (right !== ours) refuse(source, ours, theirs, right, fault, problem);
    source.pool.setAside(theirs.provider, fault, problem);
  }
}

/** Sets aside who is not right, if that is known. */
function refuse(
  { pool }: Source,
  ours: Said,
  theirs: Said,
  right: Said | undefined,
  fault: Fault,
  problem: string,
): never {
  if (right !== undefined) pool.setAside((right === ours ? theirs : ours).provider, fault, problem);
  throw new ForkMixedError(`${ours.provider.name} and ${theirs.provider.name} disagree: ${problem}`);
}

/** Which of two a third provider bears out, if any. */
async function thirdOf(
  { pool }: Source,
  ours: Said,
  theirs: Said,
  ask: (provider: Provider) => Promise<(said: Said) => boolean>,
): Promise<Said | undefined> {
  const parties = [ours.provider.party, theirs.provider.party];
  for (const third of pool.usable().filter(({ party }) => !parties.includes(party))) {
    const bearsOut = await pool.run(ask, { only: third, rounds: 1 }).catch(() => undefined);
    const right = bearsOut === undefined ? undefined : [ours, theirs].find(bearsOut);
    if (right !== undefined) return right;
  }
  return undefined;
}

/** One provider's word for a bloom is no measure of another one's logs. */
function placeOf({ number, hash, parentHash, time }: Header): Header {
  return { number, hash, parentHash, time };
}

function sameHeader(a: Header, b: Header): boolean {
  return (
    a.parentHash === b.parentHash &&
    a.time === b.time &&
    a.logsBloom === b.logsBloom &&
    // Not every provider tells it with a head.
    (a.receiptsRoot === undefined || b.receiptsRoot === undefined || a.receiptsRoot === b.receiptsRoot)
  );
}

function sameLogs(a: readonly ParsedLog[], b: readonly ParsedLog[]): boolean {
  return a.length === b.length && a.every((log, index) => sameLog(log, b[index]!));
}
