import { ProviderError, type RangeLimit } from "./ProviderError.ts";

/** An error as JSON-RPC tells it. */
export type RpcErrorFields = { code?: unknown; message?: unknown; data?: unknown };

const rateLimited =
  /too many requests|rate.?limit|request limit|requests? per (second|minute|day)|throughput|compute units|capacity|quota|throttl|daily request count|slow down/i;

/** Each of them was seen from a provider that wants a smaller range. */
const tooLarge = [
  /more than [\d,]+ (results|logs|events|blocks)/i,
  /(log )?response size (is )?(exceed|too|should|larger)/i,
  /(response|result|body|content|payload)( set)?( is|'s)? too (large|big|long)/i,
  /(block )?range (is )?(is )?(too (large|wide|big|long)|exceed|over|limit|greater|larger)/i,
  /(exceed|exceeds|exceeded|exceeding|over|above|beyond)\b.*\b(block range|range|blocks|results|logs|size|distance)/i,
  /too many (blocks|logs|results|events)/i,
  /(blocks?|logs|results|range|distance)\b.*\b(limit|limited|maximum|exceed|max|at most|not supported|not allowed)/i,
  /(limit|limited|maximum|max|at most)\b.*\b(blocks?|logs|results|range|distance)/i,
  /(quer(y|ies)|request|getlogs|execution|filter)\b.*\b(timeout|timed out|time out|duration|took too long|aborted)/i,
  /query returned more/i,
  /block range should work/i,
];

const unsupported =
  /method\b.*\b(not found|not supported|not available|does not exist|unavailable|not allowed|disabled)/i;

/** What a provider means by an error that it answers with: each has its own words for it. */
export function readRefusal({ code, message, data }: RpcErrorFields): ProviderError {
  const text = typeof message === "string" ? message : JSON.stringify(message ?? "no message");
  const said = `${text} ${data === undefined ? "" : JSON.stringify(data)}`;
  const shown = `${text.split("\n")[0]!.slice(0, 200)}${code === undefined ? "" : ` (${String(code)})`}`;

  if (code === -32601 || unsupported.test(text)) return new ProviderError("unsupported", shown);
  if (code === 429 || code === -32029 || (rateLimited.test(text) && !/block range|blocks? range|results/i.test(text))) {
    return new ProviderError("rate_limited", shown, waitOf(said));
  }
  // Some say only in the data what is invalid about the parameters.
  if (tooLarge.some((pattern) => pattern.test(text) || (code === -32602 && pattern.test(said)))) {
    return new ProviderError("too_large", shown, { limit: limitOf(said) });
  }
  // Several providers use it for every limit that they have.
  if (code === -32005) return new ProviderError("rate_limited", shown, waitOf(said));
  return new ProviderError("refused", shown);
}

function waitOf(said: string): { waitMilliseconds?: number } {
  const backoff = /backoff_seconds"?:\s*([\d.]+)/i.exec(said);
  if (backoff !== null) return { waitMilliseconds: Number(backoff[1]) * 1_000 };
  const wait = /(?:try|retry|again|wait)\D{0,20}?([\d.]+)\s*(ms|milliseconds?|s|sec|seconds?)\b/i.exec(said);
  if (wait === null) return {};
  return { waitMilliseconds: Number(wait[1]) * (wait[2]!.toLowerCase().startsWith("m") ? 1 : 1_000) };
}

function limitOf(said: string): RangeLimit {
  const hex = /(0x[0-9a-f]+)["\s]*[,-]["\s]*(0x[0-9a-f]+)/i.exec(said);
  const decimal = /range\D{0,10}(\d+)\s*-\s*(\d+)/i.exec(said);
  const suggested = hex ?? decimal;
  const suggestion =
    suggested === null ? {} : { suggestion: { from: BigInt(suggested[1]!), to: BigInt(suggested[2]!) } };

  // Numbers of the suggestion, and what was asked for, are no limits.
  const words = said.replaceAll(/0x[0-9a-f]+/gi, "").replaceAll(/\d+\s*-\s*\d+/g, "");
  const logs = leastOf(
    words,
    /([\d,.]+)(\s?k)?\+?\s*(?:results|logs|events)|(?:results|logs) (?:exceeds limit of )?([\d,]+)(\s?k)?/gi,
  );
  const blocks = leastOf(
    words,
    /([\d,.]+)(\s?k)?\+?[\s-]*blocks?\b|(?:maximum|max|limit|limited|range|distance)[^\d.]{0,30}([\d,.]+)(\s?k\b)?/gi,
  );
  return {
    ...(logs === undefined ? {} : { logs }),
    ...(blocks === undefined || logs !== undefined ? {} : { blocks }),
    ...suggestion,
  };
}

/** Where several numbers are told, one is often what was asked for: the least of them is the limit. */
function leastOf(words: string, pattern: RegExp): number | undefined {
  const numbers = [...words.matchAll(pattern)].map(([, first, thousand, second, otherThousand]) => {
    const digits = (first ?? second)!.replaceAll(/[,.](?=\d{3}\b)/g, "").replaceAll(/[.,]$/g, "");
    return Number(digits) * ((thousand ?? otherThousand) === undefined ? 1 : 1_000);
  });
  const usable = numbers.filter((number) => Number.isInteger(number) && number > 0);
  return usable.length === 0 ? undefined : Math.min(...usable);
}
