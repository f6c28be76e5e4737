import type { Arith, Bool, Context } from "z3-solver";

/** Something that must follow: `given` and not `then` has no model. */
export type Claim = { readonly name: string; readonly given: Bool<"proof">[]; readonly then: Bool<"proof"> };

/**
 * What holds of the imbalance fee for any potential that falls and is convex, over the reals, and that the ledger's own
 * potential is one. Roundings that matter are variables: what is left off by rounding down is some amount below one.
 *
 * A potential is known at some custodies by its value there and by the marginal fee, its slope: between two of them it
 * falls by no less than the later slope says and by no more than the earlier one says.
 */
export function claimsOf(z3: Context<"proof">): Claim[] {
  const { And, If } = z3;
  const real = (name: string): Arith<"proof"> => z3.Real.const(name);
  const zero = z3.Real.val(0);
  const min = (a: Arith<"proof">, b: Arith<"proof">): Arith<"proof"> => If(a.le(b), a, b) as Arith<"proof">;
  const notNegative = (...terms: Arith<"proof">[]): Bool<"proof">[] => terms.map((term) => term.ge(0));

  /** A custody, the potential there, and the marginal fee. */
  type Point = { readonly at: Arith<"proof">; readonly potential: Arith<"proof">; readonly slope: Arith<"proof"> };
  const point = (name: string): Point => ({ at: real(name), potential: real(`φ(${name})`), slope: real(`m(${name})`) });
  /** Of a convex potential that falls, at custodies from low to high. */
  const falling = (...points: Point[]): Bool<"proof">[] =>
    points.flatMap((low, index) => [
      ...notNegative(low.at, low.potential, low.slope),
      ...points.slice(index + 1).flatMap((high) => {
        const step = high.at.sub(low.at);
        const fall = low.potential.sub(high.potential);
        return [step.ge(0), low.slope.ge(high.slope), fall.le(low.slope.mul(step)), fall.ge(high.slope.mul(step))];
      }),
    ]);

  const claims: Claim[] = [];
  const claim = (name: string, given: Bool<"proof">[], then: Bool<"proof">): void =>
    void claims.push({ name, given, then });

  // slope · (target − custody)² / target, and its slope.
  {
    const [target, slope, low, high] = [real("target"), real("slope"), real("low"), real("high")];
    const missing = (custody: Arith<"proof">): Arith<"proof"> =>
      If(custody.lt(target), target.sub(custody), zero) as Arith<"proof">;
    // Both sides times the target: without a division the claim is about polynomials.
    const potential = (custody: Arith<"proof">) => slope.mul(missing(custody)).mul(missing(custody));
    const marginal = (custody: Arith<"proof">) => slope.mul(missing(custody)).mul(2);
    const given = [target.gt(0), slope.ge(0), low.ge(0), high.ge(low)];
    const fall = potential(low).sub(potential(high));
    const step = high.sub(low);
    claim("the ledger's potential falls", given, fall.ge(0));
    claim(
      "the ledger's potential falls by at most the slope at its beginning",
      given,
      fall.le(marginal(low).mul(step)),
    );
    claim("the ledger's potential falls by at least the slope at its end", given, fall.ge(marginal(high).mul(step)));
    claim("its marginal fee falls", given, marginal(low).ge(marginal(high)));
  }

  // Leaving: from `custody`, above the recent `low` or at it, to `left`.
  const feeOf = (custody: Arith<"proof">, low: Point, left: Point): Arith<"proof"> => {
    const crosses = left.at.lt(low.at);
    const above = If(crosses, custody.sub(low.at), custody.sub(left.at)) as Arith<"proof">;
    const below = If(crosses, left.potential.sub(low.potential), zero) as Arith<"proof">;
    return min(low.slope.mul(above), low.potential).add(below);
  };
  {
    const [left, low, custody] = [point("left"), point("low"), point("custody")];
    const fee = feeOf(custody.at, low, left);
    const difference = left.potential.sub(custody.potential);
    claim("a fee is no less than the potential's rise, below the low", falling(left, low, custody), fee.ge(difference));
    claim("a fee is no less than the potential's rise, above the low", falling(low, left, custody), fee.ge(difference));
    claim(
      "at its low a chain charges the potential's rise",
      [...falling(left, low), custody.at.eq(low.at), left.at.lt(low.at)],
      fee.eq(left.potential.sub(low.potential)),
    );
  }
  for (const [name, order] of [
    ["above the low", ["low", "second", "first", "custody"]],
    ["across the low", ["second", "low", "first", "custody"]],
    ["below the low", ["second", "first", "low", "custody"]],
  ] as const) {
    const points = new Map(order.map((at) => [at as string, point(at)]));
    const [low, first, second, custody] = ["low", "first", "second", "custody"].map((at) => points.get(at) as Point);
    if (!low || !first || !second || !custody) throw new Error("A point is missing.");
    const given = falling(...points.values());
    // The low follows custody down.
    const lowAfter = order[1] === "first" ? first : low;
    const parts = feeOf(custody.at, low, first).add(feeOf(first.at, lowAfter, second));
    claim(`leaving in two parts is no cheaper, ${name}`, given, parts.ge(feeOf(custody.at, low, second)));
  }

  // Entering: the potential at the peak before, after a first part and after the second; the other chains' potential.
  {
    const [before, between, after, others] = [real("before"), real("between"), real("after"), real("others")];
    const [reserve, roundedOff] = [real("reserve"), real("roundedOff")];
    const rebateOf = (from: Arith<"proof">, to: Arith<"proof">, available: Arith<"proof">, rebate: Arith<"proof">) =>
      // At most the half, and at most the share of the reserve: rebate · total ≤ relief · reserve.
      And(rebate.ge(0), rebate.mul(2).le(from.sub(to)), rebate.mul(others.add(from)).le(from.sub(to).mul(available)));
    const given = [
      ...notNegative(before, between, after, others, reserve, roundedOff),
      before.ge(between),
      between.ge(after),
      others.add(before).gt(0),
    ];
    const [first, second, whole] = [real("first"), real("second"), real("whole")];
    claim(
      "a rebate is paid from the reserve",
      [...given, rebateOf(before, after, reserve, whole)],
      And(whole.le(reserve), whole.mul(2).le(before.sub(after))) as Bool<"proof">,
    );
    // Whatever two parts get, even rounded down, the whole is allowed.
    claim(
      "entering in two parts earns no more: half of the relief",
      [...given, rebateOf(before, between, reserve, first), rebateOf(between, after, reserve.sub(first), second)],
      first.add(second).mul(2).le(before.sub(after)),
    );
    claim(
      "entering in two parts earns no more: share of the reserve",
      [
        ...given,
        others.add(between).gt(0),
        rebateOf(before, between, reserve, first),
        rebateOf(between, after, reserve.sub(first), second),
      ],
      first.add(second).mul(others.add(before)).le(before.sub(after).mul(reserve)),
    );
    claim(
      "a reserve that covers half of the potential goes on covering it when something enters",
      [...given, reserve.mul(2).ge(others.add(before)), rebateOf(before, after, reserve, whole)],
      reserve.sub(whole).mul(2).ge(others.add(after)),
    );
    const fee = real("fee");
    claim(
      "a reserve that covers half of the potential goes on covering it when something leaves",
      [...given, reserve.mul(2).ge(others.add(after)), fee.ge(before.sub(after))],
      reserve.add(fee).mul(2).ge(others.add(before)),
    );
  }

  // Within a second: lows only fall and peaks only rise. `start` is where both began, at the best for an attacker: the
  // low at most there, the peak at least there. By then it took `out` for `paid`, and brought `in` for `earned`.
  {
    const [left, low, start, peak, higher] = [
      point("left"),
      point("low"),
      point("start"),
      point("peak"),
      point("higher"),
    ];
    const [out, paid, inward, earned, amount] = [real("out"), real("paid"), real("in"), real("earned"), real("amount")];
    const pays = (taken: Arith<"proof">, fees: Arith<"proof">) => fees.ge(min(start.slope.mul(taken), start.potential));
    const custody = real("custody");
    const leaves = [...notNegative(out, paid), pays(out, paid), custody.sub(left.at).eq(amount), amount.ge(0)];
    claim(
      "what an attacker takes costs it the marginal fee at the start, or all of the potential: from above the low",
      [...leaves, ...falling(low, start), left.at.ge(low.at)],
      pays(out.add(amount), paid.add(feeOf(custody, low, left))),
    );
    claim(
      "what an attacker takes costs it the marginal fee at the start, or all of the potential: from below the low",
      [...leaves, ...falling(left, low, start), custody.ge(low.at)],
      pays(out.add(amount), paid.add(feeOf(custody, low, left))),
    );
    const rebate = real("rebate");
    const earns = (brought: Arith<"proof">, rebates: Arith<"proof">, at: Point) =>
      // Nothing is paid for twice: what is left to earn is above the peak.
      And(rebates.mul(2).le(start.slope.mul(brought)), rebates.mul(2).le(start.potential.sub(at.potential)));
    claim(
      "what an attacker brings earns it half of the marginal fee at the start, and half of the potential in all",
      [
        ...notNegative(inward, earned, rebate),
        ...falling(start, peak, higher),
        earns(inward, earned, peak),
        higher.at.sub(peak.at).le(amount),
        rebate.mul(2).le(peak.potential.sub(higher.potential)),
      ],
      earns(inward.add(amount), earned.add(rebate), higher),
    );
    claim(
      "an attacker who takes what it brought earns no more than half of what it pays",
      [...falling(start, peak), pays(out, paid), earns(inward, earned, peak), out.eq(inward), out.ge(0)],
      earned.mul(2).le(paid),
    );
  }

  return claims;
}
