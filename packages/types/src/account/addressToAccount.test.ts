import { expect, test } from "vitest";
import { addressToAccount } from "./addressToAccount.ts";

test("an address is right-aligned in its account, in lower case", () => {
  expect(addressToAccount("0xFfcf8FDEE72ac11b5c542428B35EEF5769C409f0")).toBe(
    "0x000000000000000000000000ffcf8fdee72ac11b5c542428b35eef5769c409f0",
  );
});
