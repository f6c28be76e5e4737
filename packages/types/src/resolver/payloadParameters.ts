import { getAbiItem } from "viem";
import { resolverAbi } from "../generated/abis.ts";

/** What a payload encodes: the arguments of `resolveOrder`. */
export const payloadParameters = getAbiItem({ abi: resolverAbi, name: "resolveOrder" }).inputs;
