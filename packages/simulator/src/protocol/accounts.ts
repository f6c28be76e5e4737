import type { Address } from "viem";
import { keccakDigits } from "../hash/keccak.ts";
import type { Addresses } from "./createContracts.ts";

/** An address that stands for a name, in lower case. */
export function addressOf(name: string): Address {
  return `0x${keccakDigits(Buffer.from(name).toString("hex")).slice(24)}`;
}

/** Where the simulated contracts are. */
export const addresses: Addresses = {
  accessManager: addressOf("access manager"),
  attestedGateway: addressOf("attested gateway"),
  loopbackGateway: addressOf("loopback gateway"),
  hub: addressOf("hub"),
  ledger: addressOf("ledger"),
  spoke: addressOf("spoke"),
};

/** Contracts that are there and say nothing: they are of no use on a simulated chain. */
export const silentAddresses = {
  proofGateway: addressOf("proof gateway"),
  attestedHeaderOracle: addressOf("attested header oracle"),
  quorumGateway: addressOf("quorum gateway"),
  deputies: addressOf("deputies"),
  resolver: addressOf("resolver"),
};

const named = (name: string, count: number): Address[] =>
  Array.from({ length: count }, (_, index) => addressOf(`${name} ${index}`));

export const users = named("user", 40);
export const solvers = named("solver", 6);
export const relayers = named("relayer", 3);
/** By ascending address, as a set lists them. */
export const attesters = named("attester", 5).toSorted();

/** A chain's ERC-20s; the last one is its wrapped native token. */
export function tokensOf(chainId: number): Tokens {
  let tokens = tokensByChain.get(chainId);
  if (tokens === undefined) {
    tokens = [addressOf(`USDC ${chainId}`), addressOf(`DAI ${chainId}`), addressOf(`WETH ${chainId}`)];
    tokensByChain.set(chainId, tokens);
  }
  return tokens;
}

type Tokens = readonly [Address, Address, Address];

const tokensByChain = new Map<number, Tokens>();
