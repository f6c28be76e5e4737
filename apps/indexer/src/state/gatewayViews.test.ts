import { encodeReport, foldHeads, hashEntry } from "@concert/types";
import { type Hex, keccak256, zeroAddress, zeroHash } from "viem";
import { beforeEach, expect, test } from "vitest";
import { createModel, type Model } from "../../test/model.ts";
import { type Index, openIndex } from "../../test/openIndex.ts";
import { useStore } from "../../test/useStore.ts";

const index = useStore();
let model: Model;
let following: Index;

const [hub, spoke] = [0, 1];
const [hubChain, spokeChain] = [101n, 102n];
const entries = [1n, 2n].map((timestamp) => encodeReport({ kind: "heartbeat", timestamp, gasPrice: 1n }));
const heads = entries.map((_, index) => foldHeads(zeroHash, entries.slice(0, index + 1).map(hashEntry)));
const [sendId, memberSendId, receiveId] = [keccak256("0x01"), keccak256("0x02"), keccak256("0x03")];
const addresses = Object.fromEntries(
  [...createModel(() => 0).chains[hub]!.contracts].map(([at, name]) => [name, at as Hex]),
);
const { hub: hubAddress, spoke: spokeAddress, quorum_gateway: quorum } = addresses;
const { attested_gateway: attested, proof_gateway: proof } = addresses;

beforeEach(async () => {
  model = createModel(() => 0);
  following = await openIndex(index, model);
});

test("what a gateway brought is a message, also when a quorum gave it", async () => {
  model.mineTransaction(spoke, "spoke", ({ emit, queue }) => {
    for (const entry of entries) queue(hub, entry);
    emit("MessageSent", { ...message, sendId: memberSendId }, "attested_gateway");
    emit("MessageForwarded", { sendId, gateway: attested, gatewaySendId: memberSendId, fee: 0n }, "quorum_gateway");
    emit("MessageSent", { ...message, sendId }, "quorum_gateway");
    emit("HeadDispatched", { chain: hubChain, head: heads[1], gateway: quorum, sendId });
  });
  await following.follow(spoke);
  const messages = () => index.store`select send_id, gateway, head, position, executed_at, accepted from message`;
  expect(await messages()).toEqual([
    { send_id: memberSendId, gateway: attested, head: heads[1], position: "2", executed_at: null, accepted: false },
  ]);
  model.mineTransaction(hub, "attested_gateway", ({ emit }) =>
    emit("MessageExecuted", { receiveId, sendId: memberSendId, sender: "0x01", recipient: "0x02", payload: "0x03" }),
  );
  await following.follow(hub);
  expect(await messages()).toMatchObject([{ executed_at: "10", accepted: false }]);
});

test("a vote for what the sender said, for what it did not say, and for what it can't be asked", async () => {
  model.mineTransaction(spoke, "spoke", ({ emit, queue }) => {
    for (const entry of entries) queue(hub, entry);
    emit("HeadDispatched", { chain: hubChain, head: heads[0], gateway: quorum, sendId });
  });
  const forged = keccak256("0x04");
  const cast: [gateway: Hex, sendId: Hex, head: Hex, sender?: Hex][] = [
    [attested!, sendId, heads[0]!],
    // Queued and never dispatched: a proof shows it, a message can't.
    [proof!, zeroHash, heads[1]!],
    [attested!, sendId, heads[1]!],
    [proof!, zeroHash, forged],
    // None of the channels'.
    [attested!, sendId, heads[0]!, zeroAddress],
  ];
  for (const [gateway, sendId, payload, sender = spokeAddress] of cast) {
    const said = { chain: spokeChain, gateway, sendId, sender, recipient: hubAddress, payload };
    model.mineTransaction(hub, "quorum_gateway", ({ emit }) => emit("MessageVoted", { id: receiveId, ...said }));
  }
  await following.follow(hub);
  await following.follow(spoke);
  const votes = () =>
    index.store`select gateway, send_id, position, direction, chain_id, status from vote order by block_number`;
  const channel = { direction: "report", chain_id: `${spokeChain}` };
  expect(await votes()).toEqual([
    { gateway: attested, send_id: sendId, position: "1", ...channel, status: "sent" },
    { gateway: proof, send_id: null, position: "2", ...channel, status: "sent" },
    { gateway: attested, send_id: sendId, position: "2", ...channel, status: "forged" },
    { gateway: proof, send_id: null, position: null, ...channel, status: "forged" },
  ]);
  await index.store`
    insert into unproven (chain_id, from_block, to_block, source_chain, since)
    values (${`${hubChain}`}, 1, 3, ${`${spokeChain}`}, now())`;
  expect((await votes()).map(({ status }) => status)).toEqual(["sent", "sent", "unproven", "forged"]);
});

