import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tellGuard } from "./tellGuard.ts";

export type RunDirectory = AsyncDisposable & {
  path: string;
  /** Lets it stay. */
  keep: () => void;
};

/** A directory under the system's temporary one, which ends no later than this process does. */
export async function makeRunDirectory(name: string): Promise<RunDirectory> {
  const path = await mkdtemp(join(tmpdir(), `concert-${name}-`));
  tellGuard({ remove: path });
  let isKept = false;
  const keep = () => {
    isKept = true;
    tellGuard({ keep: path });
  };
  return {
    path,
    keep,
    async [Symbol.asyncDispose]() {
      if (isKept) return;
      await rm(path, { recursive: true, force: true });
      keep();
    },
  };
}
