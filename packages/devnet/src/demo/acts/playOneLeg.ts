import { playFill } from "../playFill.ts";
import { playOpening } from "../playOpening.ts";
import type { Stage } from "../Stage.ts";
import { untilDecided } from "../untilDecided.ts";
import { untilPaid } from "../untilPaid.ts";
import { untilReported } from "../untilReported.ts";

/** A plain transfer: one leg, delivered at once. */
export async function playOneLeg(stage: Stage): Promise<void> {
  const { narrator, bob } = stage;
  narrator.begin("1. One leg: alice gives 100 USDC on 31337 for 99.9 USDC on 31338");
  const opening = await playOpening(stage, {
    act: 1,
    swaps: [{ give: "100 USDC", from: 31337, take: "99.9 USDC", to: 31338 }],
    deadlineSeconds: 600,
    expected: "commit",
    solvers: [bob],
  });
  await playFill(stage, { ...opening, leg: 0, solver: bob, hold: false });
  await untilReported(stage, opening);
  await untilDecided(stage, opening);
  await untilPaid(stage, opening);
}
