import { attestedGatewayAbi, type Message, spokeAbi } from "@concert/types";
import { parseEventLogs } from "viem";
import { expect, test } from "vitest";
import { deployLocally, localAccount } from "../../test/deployLocally.ts";
import { dispatch } from "../channel/dispatch.ts";
import { heartbeat } from "../spoke/heartbeat.ts";
import { attest } from "./attest.ts";
import { executeMessage } from "./executeMessage.ts";
import { MessageNotFinalError, MessageNotSentError, readFinalMessage } from "./readFinalMessage.ts";

const attesters = [localAccount(6), localAccount(7), localAccount(8)].toSorted((one, other) =>
  BigInt(one.address) < BigInt(other.address) ? -1 : 1,
);

test("a message is read from a final block only, attested, and executed once by any order of signatures", async () => {
  await using local = await deployLocally({
    gateway: "attested",
    attesters: { threshold: 2, addresses: attesters.map(({ address }) => address) },
  });
  const { chain, hub, spoke, attestedGateway: gateway } = local;
  const client = local.client(1);
  await local.mined(heartbeat(client, { spoke }));
  const hash = await dispatch(client, { end: spoke, chain });
  const { logs, blockNumber, blockHash } = await client.waitForTransactionReceipt({ hash });
  const [sent] = parseEventLogs({ abi: attestedGatewayAbi, logs, eventName: "MessageSent" });
  const { sendId } = sent!.args;
  const place = { chain, gateway, finality: { depth: 2 }, sendId, blockNumber };

  await client.mine({ blocks: 1 });
  await expect(readFinalMessage(client, place)).rejects.toThrow(MessageNotFinalError);
  await client.mine({ blocks: 1 });
  const { message, blockHash: readHash } = await readFinalMessage(client, place);
  expect(readHash).toBe(blockHash);
  expect(message.payload).toBe(
    await client.readContract({ abi: spokeAbi, address: spoke, functionName: "queuedHead", args: [chain] }),
  );
  // Not where or what the chain shows it, and never in the name of another chain.
  for (const wrong of [{ blockNumber: blockNumber - 1n }, { gateway: hub }, { sendId: blockHash }, { chain: 5n }]) {
    await expect(readFinalMessage(client, { ...place, ...wrong })).rejects.toThrow(MessageNotSentError);
  }

  const sign = (index: number, signed: Message = message) =>
    attest(attesters[index]!, { message: signed, chain, gateway });
  const execute = (attestations: Awaited<ReturnType<typeof sign>>[]) =>
    executeMessage(client, { gateway, message, attestations });
  await expect(execute([await sign(1)])).rejects.toMatchObject({ errorName: "SignaturesTooFew" });
  await expect(execute([await sign(1), await sign(1)])).rejects.toMatchObject({ errorName: "AddressesNotAscending" });
  await expect(execute([await sign(0), await sign(1, { ...message, payload: sendId })])).rejects.toThrow("execute of");
  await local.mined(execute([await sign(2), await sign(0)]));
  expect(
    await client.readContract({
      abi: spokeAbi,
      address: hub,
      functionName: "isAccepted",
      args: [chain, message.payload],
    }),
  ).toBe(true);
  await expect(execute([await sign(0), await sign(1)])).rejects.toMatchObject({ errorName: "MessageAlreadyExecuted" });
});
