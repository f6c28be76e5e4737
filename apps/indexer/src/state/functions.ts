import { asOfFunctions } from "./asOfFunctions.ts";
import { divergedFunctions } from "./divergedFunctions.ts";
import { finalFunctions } from "./finalFunctions.ts";
import { limitFunctions } from "./limitFunctions.ts";

/** The functions of the state's schema, in the order in which they can be created; they may read its tables and views. */
export const stateFunctions: readonly string[] = [
  ...divergedFunctions,
  ...finalFunctions,
  ...limitFunctions,
  ...asOfFunctions,
];
