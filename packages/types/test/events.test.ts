import type { DecodeEventLogReturnType } from "viem";
import { expectTypeOf, test } from "vitest";
import type { ChainEvent, eventsAbi } from "../src/generated/events.ts";

test("the event types are those to which viem decodes", () => {
  expectTypeOf<DecodeEventLogReturnType<typeof eventsAbi>>().toExtend<ChainEvent>();
  expectTypeOf<ChainEvent["eventName"]>().toEqualTypeOf<DecodeEventLogReturnType<typeof eventsAbi>["eventName"]>();
});
