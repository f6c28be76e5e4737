import { fileURLToPath } from "node:url";
import { accountIndexes, devnetPrivateKey } from "../account/devnetAccount.ts";
import { runProcess } from "../process/runProcess.ts";

export type DeployContractsParameters = {
  configFile: string;
  /** Is written. */
  deploymentFile: string;
  /** Takes what the command prints. */
  logFile?: string | undefined;
  onLine?: ((line: string) => void) | undefined;
};

const main = fileURLToPath(new URL("../../../../apps/cli/src/main.ts", import.meta.url));

/**
 * Runs `concert deploy` as the deployer.
 *
 * @throws {ProcessFailedError} If it fails.
 */
export function deployContracts(parameters: DeployContractsParameters): Promise<void> {
  const { configFile, deploymentFile, logFile, onLine } = parameters;
  return runProcess({
    name: "concert deploy",
    command: process.execPath,
    arguments: [main, "deploy", "--config", configFile, "--deployment", deploymentFile],
    environment: { DEPLOYER_PRIVATE_KEY: devnetPrivateKey(accountIndexes.deployer) },
    logFile,
    onLine,
  });
}
