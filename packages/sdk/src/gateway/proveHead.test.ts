import {
  accessManagerAbi,
  attestedHeaderOracleAbi,
  headerTypedData,
  hubAbi,
  proofGatewayAbi,
  spokeAbi,
} from "@concert/types";
import { accessManagerBytecode, attestedHeaderOracleBytecode, proofGatewayBytecode } from "@concert/types/bytecode";
import { type Abi, type Address, getAddress, type Hex, hashTypedData } from "viem";
import { expect, test } from "vitest";
import { deployLocally, type LocalDeployment, localAccount } from "../../test/deployLocally.ts";
import { heartbeat } from "../spoke/heartbeat.ts";
import { attestHeader } from "./attestHeader.ts";
import { proveHead } from "./proveHead.ts";
import { BlockNotFinalError, readFinalHeader } from "./readFinalHeader.ts";
import { readHeadProof } from "./readHeadProof.ts";
import { vouchHeader } from "./vouchHeader.ts";

const attesters = [localAccount(6), localAccount(7), localAccount(8)].toSorted((one, other) =>
  BigInt(one.address) < BigInt(other.address) ? -1 : 1,
);

/** A proof gateway whose oracle takes 2 of 3 attesters' word, as the hub's route to its own chain's spoke. */
async function deployProof({ chain, hub, spoke, client, mined }: LocalDeployment) {
  const deployer = client(0);
  async function deploy(abi: Abi, bytecode: Hex, args: readonly unknown[]): Promise<Address> {
    const hash = await deployer.deployContract({ abi, bytecode, args });
    const { contractAddress } = await deployer.waitForTransactionReceipt({ hash });
    return getAddress(contractAddress!);
  }
  const manager = await deploy(accessManagerAbi, accessManagerBytecode, [deployer.account.address]);
  const oracle = await deploy(attestedHeaderOracleAbi, attestedHeaderOracleBytecode, [manager]);
  const gateway = await deploy(proofGatewayAbi, proofGatewayBytecode, [manager]);
  const addresses = attesters.map(({ address }) => address);
  await mined(
    deployer.writeContract({
      ...{ abi: attestedHeaderOracleAbi, address: oracle },
      ...({ functionName: "setAttesters", args: [chain, addresses, 2] } as const),
    }),
  );
  await mined(
    deployer.writeContract({
      ...{ abi: proofGatewayAbi, address: gateway },
      ...({ functionName: "setHeaderOracle", args: [chain, oracle] } as const),
    }),
  );
  await mined(
    deployer.writeContract({
      ...{ abi: hubAbi, address: hub },
      ...({ functionName: "setRoute", args: [chain, gateway, spoke] } as const),
    }),
  );
  return { oracle, gateway };
}

test("a head is proven under a final block whose hash attesters signed, and again, and nothing else is", async () => {
  await using local = await deployLocally();
  const { chain, hub, spoke } = local;
  const { oracle, gateway } = await deployProof(local);
  const client = local.client(1);
  await local.mined(heartbeat(client, { spoke }));
  const blockNumber = await client.getBlockNumber();
  const place = { chain, finality: { depth: 2 }, blockNumber };

  await client.mine({ blocks: 1 });
  await expect(readFinalHeader(client, place)).rejects.toThrow(BlockNotFinalError);
  await client.mine({ blocks: 1 });
  const { number, hash, header } = await readFinalHeader(client, place);
  expect({ number, hash }).toEqual({ number: blockNumber, hash: (await client.getBlock({ blockNumber })).hash });
  const proof = await readHeadProof(client, { sender: spoke, chain, blockNumber });
  expect(proof.head).toBe(
    await client.readContract({ abi: spokeAbi, address: spoke, functionName: "queuedHead", args: [chain] }),
  );

  const attested = { sourceChain: chain, number, hash };
  expect(
    await client.readContract({
      ...{ abi: attestedHeaderOracleAbi, address: oracle },
      ...({ functionName: "digest", args: [chain, number, hash] } as const),
    }),
  ).toBe(hashTypedData(headerTypedData(attested, { chain, oracle })));
  const sign = (index: number, signed = attested) => attestHeader(attesters[index]!, { header: signed, chain, oracle });
  const vouch = (attestations: Awaited<ReturnType<typeof sign>>[]) =>
    vouchHeader(client, { oracle, header: attested, attestations });
  const prove = (changes: object = {}) =>
    proveHead(client, { gateway, sourceChain: chain, sender: spoke, recipient: hub, header, proof, ...changes });
  const isAccepted = () =>
    client.readContract({ abi: hubAbi, address: hub, functionName: "isAccepted", args: [chain, proof.head] });
  await expect(prove()).rejects.toMatchObject({ errorName: "HeaderNotVouched" });
  await expect(vouch([await sign(1)])).rejects.toMatchObject({ errorName: "SignaturesTooFew" });
  await expect(vouch([await sign(0), await sign(1, { ...attested, number: 1n })])).rejects.toThrow("vouch of");
  await local.mined(vouch([await sign(2), await sign(0)]));
  await expect(vouch([await sign(0), await sign(1)])).rejects.toMatchObject({ errorName: "HeaderAlreadyVouched" });

  const earlier = await readHeadProof(client, { sender: spoke, chain, blockNumber: blockNumber - 1n });
  await expect(prove({ proof: earlier })).rejects.toMatchObject({ errorName: "AccountNotProven" });
  await expect(prove({ sender: hub })).rejects.toMatchObject({ errorName: "AccountNotProven" });
  expect(await isAccepted()).toBe(false);
  await local.mined(prove());
  expect(await isAccepted()).toBe(true);
  await local.mined(prove());
});
