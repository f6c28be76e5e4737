import { type AssetConfig, type AssetTokenConfig, addressToAccount, ledgerAbi } from "@concert/types";
import { ledgerOf } from "@concert/types/bytecode";
import { type Address, encodeFunctionData, type Hex, isAddressEqual, parseUnits, zeroAddress, zeroHash } from "viem";
import type { Step } from "../governance/decideCalls.ts";
import type { ComparedChain } from "./planConfiguration.ts";

export type AssetsPlan = {
  steps: Step[];
  /** What can be done only when the ledger holds more, for people. */
  later: string[];
};

/** Of ledger units. */
const decimals = 18;
const million = 1_000_000n;

type Place = {
  token: Hex;
  decimals: number;
  capacity: bigint;
  window: bigint;
  payoutFee: bigint;
  target: bigint;
  slope: bigint;
  /** Custody without local balances. */
  available: bigint;
};

const noPlace: Place = {
  ...{ token: zeroHash, decimals: 0, capacity: 0n, window: 0n, payoutFee: 0n, target: 0n, slope: 0n, available: 0n },
};

/**
 * What the ledger has yet to be told of the configuration's assets: tokens before their limits, these before payout fees,
 * vaults before their margins. A fee may rise only as far as the reserve covers it, or where custody is at its target.
 */
export async function planAssets(compared: ComparedChain): Promise<AssetsPlan> {
  const { config, connection } = compared;
  if (connection.chain.id !== config.hub) return { steps: [], later: [] };
  const plans = await Promise.all((config.assets ?? []).map((asset) => planAsset(compared, asset)));
  return { steps: plans.flatMap(({ steps }) => steps), later: plans.flatMap(({ later }) => later) };
}

async function planAsset(compared: ComparedChain, asset: AssetConfig): Promise<AssetsPlan> {
  const target = ledgerOf(compared.contracts.hub.address);
  const places = await Promise.all(asset.tokens.map((token) => readPlace(compared, asset, token)));
  const [vault, margin] = await readVault(compared, asset);
  const [reserve, potentialBefore] = await readReserve(compared, asset);
  const steps: Step[] = [];
  const later: string[] = [];
  let potential = potentialBefore;

  for (const [index, token] of asset.tokens.entries()) {
    const place = places[index]!;
    const chain = BigInt(token.chain);
    const where = `${asset.symbol} on chain ${token.chain}`;
    const account = addressToAccount(token.token);
    if (place.token !== account || place.decimals !== token.decimals) {
      const args = [asset.id, chain, account, token.decimals] as const;
      const data = encodeFunctionData({ abi: ledgerAbi, functionName: "setToken", args });
      steps.push({ text: `make ${token.token} the ${where}, asset ${asset.id}`, target, data });
    }
    const [capacity, window] = [parseUnits(token.limit.capacity, decimals), BigInt(token.limit.windowSeconds)];
    if (place.capacity !== capacity || place.window !== window) {
      const data = encodeFunctionData({
        ...{ abi: ledgerAbi, functionName: "setLimit", args: [asset.id, chain, capacity, window] },
      } as const);
      const text = `let chain ${token.chain} bring ${token.limit.capacity} ${asset.symbol} in ${window} seconds`;
      steps.push({ text, target, data });
    }
    const payoutFee = parseUnits(token.payoutFee ?? "0", decimals);
    if (place.payoutFee !== payoutFee) {
      const data = encodeFunctionData({
        ...{ abi: ledgerAbi, functionName: "setPayoutFee", args: [asset.id, chain, payoutFee] },
      } as const);
      const text = `have each payout of ${where} pay ${token.payoutFee ?? 0} to whoever delivers it`;
      steps.push({ text, target, data });
    }
    const curve = { target: parseUnits(token.curve?.target ?? "0", decimals), slope: BigInt(token.curve?.slope ?? 0) };
    if (place.target === curve.target && place.slope === curve.slope) continue;
    const text = `charge for ${where} below ${token.curve?.target ?? 0}, up to ${2n * curve.slope} ppm`;
    const rise = potentialOf(place.available, curve) - potentialOf(place.available, place);
    if (rise > 0n && 2n * reserve < potential + rise) {
      later.push(`${text}, when the chain holds as much`);
      continue;
    }
    potential += rise;
    const args = [asset.id, chain, curve.target, curve.slope] as const;
    steps.push({ text, target, data: encodeFunctionData({ abi: ledgerAbi, functionName: "setCurve", args }) });
  }

  const planned = compared.vaults.find((each) => each.asset === asset.id);
  if (planned !== undefined && !isAddressEqual(vault, planned.address)) {
    const data = encodeFunctionData({
      ...{ abi: ledgerAbi, functionName: "setVault", args: [asset.id, planned.address] },
    } as const);
    steps.push({ text: `make ${planned.address} the vault of ${asset.symbol}`, target, data });
  }
  if (margin !== (asset.vaultMargin ?? 0)) {
    const data = encodeFunctionData({
      ...{ abi: ledgerAbi, functionName: "setMargin", args: [asset.id, BigInt(asset.vaultMargin ?? 0)] },
    } as const);
    steps.push({ text: `have the vault of ${asset.symbol} ask for ${asset.vaultMargin ?? 0} ppm`, target, data });
  }
  return { steps, later };
}

/** As `ImbalanceFeeLib.potential`. */
function potentialOf(custody: bigint, { target, slope }: { target: bigint; slope: bigint }): bigint {
  if (custody >= target) return 0n;
  const missing = target - custody;
  return (slope * missing * missing) / (target * million);
}

async function readPlace(
  { connection: { client }, contracts, isThere }: ComparedChain,
  { id }: AssetConfig,
  { chain }: AssetTokenConfig,
): Promise<Place> {
  if (!isThere("hub")) return noPlace;
  const at = { address: ledgerOf(contracts.hub.address), abi: ledgerAbi } as const;
  const args = [id, BigInt(chain)] as const;
  const [[token, tokenDecimals], [capacity, window], [payoutFee], [target, slope], [custody, local]] =
    await Promise.all([
      client.readContract({ ...at, functionName: "tokenOf", args }),
      client.readContract({ ...at, functionName: "limitOf", args }),
      client.readContract({ ...at, functionName: "payoutFeeOf", args }),
      client.readContract({ ...at, functionName: "imbalanceOf", args }),
      client.readContract({ ...at, functionName: "custodyOf", args }),
    ]);
  return { token, decimals: tokenDecimals, capacity, window, payoutFee, target, slope, available: custody - local };
}

async function readVault(
  { connection: { client }, contracts, isThere }: ComparedChain,
  { id }: AssetConfig,
): Promise<readonly [vault: Address, margin: number]> {
  if (!isThere("hub")) return [zeroAddress, 0];
  const address = ledgerOf(contracts.hub.address);
  return await client.readContract({ address, abi: ledgerAbi, functionName: "vaultOf", args: [id] });
}

async function readReserve(
  { connection: { client }, contracts, isThere }: ComparedChain,
  { id }: AssetConfig,
): Promise<readonly [reserve: bigint, potential: bigint]> {
  if (!isThere("hub")) return [0n, 0n];
  const address = ledgerOf(contracts.hub.address);
  return await client.readContract({ address, abi: ledgerAbi, functionName: "reserveOf", args: [id] });
}
