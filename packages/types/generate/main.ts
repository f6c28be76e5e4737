/** Writes `src/generated` and the record of the default devnet from the contracts that `pnpm --filter @concert/contracts build` compiled. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readArtifact } from "./readArtifact.ts";
import { readPermit2Code } from "./readPermit2Code.ts";
import { renderAbis } from "./renderAbis.ts";
import { renderBytecode, renderDeployedCode } from "./renderBytecode.ts";
import { collectEvents, renderEvents } from "./renderEvents.ts";
import { renderTables } from "./renderTables.ts";

const target = join(import.meta.dirname, "../src/generated");

const core = ["Hub", "Spoke", "AttestedGateway", "LoopbackGateway"].map((name) => readArtifact(name));
const liquidity = ["Ledger", "Vault"].map((name) => readArtifact(name));
const vault = liquidity[1]!;
// What these emit is not indexed.
const gateways = ["ProofGateway", "AttestedHeaderOracle", "QuorumGateway"].map((name) => readArtifact(name));
// ABIs alone: no deployment has them.
const otherGateways = ["HistoryHeaderOracle", "HyperlaneGateway"].map((name) => readArtifact(name));
const accessManager = readArtifact("AccessManager");
const erc20 = readArtifact("ERC20");
// Errors of a call arrive through the spoke's.
const executor = readArtifact("Executor");
const resolving = ["Resolver", "Deputies"].map((name) => readArtifact(name));
// What a resolver returns is calldata of these.
const erc7683 = ["IStep", "IAttribute", "IFormula", "IVariableRole", "IPayment"].map((name) =>
  readArtifact(name, "ERC7683"),
);
const deployed = [...core, ...gateways, vault, accessManager, ...resolving];
const tests = ["TestToken", "TestPermitToken", "TestWrappedNative", "TestVault"].map((name) => readArtifact(name));

const modules: Record<string, string> = {
  abis: renderAbis([
    ...core,
    ...liquidity,
    ...gateways,
    ...otherGateways,
    executor,
    ...resolving,
    ...erc7683,
    accessManager,
    erc20,
  ]),
  bytecode: `${renderBytecode(deployed)}\n\n${renderDeployedCode(deployed)}`,
  events: renderEvents(core, liquidity),
  tables: renderTables(collectEvents([...core, ...liquidity]).map(({ event }) => event)),
  tests: `${renderAbis(tests)}\n\n${renderBytecode(tests)}\n\n/** Permit2's deployed code, for any chain. */\nexport const permit2Code = "${readPermit2Code()}";`,
};

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
for (const [name, content] of Object.entries(modules)) {
  writeFileSync(
    join(target, `${name}.ts`),
    `// Generated from the compiled contracts by "pnpm generate".\n\n${content}\n`,
  );
}

// The default devnet's blocks are counted from zero, so that its record is known without a chain.
const { loadConfig } = await import("../src/config/loadConfig.ts");
const { describeDeployment } = await import("../src/deployment/describeDeployment.ts");
const { formatDeployment } = await import("../src/deployment/formatDeployment.ts");
const config = await loadConfig(join(import.meta.dirname, "../../../concert.config.ts"));
const deployment = describeDeployment(
  config,
  config.chains.map(({ id }) => ({ id, startBlock: 0 })),
);
writeFileSync(join(import.meta.dirname, "../deployments", `${config.name}.json`), formatDeployment(deployment));
