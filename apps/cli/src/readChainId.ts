import { InputError } from "@concert/types";

/**
 * A chain id that was given as a flag.
 *
 * @throws {InputError} If it is none.
 */
export function readChainId(text: string): number {
  const id = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(id))
    throw new InputError(`"${text}" is no chain id: give an integer.`);
  return id;
}
