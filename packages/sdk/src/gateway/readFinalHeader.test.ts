import { createTestClient, fromRlp, http, keccak256, publicActions, walletActions, zeroAddress } from "viem";
import { expect, test } from "vitest";
import { localAccount, startAnvil } from "../../test/deployLocally.ts";
import { BlockNotFinalError, readFinalHeader } from "./readFinalHeader.ts";

test.for<[fork: string, fieldCount: number]>([
  ["berlin", 15],
  ["london", 16],
  ["paris", 16],
  ["shanghai", 17],
  ["cancun", 20],
  ["prague", 21],
  ["osaka", 21],
])("the header of a block since %s has the block's hash", async ([fork, fieldCount]) => {
  await using stack = new AsyncDisposableStack();
  const url = await startAnvil(stack, ["--hardfork", fork]);
  const client = createTestClient({ mode: "anvil", transport: http(url), account: localAccount(1), cacheTime: 0 })
    .extend(publicActions)
    .extend(walletActions);
  await client.sendTransaction({ chain: null, to: zeroAddress, value: 1n, type: "legacy" });
  await client.mine({ blocks: 1 });
  const { number: blockNumber, hash } = await client.getBlock({ blockNumber: 1n });

  const final = await readFinalHeader(client, { chain: 31337n, finality: { depth: 1 }, blockNumber });
  expect(final).toMatchObject({ number: 1n, hash });
  expect(keccak256(final.header)).toBe(hash);
  expect(fromRlp(final.header)).toHaveLength(fieldCount);
  await expect(readFinalHeader(client, { chain: 31337n, finality: { depth: 2 }, blockNumber })).rejects.toThrow(
    new BlockNotFinalError({ chain: 31337n, finality: { depth: 2 }, blockNumber }, 0n),
  );
});
