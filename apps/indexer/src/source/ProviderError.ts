/** Why a provider did not answer as asked. */
export type FailureKind =
  /** No connection, or an answer that is none. */
  | "unreachable"
  | "timeout"
  /** It asks for a pause. */
  | "rate_limited"
  /** It would be too much for one answer: fewer blocks may do. */
  | "too_large"
  /** What it answered is cut off, or not what was asked for. */
  | "malformed"
  /** It answered with an error. */
  | "refused"
  /** It does not know the method. */
  | "unsupported";

/** A provider failed. Another one may not, or the same one later. */
export class ProviderError extends Error {
  override name = "ProviderError";
  readonly kind: FailureKind;
  /** How long the provider wants to be left alone, if it says so. */
  readonly waitMilliseconds: number | undefined;
  /** What the provider would answer, if it says so. */
  readonly limit: RangeLimit | undefined;

  constructor(kind: FailureKind, message: string, more: { waitMilliseconds?: number; limit?: RangeLimit } = {}) {
    super(message);
    this.kind = kind;
    this.waitMilliseconds = more.waitMilliseconds;
    this.limit = more.limit;
  }
}

/** At most so many blocks or logs in an answer; or the range that is asked for in place of the one that was. */
export type RangeLimit = { blocks?: number; logs?: number; suggestion?: { from: bigint; to: bigint } };

/** Why a provider is set aside. */
export type Fault =
  /** It serves another chain than before. */
  | "wrong_chain"
  /** Its blocks do not fit together, or are not those of the other providers. */
  | "bad_link"
  /** It gave logs that the block's bloom excludes. */
  | "bad_bloom"
  /** It left out logs. */
  | "missing_logs"
  /** It gave logs of another fork, range or contract than asked for, or two in one place. */
  | "foreign_logs"
  /** Its receipts are not those of the block. */
  | "bad_receipts"
  /** Its head is far behind that of the others. */
  | "lag"
  /** It failed several times in a row. */
  | "unreachable";

/** What a provider answered cannot be true. */
export class LieError extends Error {
  override name = "LieError";
  readonly fault: Fault;

  constructor(fault: Fault, message: string) {
    super(message);
    this.fault = fault;
  }
}

/** A provider has not got the block that it was asked for: it lags behind, or the chain has no such block. */
export class NotFoundError extends Error {
  override name = "NotFoundError";
}

/** No provider of a chain answers. */
export class UnreadableError extends Error {
  override name = "UnreadableError";
}
