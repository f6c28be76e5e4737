import { RpcError } from "../rpc/RpcError.ts";

/** Who words the refusals of a provider. */
export const wordings = [
  "alchemy",
  "infura",
  "quicknode",
  "ankr",
  "publicnode",
  "cloudflare",
  "blockpi",
  "tenderly",
  "erigon",
  "reth",
  "geth",
  "bsc",
] as const;

export type Wording = (typeof wordings)[number];

/** What a provider takes at most in one `eth_getLogs`. */
export type Limits = {
  /** Blocks. */
  range?: number;
  /** Logs. */
  results?: number;
  wording: Wording;
};

const hex = (number: number): string => `0x${number.toString(16)}`;
const grouped = (number: number): string => number.toLocaleString("en-US");

/** How a provider refuses a range of too many blocks. */
export function rangeTooLarge(wording: Wording, from: number, to: number, most: number): RpcError {
  const blocks = to - from + 1;
  switch (wording) {
    case "alchemy":
      return new RpcError(
        -32600,
        `Under the Free tier plan, you can make eth_getLogs requests with up to a ${most} block range. Based on your parameters, this block range should work: [${hex(from)}, ${hex(from + most - 1)}]. Upgrade to PAYG for expanded block range.`,
        { status: 400 },
      );
    case "infura":
      return new RpcError(-32602, `range ${blocks} exceeds limit of ${most}`);
    case "quicknode":
      return new RpcError(-32614, `eth_getLogs is limited to a ${grouped(most)} range`, { status: 413 });
    case "ankr":
      return new RpcError(-32600, `block range is too wide (maximum ${most})`);
    case "publicnode":
      return new RpcError(-32701, `exceed maximum block range: ${most}`, { status: 400 });
    case "cloudflare":
      return new RpcError(
        -32047,
        `Invalid eth_getLogs request. 'fromBlock'-'toBlock' range too large. Max range: ${most}`,
      );
    case "blockpi":
      return new RpcError(
        -32602,
        `eth_getLogs is limited to ${most} block range. Please check the parameter requirements at https://docs.blockpi.io/documentations/api-reference`,
      );
    case "tenderly":
      return new RpcError(-32602, "invalid params", {
        data: { payload: `range ${blocks} is bigger than range limit ${most}` },
      });
    case "erigon":
      return new RpcError(-32000, `query block range exceeds server limit, narrow your filter: ${most}`);
    case "reth":
      return new RpcError(-32602, `query exceeds max block range ${most}`);
    case "geth":
      return new RpcError(-32602, `exceed max block range: requested ${blocks}, maximum ${most}`);
    case "bsc":
      return new RpcError(-32000, `exceed maximum block range: ${most}`);
  }
}

/** How a provider refuses an answer of too many logs. `fits` is a last block with which it would do. */
export function tooManyResults(wording: Wording, from: number, fits: number, most: number): RpcError {
  const range = `[${hex(from)}, ${hex(fits)}]`;
  switch (wording) {
    case "alchemy":
      return new RpcError(
        -32602,
        `Log response size exceeded. You can make eth_getLogs requests with up to a 2K block range and no limit on the response size, or you can request any block range with a cap of 10K logs in the response. Based on your parameters and the response size limit, this block range should work: ${range}`,
        { status: 400 },
      );
    case "infura":
    case "tenderly":
      return new RpcError(-32005, `query returned more than ${most} results. Try with this block range ${range}.`, {
        data: { from: hex(from), to: hex(fits), limit: most },
      });
    case "erigon":
      return new RpcError(-32000, `query returns too many logs, narrow your filter: ${most}`);
    case "reth":
      return new RpcError(-32602, `query exceeds max results ${most}, retry with the range ${from}-${fits}`);
    case "quicknode":
      return new RpcError(-32602, "Response size is larger than 150MB limit.", { status: 413 });
    case "blockpi":
    case "publicnode":
      return new RpcError(-32008, "Response is too big", { data: "Exceeded max limit of 10485760" });
    case "ankr":
    case "cloudflare":
    case "geth":
    case "bsc":
      return new RpcError(-32005, `query returned more than ${most} results`);
  }
}
