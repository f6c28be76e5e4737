/** Compiles beside the main thread: one task, one answer, again and again. */
import { parentPort, workerData } from "node:worker_threads";
import type { SolcSettings } from "../analysis/solc.ts";
import { compileDeployables, type Task } from "./deployables.ts";

const { root, settings } = workerData as { root: string; settings: SolcSettings };

parentPort!.on("message", (task: Task) => parentPort!.postMessage(compileDeployables(root, settings, task)));
