import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  CHANGEABLE_PATHS,
  changeableSettings,
  changedExperiment,
  changedSettings,
  withChangeableSettings,
} from "../../../src/experiment/changeable";
import { parseExperiment } from "../../../src/experiment/parse";
import type { Experiment } from "../../../src/experiment/schema";
import { type Setting, withSettings } from "../../../src/experiment/settings";
import { GanError } from "../../../src/shared/errors";
import { currentExperiment, settingAt } from "../../../src/shared/protocol/changes";
import { commandSchema, inboxSchema } from "../../../src/shared/protocol/messages";
import { currentCommand } from "../../../src/shared/protocol/old-changes";
import { REPOSITORY } from "../../support/paths";

const example = readFileSync(join(REPOSITORY, "examples", "gaussian-1d.gan.json"), "utf8");
const text = withSettings(example, [
  {
    path: "objective",
    value: {
      loss: "nonSaturating",
      penalties: [
        { type: "r1", weight: 10 },
        { type: "dragan", weight: 1 },
      ],
    },
  },
  { path: "optimizer.generator", value: { type: "adam" } },
  { path: "training.updates", value: "simultaneous" },
]);
const parsed = parseExperiment(text);
assert.ok(parsed.experiment, JSON.stringify(parsed.problems));
const config: Experiment = parsed.experiment;

const CHANGES: readonly { title: string; set: Setting[]; paths: string[] }[] = [
  {
    title: "a number of an optimizer",
    set: [{ path: "optimizer.generator.learningRate", value: 0.5 }],
    paths: ["optimizer.generator.learningRate"],
  },
  {
    title: "a number that becomes a schedule",
    set: [
      {
        path: "optimizer.generator.learningRate",
        value: { type: "linear", from: 0.1, to: 0, end: 100 },
      },
    ],
    paths: ["optimizer.generator.learningRate"],
  },
  {
    title: "an optimizer of another type",
    set: [{ path: "optimizer.discriminator", value: { type: "sgd" } }],
    paths: ["optimizer.discriminator"],
  },
  {
    title: "the adjustment of gradients of simultaneous updates",
    set: [
      { path: "objective.penalties", value: [] },
      { path: "training.adjustment", value: { type: "consensus", weight: 1 } },
    ],
    paths: ["objective.penalties", "training.adjustment"],
  },
  {
    title: "both optimizers in one",
    set: [
      { path: "optimizer", value: { generator: { type: "sgd" }, discriminator: { type: "lion" } } },
    ],
    paths: ["optimizer"],
  },
  {
    title: "a setting of an object that was not there",
    set: [{ path: "objective.labelSmoothing.real", value: 0.1 }],
    paths: ["objective.labelSmoothing"],
  },
  {
    title: "an entry of a list that is taken away",
    set: [{ path: "objective.penalties.0", value: null }],
    paths: ["objective.penalties"],
  },
  {
    title: "an entry of a list that is added",
    set: [{ path: "objective.penalties.2", value: { type: "gradientPenalty" } }],
    paths: ["objective.penalties"],
  },
  {
    title: "several settings, of which one stays as it is",
    set: [
      { path: "objective.loss", value: "nonSaturating" },
      { path: "objective.penalties.1.weight", value: 3 },
      { path: "training.discriminatorSteps", value: 4 },
    ],
    paths: ["objective.penalties.1.weight", "training.discriminatorSteps"],
  },
];

