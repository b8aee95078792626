import assert from "node:assert/strict";
import { withConsequences } from "../../../../src/shared/advisor/consequences";
import { standingVerdicts } from "../../../../src/shared/advisor/standing";
import { VERDICT_NAMES, type VerdictKind } from "../../../../src/shared/advisor/verdict-kinds";
import { describeEvent, runMarks } from "../../../../src/shared/run/marks";
import type { RunEvent } from "../../../../src/shared/run/run";

const at = (step: number) => ({ step, time: "2026-01-01T00:00:00Z" });

const diagnosed = (step: number, kind: VerdictKind): RunEvent => ({
  ...at(step),
  type: "diagnosed",
  verdict: { kind, since: step - 50, certainty: "sure", evidence: [] },
});
const recovered = (step: number, kind: VerdictKind): RunEvent => ({
  ...at(step),
  type: "recovered",
  kind,
});
const resumedAt = (step: number): RunEvent => ({
  ...at(step),
  type: "resumed",
  fromCheckpoint: true,
});

const kindsAfter = (...events: RunEvent[]) =>
  standingVerdicts(events).map(({ verdict }) => verdict.kind);

describe("The verdicts that stand", () => {
  it("are those that were given and not taken back", () =>
    assert.deepEqual(
      kindsAfter(
        diagnosed(100, "oscillates"),
        diagnosed(200, "collapsed"),
        recovered(300, "oscillates"),
      ),
      ["collapsed"],
    ));

  it("are what they were at the step that a run was taken back to", () => {
    const events = [
      diagnosed(100, "oscillates"),
      recovered(200, "oscillates"),
      diagnosed(300, "collapsed"),
    ];
    assert.deepEqual(kindsAfter(...events, resumedAt(150)), ["oscillates"]);
    assert.deepEqual(kindsAfter(...events, resumedAt(50)), []);
  });
});

describe("A verdict that follows from another", () => {
  const grouped = (...kinds: VerdictKind[]) =>
    withConsequences(kinds.map((kind) => ({ kind }))).map(({ verdict, consequences }) => [
      verdict.kind,
      ...consequences.map(({ kind }) => kind),
    ]);

  it("is told with it, whichever of them came first", () => {
    assert.deepEqual(grouped("modesMissing", "oscillates", "spikes", "collapsed"), [
      ["oscillates", "modesMissing", "collapsed"],
      ["spikes"],
    ]);
    assert.deepEqual(grouped("modesMissing", "spikes"), [["modesMissing"], ["spikes"]]);
  });

  it("is told with what it follows from in the end", () =>
    assert.deepEqual(grouped("recallFalls", "modesMissing", "collapsed"), [
      ["collapsed", "recallFalls", "modesMissing"],
    ]));

  it("is never lost, whichever others stand", () => {
    const all = grouped(...VERDICT_NAMES).flat();
    assert.deepEqual(all.sort(), [...VERDICT_NAMES].sort());
  });
});

describe("A verdict that a person ignores", () => {
  it("does not stand, also where it is given again", () => {
    const ignored: RunEvent = { ...at(150), type: "verdictIgnored", kind: "oscillates" };
    assert.deepEqual(
      kindsAfter(diagnosed(100, "oscillates"), ignored, diagnosed(300, "oscillates")),
      [],
    );
    assert.equal(describeEvent(ignored), "Not to be told here: The players circle");
  });

  it("takes with it what followed from it, and nothing that is said later", () => {
    const ignored: RunEvent = { ...at(250), type: "verdictIgnored", kind: "oscillates" };
    const before = [
      diagnosed(100, "oscillates"),
      diagnosed(150, "collapsed"),
      diagnosed(200, "modesMissing"),
      diagnosed(200, "spikes"),
    ];
    assert.deepEqual(kindsAfter(...before, ignored), ["spikes"]);
    assert.deepEqual(kindsAfter(...before, ignored, diagnosed(900, "collapsed")), [
      "spikes",
      "collapsed",
    ]);
  });
});

describe("The event of a verdict", () => {
  it("is told in words, and marked on the charts", () => {
    const events = [diagnosed(100, "oscillates"), recovered(200, "oscillates")];
    assert.deepEqual(events.map(describeEvent), [
      "The players circle (sure, since step 50)",
      "Over: The players circle",
    ]);
    const follows: RunEvent = {
      ...at(100),
      type: "diagnosed",
      verdict: {
        kind: "collapsed",
        since: 1,
        certainty: "likely",
        evidence: [],
        follows: "oscillates",
      },
    };
    assert.equal(
      describeEvent(follows),
      "Samples have collapsed (likely, since step 1); it follows from: The players circle",
    );
    assert.deepEqual(
      runMarks(events).map(({ step, kind, label }) => [step, kind, label]),
      [[100, "warning", "The players circle"]],
    );
  });
});
