/**
 * An amount in ledger units, of 18 decimals, in the unit of a token with other decimals; what it can't express is cut off.
 *
 * @param amount An expression, as the decimals.
 */
export const inTokenUnit = (amount: string, decimals: string) => `
  case when ${decimals} < 18
    then div(${amount}, power(10::numeric, 18 - ${decimals}))
    else ${amount} * power(10::numeric, ${decimals} - 18)
  end`;
