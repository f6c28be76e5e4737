/** A call of a JSON-RPC method. */
export type RpcCall = { method: string; params: readonly unknown[] };

export type SendLimits = {
  milliseconds: number;
  /** A longer answer is cut off. */
  bytes: number;
};

export type Answers = {
  /** In the order of the calls. */
  results: unknown[];
  bytes: number;
};

/** How a provider is spoken to. */
export type RpcTransport = {
  /**
   * Sends calls together.
   *
   * @throws {ProviderError} If any of them fails.
   */
  send(calls: readonly RpcCall[], limits: SendLimits): Promise<Answers>;
  /** Grows whenever a connection breaks: what was checked over one says nothing of the next. */
  connection(): number;
  /** Over a websocket: tells heads, as the provider tells them, until the connection breaks or `stop`. */
  subscribeHeads?: (onHead: (head: unknown) => void, onBroken: (reason: string) => void) => Promise<{ stop(): void }>;
  /** Drops a connection that does not do its duty; the next call opens another. */
  reconnect(reason: string): void;
  close(): void;
};
