import { attest, deliver, dispatch, executeMessage } from "@concert/sdk";
import { attestedGatewayAbi, hubAbi, spokeAbi } from "@concert/types";
import { getAbiItem, type Hex, parseEventLogs, type TransactionReceipt, zeroHash } from "viem";
import { accountIndexes, devnetAccount } from "../account/devnetAccount.ts";
import { confirm } from "../chain/confirm.ts";
import type { Devnet } from "./startDevnet.ts";

/**
 * Carries what the hub has queued to every spoke, as a relayer does, but without waiting for finality: the devnet's
 * attesters vouch for it at once. From then on the spokes take orders.
 */
export async function carryInstructions(devnet: Omit<Devnet, keyof AsyncDisposable>): Promise<void> {
  await Promise.all(devnet.chains.map(({ chainId }) => carryTo(devnet, chainId)));
}

async function carryTo(devnet: Omit<Devnet, keyof AsyncDisposable>, chain: number): Promise<void> {
  const { client, hub, hubChain, spoke } = devnet;
  const [source, destination] = [client(hubChain, accountIndexes.relayer), client(chain, accountIndexes.relayer)];
  const dispatched = await confirm(source, await dispatch(source, { end: hub, chain: BigInt(chain) }));
  // The hub's own spoke has the head as soon as it is dispatched.
  if (chain !== hubChain) await carryMessage(devnet, chain, dispatched);
  const entries = await readQueued(devnet, chain);
  await confirm(destination, await deliver(destination, { end: spoke, chain: BigInt(hubChain), entries }));
}

async function carryMessage(
  { client, hubChain, attestedGateway: gateway }: Omit<Devnet, keyof AsyncDisposable>,
  chain: number,
  { logs }: TransactionReceipt,
): Promise<void> {
  const [sent] = parseEventLogs({ abi: attestedGatewayAbi, eventName: "MessageSent", logs });
  if (sent === undefined) throw new Error(`The hub on ${hubChain} handed no message for ${chain} to its gateway.`);
  const { sendId, sender, recipient, payload } = sent.args;
  const message = { sendId, sender, recipient, payload };
  const destination = client(chain, accountIndexes.relayer);
  const attestations = await Promise.all(
    accountIndexes.attesters.map((index) => attest(devnetAccount(index), { message, chain: BigInt(chain), gateway })),
  );
  await confirm(destination, await executeMessage(destination, { gateway, message, attestations }));
}

/** What the hub has queued for a chain, and the chain's spoke has not processed. */
async function readQueued(
  { client, hub, hubChain, spoke }: Omit<Devnet, keyof AsyncDisposable>,
  chain: number,
): Promise<Hex[]> {
  const processed = await client(chain, accountIndexes.relayer).readContract({
    abi: spokeAbi,
    address: spoke,
    functionName: "processedHead",
    args: [BigInt(hubChain)],
  });
  const logs = await client(hubChain, accountIndexes.relayer).getLogs({
    address: hub,
    event: getAbiItem({ abi: hubAbi, name: "EntryQueued" }),
    fromBlock: 0n,
    strict: true,
  });
  const entries = logs.map(({ args }) => args).filter((args) => args.chain === BigInt(chain));
  const last = processed === zeroHash ? -1 : entries.findIndex(({ head }) => head === processed);
  return entries.slice(last + 1).map(({ entry }) => entry);
}
