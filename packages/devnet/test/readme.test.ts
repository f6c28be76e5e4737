import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";

const root = new URL("../../../", import.meta.url);

test("the gas in the description of fees is that of the snapshots", async () => {
  const fees = await readFile(new URL("docs/fees.md", root), "utf8");
  const snapshots = await Promise.all(
    ["Hub", "Spoke"].map(async (name) => readFile(new URL(`contracts/snapshots/${name}.json`, root), "utf8")),
  );
  const [hub, spoke] = snapshots.map((text) => JSON.parse(text));
  const rows = [...fees.matchAll(/^\| ((?:accept|dispatch|deliver|settle) [^|`]*?) *\| +([\d,]+) \|/gm)];

  expect(Object.fromEntries(rows.map(([, name, gas]) => [name, gas?.replaceAll(",", "")]))).toEqual({
    ...hub,
    "deliver 1 Pay": spoke["deliver 1 Pay"],
    "deliver 1 Pay of the ledger": spoke["deliver 1 Pay of the ledger"],
  });
});

test("the README's gas figures are those of the snapshots", async () => {
  const readme = await readFile(new URL("README.md", root), "utf8");
  const spoke = JSON.parse(await readFile(new URL("contracts/snapshots/Spoke.json", root), "utf8"));
  const rows = [...readme.matchAll(/^\| ((?:open|fill)[^|]*?) *\| +([\d,]+) \|/gm)];

  expect(Object.fromEntries(rows.map(([, name, gas]) => [name, gas?.replaceAll(",", "")]))).toEqual({
    open: spoke.open,
    "openFor, allowance": spoke["openFor, allowance"],
    "openFor, Permit2": spoke["openFor, Permit2"],
    "fill, to a recipient with a balance": spoke["fill to a recipient with a balance"],
    "fill, to a new recipient": spoke["fill to a new recipient"],
    "fill, held": spoke["fill held"],
  });
});
