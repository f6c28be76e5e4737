import { orderId, permit2, type TokenDomain } from "@concert/types";
import { testPermitTokenAbi } from "@concert/types/test-contracts";
import { maxUint256 } from "viem";
import { expect, test } from "vitest";
import { deployLocally, type LocalDeployment, localAccount } from "../../test/deployLocally.ts";
import { signAuthorization } from "../sign/signAuthorization.ts";
import { signOrder } from "../sign/signOrder.ts";
import { signPermit } from "../sign/signPermit.ts";
import { signPermit2 } from "../sign/signPermit2.ts";
import { openOrderForWithAuthorizations } from "./openOrderForWithAuthorizations.ts";
import { openOrderForWithPermit2 } from "./openOrderForWithPermit2.ts";
import { openOrderForWithPermits } from "./openOrderForWithPermits.ts";

const [signer, forger] = [localAccount(1), localAccount(2)];

test("a permit and the order's signature open it", async () => {
  await using local = await deployLocally();
  const { chain: hubChain, hub, spoke } = local;
  const order = await permitOrder(local);
  const signature = await signOrder(signer, { order, hubChain, hub });
  const parameters = { user: signer.address, spoke, amount: 1_000n, nonce: 0n, deadline: order.openDeadline };
  const permit = await signPermit(signer, { ...parameters, domain: domainOf(local) });
  const forged = await signPermit(forger, { ...parameters, domain: domainOf(local) });
  const anyone = local.client(5);
  await expect(openOrderForWithPermits(anyone, { spoke, order, signature, permits: [forged] })).rejects.toMatchObject({
    errorName: "ERC20InsufficientAllowance",
  });
  await local.mined(openOrderForWithPermits(anyone, { spoke, order, signature, permits: [forged, permit] }));
  expect(await heldBySpoke(local)).toBe(1_000n);
});

test("an authorisation whose nonce is the order's id opens it", async () => {
  await using local = await deployLocally();
  const { chain: hubChain, hub, spoke } = local;
  const order = await permitOrder(local);
  const parameters = {
    ...{ user: signer.address, orderId: orderId(order, { hubChain, hub }), openDeadline: order.openDeadline },
    ...{ spoke, amount: 1_000n, domain: domainOf(local) },
  };
  const authorizations = [await signAuthorization(signer, parameters)];
  const anyone = local.client(5);
  await expect(
    openOrderForWithAuthorizations(anyone, {
      ...{ spoke, order, authorizations: [await signAuthorization(forger, parameters)] },
    }),
  ).rejects.toMatchObject({ name: "RevertError" });
  await expect(openOrderForWithAuthorizations(anyone, { spoke, order, authorizations: [] })).rejects.toMatchObject({
    errorName: "AuthorizationCountMismatch",
  });
  await local.mined(openOrderForWithAuthorizations(anyone, { spoke, order, authorizations }));
  expect(await heldBySpoke(local)).toBe(1_000n);
});

test("Permit2 moves the inputs for the order that was signed, and for no other", async () => {
  await using local = await deployLocally();
  const { chain, spoke, permitToken } = local;
  const order = await permitOrder(local);
  const signature = await signPermit2(signer, { order, chain, spoke });
  const approval = { address: permitToken, abi: testPermitTokenAbi, functionName: "approve" } as const;
  await local.mined(local.client(1).writeContract({ ...approval, args: [permit2, maxUint256] }));
  const anyone = local.client(5);
  const other = { ...order, legs: [{ ...order.legs[0]!, outputAmount: 1n }] };
  await expect(openOrderForWithPermit2(anyone, { spoke, order: other, signature })).rejects.toMatchObject({
    errorName: "InvalidSigner",
  });
  await local.mined(openOrderForWithPermit2(anyone, { spoke, order, signature }));
  expect(await heldBySpoke(local)).toBe(1_000n);
});

async function permitOrder(local: LocalDeployment) {
  const { legs } = await local.makeOrder();
  return local.makeOrder({ legs: [{ ...legs[0]!, inputToken: local.permitToken }] });
}

function domainOf({ chain, permitToken }: LocalDeployment): TokenDomain {
  return { chain, token: permitToken, name: "Permit", version: "1" };
}

function heldBySpoke({ client, permitToken, spoke }: LocalDeployment): Promise<bigint> {
  const token = { address: permitToken, abi: testPermitTokenAbi } as const;
  return client(0).readContract({ ...token, functionName: "balanceOf", args: [spoke] });
}
