import {
  decodeSettings,
  encodeInstruction,
  encodeReport,
  encodeSettings,
  eventsAbi,
  executorOf,
  type Order,
  orderId,
} from "@concert/types";
import { type Address, encodeAbiParameters, pad, zeroHash } from "viem";
import { expect, test } from "vitest";
import { createRandom } from "../random/createRandom.ts";
import { planOrder } from "../traffic/planOrder.ts";
import { addresses } from "./accounts.ts";
import { createExecutorOf } from "./createExecutorOf.ts";
import { createProtocol } from "./createProtocol.ts";
import {
  cancelledEntry,
  configureEntry,
  depositedEntry,
  escrowedEntry,
  filledEntry,
  heartbeatEntry,
  parseInstruction,
  parseReport,
  payEntry,
} from "./entries.ts";
import { createSettings, entryFeeOf, isAccepting } from "./settings.ts";

const id = `0x${"5a".repeat(32)}` as const;
const account: Address = `0x${"ab".repeat(20)}`;
const solver: Address = `0x${"cd".repeat(20)}`;

test("reports are those of the package of types, and are read back", () => {
  const heartbeat = heartbeatEntry(1_700_000_000, 2 ** 40);
  expect(heartbeat).toBe(encodeReport({ kind: "heartbeat", timestamp: 1_700_000_000n, gasPrice: 2n ** 40n }));
  expect(parseReport(heartbeat)).toEqual({ kind: "heartbeat", timestamp: 1_700_000_000, gasPrice: 2 ** 40 });

  const about = { timestamp: 9n, orderId: id, fee: 2n ** 40n - 1n };
  expect(escrowedEntry(9, id, 2 ** 40 - 1)).toBe(encodeReport({ kind: "escrowed", ...about }));
  expect(cancelledEntry(9, id, 2 ** 40 - 1)).toBe(encodeReport({ kind: "cancelled", ...about }));
  expect(parseReport(cancelledEntry(9, id, 7))).toEqual({ kind: "cancelled", timestamp: 9, orderId: id, fee: 7 });

  const fill = {
    leg: 15,
    filledAt: 9,
    hold: true,
    solver,
    account,
    repaymentChain: 101,
    fee: 3,
    ledgerAccount: account,
    maxFee: 7,
  };
  const repayment = { account: pad(account), ledgerAccount: account, chain: 101n, maxFee: 7 };
  expect(filledEntry(id, fill)).toBe(
    encodeReport({
      ...{ kind: "filled", orderId: id, leg: 15 },
      fill: { filledAt: 9n, hold: true, solver, repayment, fee: 3n },
    }),
  );
  expect(parseReport(filledEntry(id, fill))).toEqual({ kind: "filled", timestamp: 9, orderId: id, fill });
  const deposit = {
    ...{ token: account, amount: 2n ** 128n - 1n, depositor: solver, beneficiary: account, minimum: 2n ** 100n },
    ...{ toVault: true, fee: 3 },
  };
  const { depositor, fee, ...rest } = deposit;
  expect(depositedEntry(9, deposit)).toBe(
    encodeReport({ kind: "deposited", timestamp: 9n, depositor, deposit: rest, fee: BigInt(fee) }),
  );
  expect(parseReport(depositedEntry(9, deposit))).toEqual({ kind: "deposited", timestamp: 9, deposit });
  for (const entry of ["0x", "0x00", `${heartbeat}00`, "0x04"] as const) expect(parseReport(entry)).toBeUndefined();
});

test("so are instructions", () => {
  const pay = { token: pad(account), account: pad(solver), amount: 2n ** 200n };
  expect(payEntry(account, solver, 2n ** 200n, 5, 6n)).toBe(
    encodeInstruction({ kind: "pay", ...pay, fee: 5n, tokenFee: 6n }),
  );
  expect(parseInstruction(payEntry(account, solver, 2n ** 200n, 2 ** 41, 2n ** 100n))).toEqual({
    ...{ kind: "pay", ...pay, fee: 2 ** 40 - 1, tokenFee: 2n ** 100n },
  });
  const settings = createSettings(true, 150_000);
  expect(configureEntry(settings)).toBe(
    encodeInstruction({ kind: "configure", accepting: true, entryFeeGwei: 150_000n }),
  );
  expect(parseInstruction(configureEntry(settings))).toEqual({ kind: "configure", settings });
  expect(parseInstruction("0x0112")).toBeUndefined();
});

test.for([0, 1, 255, 256, 257, 150_000, 100_000_000, 2 ** 39])("settings with a fee of %d are the hub's", (fee) => {
  const settings = createSettings(fee % 2 === 0, fee);
  expect(settings).toBe(encodeSettings({ accepting: fee % 2 === 0, entryFeeGwei: BigInt(fee) }));
  const { accepting, entryFeeGwei } = decodeSettings(settings);
  expect([isAccepting(settings), BigInt(entryFeeOf(settings))]).toEqual([accepting, entryFeeGwei]);
});

test("an executor is where the contracts put it", () => {
  expect(createExecutorOf(addresses.spoke)(id)).toBe(executorOf(addresses.spoke, id).toLowerCase());
});

test("orders have the ids and encodings that they have on chain", () => {
  const protocol = createProtocol({ chainIds: [101, 102, 103], tokensEmit: false });
  const random = createRandom(5);
  const ledger = createRandom(6);
  const options = {
    ...{ ordersPerBlock: 1, confirmations: 0, troubled: 0.5, shortDeadlineSeconds: 60, forgets: false },
  };
  const opened = eventsAbi.find(({ name }) => name === "OrderOpened")!.inputs[1]!;
  const kinds = { calls: 0, sixteen: 0, native: 0 };
  for (let nonce = 0n; nonce < 300n; nonce++) {
    const { order } = planOrder({ protocol, random, ledger, options, chainId: 101, nonce });
    const said: Order = order.order;
    expect(order.id).toBe(orderId(said, { hubChain: 101n, hub: addresses.hub }));
    const encode = (value: Order) => encodeAbiParameters([opened], [value as never]).slice(2 + 64);
    expect(order.encoded).toBe(encode(said));
    expect(order.encodedWithoutCalls).toBe(encode({ ...said, calls: [] }));
    if (said.calls.length > 0) {
      kinds.calls++;
      expect(said.legs.every(({ recipient }) => recipient === zeroHash)).toBe(true);
    }
    if (said.legs.length === 16) kinds.sixteen++;
    if (said.legs.some(({ inputToken }) => inputToken.startsWith("0xeeee"))) kinds.native++;
  }
  for (const count of Object.values(kinds)) expect(count).toBeGreaterThan(0);
});
