import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** Passes connections to Postgres on, and knows what is said over them. */
export type Proxy = AsyncDisposable & {
  port: number;
  /** The way to a database through the proxy. */
  url: (databaseUrl: string) => string;
  /** Breaks every connection. */
  breakConnections: () => void;
  /** Breaks every connection, and refuses new ones until it accepts them again. */
  refuse: () => Promise<void>;
  accept: () => Promise<void>;
};

export type ProxyParameters = {
  /** Of Postgres. */
  port: number;
  /** Called with each message of a client before it is passed on. All are, unless it says otherwise. */
  onMessage?: (message: ClientMessage) => Verdict;
  /**
   * Called with the length of what comes from one side, of any connection, and says how many bytes of it are passed on.
   * If that is not all, the connection is reset then.
   */
  allow?: (from: "client" | "server", byteCount: number) => number;
};

export type ClientMessage = {
  /** By which the connections are told apart. */
  connection: number;
  /** The letter of Postgres's protocol: `Q`, `P`, `B`, `E`, `S`, `d`, `c`, …; empty for the first message, which has none. */
  type: string;
  text: () => string;
};

export type Verdict =
  | "pass"
  /** Neither it nor anything after it reaches Postgres. */
  | "hold"
  /** It reaches Postgres, but no answer to it or to anything else comes back. */
  | "mute"
  /** It reaches Postgres, and the connection is reset in place of the answer. */
  | "lose"
  /** It does not reach Postgres, and the connection is reset. */
  | "reset";

export async function startProxy(parameters: ProxyParameters): Promise<Proxy> {
  const { port, onMessage = () => "pass", allow = (_, byteCount) => byteCount } = parameters;
  const sockets = new Set<Socket>();
  let count = 0;
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ port, host: "127.0.0.1", noDelay: true });
    const connection = ++count;
    const read = createReader();
    let isHeld = false;
    let answers: "pass" | "mute" | "lose" = "pass";
    let isCut = false;
    /** What is left of it. */
    const cut = (from: "client" | "server", data: Buffer): Buffer => {
      if (isCut) return data.subarray(0, 0);
      const passed = data.subarray(0, allow(from, data.length));
      isCut = passed.length < data.length;
      return passed;
    };
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => sockets.delete(socket));
    }
    near.on("data", (data) => {
      for (const { type, message } of read(cut("client", data))) {
        if (isHeld) return;
        const verdict = onMessage({ connection, type, text: () => message.toString("latin1", type === "" ? 4 : 5) });
        if (verdict === "mute" || verdict === "lose") answers = verdict;
        isHeld = verdict === "hold" || verdict === "reset";
        if (verdict === "reset") near.resetAndDestroy();
        if (!isHeld) far.write(message);
      }
      if (isCut) near.resetAndDestroy();
    });
    far.on("data", (data) => {
      if (answers === "pass") near.write(cut("server", data), () => isCut && near.resetAndDestroy());
      else if (answers === "lose") near.resetAndDestroy();
    });
    near.on("close", () => far.destroy());
    far.on("close", () => near.destroy());
  });
  const listen = async (port: number) => {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  };
  await listen(0);
  const breakConnections = () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  const refuse = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    breakConnections();
    await closed;
  };
  const { port: ownPort } = server.address() as AddressInfo;
  return {
    port: ownPort,
    url(databaseUrl) {
      const url = new URL(databaseUrl);
      url.port = `${ownPort}`;
      return url.href;
    },
    breakConnections,
    refuse,
    accept: () => listen(ownPort),
    [Symbol.asyncDispose]: refuse,
  };
}

/** Divides what a client says into messages. */
function createReader(): (data: Buffer) => { type: string; message: Buffer }[] {
  let rest: Buffer = Buffer.alloc(0);
  let begun = false;
  return (data) => {
    rest = Buffer.concat([rest, data]);
    const messages: { type: string; message: Buffer }[] = [];
    for (;;) {
      const head = begun ? 1 : 0;
      if (rest.length < head + 4) return messages;
      const length = head + rest.readInt32BE(head);
      if (rest.length < length) return messages;
      const message = rest.subarray(0, length);
      rest = rest.subarray(length);
      messages.push({ type: begun ? String.fromCharCode(message[0]!) : "", message });
      begun = true;
    }
  };
}
