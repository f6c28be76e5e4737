/** An error as JSON-RPC answers it. */
export class RpcError extends Error {
  override name = "RpcError";
  readonly code: number;
  readonly data: unknown;
  /** Of the HTTP answer: some providers send their errors with a status of their own. */
  readonly status: number;

  constructor(code: number, message: string, { data, status = 200 }: { data?: unknown; status?: number } = {}) {
    super(message);
    this.code = code;
    this.data = data;
    this.status = status;
  }
}

export function invalidParams(message: string): RpcError {
  return new RpcError(-32602, message);
}
