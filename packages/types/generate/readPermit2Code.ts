import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Hex } from "viem";

const file = join(
  import.meta.dirname,
  "../../../contracts/node_modules/@uniswap/v4-periphery/lib/permit2/test/utils/DeployPermit2.sol",
);

/** CHAINID, PUSH32: the chain for which the code keeps the domain separator of the address where it was made. */
const cachedChain = /467f[0-9a-f]{60}7a69/g;

/**
 * The deployed code of Permit2, which only an old compiler makes: its own tests carry it. There it is for the chain and
 * the address of a test; for no chain, as it is returned here, it makes the domain separator of where it is.
 */
export function readPermit2Code(): Hex {
  const [, code] = /hex"([0-9a-f]+)"/.exec(readFileSync(file, "utf8")) ?? [];
  if (code?.match(cachedChain)?.length !== 1) {
    throw new Error(`${file} holds no such code any more: look where Permit2's tests have it now.`);
  }
  return `0x${code.replace(cachedChain, `467f${"0".repeat(64)}`)}`;
}
