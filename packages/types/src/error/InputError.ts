/**
 * Input that a person has to correct: trying again with the same input fails again.
 *
 * Its message is one line that names the value and says what to do. A program prints it without a stack trace and
 * exits with code 1.
 */
export class InputError extends Error {
  override readonly name = "InputError";
}
