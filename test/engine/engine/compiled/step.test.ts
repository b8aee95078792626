import assert from "node:assert/strict";
import { installTensorFlow, loadEngine } from "../../../../src/engine";
import { createEagerProgram } from "../../../../src/engine/eager/program";
import type { Program, Step } from "../../../../src/engine/program";
import { createTensorFlowProgram } from "../../../../src/engine/tensorflow/program";
import { type Experiment, layersOf } from "../../../../src/experiment/schema";
import { drawLatents, generate } from "../../../../src/gan/model";
import { unflattenState } from "../../../../src/gan/state";
import { fold, rootKey } from "../../../../src/gan/random";
import { cacheDir } from "../../../../src/shared/files/cache";
import * as tf from "../../../../src/tensor/tf";
import type { Values } from "../../../../src/tensor/values";
import {
  assertAsOpByOp,
  assertClose,
  prepare,
  type Prepared,
  train,
  withTensorFlowThreads,
  workload,
  WORKLOADS,
} from "../../../support/compiled";
import { entry, present } from "../../../support/values";

/** As on two processors. */
const compile = ({ step, state }: Pick<Prepared, "step" | "state">): Program =>
  withTensorFlowThreads(2, () => createTensorFlowProgram(step, state, { xla: false }));

describe("A compiled step", () => {
  before(async () => {
    await installTensorFlow({ cacheDir: cacheDir() });
    // A convolution's sums depend on the number of threads, and each of the two workers runs an op
    // on one thread: so does the eager program here.
    await withTensorFlowThreads(1, () => loadEngine("tensorflow", { convolution: true }));
  });

  const experiments: [string, Experiment, number][] = [
    ...WORKLOADS.map((name): [string, Experiment, number] => [
      name,
      workload(name),
      name === "dcgan" ? 8 : 20,
    ]),
    [
      "a dcgan so narrow that its operations are tiny",
      workload("dcgan", (e) => {
        e.training.batchSize = 8;
        for (const layer of [e.generator, e.discriminator].flatMap(layersOf)) {
          if (layer.type === "dense" && layer.units > 1) layer.units = 98;
          if (layer.type === "reshape") layer.targetShape = [7, 7, 2];
          if ("filters" in layer && layer.filters > 1) layer.filters = 2;
        }
      }),
      10,
    ],
    [
      "mnist with k = 2",
      workload("mnist", (e) => {
        e.training.discriminatorSteps = 2;
        e.training.batchSize = 20;
      }),
      5,
    ],
    [
      "ring with k = 2, schedules and the other optimizers",
      workload("ring", (e) => {
        e.training.discriminatorSteps = 2;
        e.objective.loss = "leastSquares";
        e.optimizer.generator = {
          type: "rmsprop",
          learningRate: { type: "exponential", initial: 0.001, decay: 0.9, floor: 0 },
          rho: 0.9,
          epsilon: 1e-7,
        };
        e.optimizer.discriminator = {
          type: "momentum",
          learningRate: 0.01,
          momentum: { type: "linear", from: 0.5, to: 0.9, start: 2, end: 10 },
        };
      }),
      20,
    ],
  ];
  for (const [name, experiment, steps] of experiments) {
    it(`trains ${name} as op by op: metrics and state of ${steps} iterations`, async () => {
      const prepared = await prepare(experiment);
      await assertAsOpByOp(compile(prepared), prepared, steps);
    });
  }

  it("gives the same bits for any split of the iterations, and again", async () => {
    const prepared = await prepare(
      workload("toy", (e) => {
        e.training.discriminatorSteps = 2;
      }),
    );
    const whole = await train(compile(prepared), [300]);
    for (const counts of [Array<number>(300).fill(1), [1, 7, 92, 200], [300]])
      assert.deepEqual(await train(compile(prepared), counts), whole, `${counts}`);
  });

  for (const name of ["mnist", "dcgan"] as const) {
    it(`gives the same bits when ${name} is run again`, async () => {
      const prepared = await prepare(
        workload(name, (e) => {
          e.training.batchSize = 8;
        }),
      );
      assert.deepEqual(await train(compile(prepared), [3, 3]), await train(compile(prepared), [6]));
    });
  }

  it("computes metrics from its state as op by op, and leaves it as it is", async () => {
    const { model, step, state } = await prepare(
      workload("mnist", (e) => {
        e.training.batchSize = 8;
      }),
    );
    const programs = [compile({ step, state }), createEagerProgram(step, state)] as const;
    const samples = (program: Program) =>
      program.compute("samples", (now) =>
        generate(
          model,
          unflattenState(model, now),
          drawLatents(model.latent, fold(rootKey(1, 0), "s"), 4),
        ),
      );
    const halved = (program: Program) =>
      program.compute(
        "halved",
        (_now, { bytes, scale }) => tf.mul(present(bytes), present(scale)),
        {
          bytes: { dtype: "uint8", shape: [3], values: Uint8Array.of(0, 3, 255) },
          scale: { dtype: "float32", shape: [], values: Float32Array.of(0.5) },
        },
      );
    const [compiled, eager] = await Promise.all(
      programs.map(async (program) => [
        ...(await program.run(0, 2)),
        ...(await samples(program)),
        ...(await program.run(2, 2)),
        ...(await samples(program)),
      ]),
    );
    assertClose("samples between iterations", present(compiled), present(eager), 1e-4);
    for (const program of programs) {
      assert.deepEqual([...(await halved(program))], [0, 1.5, 127.5]);
      program.dispose();
    }
    const undisturbed = await train(compile({ step, state }), [4]);
    assert.deepEqual(
      present(compiled).filter((_, i) => i < 12),
      undisturbed.log.slice(0, 12),
    );
    assert.deepEqual(
      present(compiled).slice(12 + 4 * 784, 24 + 4 * 784),
      undisturbed.log.slice(12),
    );
  });

  it("is given each example once an epoch, by number, whatever k and the batch size", async () => {
    const { step, source } = await prepare(
      workload("mnist", (e) => {
        e.training.discriminatorSteps = 2;
        e.training.batchSize = 100;
      }),
    );
    assert.ok(source.kind === "examples");
    const rows = ["real/0", "real/1"].map((name) => {
      const input = entry(step.inputs, name);
      assert.ok(input.kind === "rows");
      return input;
    });
    for (const epoch of [0, 1]) {
      const seen = new Uint8Array(source.dataset.count);
      for (let i = 0; i < 300; i++)
        for (const { at } of rows)
          for (const index of Array.from(at(epoch * 300 + i))) seen[index]!++;
      assert.ok(seen.every((times) => times === 1));
    }
  });

  it("feeds rows of bytes and of numbers, and numbers, to each iteration", async () => {
    const bytes = { values: Uint8Array.of(0, 1, 2, 100, 200, 255), rows: 3, rowShape: [2] };
    const table = { values: Float32Array.of(0.25, -1.5, 8), rows: 3, rowShape: [] };
    const step: Step = {
      inputs: {
        bytes: { kind: "rows", table: bytes, count: 2, at: (i) => [i % 3, 2] },
        numbers: { kind: "rows", table, count: 1, at: (i) => [(i + 1) % 3] },
        series: { kind: "series", shape: [2], at: (i) => [i / 4, 1 - i] },
      },
      run: (state, given, iteration) => ({
        state: {
          sum: tf.add(entry(state, "sum"), tf.sum(entry(given, "bytes"))),
          untouched: tf.clone(entry(state, "untouched")),
        },
        metrics: tf.concat([
          entry(given, "bytes").flatten(),
          entry(given, "numbers"),
          entry(given, "series"),
          tf.reshape(tf.cast(iteration, "float32"), [1]),
        ]) as tf.Tensor1D,
      }),
    };
    const state: Record<string, Values> = {
      sum: { dtype: "float32", shape: [], values: Float32Array.of(0) },
      untouched: { dtype: "int32", shape: [2], values: Int32Array.of(-5, 7) },
    };
    const expected = [
      [0, 1, 200, 255, -1.5, 0, 1, 0],
      [2, 100, 200, 255, 8, 0.25, 0, 1],
      [200, 255, 200, 255, 0.25, 0.5, -1, 2],
    ].flat();
    for (const program of [compile({ step, state }), createEagerProgram(step, state)]) {
      const { log, state: end } = await train(program, [1, 2]);
      assert.deepEqual(log, expected);
      assert.deepEqual(end, {
        sum: { ...entry(state, "sum"), values: Float32Array.of(456 + 557 + 910) },
        untouched: state["untouched"],
      });
    }
  });

  it("has a copy of the state that it is given, wherever that lies in memory", async () => {
    // TensorFlow would take an array as it is where it begins at a multiple of 64 bytes: one of the
    // four does.
    const memory = new ArrayBuffer(4096);
    const state: Record<string, Values> = Object.fromEntries(
      [0, 4, 8, 12].map((start) => [
        `from ${start}`,
        {
          dtype: "float32",
          shape: [64],
          values: new Float32Array(memory, (start + start * 64) * 4, 64).fill(start),
        },
      ]),
    );
    const program = compile({
      state,
      step: {
        inputs: {},
        run: (now) => ({
          state: Object.fromEntries(Object.entries(now).map(([name, x]) => [name, tf.clone(x)])),
          metrics: tf.ones([1]),
        }),
      },
    });
    new Float32Array(memory).fill(99);
    await program.run(0, 1);
    for (const [name, { values }] of Object.entries(await program.state()))
      assert.ok(
        values.every((value) => `from ${value}` === name),
        name,
      );
    program.dispose();
  });
});
