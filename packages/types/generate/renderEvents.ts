import { type AbiEvent, type AbiParameter, toEventSignature } from "viem";
import { eventTable } from "../src/tables/eventShape.ts";
import type { Artifact } from "./readArtifact.ts";
import { renderArray } from "./renderAbis.ts";

/** ERC-5267 declares it; the domains here never change. */
const neverEmitted = new Set(["EIP712DomainChanged"]);

/** Structs that have a documented type of their own, imported by the generated module. */
const structs = new Map([
  ["Order", "../order/Order.ts"],
  ["FeePolicy", "../fee/FeePolicy.ts"],
]);

type DocumentedEvent = { event: AbiEvent; notice: string | undefined };

/**
 * The module of chain events: their ABI, and one type per event with their union.
 *
 * @param orders The contracts that orders need.
 * @param ledger The ledger and its vaults.
 * @param gateways Those that only some routes lead over.
 * @throws If two contracts declare events of one table and different shapes.
 */
export function renderEvents(
  orders: readonly Artifact[],
  ledger: readonly Artifact[],
  gateways: readonly Artifact[],
): string {
  const events = collectEvents([...orders, ...ledger, ...gateways]);
  const told = new Set<string>();
  const [orderEvents, ledgerEvents, gatewayEvents] = [orders, ledger, gateways].map((artifacts) => {
    const own = new Set(collectEvents(artifacts).map(({ event }) => eventTable(event)));
    const fresh = events
      .map(({ event }) => event)
      .filter((event) => own.has(eventTable(event)) && !told.has(eventTable(event)));
    for (const event of fresh) told.add(eventTable(event));
    return renderArray(fresh);
  });
  return [
    [
      'import type { Address, Hex } from "viem";',
      ...[...structs].map(([struct, module]) => `import type { ${struct} } from "${module}";`),
    ].join("\n"),
    `/** What hub, spokes and gateways emit. */\nexport const orderEventsAbi = ${orderEvents} as const;`,
    `/** What the ledger and its vaults emit besides. */\nexport const ledgerEventsAbi = ${ledgerEvents} as const;`,
    `/** What gateways that only some routes lead over, and header oracles, emit besides. */\nexport const gatewayEventsAbi = ${gatewayEvents} as const;`,
    "/** Every event that the contracts emit, each once. */\nexport const eventsAbi = [...orderEventsAbi, ...ledgerEventsAbi, ...gatewayEventsAbi] as const;",
    ...events.map(renderEventType),
    `/** Everything that the contracts tell. */\nexport type ChainEvent =\n${events.map(({ event }) => `  | ${typeName(event)}`).join("\n")};`,
  ].join("\n\n");
}

/** The events of several contracts, those of the channel once. */
export function collectEvents(artifacts: readonly Artifact[]): DocumentedEvent[] {
  const byTable = new Map<string, DocumentedEvent>();
  for (const { name, abi, eventNotices } of artifacts) {
    for (const event of abi) {
      if (event.type !== "event" || neverEmitted.has(event.name)) continue;
      const table = eventTable(event);
      const known = byTable.get(table);
      if (known !== undefined && JSON.stringify(known.event) !== JSON.stringify(event)) {
        throw new Error(`${name} declares ${event.name} in another shape: give it a name of its own.`);
      }
      byTable.set(table, { event, notice: known?.notice ?? eventNotices[toEventSignature(event)] });
    }
  }
  return [...byTable.values()].sort((a, b) => (eventTable(a.event) < eventTable(b.event) ? -1 : 1));
}

function typeName(event: AbiEvent): string {
  const words = eventTable(event).split("_");
  return `${words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join("")}Event`;
}

function renderEventType({ event, notice }: DocumentedEvent): string {
  const documentation = notice === undefined ? "" : `/** ${notice} */\n`;
  const args = event.inputs.map((input) => `    ${property(input)};\n`).join("");
  return `${documentation}export type ${typeName(event)} = {\n  eventName: "${event.name}";\n  args: {\n${args}  };\n};`;
}

function property(parameter: AbiParameter): string {
  return `${parameter.name}: ${typeOf(parameter)}`;
}

/** The type to which viem decodes a parameter. */
function typeOf(parameter: AbiParameter): string {
  const array = /^(.*)\[\]$/.exec(parameter.type);
  if (array !== null) return `readonly ${typeOf({ ...parameter, type: array[1]! })}[]`;
  if (parameter.type === "tuple") {
    const struct = parameter.internalType?.replace(/^struct /, "") ?? "";
    if (structs.has(struct)) return struct;
    throw new Error(`the struct ${struct} has no type: write one and import it into the generated module.`);
  }
  const integer = /^u?int(\d+)$/.exec(parameter.type);
  if (integer !== null) return Number(integer[1]) <= 48 ? "number" : "bigint";
  if (parameter.type === "bool") return "boolean";
  if (parameter.type === "string") return "string";
  if (parameter.type === "address") return "Address";
  if (parameter.type.startsWith("bytes")) return "Hex";
  throw new Error(`events of type ${parameter.type} are not supported: extend typeOf.`);
}
