import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** Passes connections to Postgres on, and knows what is said over them. */
export type Proxy = AsyncDisposable & {
  port: number;
  /** Breaks every connection. */
  breakConnections: () => void;
};

export type ProxyParameters = {
  /** Of Postgres. */
  port: number;
  /**
   * Called with each message of a client before it is passed on; it is not, nor anything after it on any connection, if
   * the answer is false.
   */
  onMessage?: (message: ClientMessage) => boolean;
};

export type ClientMessage = {
  /** By which the connections are told apart. */
  connection: number;
  /** The letter of Postgres's protocol: `Q`, `P`, `B`, `E`, `S`, `d`, `c`, … */
  type: string;
  text: () => string;
};

export async function startProxy({ port, onMessage = () => true }: ProxyParameters): Promise<Proxy> {
  const sockets = new Set<Socket>();
  let count = 0;
  let isOpen = true;
  const server = createServer((near) => {
    const far = connect(port, "127.0.0.1");
    const connection = ++count;
    const read = createReader((type, body) => onMessage({ connection, type, text: () => body.toString("latin1") }));
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
    }
    near.on("data", (data) => {
      for (const message of isOpen ? read(data) : []) {
        if (message !== undefined) far.write(message);
        else isOpen = false;
      }
    });
    far.pipe(near);
    near.on("close", () => far.destroy());
    far.on("close", () => near.destroy());
    for (const socket of [near, far]) socket.on("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const breakConnections = () => {
    for (const socket of sockets) socket.resetAndDestroy();
    isOpen = true;
  };
  return {
    port: (server.address() as AddressInfo).port,
    breakConnections,
    async [Symbol.asyncDispose]() {
      breakConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Divides what a client says into messages; undefined in place of one that is not to be passed on. */
function createReader(onMessage: (type: string, body: Buffer) => boolean): (data: Buffer) => (Buffer | undefined)[] {
  let rest: Buffer = Buffer.alloc(0);
  let begun = false;
  return (data) => {
    rest = Buffer.concat([rest, data]);
    const messages: (Buffer | undefined)[] = [];
    for (;;) {
      // The first message has no letter.
      const head = begun ? 1 : 0;
      if (rest.length < head + 4) return messages;
      const length = head + rest.readInt32BE(head);
      if (rest.length < length) return messages;
      const message = rest.subarray(0, length);
      rest = rest.subarray(length);
      const passes = !begun || onMessage(String.fromCharCode(message[0]!), message.subarray(5));
      begun = true;
      messages.push(passes ? message : undefined);
      if (!passes) return messages;
    }
  };
}
