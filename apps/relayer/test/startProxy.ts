import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

/** Stands between a client and a Postgres, and can be away. */
export type Proxy = AsyncDisposable & {
  /** The database's URL through the proxy. */
  url: string;
  /** Cuts all connections, and takes no new ones. */
  pause(): Promise<void>;
  resume(): Promise<void>;
};

export async function startProxy(databaseUrl: string): Promise<Proxy> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let server: Server;

  async function listen(port: number): Promise<void> {
    server = createServer((client) => {
      const database = connect(Number(target.port || 5432), target.hostname);
      for (const socket of [client, database]) {
        sockets.add(socket);
        socket.on("error", () => socket.destroy());
        socket.on("close", () => {
          sockets.delete(socket);
          client.destroy();
          database.destroy();
        });
      }
      client.pipe(database).pipe(client);
    }).listen(port, "127.0.0.1");
    await once(server, "listening");
  }

  async function pause(): Promise<void> {
    const closed = once(server, "close");
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  }

  await listen(0);
  const { port } = server!.address() as { port: number };
  const url = new URL(databaseUrl);
  url.hostname = "127.0.0.1";
  url.port = String(port);
  return { url: url.href, pause, resume: () => listen(port), [Symbol.asyncDispose]: pause };
}
