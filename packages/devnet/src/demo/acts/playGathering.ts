import { playFill } from "../playFill.ts";
import { playOpening } from "../playOpening.ts";
import type { Stage } from "../Stage.ts";
import { untilDecided } from "../untilDecided.ts";
import { untilPaid } from "../untilPaid.ts";
import { untilReported } from "../untilReported.ts";

/** One order gathers from two chains and pays out on a third, by two solvers, all or nothing. */
export async function playGathering(stage: Stage): Promise<void> {
  const { narrator, bob, carol } = stage;
  narrator.begin("2. Gathering: 60 USDC on 31337 and 40 DAI on 31338 become 99.8 USDC on 31339, or nothing does");
  const opening = await playOpening(stage, {
    act: 2,
    swaps: [
      { give: "60 USDC", from: 31337, take: "59.9 USDC", to: 31339 },
      { give: "40 DAI", from: 31338, take: "39.9 USDC", to: 31339 },
    ],
    deadlineSeconds: 600,
    expected: "commit",
    solvers: [bob, carol],
  });
  await Promise.all([
    playFill(stage, { ...opening, leg: 0, solver: bob, hold: true }),
    playFill(stage, { ...opening, leg: 1, solver: carol, hold: true }),
  ]);
  await untilReported(stage, opening);
  await untilDecided(stage, opening);
  await untilPaid(stage, opening);
}
