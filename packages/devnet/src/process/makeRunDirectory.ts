import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tellGuard } from "./tellGuard.ts";

export type RunDirectory = AsyncDisposable & { path: string };

/** A directory under the system's temporary one, which ends no later than this process does. */
export async function makeRunDirectory(name: string): Promise<RunDirectory> {
  const path = await mkdtemp(join(tmpdir(), `concert-${name}-`));
  tellGuard({ remove: path });
  return {
    path,
    async [Symbol.asyncDispose]() {
      await rm(path, { recursive: true, force: true });
      tellGuard({ keep: path });
    },
  };
}