test("of quorums the latest is current, and has its gateways", async () => {
  for (const gateways of [[attested], [attested, proof]]) {
    model.mineTransaction(hub, "quorum_gateway", ({ emit }) =>
      emit("QuorumSet", { chain: spokeChain, counterpart: quorum, gateways, threshold: gateways.length }),
    );
  }
  await following.follow(hub);
  expect(
    await index.store`
      select q.gateway, q.source_chain, q.counterpart, q.threshold, q.current, array_agg(m.gateway::text order by 1) as members
      from quorum q join quorum_member m using (chain_id, block_number, log_index)
      group by 1, 2, 3, 4, 5 order by q.threshold`,
  ).toEqual([
    { ...set, threshold: 1, current: false, members: [attested] },
    { ...set, threshold: 2, current: true, members: [attested, proof] },
  ]);
});

test("a vouched header is disputed by another of its number, in its epoch", async () => {
  const [hash, otherHash] = [keccak256("0x05"), keccak256("0x06")];
  model.mineTransaction(hub, "attested_header_oracle", ({ emit }) => {
    for (const number of [5n, 6n]) emit("HeaderVouched", { sourceChain: spokeChain, number, hash, epoch: 1n });
    emit("HeaderDisputed", { sourceChain: spokeChain, number: 5n, hash, otherHash, epoch: 1n });
    emit("HeaderVouched", { sourceChain: spokeChain, number: 5n, hash, epoch: 2n });
  });
  await following.follow(hub);
  const header = { oracle: addresses.attested_header_oracle, source_chain: `${spokeChain}`, hash };
  expect(
    await index.store`select oracle, source_chain, number, hash, epoch, disputed from header order by number, epoch`,
  ).toEqual([
    { ...header, number: "5", epoch: "1", disputed: true },
    { ...header, number: "5", epoch: "2", disputed: false },
    { ...header, number: "6", epoch: "1", disputed: false },
  ]);
});

test("a proof is of a head of its channel, in either direction", async () => {
  model.mineTransaction(spoke, "spoke", ({ queue }) => queue(hub, entries[0]!));
  const proven = { receiveId, number: 5n, hash: keccak256("0x05") };
  model.mineTransaction(hub, "proof_gateway", ({ emit }) => {
    const from = { sourceChain: spokeChain, sender: spokeAddress, recipient: quorum };
    emit("HeadProven", { ...proven, ...from, head: heads[0] });
  });
  model.mineTransaction(spoke, "proof_gateway", ({ emit }) => {
    const from = { sourceChain: hubChain, sender: hubAddress, recipient: spokeAddress };
    emit("HeadProven", { ...proven, ...from, head: heads[1] });
    emit("HeadProven", { ...proven, ...from, sender: zeroAddress, head: heads[1] });
  });
  await following.follow(spoke);
  await following.follow(hub);
  expect(
    await index.store`
      select seen_chain, recipient, chain_id, direction, head, position, source_chain, number from proof
      order by seen_chain`,
  ).toEqual([
    {
      ...{ seen_chain: "101", recipient: quorum, chain_id: "102", direction: "report" },
      ...{ head: heads[0], position: "1", source_chain: "102", number: "5" },
    },
    {
      ...{ seen_chain: "102", recipient: spokeAddress, chain_id: "102", direction: "instruction" },
      ...{ head: heads[1], position: null, source_chain: "101", number: "5" },
    },
  ]);
});

const message = { sender: "0x01", recipient: "0x02", payload: "0x03", value: 0n, attributes: [] };
const set = { gateway: quorum, source_chain: `${spokeChain}`, counterpart: quorum };
