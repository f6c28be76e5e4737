import { startChain } from "@concert/devnet";
import { createTestClient, type Hash, http, publicActions, walletActions, zeroAddress } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { sendTransaction } from "viem/actions";
import { getAction } from "viem/utils";
import { expect, test } from "vitest";
import { createSender, NonceTakenError } from "./createSender.ts";

const signal = new AbortController().signal;

async function startLocal() {
  const chain = await startChain({ chainId: 31337 });
  const account = privateKeyToAccount(generatePrivateKey());
  const client = () =>
    createTestClient({ mode: "anvil", account, transport: http(chain.rpcUrl), cacheTime: 0 })
      .extend(publicActions)
      .extend(walletActions);
  await client().setBalance({ address: account.address, value: 10n ** 20n });
  return { chain, account, client };
}

function send(sender: ReturnType<typeof createSender>, value: bigint): Promise<Hash> {
  const { client } = sender;
  const request = { account: client.account, chain: null, to: zeroAddress, value, gas: 21_000n };
  return getAction(client, sendTransaction, "sendTransaction")(request);
}

test("two senders that share a key send side by side, and whoever loses a nonce is told", async () => {
  const { chain, account, client } = await startLocal();
  await using _ = chain;
  const senders = [
    createSender(client(), { pollInterval: 50, stuckAfter: 30_000 }),
    createSender(client(), { pollInterval: 50, stuckAfter: 30_000 }),
  ];

  const results = await Promise.allSettled(
    Array.from({ length: 30 }, (_, index) => {
      const sender = senders[index % 2]!;
      return send(sender, BigInt(index + 1)).then((hash) => sender.waitForReceipt(hash, signal));
    }),
  );
  const receipts = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  const refusals = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
  for (const refusal of refusals) expect(refusal).toBeInstanceOf(NonceTakenError);
  const mined = receipts.filter((receipt) => receipt?.status === "success");
  expect(mined.length).toBeGreaterThanOrEqual(15);
  // No nonce is left out, and none was counted twice.
  expect(await client().getTransactionCount({ address: account.address })).toBe(mined.length);
});

test("a transaction that is not mined is replaced by the next one", async () => {
  const { chain, account, client } = await startLocal();
  await using _ = chain;
  const local = client();
  const sender = createSender(client(), { pollInterval: 50, stuckAfter: 2_500 });
  await local.setIntervalMining({ interval: 0 });
  const stuck = await send(sender, 1n);
  // No transaction from before pays so much.
  await local.setNextBlockBaseFeePerGas({ baseFeePerGas: 10n ** 12n });
  await local.mine({ blocks: 1 });
  expect(await sender.waitForReceipt(stuck, signal)).toBeUndefined();

  await local.setIntervalMining({ interval: 1 });
  const hash = await send(sender, 2n);
  expect(await sender.waitForReceipt(hash, signal)).toMatchObject({ status: "success" });
  expect(await local.getTransaction({ hash })).toMatchObject({ nonce: 0, value: 2n });
  const next = await send(sender, 3n);
  expect(await sender.waitForReceipt(next, signal)).toMatchObject({ status: "success" });
  expect(await local.getTransactionCount({ address: account.address })).toBe(2);
});
