import assert from "node:assert/strict";
import { Advisor } from "../../../src/advisor/advisor";
import { experimentSchema } from "../../../src/experiment/schema";
import type { VerdictKind } from "../../../src/shared/advisor/verdict-kinds";
import { sliceColumns } from "../../../src/shared/run/coarse";
import type { MetricName } from "../../../src/shared/run/metrics";
import type { Picture } from "../../../src/shared/run/picture";
import { adviceOn, columnsOf, kindsIn, recordedRun } from "../../support/advised-runs";
import { present } from "../../support/values";

const STEPS = 1000;
const { experiment } = recordedRun("healthy");
const config = { ...experiment, training: { ...experiment.training, steps: STEPS } };

/** Rows of a run: each metric as a function of the share of the run that is over. */
const rowsOf = (metrics: Partial<Record<MetricName, (share: number) => number>>) => {
  const usual: Record<string, (share: number) => number> = {
    lossD: () => 1.3,
    lossG: () => 0.8,
    dReal: () => 0.53,
    dFake: () => 0.47,
    gradNormD: (share) => 1 + share,
    gradNormG: (share) => 1 + share,
  };
  // A little noise that repeats itself: no window is without any.
  const noise = (step: number) => 1 + 0.001 * Math.sin(7 * step);
  return columnsOf(
    Object.fromEntries(
      Object.entries({ ...usual, ...metrics }).map(([name, at]) => [
        name,
        Array.from({ length: STEPS }, (_, step) => at(step / STEPS) * noise(step)),
      ]),
    ),
  );
};

const diagnosed = (metrics: Parameters<typeof rowsOf>[0]) =>
  new Advisor(config).rows(rowsOf(metrics));

describe("The advisor on metrics", () => {
  it("says nothing of a D that stays a little ahead", () => assert.deepEqual(diagnosed({}), []));

  it("says that D wins where it is certain of both batches", () => {
    const advice = diagnosed({
      lossD: (share) => Math.max(0.002, 1.3 - 4 * share),
      dReal: (share) => Math.min(0.997, 0.5 + 2 * share),
      dFake: (share) => Math.max(0.003, 0.5 - 2 * share),
    });
    assert.deepEqual(kindsIn(advice), ["discriminatorWins"]);
    const [{ step, verdict }] = advice as [Extract<(typeof advice)[0], { type: "diagnosed" }>];
    assert.ok(step < STEPS / 2 && verdict.since < step);
    assert.equal(verdict.remedy?.name, "addR1");
  });

  it("says that G's gradient vanishes where D is certain and G hears nothing", () =>
    assert.ok(
      kindsIn(
        diagnosed({
          dFake: (share) => 0.47 * Math.exp(-30 * share),
          gradNormG: (share) => Math.exp(-30 * share),
        }),
      ).includes("gradientVanishes"),
    ));

  it("says so of a G whose gradient is nothing at all, whatever D says", () =>
    assert.ok(
      kindsIn(diagnosed({ gradNormG: (share) => (share < 0.2 ? 1 : 0) })).includes(
        "gradientVanishes",
      ),
    ));

  it("does not take the small gradients of an equilibrium for vanishing ones", () =>
    assert.deepEqual(diagnosed({ gradNormG: (share) => Math.exp(-30 * share) }), []));

  it("says that gradients explode", () =>
    assert.deepEqual(kindsIn(diagnosed({ gradNormD: (share) => Math.exp(12 * share) })), [
      "gradientsExplode",
    ]));

  it("says that rates move nothing, and not that D cannot learn, where nothing changes", () =>
    assert.deepEqual(kindsIn(diagnosed({ gradNormD: () => 1, gradNormG: () => 1 })), [
      "ratesDoNothing",
    ]));

  it("takes a verdict back when its evidence is gone", () => {
    const advice = diagnosed({ gradNormD: (share) => (share > 0.3 && share < 0.6 ? 1e4 : 1) });
    assert.deepEqual(
      advice.map(({ type }) => type),
      ["diagnosed", "recovered"],
    );
  });

  it("judges no critic by bounds of a probability", () => {
    const critic = experimentSchema.parse({
      ...config,
      objective: { loss: "wasserstein", weightClip: 0.01 },
    });
    const rows = rowsOf({ dReal: () => 0.999, dFake: () => 0.001 });
    assert.deepEqual(new Advisor(critic).rows(rows), []);
  });

  it("forgets what was before a change of the run", () => {
    const advisor = new Advisor(config);
    const rows = rowsOf({ dFake: () => 0.003, dReal: () => 0.997 });
    advisor.rows(sliceColumns(rows, 0, 60));
    advisor.changed([]);
    assert.deepEqual(advisor.rows(sliceColumns(rows, 60, 120)), []);
  });
});

