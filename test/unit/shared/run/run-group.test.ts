import assert from "node:assert/strict";
import { groupOfRun } from "../../../../src/shared/run/run-group";

describe("the group of a run in a list", () => {
  const now = new Date(2026, 2, 5, 0, 30);
  const begun = (day: number, hour: number) => new Date(2026, 2, day, hour).toISOString();

  it("is by the day on which it was begun, here, and its own while it is trained", () => {
    const groupOf = (state: "running" | "paused" | "finished", createdAt: string) =>
      groupOfRun({ state, createdAt }, now);
    assert.equal(groupOf("finished", begun(5, 0)), "today");
    assert.equal(groupOf("finished", begun(4, 23)), "older");
    assert.equal(groupOf("running", begun(1, 0)), "live");
    assert.equal(groupOf("paused", begun(5, 0)), "live");
    assert.equal(groupOf("finished", "no date"), "older");
  });
});
