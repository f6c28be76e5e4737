import { attestedGatewayAbi, type FinalityRule, InputError } from "@concert/types";
import {
  type Address,
  createClient,
  defineChain,
  fallback,
  http,
  type LocalAccount,
  type Transport,
  type WebSocketTransport,
  webSocket,
} from "viem";
import { getBalance, getChainId, getCode, readContract } from "viem/actions";
import type { Contracts } from "../Contracts.ts";
import type { Log } from "../log.ts";
import { createSender, type Sender } from "./createSender.ts";
import { type Health, isConnectionError, watchHealth } from "./watchHealth.ts";

/** What the config says of a chain. */
export type ChainOptions = {
  id: bigint;
  name: string;
  rpcUrls: readonly string[];
  finality: FinalityRule;
};

/** A chain, the relayer's account on it, and what is known of both. */
export type ConnectedChain = ChainOptions & {
  sender: Sender;
  health: Health;
  /** How many attesters the chain asks for, by source chain; filled by `check`. */
  attesterThresholds: Map<bigint, number>;
  /** Whether `check` was passed. */
  checked: boolean;
};

const senderTimes = { pollInterval: 250, stuckAfter: 60_000 };
const requestTimeout = 10_000;

export function connectChain(options: ChainOptions, account: LocalAccount, log: Log): ConnectedChain {
  const { id, name, rpcUrls } = options;
  const { transport, health } = watchHealth(fallback(rpcUrls.map(toTransport), { retryCount: 0 }), {
    away: (reason) => log.warn("chain away", { chain: id, reason }),
    back: () => log.info("chain back", { chain: id }),
  });
  const client = createClient({
    account,
    chain: defineChain({
      id: Number(id),
      name,
      nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
      rpcUrls: { default: { http: [] } },
    }),
    transport,
    cacheTime: 0,
  });
  return {
    ...options,
    sender: createSender(client, senderTimes),
    health,
    attesterThresholds: new Map(),
    checked: false,
  };
}

function toTransport(url: string): Transport {
  const options = { retryCount: 1, timeout: requestTimeout };
  return /^wss?:/.test(url) ? renewSocket(webSocket(url, { ...options, reconnect: false })) : http(url, options);
}

/** viem keeps a socket that failed, and fails every later request with it: closed, it is opened anew by the next one. */
function renewSocket(transport: WebSocketTransport): Transport {
  return (config) => {
    const socket = transport(config);
    const request = async (...parameters: Parameters<typeof socket.request>) => {
      try {
        return await socket.request(...parameters);
      } catch (error) {
        if (isConnectionError(error)) await closeSocket(socket);
        throw error;
      }
    };
    return { ...socket, request: request as typeof socket.request };
  };
}

async function closeSocket({ value }: ReturnType<WebSocketTransport>): Promise<void> {
  try {
    (await value?.getRpcClient())?.close();
  } catch {
    // It could not even be opened.
  }
}

/**
 * Checks once that a chain is the one that the config means, and that the relayer can do its part there.
 *
 * @throws {InputError} Another chain answers, the contracts are not there, the account has no funds, or an attester's
 * key is not in the chain's set.
 */
export async function checkChain(
  chain: ConnectedChain,
  { hubChain, spoke, attestedGateway }: Contracts,
  { attesters, sourceChains }: { attesters: readonly LocalAccount[]; sourceChains: readonly bigint[] },
): Promise<void> {
  const { id, name, rpcUrls } = chain;
  const { client } = chain.sender;
  const { address } = client.account;
  const place = `chain ${id} (${name})`;

  const answered = BigInt(await getChainId(client));
  if (answered !== id) {
    throw new InputError(`${rpcUrls.join(", ")} answers for chain ${answered}, not for ${place}: correct its rpcUrls.`);
  }
  if (!(await getCode(client, { address: spoke }))) {
    throw new InputError(`There is no spoke at ${spoke} on ${place}: deploy first, or correct --deployment.`);
  }
  if ((await getBalance(client, { address })) === 0n) {
    throw new InputError(`The relayer's account ${address} has no funds on ${place}: send it some.`);
  }
  if (attesters.length > 0) {
    for (const source of id === hubChain ? sourceChains.filter((other) => other !== hubChain) : [hubChain]) {
      await checkAttesters(chain, { attesters, source, gateway: attestedGateway });
    }
  }
  chain.checked = true;
}

type AttestersCheck = { attesters: readonly LocalAccount[]; source: bigint; gateway: Address };

async function checkAttesters(chain: ConnectedChain, { attesters, source, gateway }: AttestersCheck): Promise<void> {
  const { client } = chain.sender;
  const contract = { abi: attestedGatewayAbi, address: gateway } as const;
  const [threshold] = await readContract(client, { ...contract, functionName: "attestersOf", args: [source] });
  for (const { address } of attesters) {
    if (!(await readContract(client, { ...contract, functionName: "isAttester", args: [source, address] }))) {
      const set = `the attesters that chain ${chain.id} (${chain.name}) has for chain ${source}`;
      throw new InputError(
        `ATTESTER_PRIVATE_KEYS holds the key of ${address}, which is not among ${set}: leave it out.`,
      );
    }
  }
  if (attesters.length < threshold) {
    const need = `chain ${chain.id} (${chain.name}) asks for ${threshold} attesters of chain ${source}`;
    throw new InputError(`ATTESTER_PRIVATE_KEYS holds ${attesters.length} keys, but ${need}: add keys, or give none.`);
  }
  chain.attesterThresholds.set(source, threshold);
}

/** Whether a chain answers, or is worth another try. */
export function isReachable({ health }: ConnectedChain): boolean {
  return health.retryAt <= Date.now();
}
