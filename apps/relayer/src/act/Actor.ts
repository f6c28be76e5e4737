import type { LocalAccount } from "viem";
import type { Contracts } from "../Contracts.ts";
import type { ConnectedChain } from "../chain/connectChain.ts";
import type { Patience } from "./Patience.ts";
import type { Sent } from "./perform.ts";

/** What it takes to do a job. */
export type Actor = {
  contracts: Contracts;
  /** The chain of an id. */
  chain(id: bigint): ConnectedChain;
  /** Those whose word the relayer may give; empty if it attests nothing. */
  attesters: readonly LocalAccount[];
  /** Most gas that one transaction is given. */
  gasMaximum: bigint;
  patience: Patience;
  /** Waits until a transaction is mined, or will not be, where another one has to come after it, and tells of it. */
  follow(sent: Sent): Promise<void>;
};
