import { deposit, fillLeg, openOrder, readLedger, readOrders, redeemTo } from "@concert/sdk";
import { addressToAccount, erc20Abi, type Order, orderId } from "@concert/types";
import { deposit as depositView, ledgerBalance, payout, shareBalance, withdrawal } from "@concert/types/tables";
import { and, eq } from "drizzle-orm";
import { type Address, formatUnits, type Hex, isAddressEqual, parseUnits, zeroAddress } from "viem";
import { confirm } from "../../chain/confirm.ts";
import { deployContracts } from "../../devnet/deployContracts.ts";
import { latestTime } from "../latestTime.ts";
import { makeOrder, type Swap } from "../makeOrder.ts";
import type { Actor, Stage } from "../Stage.ts";

/** The asset on the ledger. */
const asset = 1;
const symbol = "USDC";
const decimals = 6;
const [first, second, third] = [31337, 31338, 31339] as const;

/** Of a token. */
const tokens = (amount: string) => parseUnits(amount, decimals);
/** Of a vault, with 21 decimals. */
const formatShares = (shares: bigint) => formatUnits(shares, 21);
const formatUnit = (amount: bigint) => formatUnits(amount, 18);

/**
 * One balance on every chain: liquidity is put in on two chains, fills a pooled order of three legs without a solver, pays
 * a solver on a third chain, and is drawn there.
 */
export async function playLiquidity(stage: Stage): Promise<void> {
  await putIn(stage);
  await playPooledOrder(stage);
  await playRepaymentElsewhere(stage);
  await draw(stage);
}

async function putIn(stage: Stage): Promise<void> {
  const { devnet, narrator, dave } = stage;
  narrator.begin(`7. Liquidity: dave puts 10,500 ${symbol} into the vault on ${first}, and as much on ${second}`);
  const vault = vaultOf(stage);
  for (const chain of [first, second]) {
    const client = devnet.client(chain, dave.index);
    const quote = { client: devnet.client(devnet.hubChain, dave.index), ledger: devnet.ledger };
    const parameters = { spoke: devnet.spoke, token: devnet.tokens[symbol], amount: tokens("10500"), vault, quote };
    await confirm(client, await deposit(client, parameters));
    narrator.step(`dave deposits on ${chain}, for shares in the same step`);
    // Each quote is about the vault as the one before leaves it.
    const credited = await stage.until("the deposit", async (snapshot) => {
      const rows = await snapshot
        .select()
        .from(depositView)
        .where(eq(depositView.beneficiary, lowered(dave)));
      const row = rows.find(({ chainId }) => chainId === BigInt(chain));
      return row === undefined || row.status === "pending" ? undefined : row;
    });
    const shares = await sharesOf(stage, dave);
    narrator.check(credited.status === "credited", `the hub ${credited.status} it: ${formatShares(shares)} shares`);
  }
  await deployContracts({ configFile: devnet.configFile, deploymentFile: devnet.deploymentFile });
  const { custody } = await stage.state.read(readLedger);
  const charged = custody.filter((place) => place.asset === BigInt(asset) && place.slope > 0n);
  narrator.step(
    `"concert deploy", once more: where there is liquidity now, on ${charged.map(({ chainId }) => chainId).join(" and ")}, what leaves pays for the imbalance`,
  );
}

async function playPooledOrder(stage: Stage): Promise<void> {
  const { narrator, erin } = stage;
  narrator.begin("8. Pooled: three legs of erin's between three chains, and no solver");
  const order = await makeOrderOf(stage, erin, 8n, true, [
    { give: "1000 USDC", from: third, take: "998 USDC", to: first },
    { give: "500 USDC", from: third, take: "499 USDC", to: second },
    { give: "700 USDC", from: first, take: "698 USDC", to: second },
  ]);
  const id = idOf(stage, order);
  await open(stage, erin, order);
  const decided = await stage.until("that the vault fills it", async (snapshot) => {
    const [row] = await readOrders(snapshot, [id]);
    return row === undefined || row.decision === "undecided" ? undefined : row;
  });
  const vault = vaultOf(stage);
  narrator.check(
    decided.decision === "commit" &&
      decided.legs.every(({ solver }) => solver !== null && isAddressEqual(solver, vault)),
    `the relayer brings it to the vault, which fills its three legs at once: ${decided.decision}`,
  );
  await untilAllPaid(stage, id);
  narrator.step("the spokes pay erin out of custody");
}

