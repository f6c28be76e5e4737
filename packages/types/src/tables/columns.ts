import { customType } from "drizzle-orm/pg-core";
import type { Address, Hex } from "viem";

// Each type is a Postgres domain, so that SQL and GraphQL name it as Solidity does. The indexer's first migration says
// what they are stored as.

/** Integers travel as decimal strings in both directions: no driver or JSON parser gets to round them. */
function integerDomain(domain: string) {
  return customType<{ data: bigint; driverData: string; driverOutput: string | number; jsonData: string }>({
    dataType: () => domain,
    toDriver: (value) => value.toString(),
    fromDriver: BigInt,
    forJsonSelect: (identifier, sql) => sql`${identifier}::text`,
    fromJson: BigInt,
  });
}

function hexDomain<Value extends Hex>(domain: string) {
  return customType<{ data: Value; driverData: string; jsonData: string }>({
    dataType: () => domain,
    fromDriver: (value) => value as Value,
    fromJson: (value) => value as Value,
  });
}

/** A chain id, a time in seconds or another unsigned integer of up to 64 bits: exact, since it may exceed a bigint's. */
export const uint64 = integerDomain("uint64");

/** An unsigned integer of up to 256 bits, exact. */
export const uint256 = integerDomain("uint256");

/** A block number or a position in a sequence: Postgres's own bigint. */
export const int8 = integerDomain("bigint");

/** 20 bytes as lower-case hex. */
export const address = hexDomain<Address>("address");

/** 32 bytes as lower-case hex. */
export const bytes32 = hexDomain<Hex>("bytes32");

/** Bytes of any length as lower-case hex. */
export const bytes = hexDomain<Hex>("bytes");
