import { join, relative } from "node:path";
import type { Config } from "@concert/types";

const records = join(import.meta.dirname, "../../../packages/types/deployments");

/** Where a configuration's deployment is recorded, unless another file is given. */
export function recordOf({ name }: Config): string {
  return relative(".", join(records, `${name}.json`));
}
