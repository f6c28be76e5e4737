import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Hex } from "viem";

const file = join(
  import.meta.dirname,
  "../../../contracts/node_modules/@uniswap/v4-periphery/lib/permit2/test/utils/DeployPermit2.sol",
);

/** The deployed code of Permit2, which only an old compiler makes: its own tests carry it. */
export function readPermit2Code(): Hex {
  const [, code] = /hex"([0-9a-f]+)"/.exec(readFileSync(file, "utf8")) ?? [];
  if (code === undefined) throw new Error(`${file} holds no code any more: look where Permit2's tests have it now.`);
  return `0x${code}`;
}
