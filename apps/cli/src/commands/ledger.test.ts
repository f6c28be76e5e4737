import {
  accountIndexes,
  type Devnet,
  devnetAccount,
  devnetPrivateKey,
  startDevnet,
  startIndexer,
  startPostgres,
  startRelayer,
} from "@concert/devnet";
import { ledgerAbi, vaultAbi } from "@concert/types";
import { type Address, erc20Abi, parseUnits } from "viem";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runConcert } from "../../test/runConcert.ts";

const [alice, bob] = accountIndexes.users;
const schema = "ledger";
const [home, away] = [31337, 31338];

let stack: AsyncDisposableStack;
let devnet: Devnet;
let databaseUrl: string;

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  const database = stack.use(await startPostgres());
  devnet = stack.use(await startDevnet());
  databaseUrl = database.url;
  const parameters = { ...devnet, databaseUrl: database.url, schema };
  stack.use(await startIndexer(parameters));
  const relayer = await startRelayer(parameters);
  stack.defer(relayer.stop);
}, 240_000);

afterAll(() => stack.disposeAsync());

test("what is put in on one chain is quoted, given on, drawn there, and turned into shares and back", async () => {
  const usdc = ["--asset", "USDC"];
  expect(await run("quote", [...usdc, "--chain", `${away}`, "--amount", "12.5", "--deposit"])).toEqual({
    ...{ code: 0, output: ["credit 12.5 USDC, of it rebate 0 USDC; local balance 0 USDC"], errors: [] },
  });
  expect((await run("deposit", [...usdc, "--chain", `${away}`, "--amount", "100"], alice)).errors).toEqual([]);
  await expect.poll(() => balanceOf(alice), { timeout: 60_000 }).toBe(parseUnits("100", 18));

  await expect
    .poll(() => told(alice), { timeout: 60_000 })
    .toEqual(["USDC: 100 on every chain", "DAI: 0 on every chain"]);

  const to = devnetAccount(bob).address;
  expect((await run("transfer", [...usdc, "--to", to, "--amount", "40"], alice)).errors).toEqual([]);
  expect(await balanceOf(bob)).toBe(parseUnits("40", 18));
  expect((await run("quote", [...usdc, "--chain", `${away}`, "--amount", "10.0000001"])).output).toEqual([
    "payout 10 USDC; debit 10.05 USDC, of it imbalance fee 0 USDC and payout fee 0.05 USDC",
  ]);
  const before = await tokensOf(away, bob);
  expect((await run("withdraw", [...usdc, "--chain", `${away}`, "--amount", "15"], bob)).errors).toEqual([]);
  await expect.poll(() => tokensOf(away, bob), { timeout: 60_000 }).toBe(before + parseUnits("15", 6));

  const vault = devnet.vaults.find(({ asset }) => asset === 1)!.address;
  const put = [...usdc, "--chain", `${home}`, "--amount", "50", "--vault"];
  expect((await run("deposit", put, alice)).errors).toEqual([]);
  await expect.poll(() => sharesOf(vault, alice), { timeout: 60_000 }).toBe(parseUnits("50", 21));
  const shared = "USDC: 60 on every chain, 50 shares of the vault";
  await expect.poll(async () => (await told(alice))[0], { timeout: 60_000 }).toBe(shared);
  const drawn = await tokensOf(away, alice);
  expect((await run("redeem", [...usdc, "--chain", `${away}`, "--amount", "20"], alice)).errors).toEqual([]);
  expect((await run("redeem", [...usdc, "--amount", "30"], alice)).errors).toEqual([]);
  expect(await balanceOf(alice)).toBe(parseUnits("90", 18));
  await expect.poll(() => tokensOf(away, alice), { timeout: 60_000 }).toBe(drawn + parseUnits("19.95", 6));
}, 240_000);

