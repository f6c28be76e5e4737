import type { Command } from "./Command.ts";
import { databaseUrl } from "./databaseUrl.ts";

export const explain: Command = {
  usage: `ORDER [--schema NAME] [--json]
      every event, transaction, entry and hash behind an order, in causal order`,
  options: [],
  flags: ["json"],
  operands: ["ORDER"],
  async run({ schema, flag, operand }) {
    const { connectStore } = await import("../store/connectStore.ts");
    const { requireIndex } = await import("../store/requireIndex.ts");
    const { explainOrder } = await import("../explain/explainOrder.ts");
    const { formatExplanation } = await import("../explain/formatExplanation.ts");
    const store = await connectStore({ url: databaseUrl(), schema, connections: 1 });
    try {
      await requireIndex(store, schema);
      const explanation = await explainOrder(store, operand("ORDER"));
      console.log(flag("json") ? JSON.stringify(explanation, undefined, 2) : formatExplanation(explanation));
      return 0;
    } finally {
      await store.end({ timeout: 1 });
    }
  },
};
