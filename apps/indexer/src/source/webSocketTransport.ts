import type { Clock } from "../clock.ts";
import type { Network } from "./Network.ts";
import { ProviderError } from "./ProviderError.ts";
import type { RpcCall, RpcTransport, SendLimits } from "./RpcTransport.ts";
import { readRefusal } from "./readRefusal.ts";
import { withDeadline } from "./withDeadline.ts";

const openMilliseconds = 5_000;

type Message = {
  id?: unknown;
  result?: unknown;
  error?: unknown;
  method?: unknown;
  params?: { subscription?: unknown; result?: unknown };
};

type Pending = { resolve(result: unknown, bytes: number): void; reject(error: ProviderError): void };

type Connection = {
  socket: WebSocket;
  pending: Map<number, Pending>;
  /** What heads are told to, by the subscription's id. */
  subscribers: Map<string, (head: unknown) => void>;
  onBroken: Set<(reason: string) => void>;
  broken: string | undefined;
};

/** JSON-RPC over a websocket, which is opened when it is needed and again after it broke. */
export function webSocketTransport(url: string, network: Network, clock: Clock): RpcTransport {
  const closed = new AbortController();
  let opening: Promise<Connection> | undefined;
  let dropped = 0;
  let nextId = 1;

  function connect(): Promise<Connection> {
    if (closed.signal.aborted) return Promise.reject(new ProviderError("unreachable", "the connection is closed"));
    if (opening === undefined) {
      const current = open();
      opening = current;
      current.catch(() => {
        if (opening === current) opening = undefined;
      });
    }
    return opening;
  }

  async function open(): Promise<Connection> {
    let socket: WebSocket;
    try {
      socket = new network.WebSocket(url);
    } catch (error) {
      dropped++;
      throw new ProviderError("unreachable", (error as Error).message);
    }
    socket.binaryType = "arraybuffer";
    const connection: Connection = {
      socket,
      pending: new Map(),
      subscribers: new Map(),
      onBroken: new Set(),
      broken: undefined,
    };
    const opened = Promise.withResolvers<void>();
    socket.addEventListener("open", () => opened.resolve());
    socket.addEventListener("message", ({ data }) => receive(connection, data));
    socket.addEventListener("error", () => opened.reject(new ProviderError("unreachable", "no websocket")));
    socket.addEventListener("close", ({ code, reason }) => {
      const why = `the websocket closed (${code}${reason ? `, ${reason}` : ""})`;
      opened.reject(new ProviderError("unreachable", why));
      drop(connection, why);
    });
    try {
      await withDeadline(clock, openMilliseconds, closed.signal, () => opened.promise);
    } catch (error) {
      opened.promise.catch(() => undefined);
      drop(connection, (error as Error).message);
      throw error;
    }
    return connection;
  }

  function drop(connection: Connection, reason: string): void {
    if (connection.broken !== undefined) return;
    connection.broken = reason;
    dropped++;
    void opening?.then(
      (current) => {
        if (current === connection) opening = undefined;
      },
      () => undefined,
    );
    for (const { reject } of connection.pending.values()) reject(new ProviderError("unreachable", reason));
    connection.pending.clear();
    for (const tell of connection.onBroken) tell(reason);
    connection.onBroken.clear();
    connection.socket.close();
  }

  function receive(connection: Connection, data: unknown): void {
    const text = typeof data === "string" ? data : Buffer.from(data as ArrayBuffer).toString("utf8");
    let parsed: unknown;
    try {
      parsed = JSON.parse(text);
    } catch {
      // Nobody can tell whose answer it was.
      drop(connection, "a message was no JSON");
      return;
    }
    for (const message of (Array.isArray(parsed) ? parsed : [parsed]) as (Message | null)[]) {
      if (typeof message !== "object" || message === null) continue;
      if (message.method === "eth_subscription") {
        connection.subscribers.get(String(message.params?.subscription))?.(message.params?.result);
        continue;
      }
      const waiting = connection.pending.get(message.id as number);
      if (waiting === undefined) continue;
      connection.pending.delete(message.id as number);
      if (typeof message.error === "object" && message.error !== null) waiting.reject(readRefusal(message.error));
      else if (message.result === undefined) waiting.reject(new ProviderError("malformed", "an answer without result"));
      else waiting.resolve(message.result, text.length);
    }
  }

  /** `onResult` runs before any later message is looked at. */
  async function request(
    connection: Connection,
    { method, params }: RpcCall,
    limits: SendLimits,
    onResult?: (result: unknown) => void,
  ): Promise<{ result: unknown; bytes: number }> {
    if (connection.broken !== undefined) throw new ProviderError("unreachable", connection.broken);
    const id = nextId++;
    const answered = Promise.withResolvers<{ result: unknown; bytes: number }>();
    connection.pending.set(id, {
      resolve(result, bytes) {
        onResult?.(result);
        if (bytes <= limits.bytes) answered.resolve({ result, bytes });
        else answered.reject(new ProviderError("too_large", `the answer is longer than ${limits.bytes} bytes`));
      },
      reject: answered.reject,
    });
    try {
      connection.socket.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
    } catch (error) {
      connection.pending.delete(id);
      throw new ProviderError("unreachable", (error as Error).message);
    }
    try {
      return await withDeadline(clock, limits.milliseconds, closed.signal, () => answered.promise);
    } catch (error) {
      connection.pending.delete(id);
      throw error;
    }
  }

  async function drain(): Promise<void> {
    const current = await opening?.catch(() => undefined);
    if (current !== undefined) drop(current, "the connection is closed");
  }

  return {
    async send(calls, limits) {
      const connection = await connect();
      const answers = await Promise.all(calls.map((call) => request(connection, call, limits)));
      return {
        results: answers.map(({ result }) => result),
        bytes: answers.reduce((sum, { bytes }) => sum + bytes, 0),
      };
    },
    connection: () => dropped,
    async subscribeHeads(onHead, onBroken) {
      const connection = await connect();
      let stopped = false;
      let subscription: string | undefined;
      const tellBroken = (reason: string) => {
        if (!stopped) onBroken(reason);
        stopped = true;
      };
      await request(
        connection,
        { method: "eth_subscribe", params: ["newHeads"] },
        { milliseconds: openMilliseconds, bytes: 10_000 },
        (id) => {
          subscription = String(id);
          connection.subscribers.set(subscription, (head) => {
            if (!stopped) onHead(head);
          });
        },
      );
      if (connection.broken !== undefined) throw new ProviderError("unreachable", connection.broken);
      connection.onBroken.add(tellBroken);
      return {
        stop() {
          stopped = true;
          connection.onBroken.delete(tellBroken);
          if (subscription === undefined || connection.broken !== undefined) return;
          connection.subscribers.delete(subscription);
          request(
            connection,
            { method: "eth_unsubscribe", params: [subscription] },
            { milliseconds: openMilliseconds, bytes: 10_000 },
          ).catch(() => undefined);
        },
      };
    },
    reconnect(reason) {
      void opening?.then(
        (connection) => drop(connection, reason),
        () => undefined,
      );
    },
    close() {
      void drain();
      closed.abort();
    },
  };
}
