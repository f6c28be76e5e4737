import {
  accessManagerAbi,
  attestedGatewayAbi,
  attestedHeaderOracleAbi,
  type ContractAddresses,
  hubAbi,
  ledgerAbi,
  proofGatewayAbi,
  quorumGatewayAbi,
  resolverAbi,
  spokeAbi,
} from "@concert/types";
import { ledgerOf } from "@concert/types/bytecode";
import { type Abi, type Address, encodeFunctionData, getAddress, type Hex, toFunctionSelector } from "viem";
import { getAbiItem } from "viem/utils";
import type { Step } from "../governance/decideCalls.ts";
import type { ComparedChain } from "./planConfiguration.ts";

/** Manages roles; the access manager's own. */
const adminRole = 0n;
const governanceRole = 1n;
const guardianRole = 2n;

const roleNames = new Map([
  [adminRole, "admin"],
  [governanceRole, "governance"],
  [guardianRole, "guardian"],
]);

/** Who may call what: anything else that is restricted, only the admin role may. */
const functionRoles: {
  contract: keyof ContractAddresses | "ledger";
  abi: Abi;
  role: bigint;
  names: string[];
}[] = [
  { contract: "attestedGateway", abi: attestedGatewayAbi, role: governanceRole, names: ["setAttesters"] },
  { contract: "attestedHeaderOracle", abi: attestedHeaderOracleAbi, role: governanceRole, names: ["setAttesters"] },
  { contract: "proofGateway", abi: proofGatewayAbi, role: governanceRole, names: ["setHeaderOracle"] },
  { contract: "quorumGateway", abi: quorumGatewayAbi, role: governanceRole, names: ["setQuorum", "setRecipient"] },
  { contract: "hub", abi: hubAbi, role: governanceRole, names: ["setRoute", "setFeePolicy", "retire"] },
  {
    contract: "ledger",
    abi: ledgerAbi,
    role: governanceRole,
    names: ["setToken", "setLimit", "setPayoutFee", "setCurve", "setVault", "setMargin"],
  },
  { contract: "ledger", abi: ledgerAbi, role: guardianRole, names: ["setLimitZero"] },
  { contract: "spoke", abi: spokeAbi, role: governanceRole, names: ["setRoute", "setWrappedNative", "unpause"] },
  { contract: "spoke", abi: spokeAbi, role: guardianRole, names: ["pause"] },
  { contract: "resolver", abi: resolverAbi, role: governanceRole, names: ["setChain"] },
];

type Member = { role: bigint; account: Address; delaySeconds: number };

/**
 * What makes the access manager obey the configuration's governance: functions to roles, roles to accounts, and no role
 * to anyone else. The admin role is handed over last, since it is needed for all of this.
 */
export async function planRoles(compared: ComparedChain): Promise<Step[]> {
  const { config, contracts } = compared;
  const { admin, guardian, delaySeconds } = config.governance;
  const target = contracts.accessManager.address;
  const wanted: Member[] = [
    { role: governanceRole, account: admin, delaySeconds },
    { role: guardianRole, account: guardian, delaySeconds: 0 },
    { role: adminRole, account: admin, delaySeconds },
  ];
  const current = await readMembers(compared);
  const isOf = (one: Omit<Member, "delaySeconds">, other: Omit<Member, "delaySeconds">) =>
    one.role === other.role && one.account === other.account;

  const grants = wanted
    .filter((member) => current.find((other) => isOf(member, other))?.delaySeconds !== member.delaySeconds)
    .map((member) => ({ role: member.role, step: grant(target, member) }));
  const revocations = current
    .filter((member) => !wanted.some((other) => isOf(member, other)))
    .map((member) => ({ role: member.role, step: revoke(target, member) }));
  const members = [...grants, ...revocations];
  return [
    ...(await planFunctionRoles(compared)),
    ...members.filter(({ role }) => role !== adminRole).map(({ step }) => step),
    ...members.filter(({ role }) => role === adminRole).map(({ step }) => step),
  ];
}

async function planFunctionRoles({ config, connection, contracts, isThere }: ComparedChain): Promise<Step[]> {
  const { client, chain } = connection;
  const accessManager = contracts.accessManager.address;
  const steps = await Promise.all(
    functionRoles.map(async ({ contract, abi, role, names }): Promise<Step | undefined> => {
      // The hub creates its ledger.
      const { address, onHubChainOnly } = contracts[contract === "ledger" ? "hub" : contract];
      if (onHubChainOnly && chain.id !== config.hub) return undefined;
      const restricted = contract === "ledger" ? ledgerOf(address) : address;
      const selectors: Hex[] = [];
      for (const name of names) {
        const selector = toFunctionSelector(getAbiItem({ abi, name }) as Parameters<typeof toFunctionSelector>[0]);
        const current = isThere("accessManager")
          ? await client.readContract({
              ...{ address: accessManager, abi: accessManagerAbi, functionName: "getTargetFunctionRole" },
              args: [restricted, selector],
            } as const)
          : adminRole;
        if (current !== role) selectors.push(selector);
      }
      if (selectors.length === 0) return undefined;
      const data = encodeFunctionData({
        ...{ abi: accessManagerAbi, functionName: "setTargetFunctionRole", args: [restricted, selectors, role] },
      } as const);
      return { text: `give ${roleNames.get(role)} the ${contract}'s ${names.join(", ")}`, target: accessManager, data };
    }),
  );
  return steps.filter((step) => step !== undefined);
}

/** Who has a role, with the delay that it will have once all changes have taken effect. */
async function readMembers({ config, connection, deployed, contracts, isThere }: ComparedChain): Promise<Member[]> {
  const { client } = connection;
  // As its constructor grants it.
  if (!isThere("accessManager")) return [{ role: adminRole, account: config.deployer, delaySeconds: 0 }];

  const at = { address: contracts.accessManager.address, abi: accessManagerAbi } as const;
  // The manager does not list the members of a role, its events do.
  const granted = await client.getContractEvents({
    ...{ ...at, eventName: "RoleGranted", fromBlock: BigInt(deployed.startBlock), strict: true },
  } as const);
  const candidates = new Map(
    granted.map(({ args }) => [`${args.roleId}/${args.account}`, { role: args.roleId, account: args.account }]),
  );
  const members = await Promise.all(
    [...candidates.values()].map(async ({ role, account }): Promise<Member | undefined> => {
      const args = [role, account] as const;
      const [since, currentDelay, pendingDelay, effect] = await client.readContract({
        ...{ ...at, functionName: "getAccess", args },
      } as const);
      if (since === 0) return undefined;
      return { role, account: getAddress(account), delaySeconds: effect === 0 ? currentDelay : pendingDelay };
    }),
  );
  return members.filter((member) => member !== undefined);
}

function grant(target: Address, { role, account, delaySeconds }: Member): Step {
  const data = encodeFunctionData({
    ...{ abi: accessManagerAbi, functionName: "grantRole", args: [role, account, delaySeconds] },
  } as const);
  const delay = delaySeconds === 0 ? "without a delay" : `with a delay of ${delaySeconds} seconds`;
  return { text: `make ${account} ${roleNames.get(role)} ${delay}`, target, data };
}

function revoke(target: Address, { role, account }: Member): Step {
  const data = encodeFunctionData({
    ...{ abi: accessManagerAbi, functionName: "revokeRole", args: [role, account] },
  } as const);
  return { text: `take the role ${roleNames.get(role) ?? role} from ${account}`, target, data };
}
