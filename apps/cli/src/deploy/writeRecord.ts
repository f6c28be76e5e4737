import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { type Deployment, formatDeployment } from "@concert/types";

/** Records a deployment. Resolves to whether the file changed. */
export async function writeRecord(deployment: Deployment, file: string): Promise<boolean> {
  const record = formatDeployment(deployment);
  const current = await readFile(file, "utf8").catch(() => undefined);
  if (current === record) return false;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, record);
  return true;
}
