import { erc20Abi } from "@concert/types";
import type { Address } from "viem";
import type { TokenSymbol } from "../token/deployTokens.ts";
import type { Stage } from "./Stage.ts";

export type Balance = {
  chain: number;
  symbol: TokenSymbol;
  /** A name, `spoke` or `vault`. */
  holder: string;
  address: Address;
  /** In the token's own unit. */
  amount: bigint;
};

/** What everyone on the stage, every spoke and every vault holds, read from the chains, at the blocks given or now. */
export async function readBalances(
  { devnet, alice, bob, carol }: Pick<Stage, "devnet" | "alice" | "bob" | "carol">,
  blockNumbers?: ReadonlyMap<number, bigint>,
): Promise<Balance[]> {
  const holders = [
    alice,
    bob,
    carol,
    { name: "spoke", address: devnet.spoke },
    { name: "vault", address: devnet.vault },
  ];
  const symbols = Object.entries(devnet.tokens) as [TokenSymbol, Address][];
  return await Promise.all(
    devnet.chains.flatMap(({ chainId }) =>
      symbols.flatMap(([symbol, token]) =>
        holders.map(async ({ name, address }): Promise<Balance> => {
          const blockNumber = blockNumbers?.get(chainId);
          const amount = await devnet.client(chainId, alice.index).readContract({
            abi: erc20Abi,
            address: token,
            functionName: "balanceOf",
            args: [address],
            ...(blockNumber === undefined ? {} : { blockNumber }),
          });
          return { chain: chainId, symbol, holder: name, address, amount };
        }),
      ),
    ),
  );
}
