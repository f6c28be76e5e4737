import { describe, expect, it } from "vitest";
import { readReport } from "./readReport.ts";

const complete = `
(Spin Version 6.5.2 -- 6 December 2019)

Full statespace search for:
	never claim         	- (none specified)
	assertion violations	+
	cycle checks       	- (disabled by -DSAFETY)
	invalid end states	+

State-vector 180 byte, depth reached 28, errors: 0
   979360 states, stored
  3041765 states, matched
  4021125 transitions (= stored+matched)
        0 atomic steps
hash conflicts:     43260 (resolved)

unreached in proctype Spoke
	order.pml:315, state 134, "-end-"
	(1 of 134 states)

Peg Counts (transitions executed):
  144	trans    3 order.pml:542
  144	trans    4 order.pml:543
821872	trans    6 order.pml:337

pan: elapsed time 6.01 seconds
pan: rate 162955.07 states/second
`;

const violation = `pan:1: assertion violated exactDeadlines (at depth 2)
pan: wrote order.pml.trail

(Spin Version 6.5.2 -- 6 December 2019)
Warning: Search not completed

Full statespace search for:
	never claim         	- (none specified)
	assertion violations	+

State-vector 188 byte, depth reached 2, errors: 1
      185 states, stored
`;

describe("readReport", () => {
  it("reads a search of everything", () => {
    expect(readReport(complete, "order.pml")).toEqual({ states: 979_360, depth: 28, steps: [542, 543, 337] });
  });

  it("reads numbers of states that are too large for digits", () => {
    expect(readReport(complete.replace("979360", "1.2345e+08"), "order.pml").states).toBe(123_450_000);
  });

  it("counts steps of the model alone", () => {
    expect(readReport(complete, "channel.pml").steps).toEqual([]);
  });

  it("names the violated property", () => {
    expect(readReport(violation, "order.pml")).toEqual({
      states: 185,
      depth: 2,
      violated: "exactDeadlines",
      steps: [],
    });
  });

  it("names a run that never ends", () => {
    const cycle = violation.replace("assertion violated exactDeadlines", "non-progress cycle");
    expect(readReport(cycle, "order.pml").violated).toBe("everyRunEnds");
  });

  it("takes any other error for a violation by its own name", () => {
    const blocked = violation.replace("assertion violated exactDeadlines", "block in d_step seq");
    expect(readReport(blocked, "order.pml").violated).toBe("block in d_step seq");
  });

  it.each([
    ["depth", "error: max search depth too small", "max search depth too small"],
    ["memory", "pan: reached -DMEMLIM bound", "reached -DMEMLIM bound"],
    ["time", "Interrupted", "Interrupted"],
    ["something else", "Warning: Search not completed", "Search not completed"],
  ])("finds a search that was cut short by %s", (_, line, reason) => {
    expect(readReport(`${line}\n${complete}`, "order.pml").incomplete).toBe(reason);
  });

  it("finds a search that leaves states out", () => {
    const bitstate = complete.replace("Full statespace search for:", "Bit statespace search for:");
    expect(readReport(bitstate, "order.pml").incomplete).toBe("it was no search of the full state space");
  });

  it("finds a search that says nothing", () => {
    expect(readReport("", "order.pml").incomplete).toBe("the checker printed nothing");
    expect(readReport("pan: out of memory\n", "order.pml").incomplete).toBe("pan: out of memory");
  });

  it("finds errors that it can't read", () => {
    const unread = complete.replace("errors: 0", "errors: 1");
    expect(readReport(unread, "order.pml").incomplete).toBe("1 errors, and none read");
  });
});
