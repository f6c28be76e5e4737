import type { Call, Leg } from "@concert/types";
import { type Address, pad, zeroAddress, zeroHash } from "viem";
import { solvers, tokensOf, users } from "../protocol/accounts.ts";
import type { SimulatedOrder } from "../protocol/createOrderEncoder.ts";
import { callsOf, type Protocol } from "../protocol/createProtocol.ts";
import type { CallEffect, Opening } from "../protocol/createSpoke.ts";
import { nativeToken } from "../protocol/nativeToken.ts";
import type { Random } from "../random/createRandom.ts";
import type { TrafficOptions } from "./Traffic.ts";

/** What becomes of an order. */
export type Fate =
  | "commit"
  /** Opened twice on an origin chain: paid once, refunded once. */
  | "twice"
  /** One leg is never filled. */
  | "unfilled"
  /** One origin chain never sees it. */
  | "unopened"
  /** Its user cancels it. */
  | "cancelled"
  /** It is cancelled first, and opened, or filled elsewhere, once it is decided. */
  | "late";

export type Plan = {
  order: SimulatedOrder;
  fate: Fate;
  opening: Opening;
  /** One per leg. */
  fills: readonly {
    solver: Address;
    account: Address;
    /** Where the solver asks to be paid, if not on the origin: zero is the ledger. */
    repaymentChain: number | undefined;
    hold: boolean;
    omitted: boolean;
  }[];
  /** Chains on which it is opened. */
  origins: readonly number[];
  /** Where it is cancelled. */
  cancelledOn: number | undefined;
  showCalls: boolean;
  /** Blocks of the hub's chain since it was decided in which something was left to refund. */
  waited: number;
};

export type PlanOrderParameters = {
  protocol: Protocol;
  random: Random;
  /** For what concerns the ledger alone. */
  ledger: Random;
  options: TrafficOptions;
  /** Where its first input is. */
  chainId: number;
  nonce: bigint;
};

const deadlineSeconds = 3 * 24 * 60 * 60;

export function planOrder({ protocol, random, ledger, options, chainId, nonce }: PlanOrderParameters): Plan {
  const chainIds = protocol.chains.map(({ machine }) => machine.chainId);
  const fate = drawFate(random, options.troubled);
  const legCount = drawLegCount(random, fate);
  const called = random.chance(0.08);
  const user = random.pick(users);
  // What the ledger's limits let through at once.
  const small = ledger.chance(0.2);
  const nextAmount = (): bigint => (small ? 1n + (drawAmount(random) % 100_000n) : drawAmount(random));
  const legs = Array.from({ length: legCount }, (_, index): Leg => {
    const origin = index === 0 || random.chance(0.5) ? chainId : random.pick(chainIds);
    const destination = random.chance(0.1) ? origin : random.pick(chainIds);
    return {
      originChain: BigInt(origin),
      inputToken: drawToken(random, origin),
      inputAmount: nextAmount(),
      destinationChain: BigInt(destination),
      outputToken: pad(drawToken(random, destination)),
      outputAmount: nextAmount(),
      recipient: called ? zeroHash : pad(random.pick(users)),
    };
  });
  const destinations = [...new Set(legs.map(({ destinationChain }) => destinationChain))];
  const calls = called
    ? destinations
        .toSorted((a, b) => Number(a - b))
        .map(
          (chain): Call => ({
            chain,
            fallbackRecipient: pad(user),
            calls: callsOf[random.pick<CallEffect>(["spends", "spends", "leaves", "fails"])],
            gas: 500_000n,
          }),
        )
    : [];

  // Deadlines are for the clocks of all of its chains, which may be far apart.
  const times = legs
    .flatMap(({ originChain, destinationChain }) => [originChain, destinationChain])
    .map((chain) => protocol.contractsOf(Number(chain)).machine.block.time);
  const expires = fate === "unfilled" || fate === "unopened";
  const span = expires ? options.shortDeadlineSeconds * (1 + random.draw(3)) : deadlineSeconds;
  const deadline = BigInt(Math.max(...times) + span);
  const exclusive = random.chance(0.1);
  const solver = random.pick(solvers);
  const order = protocol.encodeOrder({
    user,
    nonce,
    openDeadline: deadline,
    fillDeadline: deadline + (fate === "unopened" ? 0n : BigInt(random.draw(10))),
    solver: exclusive ? solver : zeroAddress,
    exclusiveUntil: exclusive ? deadline - 60n : 0n,
    pooled: false,
    cancellable: fate === "cancelled" || fate === "late" || random.chance(0.1),
    legs,
    calls,
  });

  const fails = calls.some((call) => call.calls === callsOf.fails);
  const omitted = fate === "unfilled" || fate === "cancelled" || fate === "late" ? random.draw(legCount) : -1;
  const origins = [...new Set(legs.map(({ originChain }) => Number(originChain)))];
  return {
    order,
    fate,
    opening: drawOpening(random, user, fate),
    fills: legs.map((_, index) => {
      const filler = exclusive ? solver : random.pick(solvers);
      // A direct fill would fail with the call.
      const hold = fails || random.chance(0.35);
      return {
        solver: filler,
        account: random.chance(0.9) ? filler : random.pick(solvers),
        repaymentChain: ledger.chance(small ? 0.6 : 0.05) ? ledger.pick([0, ...chainIds]) : undefined,
        hold,
        omitted: index === omitted,
      };
    }),
    origins: fate === "unopened" ? origins.slice(0, -1) : origins,
    cancelledOn: fate === "cancelled" || fate === "late" ? Number(legs[omitted]!.destinationChain) : undefined,
    showCalls: random.chance(0.5),
    waited: 0,
  };
}

function drawFate(random: Random, troubled: number): Fate {
  if (!random.chance(troubled)) return "commit";
  return random.pick<Fate>(["twice", "unfilled", "unfilled", "unopened", "cancelled", "cancelled", "late"]);
}

function drawLegCount(random: Random, fate: Fate): number {
  const draw = random.draw(100);
  if (draw === 0) return 16;
  const least = fate === "unopened" ? 2 : 1;
  return Math.max(least, draw < 70 ? 1 : 2 + (draw % 3));
}

function drawToken(random: Random, chainId: number): Address {
  return random.chance(0.08) ? nativeToken : random.pick(tokensOf(chainId));
}

function drawAmount(random: Random): bigint {
  return BigInt(1 + random.draw(2_000_000_000)) * 10n ** BigInt(random.draw(13));
}

function drawOpening(random: Random, user: Address, fate: Fate): Opening {
  // Only whoever pays can open an order twice.
  if (fate === "twice" || random.chance(0.65)) {
    return { by: "payer", payer: random.chance(0.8) ? user : random.pick(solvers) };
  }
  return random.chance(0.7) ? { by: "signature", submitter: random.pick(solvers) } : { by: "authorization" };
}
