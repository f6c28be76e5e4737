import { describeEnd, ProcessFailedError, type StartProcessParameters, startProcess } from "./startProcess.ts";

/**
 * Runs a program to its end.
 *
 * @throws {ProcessFailedError} If its exit code is not zero.
 */
export async function runProcess(parameters: StartProcessParameters): Promise<void> {
  const process = await startProcess(parameters);
  const end = await process.ended;
  if (end.code !== 0) throw new ProcessFailedError(`${process.name} ${describeEnd(end)}`, process.lastLines());
}
