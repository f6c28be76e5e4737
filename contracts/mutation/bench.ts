import { rmSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { failingTests } from "../analysis/failingTests.ts";
import { duplicate, type PrivateCopy, readSource } from "../analysis/privateCopy.ts";
import {
  type Answer,
  type Code,
  copyArtifact,
  type Deployable,
  fingerprint,
  readArtifact,
  type Task,
  writeArtifact,
} from "./deployables.ts";
import { type Mutant, mutate } from "./mutants.ts";
import type { Original } from "./original.ts";
import { runPatiently } from "./runPatiently.ts";
import { invariants, type Stage, stagesFor } from "./stages.ts";

/** What became of a mutant. */
export type Outcome =
  | { fate: "killed"; by: string }
  | { fate: "survived" }
  /** The optimizer makes the same of it as of the original. */
  | { fate: "equivalent" }
  /** Its bytecode is that of a mutant tried before. */
  | { fate: "duplicate" }
  /** It doesn't compile. */
  | { fate: "invalid" };

/** The compiler's memory only grows. */
const TASKS_PER_WORKER = 300;
/** Contracts that only the invariants deploy, where `readOriginal` moves them. */
const FOR_INVARIANTS = "src/derived/invariant/";

/** A place to try one mutant at a time. */
export class Bench {
  readonly #original: Original;
  readonly #copy: PrivateCopy;
  #worker: Worker | undefined;
  #tasks = 0;
  #changed: Deployable[] = [];

  /** @param original One that is built. */
  constructor(original: Original) {
    this.#original = original;
    this.#copy = duplicate(original.copy);
  }

  /** @param tried Fingerprints of mutants tried before; this one's is added. */
  async try(mutant: Mutant, tried: Set<string>): Promise<Outcome> {
    this.#restore();
    const replaced = { [mutant.file]: mutate(readSource(this.#original.copy, mutant.file), mutant) };
    const affected = this.#original.affected.get(mutant.file) ?? [];
    const [late, early] = partition(affected, ({ file }) => file.startsWith(FOR_INVARIANTS));
    const answer = await this.#compile({ replaced, deployables: early });
    if ("errors" in answer) return { fate: "invalid" };

    if (!this.#install(early, answer.codes)) return { fate: "equivalent" };
    const print = fingerprint(answer.codes);
    if (tried.has(print)) return { fate: "duplicate" };
    tried.add(print);

    for (const stage of stagesFor(this.#copy.root, mutant.file)) {
      // Nothing else deploys them: most mutants are killed before they are needed.
      if (stage === invariants && late.length > 0) await this.#installLate({ replaced, deployables: late });
      const killer = await this.#run(stage);
      if (killer !== undefined) return { fate: "killed", by: killer };
    }
    return (await this.#isEquivalent(early, replaced)) ? { fate: "equivalent" } : { fate: "survived" };
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
    rmSync(this.#copy.root, { recursive: true, force: true });
  }

  /** @returns What fails; undefined if nothing does. */
  async #run(stage: Stage): Promise<string | undefined> {
    const expected = this.#original.durations.get(stage.name) ?? 0;
    const { environment } = stage;
    const { unfit } = this.#original;
    const without = unfit.size === 0 ? [] : ["--no-match-test", `^(${[...unfit].join("|")})(\\(|$)`];
    const { result, limitMilliseconds } = await runPatiently(expected, (timeoutMilliseconds) =>
      this.#copy.forge([...stage.arguments, ...without, "--fail-fast"], { environment, timeoutMilliseconds }),
    );
    const { code, output, timedOut } = result;
    if (timedOut) return `a time limit of ${Math.round(limitMilliseconds / 1000)} seconds`;
    if (code === 0) return undefined;
    const [killer] = failingTests(output);
    if (killer !== undefined) return killer;
    if (/^\[FAIL/m.test(output)) return "an invariant";
    throw new Error(`forge failed, but no test did:
${output}`);
  }

  /** @returns Whether anything differs from the original. */
  #install(deployables: Deployable[], codes: Code[]): boolean {
    for (const [i, deployable] of deployables.entries()) {
      const code = codes[i] as Code;
      const original = readArtifact(this.#original.copy.root, deployable);
      if (original.bytecode.object === `0x${code.bytecode.object}`) continue;
      this.#changed.push(deployable);
      writeArtifact(this.#copy.root, deployable, original, code);
    }
    return this.#changed.length > 0;
  }

  /** Only those that survive are worth the optimizer's time. */
  async #isEquivalent(deployables: Deployable[], replaced: Record<string, string>): Promise<boolean> {
    const [original, mutant] = [
      await this.#compile({ replaced: {}, deployables, optimized: true }),
      await this.#compile({ replaced, deployables, optimized: true }),
    ];
    if ("errors" in original || "errors" in mutant) return false;
    return fingerprint(original.codes) === fingerprint(mutant.codes);
  }

  async #installLate(task: Task): Promise<void> {
    const answer = await this.#compile(task);
    if ("errors" in answer) throw new Error(answer.errors.join("\n"));
    this.#install(task.deployables, answer.codes);
  }

  #restore(): void {
    for (const deployable of this.#changed) copyArtifact(this.#original.copy.root, this.#copy.root, deployable);
    this.#changed = [];
  }

  async #compile(task: Task): Promise<Answer> {
    if (this.#tasks++ % TASKS_PER_WORKER === 0) {
      await this.#worker?.terminate();
      this.#worker = undefined;
    }
    this.#worker ??= new Worker(new URL("./compiler.ts", import.meta.url), {
      workerData: { root: this.#original.copy.root, settings: this.#original.settings },
    });
    const worker = this.#worker;
    return new Promise((resolve, reject) => {
      worker.removeAllListeners();
      worker.once("message", resolve);
      worker.once("error", reject);
      worker.postMessage(task);
    });
  }
}

function partition<Value>(values: Value[], test: (value: Value) => boolean): [Value[], Value[]] {
  return [values.filter(test), values.filter((value) => !test(value))];
}
