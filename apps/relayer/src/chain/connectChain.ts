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
  /** Those of the attesters who sign for its contracts, as many as these ask for; filled by `check`. See `signersOf`. */
  signers: Map<string, readonly LocalAccount[]>;
  /** By source chain, the latest of its blocks that the relayer has had vouched for here. */
  vouchedBlocks: Map<bigint, bigint>;
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
    signers: new Map(),
    vouchedBlocks: new Map(),
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
  { hubChain, spoke, attestedGateway, attestedHeaderOracle }: Contracts,
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
      await checkAttesters(chain, { attesters, source, contracts: [attestedGateway, attestedHeaderOracle] });
    }
  }
  chain.checked = true;
}

type AttestersCheck = { attesters: readonly LocalAccount[]; source: bigint; contracts: readonly Address[] };

/** Attesters of messages and of headers may be others: a key is of use if it is one's of either. */
async function checkAttesters(chain: ConnectedChain, { attesters, source, contracts }: AttestersCheck): Promise<void> {
  const sets = await Promise.all(contracts.map((contract) => readSet(chain, { attesters, source, contract })));
  const used = sets.filter(({ threshold }) => threshold > 0);
  const stranger = attesters.find((account) => !used.some(({ members }) => members.includes(account)));
  if (stranger && used.length > 0) {
    const set = `the attesters that chain ${chain.id} (${chain.name}) has for chain ${source}`;
    throw new InputError(
      `ATTESTER_PRIVATE_KEYS holds the key of ${stranger.address}, which is not among ${set}: leave it out.`,
    );
  }
  for (const { contract, threshold, members } of sets) {
    if (members.length > 0 && members.length < threshold) {
      const need = `chain ${chain.id} (${chain.name}) asks for ${threshold} attesters of chain ${source}`;
      throw new InputError(`ATTESTER_PRIVATE_KEYS holds ${members.length} keys, but ${need}: add keys, or give none.`);
    }
    chain.signers.set(signersKey(contract, source), members.slice(0, threshold));
  }
}

type SetQuery = Omit<AttestersCheck, "contracts"> & { contract: Address };

async function readSet(chain: ConnectedChain, { attesters, source, contract }: SetQuery) {
  const { client } = chain.sender;
  const oracleOrGateway = { abi: attestedGatewayAbi, address: contract } as const;
  const [threshold] = await readContract(client, { ...oracleOrGateway, functionName: "attestersOf", args: [source] });
  const members: LocalAccount[] = [];
  for (const account of attesters) {
    const args = [source, account.address] as const;
    if (await readContract(client, { ...oracleOrGateway, functionName: "isAttester", args })) members.push(account);
  }
  return { contract, threshold, members };
}

/** Who signs for a contract on a chain what is said of a source chain; nobody if the relayer has no keys for it. */
export function signersOf({ signers }: ConnectedChain, contract: Address, source: bigint): readonly LocalAccount[] {
  return signers.get(signersKey(contract, source)) ?? [];
}

function signersKey(contract: Address, source: bigint): string {
  return `${contract.toLowerCase()}:${source}`;
}

/** Whether a chain answers, or is worth another try. */
export function isReachable({ health }: ConnectedChain): boolean {
  return health.retryAt <= Date.now();
}
