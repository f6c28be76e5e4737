import { InputError } from "@concert/types";
import type { Command } from "./Command.ts";
import { databaseUrl } from "./databaseUrl.ts";

export const rewind: Command = {
  usage: `--chain ID --to BLOCK [--schema NAME]
      takes away what was indexed of a chain after a block, final or not; it is indexed again from there`,
  options: ["chain", "to"],
  async run({ schema, required }) {
    const chainId = parse("chain", required("chain", "the id of a chain"));
    const toBlock = parse("to", required("to", "the number of the last block that may stay"));
    await (await import("../rewindChain.ts")).rewindChain({ schema, databaseUrl: databaseUrl(), chainId, toBlock });
    return 0;
  },
};

function parse(option: string, value: string): bigint {
  if (/^\d{1,18}$/.test(value)) return BigInt(value);
  throw new InputError(`--${option} is ${JSON.stringify(value)}: give a whole number.`);
}
