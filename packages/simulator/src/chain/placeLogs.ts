import type { Header, Included, PlacedLog } from "./Block.ts";

type Block = { header: Header; transactions: readonly Included[] };

const placed = new WeakMap<Block, readonly PlacedLog[]>();

/** The logs of a block, in order. */
export function placeLogs(block: Block): readonly PlacedLog[] {
  let logs = placed.get(block);
  if (logs === undefined) {
    logs = place(block);
    placed.set(block, logs);
  }
  return logs;
}

function place({ header, transactions }: Block): PlacedLog[] {
  let logIndex = 0;
  return transactions.flatMap(({ hash, logs }, transactionIndex) =>
    logs.map(
      ({ address, topics, data }): PlacedLog => ({
        ...{ address, topics, data },
        blockNumber: BigInt(header.number),
        blockHash: header.hash,
        blockTime: BigInt(header.time),
        transactionHash: hash,
        transactionIndex,
        logIndex: logIndex++,
      }),
    ),
  );
}
