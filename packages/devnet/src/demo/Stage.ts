import type { Snapshot, State } from "@concert/sdk";
import type { Order } from "@concert/types";
import type { Address, Hex } from "viem";
import type { Devnet } from "../devnet/startDevnet.ts";
import type { Narrator } from "./createNarrator.ts";
import type { Database } from "./openDatabase.ts";

/** What the acts play on. */
export type Stage = {
  devnet: Devnet;
  /** What the indexer keeps, and where. */
  state: State;
  database: Pick<Database, "url" | "schema">;
  narrator: Narrator;
  /** Who has orders, and is refunded. */
  alice: Actor;
  /** Who fills them. */
  bob: Actor;
  carol: Actor;
  /** Who submits what others signed, and puts liquidity in. */
  dave: Actor;
  /** Who has pooled orders. */
  erin: Actor;
  /** What was played so far. */
  played: PlayedOrder[];
  /**
   * Asks the state again and again until it answers.
   *
   * @throws If it has not answered after a minute.
   */
  until: <Answer>(what: string, question: (snapshot: Snapshot) => Promise<Answer | undefined>) => Promise<Answer>;
};

export type Actor = {
  name: string;
  /** Of its account in the devnet. */
  index: number;
  address: Address;
};

export type PlayedOrder = {
  /** The number of the act. */
  act: number;
  orderId: Hex;
  order: Order;
  /** What the hub must decide. */
  expected: "commit" | "abort";
  /** Whose fill of each leg must count; undefined for a leg that must stay unfilled. */
  solvers: readonly (Actor | undefined)[];
};
