import { RevertError, write } from "@concert/sdk";
import { InputError } from "@concert/types";
import { type Address, createWalletClient, http, webSocket } from "viem";
import type { Connection } from "../deploy/connectChain.ts";
import type { KeyHolder } from "../readPrivateKey.ts";
import { decideCalls, describeCall, type Step, toTransactions } from "./decideCalls.ts";

export type TakeStepsParameters = {
  connection: Connection;
  accessManager: Address;
  /** Who takes them. */
  holder: KeyHolder;
  /** The environment variable that holds the key, for messages. */
  keyVariable: string;
  /** Who should, for messages. */
  rightful: string;
  steps: readonly Step[];
  onProgress: (line: string) => void;
};

/**
 * Takes steps on a chain that only some may take: at once, or announces them and executes what was announced a delay ago.
 *
 * @throws {InputError} If the account may not, or a contract refuses it.
 */
export async function takeSteps(parameters: TakeStepsParameters): Promise<void> {
  const { connection, accessManager, holder, keyVariable, rightful, steps, onProgress } = parameters;
  const { chain, client, rpcUrl } = connection;
  const { account } = holder;
  const decide = () =>
    decideCalls({ client, accessManager, deployer: account.address, sender: account.address, steps });
  const calls = await decide();
  const refused = calls.find(({ act }) => act === "refuse");
  if (refused) {
    throw new InputError(
      `${keyVariable} is the key of ${account.address}, which may not ${refused.text} on chain ${chain.id}: give the key of ${rightful}.`,
    );
  }

  const what = steps.map(({ text }) => text).join(", ");
  const wallet = createWalletClient({ account, transport: rpcUrl.startsWith("ws") ? webSocket(rpcUrl) : http(rpcUrl) });
  try {
    for (const { target, data } of toTransactions(accessManager, calls)) {
      const hash = await write(wallet, { address: target, functionName: what, data });
      const { status } = await client.waitForTransactionReceipt({ hash });
      if (status !== "success") throw new InputError(`chain ${chain.id}: ${hash} reverted: run the command again.`);
    }
  } catch (error) {
    if (!(error instanceof RevertError)) throw error;
    throw new InputError(`chain ${chain.id}: ${error.message}.`, { cause: error });
  }
  for (const call of calls) {
    if (call.act === "send" || call.act === "execute") onProgress(`chain ${chain.id}: done: ${call.text}`);
  }
  if (calls.every(({ act }) => act === "send" || act === "execute")) return;
  for (const call of await decide()) {
    if (call.act === "wait") {
      onProgress(`chain ${chain.id}: waits: ${describeCall(call)}: run the command again then`);
    }
  }
}
