import { expect, test } from "vitest";
import { useStore } from "../../test/useStore.ts";
import { findImbalances } from "./findImbalances.ts";

const index = useStore();

test("books that add up give no line, and each that does not gives one", async () => {
  const { store } = index;
  const nobody = `0x${"0".repeat(40)}`;
  const account = `0x${"ab".repeat(20)}`;
  const hold = (side: string, chain: number, holder: string, amount: number) => store`
    insert into holding (side, asset, chain, account, amount) values (${side}, 1, ${chain}, ${holder}, ${amount})`;
  const post = (log: number, side: string, debit: number, credit: number) => store`
    insert into posting (block_number, log_index, position, posted_at, transaction_hash, kind, asset, side, debit, credit)
    values (7, ${log}, ${debit > 0 ? 0 : 1}, 1, ${`0x${"1".repeat(64)}`}, 'deposit', 1, ${side}, ${debit}, ${credit})`;
  await hold("custody", 101, nobody, 10);
  await hold("ledger", 0, account, 7);
  await hold("local", 101, account, 2);
  await hold("reserve", 0, nobody, 1);
  await post(0, "custody", 10, 0);
  await post(0, "ledger", 0, 10);
  expect(await findImbalances(store)).toEqual([]);

  await hold("custody", 102, nobody, 1);
  await hold("supply", 0, nobody, 5);
  await hold("repayment", 0, nobody, -1);
  await post(1, "reserve", 3, 0);
  expect(await findImbalances(store)).toEqual([
    "asset 1: custody is 11, and ledger, local balances and reserve are 10",
    "asset 1: the vault's shares are 5, and accounts have 0",
    "asset 1: -1 of what solvers are paid went nowhere",
    `asset 1: repayment of ${nobody} on chain 0 is -1`,
    "event 1 of block 7: its postings debit 3 and credit 0",
    "asset 1: 3 was rebated, and only 0 was charged",
  ]);
});
