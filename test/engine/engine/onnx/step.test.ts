import { assertAsOpByOp, assertClose, prepare, train, workload } from "../../../support/compiled";
import assert from "node:assert/strict";
import { installTensorFlow, loadEngine } from "../../../../src/engine";
import { createEagerProgram } from "../../../../src/engine/eager/program";
import { createOnnxProgram } from "../../../../src/engine/onnx/program";
import type { Runtime } from "../../../../src/engine/onnx/runtime/runtime";
import type { Program, Step, Tensors } from "../../../../src/engine/program";
import { drawLatents, generate } from "../../../../src/gan/model";
import { unflattenState } from "../../../../src/gan/state";
import { fold, normal, rootKey, uniform } from "../../../../src/gan/random";
import { STEP_METRICS } from "../../../../src/gan/step";
import { cacheDir } from "../../../../src/shared/files/cache";
import type { GanError } from "../../../../src/shared/errors";
import * as tf from "../../../../src/tensor/tf";
import type { Values } from "../../../../src/tensor/values";
import { RUNTIMES } from "../../../support/onnx";
import { entry, present } from "../../../support/values";
import { EXPERIMENTS } from "../../../support/onnx-experiments";

const numbers = (...values: number[]): Values => ({
  dtype: "float32",
  shape: [values.length],
  values: Float32Array.from(values),
});

