import { createRequire } from "node:module";

/** The Foundry programs that the workspace pins. */
export type FoundryTool = "forge" | "anvil" | "cast";

const require = createRequire(import.meta.url);

const architectures: Partial<Record<NodeJS.Architecture, string>> = { arm64: "arm64", x64: "amd64" };

/**
 * The absolute path of a native Foundry binary.
 *
 * The npm launchers of Foundry always exit with 0 and leave their child behind when killed, so every caller starts the
 * binary of the platform's package itself.
 *
 * @throws If no package exists for this platform, or it is not installed.
 */
export function foundryBinary(tool: FoundryTool): string {
  const architecture = architectures[process.arch] ?? process.arch;
  const platform = `${process.platform}-${architecture}`;
  const file = process.platform === "win32" ? `${tool}.exe` : tool;
  try {
    const launcher = createRequire(require.resolve(`@foundry-rs/${tool}/package.json`));
    return launcher.resolve(`@foundry-rs/${tool}-${platform}/bin/${file}`);
  } catch {
    throw new Error(
      `${tool} has no binary for ${platform}: install @foundry-rs/${tool}-${platform}, or use Linux or macOS on x64 or arm64.`,
    );
  }
}
