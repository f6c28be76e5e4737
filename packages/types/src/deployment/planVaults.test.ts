import { join } from "node:path";
import { decodeAbiParameters, keccak256, size, slice } from "viem";
import { expect, test } from "vitest";
import { loadConfig } from "../config/loadConfig.ts";
import { vaultBytecode } from "../generated/bytecode.ts";
import { create2Deployer, ledgerOf, planContracts } from "./planContracts.ts";
import { planVaults } from "./planVaults.ts";

const config = await loadConfig(join(import.meta.dirname, "../../../../concert.config.ts"));

test("the ledger is the first contract of the hub", () => {
  const { hub } = planContracts(config);
  // keccak256(rlp([hub, 1]))[12:]
  const expected = slice(keccak256(`0xd694${hub.address.slice(2)}01`), 12);
  expect(ledgerOf(hub.address).toLowerCase()).toBe(expected);
});

test("each asset with a margin has a vault of its own, for the hub's ledger", () => {
  const [first, second] = config.assets!;
  const vaults = planVaults({ ...config, assets: [second!, { ...first!, id: 7, vaultMargin: undefined }, first!] });
  expect(vaults.map(({ asset }) => asset)).toEqual([first!.id, second!.id]);
  const ledger = ledgerOf(planContracts(config).hub.address);
  for (const [index, { address, salt, initCode }] of vaults.entries()) {
    const { id, symbol } = [first!, second!][index]!;
    const parameters = [{ type: "address" }, { type: "uint32" }, { type: "string" }, { type: "string" }] as const;
    const given = decodeAbiParameters(parameters, slice(initCode, size(vaultBytecode)));
    expect(given).toEqual([ledger, id, `Concert ${symbol}`, `c${symbol}`]);
    const preimage = `0xff${create2Deployer.slice(2)}${salt.slice(2)}${keccak256(initCode).slice(2)}` as const;
    expect(address.toLowerCase()).toBe(slice(keccak256(preimage), 12));
  }
});