for (const [name, start] of Object.entries(RUNTIMES)) {
  describe(`A step compiled for ${name}`, () => {
    let runtime: Runtime;
    const compile = ({
      step,
      state,
    }: {
      step: Step;
      state: Record<string, Values>;
    }): Promise<Program> => createOnnxProgram(runtime, step, state);
    before(async () => {
      await installTensorFlow({ cacheDir: cacheDir() });
      await loadEngine("tensorflow", { convolution: true });
      runtime = await start();
    });

    for (const [settings, { experiment, steps, ...options }] of Object.entries(EXPERIMENTS)) {
      it(`trains ${settings} as op by op: metrics and state of ${steps} iterations`, async () => {
        const prepared = await prepare(experiment);
        await assertAsOpByOp(await compile(prepared), prepared, steps, options);
      });
    }

    it("gives the same bits for any split of the iterations, and again", async () => {
      const prepared = await prepare(
        workload("toy", (e) => {
          e.training.discriminatorSteps = 2;
        }),
      );
      const whole = await train(await compile(prepared), [300]);
      for (const counts of [Array<number>(300).fill(1), [1, 7, 92, 200], [300]])
        assert.deepEqual(await train(await compile(prepared), counts), whole, `${counts}`);
    });

    it("gives the same bits when convolutions are run again", async () => {
      const prepared = await prepare(
        workload("dcgan", (e) => {
          e.training.batchSize = 8;
        }),
      );
      assert.deepEqual(
        await train(await compile(prepared), [3, 3]),
        await train(await compile(prepared), [6]),
      );
    });

    it("feeds rows of bytes and numbers to each iteration, and carries the state", async () => {
      const bytes = { values: Uint8Array.of(0, 1, 2, 100, 200, 255), rows: 3, rowShape: [2] };
      const table = { values: Float32Array.of(0.25, -1.5, 8), rows: 3, rowShape: [] };
      const step: Step = {
        inputs: {
          bytes: { kind: "rows", table: bytes, count: 2, at: (i) => [i % 3, 2] },
          numbers: { kind: "rows", table, count: 1, at: (i) => [(i + 1) % 3] },
          series: { kind: "series", shape: [2], at: (i) => [i / 4, 1 - i] },
          unused: { kind: "series", shape: [], at: () => [0] },
        },
        run: (state, given, iteration) => ({
          state: {
            ...state,
            sum: tf.add(entry(state, "sum"), tf.sum(entry(given, "bytes"))),
            copied: entry(state, "other"),
            swapped: tf.neg(entry(state, "swapped")),
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
        sum: numbers(0),
        untouched: { dtype: "int32", shape: [2], values: Int32Array.of(-5, 7) },
        copied: numbers(1, 2),
        other: numbers(3, 4),
        swapped: numbers(1),
      };
      const { log, state: end } = await train(await compile({ step, state }), [1, 2]);
      assert.deepEqual(
        log,
        [
          [0, 1, 200, 255, -1.5, 0, 1, 0],
          [2, 100, 200, 255, 8, 0.25, 0, 1],
          [200, 255, 200, 255, 0.25, 0.5, -1, 2],
        ].flat(),
      );
      assert.deepEqual(end, {
        ...state,
        sum: numbers(456 + 557 + 910),
        copied: numbers(3, 4),
        swapped: numbers(-1),
      });
    });

    it("draws the random numbers of op by op, others in every iteration", async () => {
      const step: Step = {
        inputs: {},
        run: (state, _given, iteration) => {
          const index = iteration.mul(tf.scalar(2, "int32")).add(tf.scalar(1, "int32"));
          const key = rootKey(7, index);
          const fixed = rootKey(7, 5);
          const kept = uniform(fold(key, "dropout"), [3, 5]).greaterEqual(0.3).cast("float32");
          const parts = [
            uniform(fold(key, "u"), [4]),
            normal(fold(key, "n"), [3]),
            kept,
            uniform(fold(fixed, "u"), [2]),
            normal(fold(rootKey(7, iteration), "n"), [2]),
          ];
          return {
            state: { unused: entry(state, "unused").clone() },
            metrics: tf.concat(parts.map((part) => part.flatten())) as tf.Tensor1D,
          };
        },
      };
      const state = { unused: numbers(0) };
      const actual = await train(await compile({ step, state }), [4, 5]);
      const expected = await train(createEagerProgram(step, state), [9]);
      const exact = (log: number[]) =>
        log.filter((_, i) => {
          const at = i % 26;
          return at < 4 || (at >= 7 && at < 24);
        });
      assert.deepEqual(exact(actual.log), exact(expected.log));
      actual.log.forEach((value, i) =>
        assert.ok(
          Math.abs(value - expected.log[i]!) <= 1e-6,
          `number ${i}: ${value}, ${expected.log[i]}`,
        ),
      );
    });

    it("computes metrics from its state as op by op, and leaves it as it is", async () => {
      const { model, step, state } = await prepare(
        workload("mnist", (e) => {
          e.training.batchSize = 8;
        }),
      );
      const programs = [await compile({ step, state }), createEagerProgram(step, state)] as const;
      const samples = (program: Program, count: number) =>
        program.compute(
          "samples",
          (now, { z }) => generate(model, unflattenState(model, now), present(z)),
          {
            z: {
              dtype: "float32",
              shape: [count, 100],
              values: tf.tidy(
                () =>
                  drawLatents(
                    model.latent,
                    fold(rootKey(1, 0), "s"),
                    count,
                  ).dataSync() as Float32Array,
              ),
            },
          },
        );
      const halved = (program: Program) =>
        program.compute(
          "halved",
          (_now: Tensors, { bytes, scale }: Tensors) => tf.mul(present(bytes), present(scale)),
          {
            bytes: { dtype: "uint8", shape: [3], values: Uint8Array.of(0, 3, 255) },
            scale: { dtype: "float32", shape: [], values: Float32Array.of(0.5) },
          },
        );
      const [compiled, eager] = await Promise.all(
        programs.map(async (program) => [
          ...(await program.run(0, 2)),
          ...(await samples(program, 4)),
          ...(await program.run(2, 2)),
          ...(await samples(program, 4)),
          ...(await samples(program, 3)),
        ]),
      );
      assertClose("samples between iterations", present(compiled), present(eager), 1e-4);
      for (const program of programs) {
        assert.deepEqual([...(await halved(program))], [0, 1.5, 127.5]);
        program.dispose();
      }
      const undisturbed = await train(await compile({ step, state }), [4]);
      const metrics = STEP_METRICS.length;
      const pictures = 4 * 784;
      assert.deepEqual(
        present(compiled).slice(2 * metrics + pictures, 4 * metrics + pictures),
        undisturbed.log.slice(2 * metrics),
      );
    });

    it("is refused where random numbers depend on weights, and says where", async () => {
      const step: Step = {
        inputs: {},
        run: (state) => ({
          state,
          metrics: uniform(rootKey(1, tf.cast(tf.sum(entry(state, "x")), "int32")), [2]),
        }),
      };
      await assert.rejects(compile({ step, state: { x: numbers(1) } }), (error: GanError) => {
        assert.equal(error.code, "not-recordable");
        assert.match(
          error.message,
          /seed of random numbers depends on more than the iteration's number/,
        );
        return true;
      });
    });
  });
}
