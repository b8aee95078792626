import assert from "node:assert/strict";
import { scheduleSchema } from "../../../../src/experiment/schema";
import { divergingMap, parseColour, withAlpha } from "../../../../webview/components/colour";
import { formatCount, formatDuration, formatNumber } from "../../../../src/shared/text/format";
import { currentExperiment, optimizersOf } from "../../../../src/shared/protocol/changes";
import { currentEvent } from "../../../../src/shared/protocol/old-changes";
import type { RunEvent } from "../../../../src/shared/run/run";
import { describeEvent, runMarks } from "../../../../src/shared/run/marks";
import { describeValue } from "../../../../src/shared/text/setting";
import { first } from "../../../support/values";

const at = (step: number) => ({ step, time: "2026-01-01T00:00:00Z" });
const adam = { type: "adam", learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
const sgd = { type: "sgd", learningRate: 0.01 };
const toSgd = (step: number, network: "generator" | "discriminator"): RunEvent => ({
  ...at(step),
  type: "changed",
  set: [{ path: `optimizer.${network}`, from: adam, to: sgd }],
  slots: "reset",
  carriedOver: { [network]: [] },
});

const toK = (step: number, from: number, to: number): RunEvent => ({
  ...at(step),
  type: "changed",
  set: [{ path: "training.discriminatorSteps", from, to }],
});

describe("the optimizers of a run", () => {
  it("are those of the experiment and then what was changed", () => {
    const experiment = { optimizer: { generator: adam, discriminator: adam } };
    const events: RunEvent[] = [
      toSgd(10, "generator"),
      {
        ...at(20),
        type: "changed",
        set: [{ path: "optimizer.generator.learningRate", from: 0.01, to: 0.5 }],
      },
    ];
    assert.deepEqual(optimizersOf(currentExperiment(experiment, events)), {
      generator: { type: "sgd", learningRate: 0.5 },
      discriminator: adam,
    });
    const taken: RunEvent = { ...at(15), type: "resumed", fromCheckpoint: true };
    assert.deepEqual(
      optimizersOf(currentExperiment(experiment, [...events, taken])).generator,
      sgd,
    );
    const takenAtChange: RunEvent = { ...at(19), type: "resumed", fromCheckpoint: true };
    assert.deepEqual(
      optimizersOf(currentExperiment(experiment, [...events, takenAtChange])).generator,
      {
        type: "sgd",
        learningRate: 0.5,
      },
    );
    assert.deepEqual(optimizersOf(currentExperiment({}, [])), {});
  });

  it("show the k of the experiment, or what it was changed to", () => {
    const experiment = { training: { discriminatorSteps: 2 } };
    const events: RunEvent[] = [toK(10, 2, 3), toK(20, 3, 7)];
    const k = (all: RunEvent[]) => currentExperiment(experiment, all).training.discriminatorSteps;
    assert.equal(k([]), 2);
    assert.equal(k(events), 7);
    const taken = (step: number): RunEvent => ({
      ...at(step),
      type: "resumed",
      fromCheckpoint: true,
    });
    assert.deepEqual(
      [19, 18, 8].map((step) => k([...events, taken(step)])),
      [7, 3, 2],
    );
  });
});

describe("the objective of a run", () => {
  const from = { loss: "minimax", penalties: [{ type: "r1", weight: 10 }] };
  const to = { loss: "minimax", penalties: [{ type: "r1", weight: 5 }], instanceNoise: 0.1 };
  const change = currentEvent({ ...at(10), type: "objectiveChanged", from, to });

  it("is that of the experiment, or what it was changed to and not taken back", () => {
    const objective = (events: RunEvent[]) =>
      currentExperiment({ objective: from }, events).objective;
    assert.deepEqual(objective([]), from);
    assert.deepEqual(objective([change]), to);
    assert.deepEqual(
      objective([change, { ...at(5), type: "resumed", fromCheckpoint: true }]),
      from,
    );
  });

  it("is told by what was changed of it", () => {
    assert.equal(describeEvent(change), "Loss: penalties.0.weight 10 → 5; instanceNoise off → 0.1");
    assert.deepEqual(
      runMarks([change]).map(({ label }) => label),
      ["penalties.0.weight 5, instanceNoise 0.1"],
    );
  });
});

describe("the marks of a run", () => {
  it("join what happened at one step", () => {
    const marks = runMarks([
      toSgd(10, "generator"),
      toSgd(10, "discriminator"),
      toK(20, 1, 5),
      { ...at(30), type: "warning", message: "D has won" },
      { ...at(40), type: "paused" },
    ]);
    assert.deepEqual(
      marks.map(({ step, kind, label }) => ({ step, kind, label })),
      [
        { step: 10, kind: "change", label: "G, D: SGD" },
        { step: 20, kind: "change", label: "k 5" },
        { step: 30, kind: "warning", label: "warning" },
      ],
    );
    assert.equal(first(marks).details.length, 2);
  });

  it("are told in a sentence", () => {
    assert.equal(
      describeEvent(toSgd(10, "generator")),
      "Optimizer of the generator: Adam (learningRate 0.001, beta1 0.9, beta2 0.999, " +
        "epsilon 1e-8) → SGD (learningRate 0.01); slots reset",
    );
    assert.equal(describeEvent(toK(20, 1, 5)), "Discriminator updates per step (k): 1 → 5");
    const set = [{ path: "training.generatorSteps", from: 1, to: 2 }];
    const toKG: RunEvent = { ...at(20), type: "changed", set };
    assert.equal(describeEvent(toKG), "Generator updates per step (k_G): 1 → 2");
    assert.deepEqual(
      runMarks([toKG]).map(({ label }) => label),
      ["k_G 2"],
    );
    const path = "training.adjustment";
    const adjusted: RunEvent = {
      ...at(30),
      type: "changed",
      set: [{ path, from: { type: "none" }, to: { type: "consensus", weight: 10 } }],
    };
    const weaker: RunEvent = {
      ...at(40),
      type: "changed",
      set: [{ path: `${path}.weight`, from: 10, to: 5 }],
    };
    assert.equal(describeEvent(adjusted), "Adjustment of gradients: none → consensus, weight 10");
    assert.equal(describeEvent(weaker), "Adjustment of gradients: weight 10 → 5");
    assert.deepEqual(
      runMarks([adjusted, weaker]).map(({ label }) => label),
      ["adjustment consensus, weight 10", "adjustment weight 5"],
    );
    assert.equal(
      describeEvent({
        ...at(10),
        type: "changed",
        set: [
          {
            path: "optimizer.generator",
            from: adam,
            to: {
              ...sgd,
              nesterov: true,
              clip: { type: "norm", limit: 1 },
              lookahead: { every: 5, rate: 0.5 },
            },
          },
        ],
        slots: "reset",
      }),
      "Optimizer of the generator: Adam (learningRate 0.001, beta1 0.9, beta2 0.999, " +
        "epsilon 1e-8) → SGD (learningRate 0.01, nesterov on, clip norm of each tensor to 1, " +
        "lookahead every 5, rate 0.5); slots reset",
    );
  });
});

describe("a schedule in short", () => {
  const texts: [object, string][] = [
    [{ type: "exponential", initial: 0.1, decay: 0.999996, floor: 0 }, "0.1 × 0.999996^step"],
    [
      { type: "exponential", initial: 0.1, decay: 0.999996, floor: 1e-6 },
      "0.1 × 0.999996^step, at least 1e-6",
    ],
    [{ type: "step", initial: 0.1, factor: 0.5, every: 100 }, "0.1 × 0.5 every 100 steps"],
    [
      { type: "piecewise", boundaries: [10, 200], values: [1, 0.5, 0.1] },
      "1, 0.5 from step 10, 0.1 from step 200",
    ],
    [{ type: "linear", from: 0.5, to: 0.7, start: 0, end: 125_000 }, "0.5 → 0.7 by step 125,000"],
    [
      { type: "polynomial", from: 1, to: 0, start: 0, end: 50, power: 2 },
      "1 → 0 by step 50, power 2",
    ],
    [{ type: "cosine", from: 1, to: 0, start: 0, end: 50 }, "1 → 0 by step 50, cosine"],
    [
      { type: "cosineRestarts", from: 1, to: 0, period: 10, growth: 2 },
      "1 → 0 every 10 steps, each cycle × 2 as long, cosine",
    ],
    [
      {
        type: "oneCycle",
        peak: 0.1,
        steps: 1000,
        rise: 0.3,
        initialDivisor: 25,
        finalDivisor: 1e4,
      },
      "one cycle of 1,000 steps, peak 0.1",
    ],
    [{ type: "inverseTime", initial: 0.1, decay: 0.01 }, "0.1 / (1 + 0.01 × step)"],
    [
      {
        type: "warmUp",
        steps: 100,
        from: 0,
        then: { type: "cosine", from: 1, to: 0, start: 0, end: 50 },
      },
      "0 up in 100 steps, then 1 → 0 by step 50, cosine",
    ],
  ];
  for (const [schedule, text] of texts) it(text, () => assert.equal(describeValue(schedule), text));

  it("is there for every schedule", () => {
    assert.deepEqual(
      [...new Set(texts.map(([schedule]) => (schedule as { type: string }).type))].sort(),
      scheduleSchema.options.map((option) => option.shape.type.value).sort(),
    );
  });
});

describe("numbers for a person", () => {
  it("keep four digits", () => {
    const cases: [number, string][] = [
      [0.693147, "0.6931"],
      [12345.6, "12,346"],
      [1e-7, "1e-7"],
      [0.5, "0.5"],
      [-2, "-2"],
      [100, "100"],
      [1234567890, "1.23e9"],
      [NaN, "NaN"],
      [-Infinity, "-∞"],
      [0, "0"],
    ];
    for (const [value, text] of cases) assert.equal(formatNumber(value), text);
    assert.equal(formatCount(1234567), "1,234,567");
  });

  it("tell a duration by its two largest units", () => {
    const cases: [number, string][] = [
      [0.25, "0.25 s"],
      [12, "12 s"],
      [200, "3 min 20 s"],
      [7500, "2 h 5 min"],
      [3600, "1 h"],
      [273600, "3 d 4 h"],
      [59.7, "1 min"],
      [Infinity, "?"],
    ];
    for (const [seconds, text] of cases) assert.equal(formatDuration(seconds), text);
  });
});

describe("the colours of D", () => {
  it("meet their ends and centre", () => {
    const map = divergingMap([200, 80, 0], [250, 250, 250], [0, 60, 200]);
    assert.deepEqual(
      [map(0), map(0.5), map(1), map(NaN)],
      [
        [200, 80, 0],
        [250, 250, 250],
        [0, 60, 200],
        [250, 250, 250],
      ],
    );
  });

  it("can be read from CSS", () => {
    assert.deepEqual(parseColour("#1a85ff"), [26, 133, 255]);
    assert.deepEqual(parseColour("rgba(1, 2, 3, 0.5)"), [1, 2, 3]);
    assert.equal(parseColour("papayawhip"), undefined);
    assert.equal(withAlpha("#000", 0.5), "rgba(0, 0, 0, 0.5)");
  });
});
