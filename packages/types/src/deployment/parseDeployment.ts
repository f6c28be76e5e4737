import { type Address, getAddress, type Hex, isAddress, isHex, size } from "viem";
import { z } from "zod";
import { describeIssue } from "../config/describeIssue.ts";
import { InputError } from "../error/InputError.ts";
import type { Deployment } from "./Deployment.ts";

const address = z
  .custom<Address>((value) => typeof value === "string" && isAddress(value), { error: "give an address" })
  .transform((value) => getAddress(value));

const schema = z.object({
  name: z.string({ error: "give a name" }),
  hubChain: z.int({ error: "give a chain id" }),
  accessManager: address,
  attestedGateway: address,
  loopbackGateway: address,
  proofGateway: address,
  attestedHeaderOracle: address,
  quorumGateway: address,
  hub: address,
  ledger: address,
  spoke: address,
  deputies: address,
  resolver: address,
  vaults: z.array(z.object({ asset: z.int({ error: "give an asset" }), address }), { error: "give a list of vaults" }),
  chains: z.array(
    z.object({
      id: z.int({ error: "give a chain id" }),
      startBlock: z.int({ error: "give a block number" }).min(0, { error: "give a block number" }),
      genesisHash: z
        .custom<Hex>((value) => isHex(value) && size(value) === 32, { error: "give a block hash" })
        .optional(),
    }),
    { error: "give a list of chains" },
  ),
});

/**
 * Reads a deployment's record.
 *
 * @param json As `formatDeployment` writes it.
 * @throws {InputError} If it is none.
 */
export function parseDeployment(json: string): Deployment {
  let input: unknown;
  try {
    input = JSON.parse(json);
  } catch (error) {
    throw new InputError(`is no JSON (${(error as Error).message})`, { cause: error });
  }
  const parsed = schema.safeParse(input, { reportInput: true });
  if (!parsed.success) throw new InputError(describeIssue(parsed.error.issues[0]!));
  return parsed.data;
}
