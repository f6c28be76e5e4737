import { type RunningChain, startChain } from "@concert/devnet";
import { concatHex, createPublicClient, http, type PublicClient, toHex } from "viem";
import { afterAll, beforeAll, expect, test } from "vitest";
import { mayContain } from "./bloom.ts";
import { type RawReceipt, receiptsRoot } from "./receiptsRoot.ts";

let chain: RunningChain;
let client: PublicClient;

beforeAll(async () => {
  chain = await startChain({ chainId: 31337 });
  client = createPublicClient({ transport: http(chain.rpcUrl) });
});

afterAll(async () => {
  await chain?.[Symbol.asyncDispose]();
});

type RawBlock = { receiptsRoot: string; logsBloom: string; transactions: string[] };

async function blockAt(number: bigint): Promise<{ block: RawBlock; receipts: RawReceipt[] }> {
  const tag = `0x${number.toString(16)}`;
  const [block, receipts] = await Promise.all([
    client.request({ method: "eth_getBlockByNumber", params: [tag, false] } as never),
    client.request({ method: "eth_getBlockReceipts", params: [tag] } as never),
  ]);
  return { block: block as RawBlock, receipts: receipts as RawReceipt[] };
}

test("blocks of a node commit to the root that is recomputed, whatever their transactions are", async () => {
  await client.request({ method: "evm_setAutomine", params: [false] } as never);
  await client.request({ method: "evm_setIntervalMining", params: [0] } as never);
  const [from] = (await client.request({ method: "eth_accounts" } as never)) as `0x${string}`[];
  let nonce = await client.getTransactionCount({ address: from! });
  const send = (transaction: object) => {
    const numbered = { from, nonce: toHex(nonce++), ...transaction };
    return client.request({ method: "eth_sendTransaction", params: [numbered] } as never) as Promise<`0x${string}`>;
  };
  const mine = () => client.request({ method: "evm_mine" } as never);
  const price = { gasPrice: toHex(10n ** 10n) };

  // Logs the first word of its input, with the second one as topic. Before it: what returns it to who deploys.
  const code = "0x6020356020600060003760206000a100";
  const hash = await send({
    type: "0x0",
    ...price,
    data: concatHex(["0x6010600c60003960106000f3", code]),
    gas: "0x30000",
  });
  await mine();
  const { contractAddress: to } = await client.getTransactionReceipt({ hash });

  const topic = `0x${"ab".repeat(32)}` as const;
  const call = { to, data: concatHex([`0x${"01".repeat(32)}`, topic]), gas: "0xc000" };
  const fees = { type: "0x2", maxFeePerGas: toHex(10n ** 10n), maxPriorityFeePerGas: "0x1" };
  await Promise.all([
    send({ ...call, ...price, type: "0x0" }),
    send({ ...call, ...price, type: "0x1", accessList: [] }),
    // Beyond 127, an index takes two bytes.
    ...Array.from({ length: 135 }, () => send({ ...call, ...fees })),
    // It runs out of gas.
    send({ to, ...fees, gas: toHex(21_500) }),
  ]);
  await mine();

  const head = await client.getBlockNumber();
  for (const number of [0n, head - 1n, head]) {
    const { block, receipts } = await blockAt(number);
    expect(await receiptsRoot(receipts)).toBe(block.receiptsRoot);
  }
  const { block, receipts } = await blockAt(head);
  expect(receipts.length).toBeGreaterThan(130);
  expect(new Set(receipts.map(({ type }) => type))).toEqual(new Set(["0x0", "0x1", "0x2"]));
  expect(new Set(receipts.map(({ status }) => status))).toEqual(new Set(["0x0", "0x1"]));
  expect(mayContain(block.logsBloom, to!)).toBe(true);
  expect(mayContain(block.logsBloom, topic)).toBe(true);
  expect(mayContain(block.logsBloom, `0x${"cd".repeat(32)}`)).toBe(false);

  const altered = structuredClone(receipts);
  altered[5]!.logs[0]!.data = `0x${"02".repeat(32)}`;
  expect(await receiptsRoot(altered)).not.toBe(block.receiptsRoot);
  expect(await receiptsRoot(receipts.toSpliced(9, 1))).not.toBe(block.receiptsRoot);
});
