import { execFileSync } from "node:child_process";

const PACKAGES = ["spin", "gcc", "libc6-dev"];

/**
 * Sees to it that Spin and a C compiler are there, by Debian's packages if need be.
 *
 * @throws With one line that says what to install.
 */
export function ensureSpin(): void {
  if (isInstalled()) return;
  const failure = tryRun("apt-get", ["install", "-y", "--no-install-recommends", ...PACKAGES]);
  // A fresh container has no package lists.
  if (failure !== undefined && tryRun("apt-get", ["update"]) === undefined) {
    tryRun("apt-get", ["install", "-y", "--no-install-recommends", ...PACKAGES]);
  }
  if (isInstalled()) return;
  throw new Error(
    `spin and gcc are not both on the PATH, and "apt-get install ${PACKAGES.join(" ")}" did not help` +
      `${failure === undefined ? "" : ` (${failure})`}: install Spin 6.5 or later (https://spinroot.com) and gcc.`,
  );
}

/** Other programs are called spin too. */
function isInstalled(): boolean {
  try {
    const version = execFileSync("spin", ["-V"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    execFileSync("gcc", ["--version"], { stdio: "ignore" });
    return version.startsWith("Spin Version");
  } catch {
    return false;
  }
}

/** @returns The last line of what it complained about, or undefined if it succeeded. */
function tryRun(program: string, args: readonly string[]): string | undefined {
  try {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "ignore", "pipe"], env });
    return undefined;
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    return (stderr || message).trim().split("\n").at(-1);
  }
}
