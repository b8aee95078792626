import { assertClose, prepare, train } from "../../../support/compiled";
import assert from "node:assert/strict";
import { installTensorFlow, loadEngine } from "../../../../src/engine";
import { createEagerProgram } from "../../../../src/engine/eager/program";
import type { Program } from "../../../../src/engine/program";
import {
  type Experiment,
  type ExperimentInput,
  experimentSchema,
  LOSSES,
  PENALTIES,
} from "../../../../src/experiment/schema";
import type { Model } from "../../../../src/gan/model";
import { STEP_METRICS } from "../../../../src/gan/step";
import { cacheDir } from "../../../../src/shared/files/cache";
import { stepOf } from "../../../../src/trainer/session/step";
import { type Compile, COMPILERS } from "../../../support/compilers";
import { entry } from "../../../support/values";

/** Few, and with small rates: such training doubles a difference of rounding within a few steps. */
const STEPS = 5;
const dense = (units: number, activation: "linear" | "tanh" | "leakyRelu" = "linear") =>
  ({ type: "dense", units, activation }) as const;
const momentum = { type: "momentum", learningRate: 0.01, momentum: 0.5 } as const;
const adam = { type: "adam", learningRate: 0.001, beta1: 0.5 } as const;

const game = (
  objective: ExperimentInput["objective"],
  training: ExperimentInput["training"] = {},
  D: ExperimentInput["discriminator"]["layers"] = [
    dense(12, "tanh"),
    dense(12, "leakyRelu"),
    dense(1),
  ],
): Experiment =>
  experimentSchema.parse({
    data: { source: "ring", stddev: 0.1 },
    latent: { size: 3 },
    generator: { layers: [dense(8, "leakyRelu"), dense(2)] },
    discriminator: { layers: D },
    objective,
    optimizer: { generator: momentum, discriminator: momentum },
    training: { batchSize: 8, ...training },
  });
const images: ExperimentInput["discriminator"]["layers"] = [
  { type: "reshape", targetShape: [4, 4, 1] },
  { type: "conv2d", filters: 3, kernelSize: 3, strides: 2, activation: "leakyRelu" },
  { type: "conv2dTranspose", filters: 2, kernelSize: 4, strides: 2, activation: "tanh" },
  { type: "flatten" },
  dense(1),
];

const EXPERIMENTS: Record<string, Experiment> = {
  ...Object.fromEntries(LOSSES.map((loss) => [loss, game({ loss })])),
  ...Object.fromEntries(
    PENALTIES.map((type) => [
      type,
      game({
        loss: "wasserstein",
        penalties: [{ type, weight: { type: "linear", from: 1, to: 3, end: 4 } }],
      }),
    ]),
  ),
  ...Object.fromEntries(
    PENALTIES.map((type) => [
      `${type} through convolutions, on packs`,
      game({ loss: "wasserstein", penalties: [{ type }], packing: 8 }, { batchSize: 3 }, images),
    ]),
  ),
  "unrolled D": game({ unrolling: { steps: 3, learningRate: 0.1 } }),
  "unrolled D through convolutions, on packs": game(
    { unrolling: { steps: 2, learningRate: 0.1 }, packing: 8 },
    { batchSize: 3 },
    images,
  ),
  ...Object.fromEntries(
    PENALTIES.flatMap((type) =>
      (type === "r1" ? [1, 2, 4] : [1, 2]).map((steps) => [
        `${type} inside D unrolled by ${steps}`,
        game({ penalties: [{ type }], unrolling: { steps, learningRate: 0.1 } }, { batchSize: 4 }, [
          dense(6, "tanh"),
          dense(1),
        ]),
      ]),
    ),
  ),
  "clipped weights, k = 2": game(
    { loss: "wasserstein", weightClip: 0.1 },
    { discriminatorSteps: 2 },
  ),
  "smoothed and flipped labels": game({
    labelSmoothing: { real: { type: "linear", from: 0.2, to: 0, end: 4 }, generated: 0.1 },
    labelFlipping: 0.3,
  }),
  "instance noise and packs": game({
    instanceNoise: { type: "linear", from: 0.5, to: 0, end: 4 },
    packing: 2,
  }),
  "simultaneous updates with dropout": game({ loss: "halfSum" }, { updates: "simultaneous" }, [
    dense(12, "tanh"),
    { type: "dropout", rate: 0.3 },
    dense(1),
  ]),
  "extragradient and an average of G": game(
    {},
    { updates: "extragradient", generatorAverage: { decay: 0.9, start: 2 } },
  ),
  "k = 2 and k_G = 3, with clipped weights and an average of G": game(
    { loss: "wasserstein", weightClip: 0.1 },
    { discriminatorSteps: 2, generatorSteps: 3, generatorAverage: { decay: 0.9, start: 2 } },
  ),
  "k_G = 3 with Adam and lookahead": {
    ...game({}, { generatorSteps: 3 }),
    optimizer: experimentSchema.shape.optimizer.parse({
      generator: { ...adam, lookahead: { every: 2 } },
      discriminator: { ...adam, lookahead: { every: 2 } },
    }),
  },
  "k_G = 2 where G's loss sees data": game(
    { loss: "relativisticAverage", penalties: [{ type: "r1" }] },
    { generatorSteps: 2 },
  ),
  "k_G = 2 against unrolled D": game(
    { unrolling: { steps: 2, learningRate: 0.1 } },
    { generatorSteps: 2 },
  ),
  ...Object.fromEntries(
    (["simultaneous", "extragradient"] as const).map((updates) => [
      `k_G = 3 after ${updates} updates`,
      game({ loss: "relativisticAverage" }, { updates, generatorSteps: 3 }),
    ]),
  ),
  "consensus with batchNorm and dropout": game(
    {},
    {
      updates: "simultaneous",
      adjustment: { type: "consensus", weight: { type: "linear", from: 0.1, to: 0.5, end: 4 } },
    },
    [dense(12, "tanh"), { type: "batchNorm" }, { type: "dropout", rate: 0.3 }, dense(1)],
  ),
  "symplectic adjustment through convolutions, on packs, extragradient": game(
    { packing: 8 },
    { batchSize: 3, updates: "extragradient", adjustment: { type: "symplectic" } },
    images,
  ),
  "competitive gradient descent": {
    ...game(
      { loss: "minimax" },
      { updates: "simultaneous", adjustment: { type: "competitive", iterations: 3 } },
    ),
    optimizer: experimentSchema.shape.optimizer.parse({
      generator: { type: "sgd", learningRate: 0.1 },
      discriminator: { type: "sgd", learningRate: 0.1 },
    }),
  },
  "extragradient with Adam": {
    ...game({}, { updates: "extragradient" }),
    optimizer: experimentSchema.shape.optimizer.parse({ generator: adam, discriminator: adam }),
  },
};

