import type { z } from "zod";

/** One line that names the value at fault and says what to do. */
export function describeIssue(issue: z.core.$ZodIssue): string {
  const path = issue.path.reduce<string>(
    (start, part) =>
      typeof part === "number" ? `${start}[${part}]` : start === "" ? String(part) : `${start}.${String(part)}`,
    "",
  );
  if (issue.code === "unrecognized_keys") {
    const key = [path, issue.keys[0]].filter((part) => part !== "").join(".");
    return `${key} is no setting: correct its name, or take it out.`;
  }
  const subject = path === "" ? "the configuration" : path;
  if (issue.input === undefined) return `${subject} is missing: ${issue.message}.`;
  return `${subject} is ${JSON.stringify(issue.input)}: ${issue.message}.`;
}
