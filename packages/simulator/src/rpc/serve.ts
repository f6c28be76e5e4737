import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocketServer } from "ws";
import { wallClock } from "../clock/wallClock.ts";
import type { Answer, Provider } from "./createProvider.ts";
import type { Providers } from "./createProviders.ts";
import { openSession } from "./openSession.ts";

export type ServeParameters = {
  providers: Providers;
  /** 0, the default, takes a free one. */
  port?: number;
};

export type RpcServer = {
  port: number;
  /** URL of a provider, by default the first one's by HTTP. */
  url(chainId: number, provider?: string, protocol?: "http" | "ws"): string;
  /** HTTP requests and messages over websockets so far. */
  requestCount(): number;
  close(): Promise<void>;
};

const slowParts = 8;
const keepAliveMilliseconds = 10 * 60 * 1_000;

/** Serves providers over HTTP and websockets on 127.0.0.1. */
export async function serve({ providers, port = 0 }: ServeParameters): Promise<RpcServer> {
  let requests = 0;
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    requests++;
    void answerHttp(providers, request, response).catch(() => response.destroy());
  });
  // Who asks may be busy for long between two requests; what breaks a connection is a fault alone.
  server.keepAliveTimeout = keepAliveMilliseconds;
  server.on("connection", (socket) => {
    socket.setNoDelay(true);
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });

  const webSockets = new WebSocketServer({ server });
  webSockets.on("connection", (socket, request) => {
    const provider = findProvider(providers, request);
    if (provider === undefined) return socket.close(1008);
    const session = openSession({
      ...{ provider, clock: wallClock },
      send: (text) => socket.send(text),
      drop: () => socket.terminate(),
    });
    socket.on("message", (data) => {
      requests++;
      session.receive(`${data}`);
    });
    socket.on("close", () => session.close());
    // A broken connection closes, too.
    socket.on("error", () => undefined);
  });

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  const first = providers.all[0]!.name;
  return {
    port: taken,
    url: (chainId, provider = first, protocol = "http") => `${protocol}://127.0.0.1:${taken}/${chainId}/${provider}`,
    requestCount: () => requests,
    async close() {
      webSockets.close();
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function findProvider(providers: Providers, { url = "/" }: IncomingMessage): Provider | undefined {
  return providers.at(new URL(url, "http://127.0.0.1").pathname);
}

async function answerHttp(providers: Providers, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const provider = findProvider(providers, request);
  const body = await readBody(request);
  if (provider === undefined) {
    response.writeHead(404, { "content-type": "text/plain" });
    response.end(`no provider is at ${request.url}: one of ${providers.all.map(pathOf).join(", ")}`);
    return;
  }
  const answer = await provider.answer(body, "http");
  // Who asked has to give up.
  if (answer === "timeout") return;
  if (answer === "refused" || answer === "dropped") {
    request.socket.destroy();
    return;
  }
  await send(answer, response);
}

async function send(
  { status, headers, body, slowMilliseconds, isCut }: Answer,
  response: ServerResponse,
): Promise<void> {
  const parts = body.map((part) => (typeof part === "string" ? Buffer.from(part) : part));
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  response.writeHead(status, { ...headers, "content-length": length });
  if (slowMilliseconds === 0 && !isCut) {
    response.socket?.cork();
    for (const part of parts) response.write(part);
    response.end();
    response.socket?.uncork();
    return;
  }
  const bytes = Buffer.concat(parts);
  const end = isCut ? Math.ceil(length / 2) : length;
  const size = Math.max(1, Math.ceil(end / slowParts));
  for (let sent = 0; sent < end && !response.destroyed; sent += size) {
    response.write(bytes.subarray(sent, Math.min(sent + size, end)));
    await sleep(slowMilliseconds / slowParts);
  }
  if (isCut) response.destroy();
  else response.end();
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}

function pathOf({ chainId, name }: Provider): string {
  return `/${chainId}/${name}`;
}
