import { errorsAbi } from "@concert/types";
import { BaseError, decodeErrorResult, type Hex, isHex, parseAbi } from "viem";

/** Permit2's own, of a transfer by signature. */
const permit2Errors = parseAbi([
  "error InvalidAmount(uint256 maxAmount)",
  "error InvalidContractSignature()",
  "error InvalidNonce()",
  "error InvalidSignature()",
  "error InvalidSignatureLength()",
  "error InvalidSigner()",
  "error LengthMismatch()",
  "error SignatureExpired(uint256 signatureDeadline)",
]);

/** Which call was refused. */
type RevertedCall = {
  /** Name of the contract's function. */
  functionName: string;
  /** The contract. */
  address: Hex;
  /** Id of the chain, if known. */
  chain: number | undefined;
};

/** A contract refused a call. The message is one line: the call, and the contract's error with its values. */
export class RevertError extends Error {
  override readonly name = "RevertError";
  /** Whether the same call may succeed later without anything else changing than time. */
  readonly retryable = false;
  /** Name of the contract's error, `Error` for a reason in words; undefined if it is none that is known. */
  readonly errorName: string | undefined;
  /** Values of the contract's error, in order. */
  readonly values: readonly unknown[];

  constructor(call: RevertedCall, data: Hex | undefined, cause?: unknown) {
    const decoded = decode(data);
    const place = call.chain === undefined ? call.address : `${call.address} on chain ${call.chain}`;
    super(`${call.functionName} of ${place} reverted: ${decoded?.text ?? data ?? "no reason given"}`, { cause });
    this.errorName = decoded?.errorName;
    this.values = decoded?.values ?? [];
  }
}

/** The revert that lies behind an error of viem; undefined if something else went wrong. */
export function findRevert(error: unknown, call: RevertedCall): RevertError | undefined {
  if (!(error instanceof BaseError)) return undefined;
  let data: Hex | undefined;
  let reverted = false;
  error.walk((cause) => {
    if (!isRecord(cause)) return false;
    const found = isRecord(cause.data) ? cause.data.data : cause.data;
    if (isHex(found)) data ??= found;
    // Nodes without revert data say so in words only.
    if (cause.code === 3 || /execution reverted/i.test(String(cause.message))) reverted = true;
    return false;
  });
  return reverted ? new RevertError(call, data === "0x" ? undefined : data, error) : undefined;
}

function decode(data: Hex | undefined): { errorName: string; values: readonly unknown[]; text: string } | undefined {
  if (!data) return undefined;
  try {
    const { errorName, args, abiItem } = decodeErrorResult({ abi: [...errorsAbi, ...permit2Errors], data });
    const values: readonly unknown[] = args ?? [];
    const inputs = "inputs" in abiItem ? abiItem.inputs : [];
    const named = values.map((value, index) => {
      const name = inputs[index]?.name;
      return name ? `${name} ${value}` : String(value);
    });
    return { errorName, values, text: `${errorName}(${named.join(", ")})` };
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
