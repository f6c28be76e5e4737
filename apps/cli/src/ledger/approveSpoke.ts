import { write } from "@concert/sdk";
import { erc20Abi, native } from "@concert/types";
import { type Address, encodeFunctionData, isAddressEqual } from "viem";
import type { Connection } from "../deploy/connectChain.ts";
import type { KeyHolder } from "../readPrivateKey.ts";
import { sendAsAccount, walletOf } from "./sendAsAccount.ts";

export type ApproveSpokeParameters = {
  holder: KeyHolder;
  spoke: Address;
  token: Address;
  amount: bigint;
};

/** Lets a chain's spoke pull an amount of a token, if it may not yet; the native token goes with the call. */
export async function approveSpoke(connection: Connection, parameters: ApproveSpokeParameters): Promise<void> {
  const { holder, spoke, token, amount } = parameters;
  if (isAddressEqual(token, native)) return;
  const allowance = await connection.client.readContract({
    ...{ address: token, abi: erc20Abi, functionName: "allowance", args: [holder.account.address, spoke] },
  } as const);
  if (allowance >= amount) return;
  const data = encodeFunctionData({ abi: erc20Abi, functionName: "approve", args: [spoke, amount] });
  const wallet = walletOf(connection, holder);
  await sendAsAccount(connection, () => write(wallet, { address: token, functionName: "approve", data }));
}
