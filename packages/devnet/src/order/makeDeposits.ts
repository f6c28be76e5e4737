import { type Call, encodeExecutions, type Leg } from "@concert/types";
import { testVaultAbi } from "@concert/types/test-contracts";
import { type Address, encodeFunctionData, erc20Abi, pad, slice, zeroHash } from "viem";

/** What each call may use: enough for five deposits. */
const callGas = 500_000n;

export type MakeDepositsParameters = {
  legs: readonly Leg[];
  /** At this address on every chain. */
  vault: Address;
  /** For whom, and to whom it goes if a deposit fails. */
  user: Address;
};

/**
 * Calls that put the outputs of legs without a recipient into a vault on their destination chain: one call for all that
 * arrives on one chain.
 */
export function makeDeposits({ legs, vault, user }: MakeDepositsParameters): Call[] {
  const waiting = legs.filter(({ recipient }) => recipient === zeroHash);
  const destinations = Map.groupBy(waiting, ({ destinationChain }) => destinationChain);
  return [...destinations]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([chain, due]) => ({
      chain,
      gas: callGas,
      fallbackRecipient: pad(user),
      calls: encodeExecutions(due.flatMap((leg) => depositSteps(leg, vault, user))),
    }));
}

function depositSteps({ outputToken, outputAmount }: Leg, vault: Address, user: Address) {
  const token = slice(outputToken, 12);
  const approval = encodeFunctionData({ abi: erc20Abi, functionName: "approve", args: [vault, outputAmount] });
  const deposit = encodeFunctionData({
    abi: testVaultAbi,
    functionName: "deposit",
    args: [token, outputAmount, user],
  });
  return [
    { target: token, value: 0n, data: approval },
    { target: vault, value: 0n, data: deposit },
  ];
}
