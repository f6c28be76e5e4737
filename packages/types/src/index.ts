export {
  accessManagerAbi,
  attestedGatewayAbi,
  erc20Abi,
  errorsAbi,
  hubAbi,
  loopbackGatewayAbi,
  spokeAbi,
} from "./generated/abis.ts";
export * from "./generated/events.ts";
export type { Call, Leg, Order } from "./order/Order.ts";
export type { Fill, Repayment } from "./report/Fill.ts";
