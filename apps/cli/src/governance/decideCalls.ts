import { accessManagerAbi } from "@concert/types";
import { type Address, encodeFunctionData, type Hex, isAddressEqual, type PublicClient, slice } from "viem";

/** A call that only some may make. */
export type Step = {
  /** What it does, for people. */
  text: string;
  target: Address;
  data: Hex;
};

/** How a step is to be taken by an account: now, or announced first and executed after the account's delay. */
export type PlannedCall = Step & {
  act: "send" | "schedule" | "execute" | "wait" | "refuse";
  /** From when on it can be executed, in seconds; of those that wait. */
  readyAt?: number;
};

export type DecideCallsParameters = {
  client: PublicClient;
  /** Undefined if it is not deployed yet: then its first administrator may do everything. */
  accessManager: Address | undefined;
  /** First administrator of an access manager. */
  deployer: Address;
  /** Who takes the steps. */
  sender: Address;
  steps: readonly Step[];
};

/** How an account is to take steps, by the rules of the access manager. */
export async function decideCalls(parameters: DecideCallsParameters): Promise<PlannedCall[]> {
  const { client, accessManager, deployer, sender, steps } = parameters;
  if (steps.length === 0) return [];
  if (accessManager === undefined) {
    const act = isAddressEqual(sender, deployer) ? "send" : "refuse";
    return steps.map((step) => ({ ...step, act }));
  }
  const at = { address: accessManager, abi: accessManagerAbi } as const;
  const { timestamp } = await client.getBlock();
  return Promise.all(
    steps.map(async (step): Promise<PlannedCall> => {
      const { target, data } = step;
      const permission = [sender, target, slice(data, 0, 4)] as const;
      const [immediate, delay] = await client.readContract({ ...at, functionName: "canCall", args: permission });
      if (immediate) return { ...step, act: "send" };
      if (delay === 0) return { ...step, act: "refuse" };

      const operation = [sender, target, data] as const;
      const id = await client.readContract({ ...at, functionName: "hashOperation", args: operation });
      // Zero if it was never announced, was executed, or has expired.
      const readyAt = await client.readContract({ ...at, functionName: "getSchedule", args: [id] });
      if (readyAt === 0) return { ...step, act: "schedule" };
      return BigInt(readyAt) > timestamp ? { ...step, act: "wait", readyAt } : { ...step, act: "execute" };
    }),
  );
}

/** The transactions of planned calls, in their order; what the access manager is asked in a row is asked in one. */
export function toTransactions(
  accessManager: Address,
  calls: readonly PlannedCall[],
): { target: Address; data: Hex }[] {
  const groups: { target: Address; data: Hex[] }[] = [];
  for (const call of calls) {
    const transaction = toTransaction(accessManager, call);
    if (transaction === undefined) continue;
    const { target, data } = transaction;
    const last = groups.at(-1);
    if (target === accessManager && last?.target === accessManager) last.data.push(data);
    else groups.push({ target, data: [data] });
  }
  return groups.map(({ target, data: [first, ...others] }) => {
    if (others.length === 0) return { target, data: first! };
    const args = [[first!, ...others]] as const;
    return { target, data: encodeFunctionData({ abi: accessManagerAbi, functionName: "multicall", args }) };
  });
}

function toTransaction(accessManager: Address, { act, target, data }: PlannedCall) {
  switch (act) {
    case "send":
      return { target, data };
    case "schedule": {
      // As soon as the sender's delay allows.
      const args = [target, data, 0] as const;
      return {
        target: accessManager,
        data: encodeFunctionData({ abi: accessManagerAbi, functionName: "schedule", args }),
      };
    }
    case "execute": {
      const args = [target, data] as const;
      return {
        target: accessManager,
        data: encodeFunctionData({ abi: accessManagerAbi, functionName: "execute", args }),
      };
    }
    case "wait":
    case "refuse":
      return undefined;
  }
}

/** What a planned call does, for people. */
export function describeCall({ act, text, readyAt }: PlannedCall): string {
  switch (act) {
    case "schedule":
      return `announce: ${text}`;
    case "wait":
      return `${text} (announced, possible from ${new Date(1_000 * readyAt!).toISOString()})`;
    case "send":
    case "execute":
    case "refuse":
      return text;
  }
}
