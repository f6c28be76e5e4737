import type { DecodeEventLogReturnType } from "viem";
import { expectTypeOf, test } from "vitest";
import type { ChainEvent, orderEventsAbi } from "../src/generated/events.ts";

test("the event types are those to which viem decodes", () => {
  // viem does not tell overloaded events apart by type, which those of ledger and vaults are.
  expectTypeOf<DecodeEventLogReturnType<typeof orderEventsAbi>>().toExtend<ChainEvent>();
});
