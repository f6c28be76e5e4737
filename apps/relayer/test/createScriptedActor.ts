import {
  createClient,
  custom,
  type Hex,
  keccak256,
  numberToHex,
  RpcRequestError,
  toHex,
  type WalletActions,
} from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import type { Actor } from "../src/act/Actor.ts";
import { gasMaximum } from "../src/act/gasMaxima.ts";
import { createPatience } from "../src/act/Patience.ts";
import type { ConnectedChain } from "../src/chain/connectChain.ts";

/** What a simulated call comes to: the gas that it takes, or how it is refused. */
export type Simulation = { gas: bigint } | { revert: Hex } | { refusal: string };

/** What a chain answers to a method besides simulations; undefined if it is not told. */
export type Answer = (method: string, params: readonly unknown[]) => unknown;

/** An actor on a chain that simulates and answers as told, and takes every transaction; `sent` is their calldata. */
export function createScriptedActor(
  simulate: (data: Hex) => Simulation,
  answer: Answer = () => undefined,
): { actor: Actor; sent: Hex[] } {
  const sent: Hex[] = [];
  const account = privateKeyToAccount(generatePrivateKey());
  const base = createClient({
    account,
    transport: custom(
      {
        async request({ method, params }: { method: string; params: [{ data: Hex }] }) {
          const answered = answer(method, params);
          if (answered !== undefined) return answered;
          // What a view tells of fees and amounts is zero.
          if (method === "eth_call") return numberToHex(0, { size: 128 });
          const simulation = simulate(params[0].data);
          if ("gas" in simulation) return toHex(simulation.gas);
          const error =
            "revert" in simulation
              ? { code: 3, message: "execution reverted", data: simulation.revert }
              : { code: -32000, message: simulation.refusal };
          throw new RpcRequestError({ body: {}, url: "", error });
        },
      },
      { retryCount: 0 },
    ),
  });
  async function sendTransaction({ data }: { data: Hex }): Promise<Hex> {
    sent.push(data);
    return keccak256(data);
  }
  const client = base.extend(() => ({ sendTransaction: sendTransaction as WalletActions["sendTransaction"] }));
  const chain = {
    ...{ sender: { client }, finality: "finalized", signers: new Map(), vouchedBlocks: new Map() },
  } as unknown as ConnectedChain;
  const contracts = {
    ...({ hubChain: 1n, hub: "0x01", ledger: "0x04", spoke: "0x02", attestedGateway: "0x03" } as const),
    ...({ quorumGateway: "0x05", proofGateway: "0x06", attestedHeaderOracle: "0x07" } as const),
  };
  const actor = {
    ...{ contracts, chain: () => chain, attesters: [], gasMaximum, patience: createPatience() },
    async follow() {},
  };
  return { actor, sent };
}
