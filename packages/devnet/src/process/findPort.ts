import { once } from "node:events";
import { createServer } from "node:net";

/** The preferred port if it is free on the loopback interface, else one that is. */
export async function findPort(preferredPort = 0): Promise<number> {
  return (await tryPort(preferredPort)) ?? (await tryPort(0))!;
}

async function tryPort(port: number): Promise<number | undefined> {
  const server = createServer();
  try {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  } catch {
    return undefined;
  }
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" ? address?.port : undefined;
}
