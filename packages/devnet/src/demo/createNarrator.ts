import { styleText } from "node:util";

/** Tells what the demo is doing, line by line. */
export type Narrator = {
  /** Begins a part. Times of its steps count from here. */
  begin: (title: string) => void;
  /** Something has happened. */
  step: (text: string) => void;
  /** Something was checked, and is as expected or not. */
  check: (isRight: boolean, text: string) => void;
  /** Whether everything that was checked so far is as expected. */
  isRight: () => boolean;
  /** Lines that belong together. */
  block: (lines: readonly string[]) => void;
  /** What a part of the devnet says that a person should see. */
  part: (name: string, line: string) => void;
};

export function createNarrator(): Narrator {
  let beganAt = performance.now();
  let wrongCount = 0;
  const time = () => `${((performance.now() - beganAt) / 1_000).toFixed(1)} s`.padStart(8);
  return {
    begin(title) {
      beganAt = performance.now();
      console.log(`\n${styleText("bold", title)}`);
    },
    step: (text) => console.log(`${styleText("dim", time())}  ${text}`),
    check(isRight, text) {
      if (!isRight) wrongCount++;
      console.log(`       ${isRight ? styleText("green", "✓") : styleText("red", "✗")}  ${text}`);
    },
    isRight: () => wrongCount === 0,
    block: (lines) => console.log(lines.map((line) => `  ${line}`).join("\n")),
    part: (name, line) => console.log(`${styleText("yellow", name.padStart(8))}  ${line}`),
  };
}