test("a pooled order is opened, filled by the vault, and told of; another one is cancelled", async () => {
  const usdc = ["--asset", "USDC", "--chain", `${home}`, "--to", `${away}`];
  expect((await run("open", [...usdc, "--amount", "10"], bob)).errors).toEqual([
    "The vault has 0 USDC, less than it would give: give a smaller --amount, or --receive for others to fill it.",
  ]);
  const vault = devnet.vaults.find(({ asset }) => asset === 1)!.address;
  const put = ["--asset", "USDC", "--chain", `${home}`, "--amount", "50", "--vault"];
  expect((await run("deposit", put, alice)).errors).toEqual([]);
  await expect.poll(() => sharesOf(vault, alice), { timeout: 60_000 }).toBeGreaterThan(0n);
  const before = await tokensOf(away, bob);
  const opened = await run("open", [...usdc, "--amount", "10"], bob);
  expect(opened.errors).toEqual([]);
  const [id, terms] = opened.output.slice(-2) as [string, string];
  const received = /^10 USDC on chain 31337 for (9\.9\d+) USDC on chain 31338$/.exec(terms)![1]!;
  await expect.poll(() => tokensOf(away, bob), { timeout: 60_000 }).toBe(before + parseUnits(received, 6));
  const tell = async (line: string, ...more: string[]) => {
    const state = { DATABASE_URL: databaseUrl, ACCOUNT_PRIVATE_KEY: devnetPrivateKey(bob) };
    return await runConcert(["order", line.replace("order ", ""), "--schema", schema, ...more, ...files()], state)
      .ended;
  };
  await expect
    .poll(async () => (await tell(id)).output, { timeout: 60_000 })
    .toEqual([
      "pooled, commit",
      `leg 0: ${terms}: escrowed, filled by ${vault.toLowerCase()}`,
      `  delivery of ${received} USDC on chain ${away}: paid`,
    ]);

  // The vault gives less than that.
  const dear = await run("open", [...usdc, "--amount", "10", "--receive", "10"], bob);
  const dearId = dear.output.at(-2)!;
  await expect.poll(async () => (await tell(dearId)).output[1], { timeout: 60_000 }).toMatch(/: escrowed, unfilled$/);
  expect((await tell(dearId, "--cancel")).errors).toEqual([]);
  await expect
    .poll(async () => (await tell(dearId)).output, { timeout: 60_000 })
    .toEqual(["pooled, abort", expect.any(String), "  refund of 10 USDC on chain 31337: paid"]);
  expect((await tell(dearId, "--cancel")).errors).toEqual([expect.stringContaining("OrderAlreadyDecided")]);
  expect((await tell("order 0x12")).errors).toEqual(['"0x12" is no id of an order: give 0x and 64 hex digits.']);
}, 240_000);

test("the guardian sets a limit to zero; what comes then is local, until governance deploys again", async () => {
  const place = ["--asset", "DAI", "--chain", `${away}`];
  const key = { GUARDIAN_PRIVATE_KEY: devnetPrivateKey(accountIndexes.guardian) };
  expect((await runConcert(["limit", ...place, ...files()], key).ended).output).toEqual([
    `chain ${home}: done: set the limit of DAI on chain ${away} to zero`,
  ]);
  expect((await run("quote", [...place, "--amount", "5", "--deposit"])).output).toEqual([
    "credit 0 DAI, of it rebate 0 DAI; local balance 5 DAI",
  ]);
  // What comes by that chain's word now is local, until the limit allows more.
  expect((await run("deposit", [...place, "--amount", "5"], alice)).errors).toEqual([]);
  const localOf = async () =>
    await devnet.client(home, alice).readContract({
      ...{ address: devnet.ledger, abi: ledgerAbi, functionName: "localBalanceOf" },
      args: [devnetAccount(alice).address, 2, BigInt(away)],
    } as const);
  await expect.poll(localOf, { timeout: 60_000 }).toBe(parseUnits("5", 18));
  const local = `DAI: 0 on every chain, 5 on chain ${away} alone`;
  await expect.poll(async () => (await told(alice))[1], { timeout: 60_000 }).toBe(local);
  expect((await run("mature", place, alice)).errors).toEqual([expect.stringContaining("NothingToMature")]);
  const deployer = { DEPLOYER_PRIVATE_KEY: devnetPrivateKey(accountIndexes.deployer) };
  expect((await runConcert(["deploy", ...files()], deployer).ended).errors).toEqual([]);
  expect((await run("quote", [...place, "--amount", "5", "--deposit"])).output).toEqual([
    "credit 5 DAI, of it rebate 0 DAI; local balance 0 DAI",
  ]);
  expect((await run("mature", place, alice)).errors).toEqual([]);
  expect(await localOf()).toBe(0n);
}, 180_000);

