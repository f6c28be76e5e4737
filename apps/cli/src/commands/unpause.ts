import { setPauses } from "./pause.ts";

/** Lets paused spokes go on. */
export function unpause(args: string[]): Promise<number> {
  return setPauses("unpause", args);
}
