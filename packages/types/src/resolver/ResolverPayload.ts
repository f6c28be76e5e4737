import type { Order } from "../order/Order.ts";

/** An order, as our resolver takes it. */
export type ResolverPayload = {
  order: Order;
  /** For each origin chain, as the legs name them first: the number of the block there in which the order was opened. */
  openedAt: readonly bigint[];
};