test("what can't be is said in one line", async () => {
  const errorOf = async (command: string, args: string[], account?: number) => {
    const { code, errors } = await run(command, args, account);
    expect({ code, lines: errors.length }).toEqual({ code: 1, lines: 1 });
    return errors[0]!;
  };
  expect(await errorOf("quote", ["--asset", "GOLD"])).toMatch(
    /^GOLD is no asset of .*: give one of its assets \(USDC, DAI\)\.$/,
  );
  expect(await errorOf("quote", [])).toMatch(/^--asset is missing/);
  expect((await runConcert(["balance", "alice"]).ended).errors).toEqual([
    '"alice" is no address: give 0x and 40 hex digits.',
  ]);
  const usdc = ["--asset", "USDC", "--chain", `${away}`];
  expect(await errorOf("quote", ["--asset", "USDC", "--chain", "7"])).toBe(
    "USDC is not on chain 7: give one of 31337, 31338, 31339.",
  );
  expect(await errorOf("deposit", [...usdc, "--amount", "1.0000001"], alice)).toBe(
    "1.0000001 has more than 6 decimals: give at most as many.",
  );
  expect(await errorOf("withdraw", [...usdc, "--amount", "one"], alice)).toBe(
    '"one" is no amount: give a number, such as 12.5.',
  );
  expect(await errorOf("withdraw", [...usdc, "--amount", "0.0"], alice)).toBe(
    "--amount is 0.0: give more than nothing.",
  );
  expect(await errorOf("withdraw", [...usdc, "--amount", "-1"], alice)).toBe(
    "--amount is followed by -1, a flag: give a value.",
  );
  expect(await errorOf("open", [...usdc, "--to", `${away}`, "--amount", "1"], alice)).toBe(
    `--to is ${away}, as --chain is: give another chain.`,
  );
  expect(await errorOf("withdraw", [...usdc, "--amount", "1"])).toBe(
    "ACCOUNT_PRIVATE_KEY is not set: set it to the private key of the account.",
  );
  expect(await errorOf("withdraw", [...usdc, "--amount", "1000000"], bob)).toMatch(/^chain 31337: .*CustodyTooLow/);
  const nobody = `0x${"0".repeat(40)}`;
  expect(await errorOf("open", [...usdc, "--to", `${home}`, "--amount", "1", "--recipient", nobody], alice)).toBe(
    `${nobody} is nobody's address: give another.`,
  );
  expect(await errorOf("transfer", ["--asset", "USDC", "--amount", "1", "--to", "bob"], alice)).toBe(
    '"bob" is no address: give 0x and 40 hex digits.',
  );
});

function files(): string[] {
  return ["--config", devnet.configFile, "--deployment", devnet.deploymentFile];
}

async function run(command: string, args: string[], account?: number) {
  const key = account === undefined ? undefined : devnetPrivateKey(account);
  const { code, output, errors } = await runConcert([command, ...args, ...files()], { ACCOUNT_PRIVATE_KEY: key }).ended;
  return { code, output, errors };
}

/** What "concert balance" says of an account. */
async function told(account: number): Promise<string[]> {
  const { address } = devnetAccount(account);
  const args = ["balance", address, "--schema", schema, "--config", devnet.configFile];
  return (await runConcert(args, { DATABASE_URL: databaseUrl }).ended).output;
}

function balanceOf(account: number): Promise<bigint> {
  const { address } = devnetAccount(account);
  return devnet.client(home, account).readContract({
    ...{ address: devnet.ledger, abi: ledgerAbi, functionName: "balanceOf", args: [address, 1n] },
  } as const);
}

function sharesOf(vault: Address, account: number): Promise<bigint> {
  const { address } = devnetAccount(account);
  return devnet.client(home, account).readContract({
    ...{ address: vault, abi: vaultAbi, functionName: "balanceOf", args: [address] },
  } as const);
}

function tokensOf(chain: number, account: number): Promise<bigint> {
  const { address } = devnetAccount(account);
  return devnet.client(chain, account).readContract({
    ...{ address: devnet.tokens.USDC, abi: erc20Abi, functionName: "balanceOf", args: [address] },
  } as const);
}
