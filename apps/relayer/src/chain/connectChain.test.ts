import { startChain } from "@concert/devnet";
import { attestedGatewayAbi } from "@concert/types";
import {
  type Address,
  decodeFunctionData,
  encodeFunctionResult,
  getAddress,
  type Hex,
  isAddressEqual,
  numberToHex,
  pad,
} from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { getChainId } from "viem/actions";
import { expect, test } from "vitest";
import { createScriptedActor } from "../../test/createScriptedActor.ts";
import { createLog } from "../log.ts";
import { checkChain, connectChain, signersOf } from "./connectChain.ts";

test.each(["rpcUrl", "webSocketUrl"] as const)("a chain goes away and comes back, each told once (%s)", async (url) => {
  const lines: string[] = [];
  const log = createLog((line) => lines.push(line.replace(/^\S+ /, "")));
  const first = await startChain({ chainId: 31337 });
  const account = privateKeyToAccount(generatePrivateKey());
  const options = { id: 31337n, name: "local", rpcUrls: [first[url]], finality: "finalized" } as const;
  const { sender, health } = connectChain(options, account, log);
  expect(await getChainId(sender.client)).toBe(31337);
  expect(health.retryAt).toBe(0);

  const away = Date.now();
  await first.process.kill();
  for (let tries = 0; tries < 3; tries++) await expect(getChainId(sender.client)).rejects.toThrow();
  expect(health.retryAt).toBeGreaterThan(away);
  expect(lines).toEqual([expect.stringMatching(/^warn {2}chain away chain=31337 reason=/)]);

  await using _again = await startChain({ chainId: 31337, port: first.port });
  await expect.poll(() => getChainId(sender.client).catch(() => undefined), { timeout: 5_000 }).toBe(31337);
  expect(health.retryAt).toBe(0);
  expect(lines.slice(1)).toEqual(["info  chain back chain=31337"]);
});

const [hubChain, source] = [31337n, 31338n];
const [gateway, oracle, spoke] = ["a1", "a2", "a3"].map((digits) => getAddress(pad(`0x${digits}`, { size: 20 }))) as [
  ...[Address, Address, Address],
];
const keys = [1, 2, 3, 4].map(() => privateKeyToAccount(generatePrivateKey()));
type AttesterSet = { threshold: number; members: readonly number[] };

test.for<[what: string, messages: AttesterSet, headers: AttesterSet, given: readonly number[], outcome: unknown]>([
  [
    "one set for both",
    { threshold: 2, members: [0, 1, 2] },
    { threshold: 2, members: [0, 1, 2] },
    [0, 1, 2],
    { messages: [0, 1], headers: [0, 1] },
  ],
  [
    "a set each",
    { threshold: 1, members: [0, 1] },
    { threshold: 2, members: [2, 3] },
    [0, 1, 2, 3],
    { messages: [0], headers: [2, 3] },
  ],
  [
    "keys for headers alone",
    { threshold: 2, members: [0, 1] },
    { threshold: 2, members: [2, 3] },
    [2, 3],
    { messages: [], headers: [2, 3] },
  ],
  [
    "no set for headers",
    { threshold: 1, members: [0] },
    { threshold: 0, members: [] },
    [0],
    { messages: [0], headers: [] },
  ],
  ["no set", { threshold: 0, members: [] }, { threshold: 0, members: [] }, [0], { messages: [], headers: [] }],
  ["no keys", { threshold: 1, members: [0] }, { threshold: 1, members: [0] }, [], { messages: [], headers: [] }],
  [
    "a stranger's key",
    { threshold: 1, members: [0, 1] },
    { threshold: 1, members: [2] },
    [0, 3],
    `the key of ${keys[3]!.address}, which is not among the attesters that chain 31337 (local) has for chain 31338`,
  ],
  [
    "too few keys for headers",
    { threshold: 1, members: [0, 1] },
    { threshold: 2, members: [0, 2] },
    [0, 1],
    "ATTESTER_PRIVATE_KEYS holds 1 keys, but chain 31337 (local) asks for 2 attesters of chain 31338: add keys",
  ],
])(
  "with %s, a chain's contracts get the signatures that they ask for",
  async ([, messages, headers, given, outcome]) => {
    const abi = attestedGatewayAbi;
    const { actor } = createScriptedActor(
      () => ({ gas: 1n }),
      (method, params) => {
        if (method === "eth_chainId") return numberToHex(hubChain);
        if (method === "eth_getCode" || method === "eth_getBalance") return "0x01";
        if (method !== "eth_call") return undefined;
        const { to, data } = params[0] as { to: Address; data: Hex };
        const { functionName, args } = decodeFunctionData({ abi, data });
        const set = isAddressEqual(to, gateway) ? messages : headers;
        const isMember = set.members.some((index) => keys[index]!.address === args?.[1]);
        return functionName === "attestersOf"
          ? encodeFunctionResult({ abi, functionName, result: [set.threshold, 1n] })
          : encodeFunctionResult({ abi, functionName: "isAttester", result: isMember });
      },
    );
    const chain = { ...actor.chain(hubChain), id: hubChain, name: "local", rpcUrls: ["http://local"], checked: false };
    const contracts = { ...actor.contracts, hubChain, spoke, attestedGateway: gateway, attestedHeaderOracle: oracle };
    const attesters = given.map((index) => keys[index]!);
    const checking = checkChain(chain, contracts, { attesters, sourceChains: [hubChain, source] });
    if (typeof outcome === "string") return await expect(checking).rejects.toThrow(outcome);
    await checking;
    const signing = (contract: Address) =>
      signersOf(chain, contract, source).map((account) => keys.indexOf(account as never));
    expect({ messages: signing(gateway), headers: signing(oracle) }).toEqual(outcome);
  },
);