describe("The advisor on samples while the players circle", () => {
  const x = Array.from({ length: 101 }, (_, i) => -5 + i / 10);
  const normal = (middle: number, stddev: number) =>
    x.map((at) => Math.exp((-((at - middle) ** 2) / 2) * stddev ** -2) / stddev);
  const picture = (step: number, collapsed: boolean): Picture => ({
    kind: "density",
    step,
    x,
    pData: normal(0, 1),
    pGenerator: collapsed ? normal(1, 0.1) : normal(0, 1),
    d: x.map(() => 0.5),
  });
  /** D's lead comes and goes in the first part of the run, which ends at a share of it. */
  const circling = (until: number) => {
    const swing = (share: number) => (share < until ? 0.2 * Math.sin(60 * share) : 0.03);
    return rowsOf({
      dReal: (share) => 0.5 + swing(share),
      dFake: (share) => 0.5 - swing(share),
    });
  };
  /**
   * What is said of samples that have collapsed in three of four pictures.
   *
   * @param options.ignored what a person ignores once it is said
   * @param options.from the step until which samples are well
   */
  const looked = (
    until: number,
    { ignored, from = 0 }: { ignored?: VerdictKind; from?: number } = {},
  ) => {
    const advisor = new Advisor(config);
    const rows = circling(until);
    const said = Array.from({ length: 20 }, (_, i) => 50 * (i + 1)).flatMap((step) => {
      const advice = [
        ...advisor.rows(sliceColumns(rows, step - 50, step)),
        ...advisor.picture(picture(step, step > from && (step / 50) % 4 !== 0)),
      ];
      if (ignored && kindsIn(advice).includes(ignored)) advisor.ignore(ignored);
      return advice.map((one) =>
        one.type === "recovered"
          ? `over: ${one.kind}`
          : [one.verdict.kind, one.verdict.follows].filter(Boolean).join(" follows "),
      );
    });
    return { said, advisor };
  };
  const told = (until: number, from = 500): string[] => looked(until, { from }).said;

  it("tells as their consequence, once, that samples have collapsed now and then", () =>
    assert.deepEqual(told(1), ["oscillates", "collapsed follows oscillates"]));

  it("says that the players circle as soon as samples say so too, and not before", () => {
    assert.deepEqual(told(1, 0), ["collapsed", "oscillates"]);
    // Samples are well all the while.
    assert.deepEqual(told(1, 1000), []);
  });

  it("says that D cannot learn where samples are not good, and not where they are", () => {
    const toldOf = (collapsed: boolean) => {
      const advisor = new Advisor(config);
      const blind = rowsOf({ dReal: () => 0.5, dFake: () => 0.5 });
      return [100, 200, 300, 400, 500].flatMap((step) => [
        ...advisor.rows(sliceColumns(blind, step - 100, step)),
        ...advisor.picture(picture(step, collapsed)),
      ]);
    };
    assert.ok(kindsIn(toldOf(true)).includes("discriminatorCannotLearn"));
    assert.deepEqual(toldOf(false), []);
  });

  it("says nothing of what follows from a verdict that a person ignores, while that stands", () => {
    const toldAfter = (until: number) => {
      const { said, advisor } = looked(until, { ignored: "oscillates" });
      return { said: said.slice(said.indexOf("oscillates") + 1), standing: advisor.verdicts };
    };
    assert.deepEqual(toldAfter(1), { said: [], standing: [] });
    // The players circle no more; samples still collapse now and then.
    assert.deepEqual(toldAfter(0.6).said, ["collapsed"]);
  });

  it("takes back what follows from a verdict with that verdict", () => {
    const all = told(0.6);
    assert.deepEqual(all.slice(0, 2), ["oscillates", "collapsed follows oscillates"]);
    assert.ok(all.indexOf("over: collapsed") > all.indexOf("over: oscillates"));
  });
});

describe("The advisor on recorded runs", () => {
  it("says nothing of a healthy one", () => {
    const run = recordedRun("healthy");
    assert.equal(run.modesCovered.at(-1), 8);
    assert.deepEqual(adviceOn(run), []);
  });

  it("says before half of the steps are gone that the players circle", () => {
    const advice = adviceOn(recordedRun("circling"));
    const circling = present(
      advice.find((one) => one.type === "diagnosed" && one.verdict.kind === "oscillates"),
    );
    assert.ok(circling.step <= 480);
    assert.ok(circling.type === "diagnosed");
    assert.deepEqual(circling.verdict.remedy, {
      name: "raiseToGeneratorRate",
      set: [{ path: "optimizer.discriminator.learningRate", value: 0.001 }],
    });
  });

  it("says that D does not follow G", () =>
    assert.ok(kindsIn(adviceOn(recordedRun("lagging"))).includes("discriminatorLags")));

  it("says by the picture that parts of the data are missing", () => {
    const run = recordedRun("collapsing");
    assert.equal(run.modesCovered.at(-1), 3);
    assert.deepEqual(kindsIn(adviceOn(run)), ["modesMissing"]);
  });
});
