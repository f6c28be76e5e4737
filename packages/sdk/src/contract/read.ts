import type { Abi, Address, Client, ContractFunctionArgs, ContractFunctionName, ReadContractReturnType } from "viem";
import { readContract } from "viem/actions";
import { getAction } from "viem/utils";
import { findRevert } from "./RevertError.ts";

/**
 * Asks a contract of the client's chain.
 *
 * @throws {RevertError} If the contract refuses to answer.
 */
export async function read<
  const abi extends Abi,
  functionName extends ContractFunctionName<abi, "pure" | "view">,
  const args extends ContractFunctionArgs<abi, "pure" | "view", functionName>,
>(
  client: Client,
  parameters: { address: Address; abi: abi; functionName: functionName; args: args },
): Promise<ReadContractReturnType<abi, functionName, args>> {
  try {
    return (await getAction(client, readContract, "readContract")(parameters as never)) as ReadContractReturnType<
      abi,
      functionName,
      args
    >;
  } catch (error) {
    const { functionName, address } = parameters;
    throw findRevert(error, { functionName, address, chain: client.chain?.id }) ?? error;
  }
}