type Trained = Awaited<ReturnType<typeof train>>;
function assertSameTraining(actual: Trained, expected: Trained): void {
  for (const [i, metric] of STEP_METRICS.entries()) {
    const of = ({ log }: Trained) => log.filter((_, at) => at % STEP_METRICS.length === i);
    assertClose(metric, of(actual), of(expected), 1e-4);
  }
  assert.deepEqual(Object.keys(actual.state), Object.keys(expected.state));
  // All tensors of a kind together: the last bias of a relativistic D has the gradient 0, and holds
  // nothing but rounding.
  const kindOf = (name: string) => name.replace(/\/\d.*/, "");
  const ofKind = ({ state }: Trained, kind: string) =>
    Object.keys(expected.state)
      .filter((name) => kindOf(name) === kind)
      .flatMap((name) => [...entry(state, name).values]);
  for (const kind of new Set(Object.keys(expected.state).map(kindOf)))
    assertClose(kind, ofKind(actual, kind), ofKind(expected, kind), 1e-4);
}

for (const [engine, start] of Object.entries(COMPILERS)) {
  describe(`Objectives and ways of updating, compiled for ${engine}`, () => {
    let compile: Compile;
    before(async () => {
      await installTensorFlow({ cacheDir: cacheDir() });
      await loadEngine("tensorflow", { convolution: true });
      compile = await start();
    });

    for (const [name, experiment] of Object.entries(EXPERIMENTS)) {
      it(`${name}: as op by op`, async () => {
        const { step, state } = await prepare(experiment);
        assertSameTraining(
          await train(await compile(step, state), [STEPS]),
          await train(createEagerProgram(step, state), [STEPS]),
        );
      });
    }

    it("the steps in which D alone is trained: as op by op", async () => {
      const { model, source, state } = await prepare(
        game({}, { discriminatorSteps: 2, generatorAverage: {}, pretrainDiscriminator: STEPS }),
      );
      const step = stepOf(model, source, () => model, "pretraining");
      const actual = await train(await compile(step, state), [STEPS]);
      assertSameTraining(actual, await train(createEagerProgram(step, state), [STEPS]));
      const untouched = Object.keys(state).filter((name) => name.includes("generator/"));
      assert.ok(
        untouched.some((name) => name.startsWith("optimizer/")) &&
          untouched.some((name) => name.startsWith("average/")),
      );
      for (const name of untouched) assert.deepEqual(actual.state[name], state[name], name);
    });

    it("takes another weight, noise or label share without compiling again", async () => {
      const { model, source, state } = await prepare(
        game({
          penalties: [{ type: "r1", weight: 1 }],
          instanceNoise: 0.1,
          labelFlipping: 0.1,
          labelSmoothing: {},
        }),
      );
      let now: Model = model;
      const change = async (program: Program): Promise<Trained> => {
        now = model;
        const first = await program.run(0, 2);
        now = {
          ...model,
          objective: {
            ...model.objective,
            penalties: [{ type: "r1", weight: 5 }],
            instanceNoise: 1,
            labelFlipping: 0.5,
            labelSmoothing: { real: 0.3, generated: 0 },
          },
        };
        const log = [...first, ...(await program.run(2, 3))];
        const after = await program.state();
        program.dispose();
        return { log, state: after };
      };
      const step = stepOf(model, source, () => now);
      const changed = await change(await compile(step, state));
      assertSameTraining(changed, await change(createEagerProgram(step, state)));
      now = model;
      const unchanged = await train(await compile(step, state), [2, 3]);
      assert.deepEqual(
        changed.log.slice(0, 2 * STEP_METRICS.length),
        unchanged.log.slice(0, 2 * STEP_METRICS.length),
      );
      assert.notDeepEqual(changed.log, unchanged.log);
    });
  });
}
