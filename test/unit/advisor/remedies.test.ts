import assert from "node:assert/strict";
import { remedyFor } from "../../../src/advisor/remedies";
import { changeProblems } from "../../../src/experiment/changeable";
import { parseExperiment } from "../../../src/experiment/parse";
import { PRESETS } from "../../../src/experiment/presets";
import type { Experiment } from "../../../src/experiment/schema";
import { remedyKind, settingTexts } from "../../../src/shared/advisor/remedies";
import { noRemedyText } from "../../../src/shared/advisor/verdict-text";
import { VERDICT_KINDS, type VerdictKind } from "../../../src/shared/advisor/verdict-kinds";
import { recordedRun } from "../../support/advised-runs";
import { present } from "../../support/values";

const KINDS = Object.keys(VERDICT_KINDS) as VerdictKind[];
const { experiment } = recordedRun("healthy");

const withObjective = (objective: object): Experiment => ({
  ...experiment,
  objective: { ...experiment.objective, ...objective },
});

const nameFor = (kind: VerdictKind, now: Experiment): string | undefined =>
  remedyFor(kind, now)?.name;

describe("The remedy for a verdict", () => {
  it("can be made of example configs, in a run that trains or in a new one", () => {
    // Of each group of templates one: they differ in loss, layers and penalties.
    for (const { text } of PRESETS.filter(({ group }, i) => group !== PRESETS[i - 1]?.group))
      for (const kind of KINDS) {
        const now = present(parseExperiment(text).experiment);
        const remedy = remedyFor(kind, now);
        if (!remedy) continue;
        assert.ok(remedyKind(remedy.name));
        if (!remedy.fresh) assert.deepEqual(changeProblems(now, remedy.set, 1000), []);
      }
  });

  it("is the next one where the experiment has the first already", () => {
    const r1 = withObjective({ penalties: [{ type: "r1", weight: 1 }] });
    assert.equal(
      nameFor("discriminatorWins", withObjective({ loss: "minimax" })),
      "useNonSaturating",
    );
    assert.equal(nameFor("discriminatorWins", experiment), "addR1");
    assert.equal(nameFor("discriminatorWins", r1), "addInstanceNoise");
    assert.equal(
      nameFor("modesMissing", withObjective({ ...r1.objective, instanceNoise: 0.1 })),
      "usePacking",
    );
  });

  it("is words of the verdict's own where a schedule's rates would have to change", () => {
    const scheduled = {
      ...experiment.optimizer.generator,
      learningRate: { type: "exponential", initial: 1e-6, decay: 0.999, floor: 0 },
    };
    const now = {
      ...experiment,
      optimizer: { generator: scheduled, discriminator: scheduled },
    } as Experiment;
    assert.equal(nameFor("ratesDoNothing", now), undefined);
    assert.equal(
      noRemedyText({ kind: "ratesDoNothing" }),
      "There is no single change to try. Larger rates in the schedules, or more steps, may help.",
    );
    assert.match(noRemedyText({ kind: "memorises" }), /more data/);
  });

  it("lowers rates first that no network can learn with", () => {
    const adam = (learningRate: number) => ({ ...experiment.optimizer.generator, learningRate });
    const now = {
      ...experiment,
      optimizer: { generator: adam(0.3), discriminator: adam(5e-4) },
    } as Experiment;
    assert.deepEqual(remedyFor("collapsed", now)?.set, [
      { path: "optimizer.generator.learningRate", value: 1e-3 },
      { path: "optimizer.discriminator.learningRate", value: 5e-4 },
    ]);
    assert.equal(experiment.optimizer.generator.type, "adam");
  });

  it("is no penalty for a D whose samples depend on each other", () => {
    const layers = experiment.discriminator.layers!;
    const now: Experiment = {
      ...experiment,
      discriminator: {
        layers: [layers[0]!, { type: "minibatchStddev" }, ...layers.slice(1)],
      } as Experiment["discriminator"],
    };
    assert.equal(nameFor("discriminatorWins", now), "addInstanceNoise");
  });

  it("leaves schedules as a person has planned them", () => {
    const learningRate = { schedule: "linear", from: 0.001, to: 0, steps: 100 };
    const optimizer = { ...experiment.optimizer.generator, learningRate };
    const now = {
      ...experiment,
      optimizer: { generator: optimizer, discriminator: optimizer },
    } as unknown as Experiment;
    assert.equal(nameFor("gradientsExplode", now), undefined);
  });

  it("is written as it is typed behind --set", () =>
    assert.deepEqual(settingTexts(present(remedyFor("discriminatorWins", experiment))), [
      'objective.penalties=[{"type":"r1","weight":1}]',
    ]));
});
