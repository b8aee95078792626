import assert from "node:assert/strict";
import { editorJsonSchema } from "../../../src/experiment/json-schema";
import { parseExperiment } from "../../../src/experiment/parse";
import { changeAt, stepsToNextChange } from "../../../src/experiment/planned-changes";
import { PRESETS } from "../../../src/experiment/presets";
import { replayOf } from "../../../src/experiment/replay";
import { withSettings } from "../../../src/experiment/settings";
import { changesBetween } from "../../../src/search/space/changes-between";
import { settingAt, standingChanges } from "../../../src/shared/protocol/changes";
import type { RunEvent } from "../../../src/shared/run/run";
import { found, present } from "../../support/values";

const RATE = "optimizer.generator.learningRate";
const BASE = withSettings(found(PRESETS, ({ id }) => id === "gaussian-1d").text, [
  { path: "training.steps", value: 1000 },
]);

const withChanges = (changes: unknown) =>
  parseExperiment(withSettings(BASE, [{ path: "training.changes", value: changes }]));

/** What is wrong with changes, and the text that is underlined. */
function said(changes: unknown): string[] {
  const text = withSettings(BASE, [{ path: "training.changes", value: changes }]);
  return parseExperiment(text).problems.map(
    ({ severity, message, offset, length }) =>
      `${severity}: ${message} <${text.slice(offset, offset + length)}>`,
  );
}

describe("changes that a config plans", () => {
  it("are there in their order, and are found by their steps", () => {
    const changes = [
      { at: 100, set: { [RATE]: 0.0005 } },
      { at: 250, set: { [RATE]: 0.0002, "training.discriminatorSteps": 2 } },
    ];
    const { experiment, problems } = withChanges(changes);
    assert.deepEqual(problems, []);
    const config = present(experiment);
    assert.deepEqual(config.training.changes, changes);
    assert.deepEqual(changeAt(config, 250), changes[1]);
    assert.equal(changeAt(config, 249), undefined);
    assert.deepEqual(
      [0, 99, 100, 250].map((step) => stepsToNextChange(config, step)),
      [100, 1, 150, Infinity],
    );
    assert.ok(!("changes" in present(parseExperiment(BASE).experiment).training));
  });

  it("are checked as changes of a live run are, each at its place", () => {
    assert.deepEqual(
      said([
        { at: 100, set: { [RATE]: 0.0005 } },
        { at: 100, set: { [RATE]: 0.0002 } },
      ]),
      ["error: step 100 does not come after step 100, that of the change before <100>"],
    );
    assert.deepEqual(said([{ at: 5, set: { "training.batchSize": 8, [RATE]: 1 } }]), [
      'error: training.batchSize cannot be changed while a run trains <"training.batchSize">',
    ]);
    assert.deepEqual(said([{ at: 5, set: { "optimizer.generator.beta1": 2 } }]), [
      "error: beta1 must be less than 1, not 2 <2>",
    ]);
    assert.deepEqual(said([{ at: 5, set: { objective: { packing: 2 } } }]).length, 1);
    assert.deepEqual(said([{ at: 5, set: {} }]), ['error: this changes nothing <"set">']);
    assert.deepEqual(said([{ at: 0, set: { [RATE]: 1 } }]), [
      "error: at must be at least 1, not 0 <0>",
    ]);
  });

  it("build on each other: what is wrong is so by then", () => {
    const toSgd = { at: 5, set: { "optimizer.generator": { type: "sgd", learningRate: 0.1 } } };
    const beta = { set: { "optimizer.generator.beta1": 0.5 } };
    assert.deepEqual(said([{ at: 3, ...beta }, toSgd]), []);
    assert.deepEqual(said([toSgd, { at: 7, ...beta }]), ['error: unknown key "beta1" <0.5>']);
  });

  it("are warned of where the run ends before", () => {
    assert.deepEqual(said([{ at: 1000, set: { [RATE]: 0.1 } }]), [
      "warning: the run ends at step 1000, and this change never comes <1000>",
    ]);
  });

  it("are completed by the editor with what can be changed", () => {
    const places = JSON.stringify(editorJsonSchema());
    assert.ok(places.includes(`"${RATE}":{`));
    assert.ok(!places.includes('"training.batchSize":{'));
  });

  it("stand only from the step on at which a resumed run makes them again", () => {
    const time = "2026-11-28T20:00:00.000Z";
    const changed = (planned: boolean): RunEvent => ({
      type: "changed",
      step: 51,
      time,
      set: [{ path: RATE, from: 1, to: 2 }],
      ...(planned ? { planned } : {}),
    });
    const resumed: RunEvent = { type: "resumed", step: 50, time, fromCheckpoint: true };
    assert.equal(standingChanges([changed(false), resumed]).length, 1);
    assert.equal(standingChanges([changed(true), resumed]).length, 0);
    assert.equal(standingChanges([changed(true), resumed, changed(true)]).length, 1);
  });
});

describe("a run that was changed in its course", () => {
  const time = "2026-11-28T20:00:00.000Z";
  const changed = (
    step: number,
    set: [path: string, to?: unknown][],
    slots?: "reset",
  ): RunEvent => ({
    type: "changed",
    step,
    time,
    set: set.map(([path, to]) => ({ path, from: 0, to })),
    ...(slots ? { slots } : {}),
  });

  it("is trained once more by its config with these changes", () => {
    const toCome = { at: 90, set: { "training.discriminatorSteps": 3 } };
    const { experiment } = withChanges([toCome]);
    const replay = replayOf(present(experiment), [
      changed(1, [[RATE, 0.5]]),
      changed(21, [[RATE, 0.1]]),
      changed(21, [["objective.weightClip"]], "reset"),
      changed(61, [[RATE, 0.3]]),
      { type: "resumed", step: 50, time, fromCheckpoint: true },
      changed(71, [[RATE, 0.2]]),
    ]);
    assert.equal(settingAt(replay, RATE), 0.5);
    assert.deepEqual(replay.training.changes, [
      { at: 20, set: { [RATE]: 0.1, "objective.weightClip": null }, slots: "reset" },
      { at: 70, set: { [RATE]: 0.2 } },
      toCome,
    ]);
  });

  it("is as its config says where nothing was changed", () => {
    const { experiment } = withChanges([]);
    assert.equal(replayOf(present(experiment), []), experiment);
  });
});

describe("what makes one experiment another", () => {
  it("is told in as small parts as can be set alone", () => {
    const before = present(parseExperiment(BASE).experiment);
    const after = present(
      parseExperiment(
        withSettings(BASE, [
          { path: RATE, value: 0.25 },
          { path: "optimizer.discriminator", value: { type: "lion", learningRate: 0.1 } },
          { path: "training.batchSize", value: 7 },
        ]),
      ).experiment,
    );
    const paths = ["optimizer.generator", RATE, "optimizer.discriminator"];
    const changes = changesBetween(before, after, paths);
    assert.deepEqual(changes, [
      { path: RATE, value: 0.25 },
      { path: "optimizer.discriminator", value: after.optimizer.discriminator },
    ]);
    assert.deepEqual(changesBetween(before, before, paths), []);
  });
});
