import { foundryBinary } from "@concert/contracts/foundry";
import { findPort } from "../process/findPort.ts";
import { ProcessFailedError, type RunningProcess, startProcess } from "../process/startProcess.ts";

export type StartChainParameters = {
  chainId: number;
  /** Another one is taken if it is in use. Any free one by default. */
  port?: number | undefined;
  /** Takes what the chain prints. */
  logFile?: string | undefined;
};

export type RunningChain = AsyncDisposable & {
  chainId: number;
  port: number;
  rpcUrl: string;
  webSocketUrl: string;
  process: RunningProcess;
};

const startMilliseconds = 20_000;

/**
 * Room in one block for all that is sent to a chain in its first seconds, a whole deployment above all, however busy the
 * machine is: of an account whose transaction finds none, anvil forgets the later ones.
 */
const blockGasLimit = 150_000_000;

/**
 * Starts an anvil chain on the loopback interface: one block per second, the last but one before the head `finalized`,
 * and the accounts of `accounts.ts` with coins.
 *
 * @throws {ProcessFailedError} If anvil does not start.
 */
export async function startChain(parameters: StartChainParameters): Promise<RunningChain> {
  const { chainId, port } = parameters;
  const wanted = port === undefined ? 0 : await findPort(port);
  try {
    return await startAnvil(parameters, wanted);
  } catch (error) {
    // Someone may take the port between looking and using it.
    if (wanted === 0 || !(error instanceof ProcessFailedError)) throw error;
    return await startAnvil({ ...parameters, chainId }, 0);
  }
}

async function startAnvil({ chainId, logFile }: StartChainParameters, wantedPort: number): Promise<RunningChain> {
  const listening = Promise.withResolvers<number>();
  const process = await startProcess({
    name: `chain ${chainId}`,
    command: foundryBinary("anvil"),
    arguments: [
      ...["--host", "127.0.0.1", "--port", `${wantedPort}`],
      ...["--gas-limit", `${blockGasLimit}`],
      ...["--chain-id", `${chainId}`, "--block-time", "1", "--slots-in-an-epoch", "1", "--accounts", "20"],
    ],
    logFile,
    onLine(line) {
      const port = /^Listening on 127\.0\.0\.1:(\d+)/.exec(line)?.[1];
      if (port !== undefined) listening.resolve(Number(port));
    },
  });
  const port = await process.waitFor(listening.promise, startMilliseconds);
  return {
    chainId,
    port,
    rpcUrl: `http://127.0.0.1:${port}`,
    webSocketUrl: `ws://127.0.0.1:${port}`,
    process,
    [Symbol.asyncDispose]: process.stop,
  };
}
