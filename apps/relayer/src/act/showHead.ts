import { attestHeader, type FinalHeader, proveHead, readFinalHeader, readHeadProof, vouchHeader } from "@concert/sdk";
import { attestedHeaderOracleAbi, proofGatewayAbi } from "@concert/types";
import type { Address, Hex } from "viem";
import { readContract } from "viem/actions";
import { signersOf } from "../chain/connectChain.ts";
import type { Carried } from "../work/Job.ts";
import type { Actor } from "./Actor.ts";
import { AttestationMissingError } from "./AttestationMissingError.ts";
import { AttestationRefusedError } from "./carryMessage.ts";
import type { Sent } from "./perform.ts";

export type ShowHeadParameters = Carried & {
  /** Id of the chain that it is proven on. */
  chain: bigint;
  /** In its channel. */
  position: bigint;
  head: Hex;
  /** Final blocks at whose end it was the sender's, by the state. */
  firstBlock: bigint;
  lastBlock: bigint;
};

/**
 * Has a header of its source chain vouched for, if none that shows the head is, and proves the head with it.
 *
 * @throws {AttestationRefusedError} The chain has another head there than the state says.
 * @throws {AttestationMissingError} Nobody has vouched for a header, and the relayer has no keys of those who may.
 */
export async function showHead(shown: ShowHeadParameters, actor: Actor): Promise<Sent> {
  const { source: sourceChain, sender, recipient, chain, head, position } = shown;
  const { contracts, gasMaximum } = actor;
  const [source, destination] = [actor.chain(sourceChain), actor.chain(chain)];
  // One header serves every head that it shows; else the latest block, whose state nodes keep the longest.
  const vouched = destination.vouchedBlocks.get(sourceChain);
  const isOfUse = vouched !== undefined && shown.firstBlock <= vouched && vouched <= shown.lastBlock;
  const blockNumber = isOfUse ? vouched : shown.lastBlock;
  try {
    const { finality } = source;
    const final = await readFinalHeader(source.sender.client, { chain: sourceChain, finality, blockNumber });
    const proof = await readHeadProof(source.sender.client, { sender, chain, blockNumber });
    if (proof.head !== head) {
      throw new AttestationRefusedError(
        `block ${blockNumber} of chain ${sourceChain}: the head for chain ${chain} in the state differs from the chain's`,
      );
    }
    await ensureVouched(shown, final, actor);
    destination.vouchedBlocks.set(sourceChain, blockNumber);
    const hash = await proveHead(destination.sender.client, {
      gateway: contracts.proofGateway,
      ...{ sourceChain, sender, recipient, header: final.header, proof, gasMaximum },
    });
    return { act: "prove", hash, facts: { from: sourceChain, position } };
  } catch (error) {
    // Whatever is the matter with this block, another one may do.
    destination.vouchedBlocks.delete(sourceChain);
    throw error;
  }
}

async function ensureVouched(
  { source: sourceChain, chain }: ShowHeadParameters,
  { number, hash }: FinalHeader,
  actor: Actor,
): Promise<void> {
  const { proofGateway } = actor.contracts;
  const destination = actor.chain(chain);
  const { client } = destination.sender;
  const oracle = await readContract(client, {
    ...{ abi: proofGatewayAbi, address: proofGateway },
    ...({ functionName: "headerOracle", args: [sourceChain] } as const),
  });
  const isVouched = async (address: Address) => {
    const call = {
      abi: attestedHeaderOracleAbi,
      address,
      functionName: "hashOf",
      args: [sourceChain, number],
    } as const;
    return (await readContract(client, call)) === hash;
  };
  // Without an oracle the gateway says so itself.
  if (BigInt(oracle) === 0n || (await isVouched(oracle))) return;

  // Of an oracle of another kind, or another's, the relayer has none.
  const signers = signersOf(destination, oracle, sourceChain);
  if (signers.length === 0) {
    throw new AttestationMissingError(
      `block ${number} of chain ${sourceChain}: nobody vouches for it on chain ${chain}`,
    );
  }
  const header = { sourceChain, number, hash };
  const attestations = await Promise.all(signers.map((account) => attestHeader(account, { header, chain, oracle })));
  const vouching = await vouchHeader(client, { oracle, header, attestations, gasMaximum: actor.gasMaximum });
  await actor.follow({ act: "vouch", hash: vouching, facts: { of: sourceChain, number } });
}