describe("A change of an experiment", () => {
  for (const { title, set, paths } of CHANGES)
    it(`is told so that the experiment follows from its config and the event: ${title}`, () => {
      const next = changedExperiment(config, set, 1000);
      assert.notDeepEqual(next, config);
      const changes = changedSettings(
        config,
        next,
        set.map(({ path }) => path),
      );
      assert.deepEqual(
        changes.map(({ path }) => path),
        paths,
      );
      for (const { path, from } of changes) assert.deepEqual(from, settingAt(config, path));
      const event = { type: "changed" as const, set: changes, step: 5, time: "" };
      // As it is in `events.jsonl`.
      const stored = JSON.parse(JSON.stringify(event)) as typeof event;
      assert.deepEqual(currentExperiment(config, [stored]), next);
    });

  it("is kept by a checkpoint as a whole", () => {
    for (const { set } of CHANGES) {
      const next = changedExperiment(config, set, 1000);
      assert.deepEqual(withChangeableSettings(config, changeableSettings(next)), next);
    }
  });

  it("is refused where the setting is fixed, with the reason", () => {
    for (const [path, value, said] of [
      ["objective.packing", 2, /packing is fixed once a run has begun; D's input would/],
      ["objective", { loss: "hinge", packing: 2 }, /packing is fixed/],
      ["training.steps", 5, /use --steps N/],
      ["training.batchSize", 5, /gan train FILE --set training.batchSize=VALUE/],
      ["generator.layers.0.units", 5, /the trained weights belong to its layers/],
      ["nothing.at.all", 5, /start a new run/],
    ] as const)
      assert.throws(
        () => changedExperiment(config, [{ path, value }], 1000),
        (error: unknown) =>
          error instanceof GanError &&
          error.code === "bad-usage" &&
          said.test(`${error.message}; ${error.hint}`),
        path,
      );
  });

  it("is not refused for what was wrong before it", () => {
    const wrong = structuredClone(config);
    wrong.objective.weightClip = 0.01;
    const set = [{ path: "optimizer.generator.learningRate", value: 0.5 }];
    assert.equal(changedExperiment(wrong, set, 1000).optimizer.generator.learningRate, 0.5);
    assert.throws(() =>
      changedExperiment(config, [{ path: "objective.weightClip", value: 0.01 }], 1000),
    );
  });

  it("has its schedules within their bounds until the run ends", () => {
    const grows = { type: "exponential", initial: 0.1, decay: 1.001 };
    const set = [{ path: "objective.labelSmoothing.real", value: grows }];
    assert.ok(changedExperiment(config, set, 100));
    assert.throws(() => changedExperiment(config, set, 10_000), /real is .* at step/);
  });
});

describe("A command of an earlier version", () => {
  const both = ["generator", "discriminator"];
  const adam = { type: "adam" };
  for (const [old, set] of [
    [
      { type: "setOptimizer", networks: both, optimizer: adam, slots: "reset" },
      both.map((name) => ({ path: `optimizer.${name}`, value: adam })),
    ],
    [
      { type: "setLearningRate", networks: ["generator"], learningRate: 0.1 },
      [{ path: "optimizer.generator.learningRate", value: 0.1 }],
    ],
    [
      { type: "setDiscriminatorSteps", value: 3 },
      [{ path: "training.discriminatorSteps", value: 3 }],
    ],
    [
      { type: "setObjective", set: [{ path: "loss", value: "hinge" }] },
      [{ path: "objective.loss", value: "hinge" }],
    ],
  ] as const)
    it(`is read as a change: ${old.type}`, () => {
      const slots = "slots" in old ? { slots: old.slots } : {};
      assert.deepEqual(commandSchema.parse(currentCommand(old)), { type: "change", set, ...slots });
    });

  it("that is not whole is none", () => {
    for (const old of [
      { type: "setLearningRate", networks: [], learningRate: 0.1 },
      { type: "setLearningRate", networks: ["generator"] },
      { type: "setDiscriminatorSteps" },
      { type: "setObjective", set: [null] },
      { type: "change", set: [{ path: "objective.loss" }] },
    ])
      assert.equal(inboxSchema.safeParse(currentCommand(old)).success, false, JSON.stringify(old));
    assert.equal(commandSchema.parse(currentCommand({ type: "pause" })).type, "pause");
  });
});

it("every changeable path is a place of an experiment", () => {
  for (const path of CHANGEABLE_PATHS) assert.notEqual(settingAt(config, path), undefined, path);
});