async function playRepaymentElsewhere(stage: Stage): Promise<void> {
  const { devnet, narrator, erin, bob } = stage;
  narrator.begin(`9. Repaid elsewhere: bob fills on ${second} what comes from ${first}, and is paid on ${third}`);
  const order = await makeOrderOf(stage, erin, 9n, false, [
    { give: "300 USDC", from: first, take: "299 USDC", to: second },
  ]);
  const id = idOf(stage, order);
  const before = await balanceOf(stage, third, bob.address);
  await open(stage, erin, order);
  const client = devnet.client(second, bob.index);
  const repayment = {
    ...{ account: addressToAccount(bob.address), ledgerAccount: bob.address, chain: BigInt(third), maxFee: 10_000 },
  };
  await confirm(client, await fillLeg(client, { spoke: devnet.spoke, order, leg: 0, hold: false, repayment }));
  narrator.step(`bob fills it on ${second}, and asks for ${third}`);
  await untilAllPaid(stage, id);
  const gained = (await balanceOf(stage, third, bob.address)) - before;
  narrator.check(
    gained >= tokens("299") && gained <= tokens("300.1"),
    `bob is paid ${formatUnits(gained, decimals)} ${symbol} on ${third}; no token has crossed a chain for it`,
  );
}

async function draw(stage: Stage): Promise<void> {
  const { devnet, narrator, dave } = stage;
  narrator.begin(`10. Drawn elsewhere: dave redeems shares on ${third}, where dave never put anything in`);
  const before = await balanceOf(stage, third, dave.address);
  const client = devnet.client(devnet.hubChain, dave.index);
  const shares = parseUnits("400", 21);
  const redemption = { vault: vaultOf(stage), shares, chain: BigInt(third) };
  await confirm(client, await redeemTo(client, redemption));
  const row = await stage.until("the withdrawal", async (snapshot) => {
    const [row] = await snapshot
      .select()
      .from(withdrawal)
      .where(and(eq(withdrawal.chainId, BigInt(third)), eq(withdrawal.status, "paid")));
    return row;
  });
  const gained = (await balanceOf(stage, third, dave.address)) - before;
  narrator.check(
    gained === row.tokens && gained > tokens("399"),
    `${formatShares(shares)} shares are ${formatUnits(gained, decimals)} ${symbol} on ${third}, for an imbalance fee of ${formatUnit(row.fee)} and ${formatUnits(row.payoutFee ?? 0n, decimals)} for whoever delivered it`,
  );
  const rest = await stage.state.read((snapshot) =>
    snapshot
      .select()
      .from(ledgerBalance)
      .where(eq(ledgerBalance.account, lowered(dave))),
  );
  for (const { amount } of rest)
    narrator.step(`${formatUnit(amount)} ${symbol}, less than the token can express, stay on the ledger`);
}

async function makeOrderOf(
  stage: Stage,
  user: Actor,
  nonce: bigint,
  pooled: boolean,
  swaps: readonly Swap[],
): Promise<Order> {
  const deadline = (await latestTime(stage)) + 600n;
  const { tokens } = stage.devnet;
  const order = makeOrder({
    ...{ user: user.address, tokens, nonce, swaps, openDeadline: deadline, fillDeadline: deadline },
  });
  return { ...order, pooled, solver: zeroAddress };
}

function idOf({ devnet }: Stage, order: Order): Hex {
  return orderId(order, { hubChain: BigInt(devnet.hubChain), hub: devnet.hub });
}

async function open({ devnet, narrator }: Stage, user: Actor, order: Order): Promise<void> {
  const origins = [...new Set(order.legs.map(({ originChain }) => Number(originChain)))];
  await Promise.all(
    origins.map(async (chain) => {
      const client = devnet.client(chain, user.index);
      await confirm(client, await openOrder(client, { spoke: devnet.spoke, order }));
      narrator.step(`${user.name} opens it on ${chain}`);
    }),
  );
}

async function untilAllPaid(stage: Stage, id: Hex): Promise<void> {
  await stage.until(`the payouts of order ${id}`, async (snapshot) => {
    const rows = await snapshot.select().from(payout).where(eq(payout.orderId, id));
    return rows.length > 0 && rows.every(({ status }) => status === "paid") ? rows : undefined;
  });
}

function vaultOf({ devnet }: Stage): Address {
  return devnet.vaults.find((vault) => vault.asset === asset)!.address;
}

async function sharesOf({ state }: Stage, actor: Actor): Promise<bigint> {
  const [row] = await state.read((snapshot) =>
    snapshot
      .select()
      .from(shareBalance)
      .where(eq(shareBalance.account, lowered(actor))),
  );
  return row?.shares ?? 0n;
}

async function balanceOf({ devnet }: Stage, chain: number, holder: Address): Promise<bigint> {
  const { tokens, client } = devnet;
  return await client(chain, 0).readContract({
    ...{ address: tokens[symbol], abi: erc20Abi, functionName: "balanceOf", args: [holder] },
  } as const);
}

function lowered({ address }: Actor): Address {
  return address.toLowerCase() as Address;
}
