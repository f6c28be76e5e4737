import type { Command } from "./Command.ts";
import { databaseUrl } from "./databaseUrl.ts";

export const verify: Command = {
  usage: `--config FILE --deployment FILE [--schema NAME]
      compares the latest cut with what the contracts hold at its blocks; exit code 1 if anything differs`,
  options: ["config", "deployment"],
  async run({ schema, required }) {
    const { loadConfig, loadDeployment } = await import("@concert/types");
    const config = await loadConfig(required("config", "the path of a file"));
    const { readChains } = await import("../readChains.ts");
    const chains = readChains(config, await loadDeployment(required("deployment", "the path of a file")));
    const { connectStore } = await import("../store/connectStore.ts");
    const { requireIndex } = await import("../store/requireIndex.ts");
    const { formatVerified } = await import("../verifyState/formatVerified.ts");
    const { verifyState } = await import("../verifyState/verifyState.ts");
    const store = await connectStore({ url: databaseUrl(), schema, connections: 1 });
    try {
      await requireIndex(store, schema);
      const verified = await verifyState({ store, chains, hubChainId: BigInt(config.hub) });
      console.log(formatVerified(verified));
      return verified.differences.length === 0 ? 0 : 1;
    } finally {
      await store.end({ timeout: 1 });
    }
  },
};
