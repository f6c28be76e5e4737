import { fromRlp, type Hex, numberToHex, zeroAddress, zeroHash } from "viem";
import { expect, test } from "vitest";
import { proofVectors } from "../../test/vectors.ts";
import { encodeHeader, HeaderUnknownError, type RpcHeader } from "./encodeHeader.ts";

const emptyRoot = "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421";
const noUncles = "0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347";

/** Ethereum's first block, which everyone knows. */
const genesis: RpcHeader = {
  number: "0x0",
  hash: "0xd4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3",
  parentHash: zeroHash,
  sha3Uncles: noUncles,
  miner: zeroAddress,
  stateRoot: "0xd7f8974fb5ac78d9ac099b9ad5018bedc2ce0a72dad1827a1709da30580f0544",
  transactionsRoot: emptyRoot,
  receiptsRoot: emptyRoot,
  logsBloom: numberToHex(0, { size: 256 }),
  difficulty: "0x400000000",
  gasLimit: "0x1388",
  gasUsed: "0x0",
  timestamp: "0x0",
  extraData: "0x11bbe8db4e347b4e8c937c1c8370e4b5ed33adb3db69cbdb7a38e1e50b1b82fa",
  mixHash: zeroHash,
  nonce: "0x0000000000000042",
  size: "0x21c",
  totalDifficulty: "0x400000000",
};

const names = [
  ...["parentHash", "sha3Uncles", "miner", "stateRoot", "transactionsRoot", "receiptsRoot", "logsBloom", "difficulty"],
  ...[
    "number",
    "gasLimit",
    "gasUsed",
    "timestamp",
    "extraData",
    "mixHash",
    "nonce",
    "baseFeePerGas",
    "withdrawalsRoot",
  ],
  ...["blobGasUsed", "excessBlobGas", "parentBeaconBlockRoot", "requestsHash"],
];
const quantities = ["difficulty", "number", "gasLimit", "gasUsed", "timestamp"].concat(
  ...["baseFeePerGas", "blobGasUsed", "excessBlobGas"],
);

/** A block as a node tells it, out of its header. */
function toldOf(header: Hex, hash: Hex): RpcHeader {
  const values = fromRlp(header) as Hex[];
  const told = values.map((value, index): [string, Hex] => {
    const name = names[index]!;
    return [name, quantities.includes(name) ? numberToHex(value === "0x" ? 0n : BigInt(value)) : value];
  });
  return { ...Object.fromEntries(told), hash };
}

test("a header of before any fork has the block's hash", () => {
  expect(fromRlp(encodeHeader(genesis))).toHaveLength(15);
});

test.for(proofVectors.blocks)("block $number of a chain of today has its header", ({ header, hash }) => {
  const told = toldOf(header, hash);
  expect(Object.keys(told)).toContain("requestsHash");
  expect(encodeHeader(told)).toBe(header);
});

test.for<[name: string, change: RpcHeader, message: RegExp]>([
  ["another value", { gasUsed: "0x1" }, /^Block 0 has hash 0xd4e5.*, but its header made of parentHash, .* has 0x/],
  ["a field that it lacks", { baseFeePerGas: "0x7" }, /made of .*, nonce, baseFeePerGas has 0x/],
  ["another hash", { hash: zeroHash }, /^Block 0 has hash 0x0+, but/],
  ["a missing field", { mixHash: null }, /^Block 0 has null as mixHash: ask a node that gives Ethereum's headers\.$/],
  ["no number", { number: undefined }, /^Block 0xd4e5.* has undefined as number: ask/],
])("of a block with %s nothing is proven", ([, change, message]) => {
  const encode = () => encodeHeader({ ...genesis, ...change });
  expect(encode).toThrow(HeaderUnknownError);
  expect(encode).toThrow(message);
});
