import type { Clock } from "../clock/Clock.ts";
import type { Provider } from "./createProvider.ts";

export type Session = {
  receive(text: string): void;
  /** Ends its subscriptions. */
  close(): void;
};

export type SessionParameters = {
  provider: Provider;
  clock: Clock;
  send: (text: string) => void;
  /** Breaks the connection without a word. */
  drop: () => void;
};

/** What happens over one websocket. */
export function openSession({ provider, clock, send, drop }: SessionParameters): Session {
  const stops = new Map<string, () => void>();
  /** Subscriptions whose id was answered: no head is told before. */
  const active = new Set<string>();
  let subscribed = 0;
  let silentUntil = Number.NEGATIVE_INFINITY;

  const close = (): void => {
    for (const stop of stops.values()) stop();
    stops.clear();
  };
  const tellHead = (id: string, header: unknown): void => {
    if (!active.has(id) || clock.now() < silentUntil) return;
    const fault = provider.headFault();
    if (fault === "droppedSocket") drop();
    else if (fault !== undefined) silentUntil = clock.now() + fault.silentMilliseconds;
    else {
      const params = { subscription: id, result: header };
      send(JSON.stringify({ jsonrpc: "2.0", method: "eth_subscription", params }));
    }
  };

  async function receive(text: string): Promise<void> {
    const created: string[] = [];
    const answer = await provider.answer(text, "ws", {
      subscribe() {
        const id = `0x${(++subscribed).toString(16)}`;
        created.push(id);
        stops.set(
          id,
          provider.watchHeads((header) => tellHead(id, header)),
        );
        return id;
      },
      unsubscribe(id) {
        stops.get(id)?.();
        return stops.delete(id);
      },
    });
    if (answer === "timeout") return;
    if (answer === "refused" || answer === "dropped" || answer.isCut) return drop();
    if (answer.slowMilliseconds > 0) await clock.sleep(answer.slowMilliseconds);
    send(Buffer.concat(answer.body.map((part) => Buffer.from(part as Buffer))).toString());
    for (const id of created) active.add(id);
  }

  return { receive: (text) => void receive(text), close };
}
