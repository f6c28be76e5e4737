/** A transaction would need more gas than the caller allows; nothing was sent. */
export class GasOverMaximumError extends Error {
  override readonly name = "GasOverMaximumError";
  /** Whether the same call may succeed later without anything else changing than time. */
  readonly retryable = false;
  /** What the transaction needs, headroom included. */
  readonly gas: bigint;
  readonly gasMaximum: bigint;

  constructor(functionName: string, gas: bigint, gasMaximum: bigint) {
    super(`${functionName} needs ${gas} gas, more than the ${gasMaximum} allowed: do less in one transaction.`);
    this.gas = gas;
    this.gasMaximum = gasMaximum;
  }
}
