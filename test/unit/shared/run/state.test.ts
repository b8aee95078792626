import assert from "node:assert/strict";
import fc from "fast-check";
import {
  isLive,
  isResumable,
  nextState,
  RUN_STATES,
  type RunTransition,
} from "../../../../src/shared/run/state";
import { present } from "../../../support/values";

const RUN_TRANSITIONS: RunTransition[] = [
  "started",
  "paused",
  "resumed",
  "finished",
  "stopped",
  "failed",
  "lost",
  "restarted",
];

describe("the life of a run", () => {
  it("goes from start to finish", () => {
    assert.equal(nextState("starting", "started"), "running");
    assert.equal(nextState("running", "paused"), "paused");
    assert.equal(nextState("paused", "resumed"), "running");
    assert.equal(nextState("running", "finished"), "finished");
    assert.equal(nextState("finished", "restarted"), "starting");
  });

  it("has every state either live or resumable, never both", () => {
    for (const state of RUN_STATES) assert.notEqual(isLive(state), isResumable(state), state);
  });

  it("can lose its trainer in every live state, and in no other", () => {
    for (const state of RUN_STATES)
      assert.equal(nextState(state, "lost"), isLive(state) ? "interrupted" : undefined);
  });

  it("refuses what makes no sense", () => {
    assert.equal(nextState("paused", "paused"), undefined);
    assert.equal(nextState("finished", "resumed"), undefined);
    assert.equal(nextState("running", "restarted"), undefined);
  });

  it("can always be brought back to running, whatever happens", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...RUN_TRANSITIONS)), (transitions) => {
        let state = transitions.reduce(
          (current, transition) => nextState(current, transition) ?? current,
          RUN_STATES[0] as (typeof RUN_STATES)[number],
        );
        if (isResumable(state)) state = present(nextState(state, "restarted"));
        if (state === "starting") state = present(nextState(state, "started"));
        if (state === "paused") state = present(nextState(state, "resumed"));
        assert.equal(state, "running");
      }),
    );
  });
});
