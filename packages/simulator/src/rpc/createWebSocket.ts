import type { Clock } from "../clock/Clock.ts";
import type { Provider } from "./createProvider.ts";
import { openSession, type Session } from "./openSession.ts";

type Handler = ((event: Event) => void) | null;

/**
 * A class with the interface of the standard `WebSocket`, whose sockets end at providers within the process.
 *
 * @param find The provider of a URL; a socket to any other fails.
 */
export function createWebSocket(clock: Clock, find: (url: URL) => Provider | undefined) {
  return class SimulatedWebSocket extends EventTarget {
    static readonly CONNECTING = 0;
    static readonly OPEN = 1;
    static readonly CLOSING = 2;
    static readonly CLOSED = 3;
    readonly CONNECTING = 0;
    readonly OPEN = 1;
    readonly CLOSING = 2;
    readonly CLOSED = 3;
    readonly url: string;
    readonly protocol = "";
    readonly extensions = "";
    readonly bufferedAmount = 0;
    binaryType = "blob";
    readyState = 0;
    onopen: Handler = null;
    onmessage: Handler = null;
    onerror: Handler = null;
    onclose: Handler = null;
    #session: Session | undefined;

    constructor(url: string | URL) {
      super();
      this.url = `${url}`;
      const provider = find(new URL(this.url));
      // Once whoever made it has said who listens.
      queueMicrotask(() => {
        if (this.readyState !== this.CONNECTING) return;
        if (provider === undefined) return this.#end(1006);
        this.#session = openSession({
          ...{ provider, clock },
          send: (text) => {
            if (this.readyState === this.OPEN) this.#tell(new MessageEvent("message", { data: text }));
          },
          drop: () => this.#end(1006),
        });
        this.readyState = this.OPEN;
        this.#tell(new Event("open"));
      });
    }

    send(data: unknown): void {
      if (this.readyState === this.CONNECTING) {
        throw new DOMException("Sent before connected.", "InvalidStateError");
      }
      if (this.readyState === this.OPEN) this.#session?.receive(`${data}`);
    }

    close(code = 1000): void {
      if (this.readyState >= this.CLOSING) return;
      this.readyState = this.CLOSING;
      queueMicrotask(() => this.#end(code));
    }

    #end(code: number): void {
      if (this.readyState === this.CLOSED) return;
      this.readyState = this.CLOSED;
      this.#session?.close();
      if (code === 1006) this.#tell(new Event("error"));
      this.#tell(new CloseEvent("close", { code, wasClean: code !== 1006 }));
    }

    #tell(event: Event): void {
      const handlers = { open: this.onopen, message: this.onmessage, error: this.onerror, close: this.onclose };
      handlers[event.type as keyof typeof handlers]?.call(this, event);
      this.dispatchEvent(event);
    }
  };
}
