/** Starts a chain, Postgres and a process with a child of its own, prints the ids of all processes, and waits. */
import { existsSync } from "node:fs";
import { startChain } from "../src/chain/startChain.ts";
import { startPostgres } from "../src/postgres/startPostgres.ts";
import { startProcess } from "../src/process/startProcess.ts";

const chain = await startChain({ chainId: 31337 });
const postgres = await startPostgres();
const grandchild = Promise.withResolvers<number>();
// Neither the shell nor its child ends when asked to.
const shell = await startProcess({
  name: "shell",
  command: "sh",
  arguments: ["-c", "trap '' TERM; sleep 1000 & echo $!; wait; wait"],
  onLine: (line) => grandchild.resolve(Number(line)),
});
const directory = postgres.directory;
if (!existsSync(directory)) throw new Error(`${directory} is missing.`);
console.log(
  JSON.stringify({
    pids: [chain.process.pid, postgres.process.pid, shell.pid, await grandchild.promise],
    directory,
  }),
);
setInterval(() => undefined, 1_000);
