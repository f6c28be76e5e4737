import type { Hex } from "viem";
import { zeroAddress, zeroHash } from "viem";
import { keccakDigits } from "../hash/keccak.ts";
import { relayers, solvers } from "../protocol/accounts.ts";
import { type DeliveredEntry, extendHead } from "../protocol/createChannel.ts";
import type { SentMessage } from "../protocol/createGateway.ts";
import type { Protocol } from "../protocol/createProtocol.ts";
import { escrowedEntry, filledEntry, payEntry } from "../protocol/entries.ts";
import type { Random } from "../random/createRandom.ts";

export type Forgery = {
  /** The chain that appears to have sent; one of the two has the hub, they are not the same. */
  source: number;
  /** The chain on which it is accepted. */
  target: number;
  /**
   * - forged: entries that nobody queued
   * - altered: the next entry that the source queued, changed
   * - dropped: the next entry left out, what follows it delivered
   *
   * The last two are a forged one if the source has queued nothing that is not delivered yet.
   */
  kind: "forged" | "altered" | "dropped";
  /** Whether its entries are delivered, too, or the head just accepted. True by default. */
  delivered?: boolean;
};

/** What a forgery does on its target, as transactions. The attesters' keys sign whatever it takes. */
export function forge(
  protocol: Protocol,
  random: Random,
  { source, target, kind, delivered = true }: Forgery,
): (() => void)[] {
  const { spoke, hub, gateway } = protocol.contractsOf(target);
  const from = protocol.contractsOf(source);
  if (source === target || (source !== protocol.hubChain && target !== protocol.hubChain)) {
    throw new RangeError(
      `no message goes from chain ${source} to ${target} by attestation: one of them must be the hub's.`,
    );
  }
  const toHub = target === protocol.hubChain;
  const receiver = toHub ? hub! : spoke;
  const sender = toHub ? from.spoke : from.hub!;
  const draws = { recipient: random.hex32(), token: random.hex32(), sendId: `0x${random.hex32()}` as Hex };
  const relayer = random.pick(relayers);
  let head: Hex = zeroHash;
  let entries: DeliveredEntry[] = [];

  const write = (): Hex[] => {
    const time = protocol.contractsOf(source).machine.block.time;
    const orderId: Hex = `0x${draws.recipient}`;
    const invented = toHub
      ? [
          escrowedEntry(time, orderId, 1_000_000),
          filledEntry(orderId, {
            ...{ leg: 0, filledAt: time, hold: false, solver: solvers[0]!, account: solvers[0]! },
            ...{ ledgerAccount: zeroAddress, maxFee: 0, repaymentChain: source, fee: 1_000_000 },
          }),
          // Of no known kind: rejected.
          "0xff" as const,
        ]
      : [
          payEntry(`0x${draws.token}`, solvers[1]!, 10n ** 18n, 1_000, 0n),
          payEntry(solvers[2]!, solvers[1]!, 1n, 1_000, 0n),
        ];
    const end = sender.end(target);
    const processed = receiver.end(source).processed.get();
    const start = processed === zeroHash ? 0 : end.positions.get(processed);
    const next = start === undefined ? undefined : end.entries.get(start + 1);
    const second = start === undefined ? undefined : end.entries.get(start + 2);
    if (kind === "altered" && next !== undefined) {
      const last = next.entry.at(-1) === "1" ? "2" : "1";
      return [`${next.entry.slice(0, -1)}${last}` as Hex];
    }
    return kind === "dropped" && second !== undefined ? [second.entry] : invented;
  };
  return [
    () => {
      head = receiver.end(source).processed.get();
      entries = write().map((entry) => {
        head = extendHead(head, keccakDigits(entry.slice(2)));
        return { entry, head };
      });
      const message: SentMessage = {
        ...{ sendId: draws.sendId, chain: target, recipient: receiver.address, sender: sender.address },
        ...{ payload: head, block: 0 },
      };
      gateway.execute(source, message);
    },
    ...(delivered
      ? [
          () => {
            if (toHub) hub!.deliverReports(source, entries, head, relayer);
            else spoke.deliverInstructions(entries, head, relayer);
          },
        ]
      : []),
  ];
}
