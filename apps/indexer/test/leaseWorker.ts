/** Leases chains as a process of its own, and prints which: DATABASE_URL, then the schema and the chains as arguments. */
import { leaseChains } from "../src/lease/leaseChains.ts";
import { silentLog } from "./schemas.ts";

const [schema, ...chainIds] = process.argv.slice(2);
leaseChains({
  url: process.env.DATABASE_URL!,
  schema: schema!,
  chainIds: chainIds.map(BigInt),
  log: silentLog,
  onChange: (held) => console.log([...held].join(",")),
});
