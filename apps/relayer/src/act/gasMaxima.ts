/** Most gas that one transaction is given: a small part of any chain's block. */
export const gasMaximum = 5_000_000n;

/** A call of an order may use this much, whatever else a transaction is given: the spoke's own bound, and what is around. */
export const executeGasMaximum = 12_000_000n;
