import "@tensorflow/tfjs-core";
import assert from "node:assert/strict";
import { installTensorFlow, loadEngine } from "../../../../src/engine";
import type { Program, Step } from "../../../../src/engine/program";
import { createTensorFlowProgram } from "../../../../src/engine/tensorflow/program";
import { valueAndGradients } from "../../../../src/gan/gradients";
import type { Model } from "../../../../src/gan/model";
import { applyNetwork } from "../../../../src/gan/network";
import { fold, normal, rootKey, uniform } from "../../../../src/gan/random";
import { onlyParams } from "../../../../src/gan/state";
import { subtree, type Tree, withPrefix } from "../../../../src/gan/tree";
import { STEP_METRICS } from "../../../../src/gan/step";
import { cacheDir } from "../../../../src/shared/files/cache";
import * as tf from "../../../../src/tensor/tf";
import type { Values } from "../../../../src/tensor/values";
import { assertClose, prepare, workload } from "../../../support/compiled";
import { entry, present } from "../../../support/values";

const BATCH = 50;

/** One update of a network down its loss. */
function update(
  state: Tree,
  network: "generator" | "discriminator",
  loss: (weights: Tree) => tf.Scalar,
): { value: tf.Scalar; state: Tree } {
  const parameters = subtree(state, network);
  const { value, gradients } = valueAndGradients(parameters, (weights) => ({
    value: loss(weights),
    aux: {},
  }));
  const updated = Object.entries(parameters).map(([name, theta]) => [
    name,
    tf.sub(theta, tf.mul(entry(gradients, name), 0.1)),
  ]);
  return { value, state: { ...state, ...withPrefix(network, Object.fromEntries(updated)) } };
}

/** One update of each network down its loss, with noise and data from outside. */
function fedStep({ generator, discriminator }: Model): Step {
  const numbers = (iteration: number, salt: number) =>
    Float32Array.from(
      { length: BATCH },
      (_, i) => Math.sin(1 + salt + 12.9898 * i + 78.233 * iteration) * 2,
    );
  return {
    inputs: {
      z: { kind: "series", shape: [BATCH, 1], at: (i) => numbers(i, 0) },
      real: { kind: "series", shape: [BATCH, 1], at: (i) => numbers(i, 0.5) },
    },
    run(state, { z, real }, iteration) {
      const mode = { training: true, key: rootKey(1, iteration) } as const;
      const make = (weights: Tree) =>
        applyNetwork(generator, onlyParams(weights), present(z), mode).y;
      const judge = (weights: Tree, x: tf.Tensor) =>
        applyNetwork(discriminator, onlyParams(weights), x, mode).y;
      const d = update(
        state,
        "discriminator",
        (weights) =>
          tf.add(
            tf.mean(tf.softplus(tf.neg(judge(weights, present(real))))),
            tf.mean(tf.softplus(judge(weights, make(subtree(state, "generator"))))),
          ) as tf.Scalar,
      );
      const g = update(
        d.state,
        "generator",
        (weights) =>
          tf.mean(
            tf.softplus(tf.neg(judge(subtree(d.state, "discriminator"), make(weights)))),
          ) as tf.Scalar,
      );
      return {
        state: Object.fromEntries(
          Object.entries(g.state).map(([name, tensor]) => [name, tf.clone(tensor)]),
        ),
        metrics: tf.stack([d.value, g.value]) as tf.Tensor1D,
      };
    },
  };
}

describe("A step compiled by XLA", () => {
  before(async () => {
    await installTensorFlow({ cacheDir: cacheDir() });
    await loadEngine("tensorflow", { convolution: false });
  });

  const pair = (
    step: Step,
    state: Record<string, Values>,
  ): { xla: Program; loop: Program; dispose(): void } => {
    const [xla, loop] = [true, false].map((compiled) =>
      createTensorFlowProgram(step, state, { xla: compiled }),
    ) as [Program, Program];
    return {
      xla,
      loop,
      dispose: () => {
        xla.dispose();
        loop.dispose();
      },
    };
  };

  it("trains as the plain loop does where noise and data are given to it", async () => {
    const { model, state } = await prepare(workload("toy"));
    const weights = Object.fromEntries(
      Object.entries(state).filter(([name]) => /^(generator|discriminator)\//.test(name)),
    );
    const { xla, loop, dispose } = pair(fedStep(model), weights);
    // In pieces: a call has room for more iterations than it is asked for.
    assertClose(
      "losses",
      [...(await xla.run(0, 20)), ...(await xla.run(20, 7))],
      await loop.run(0, 27),
      1e-4,
    );
    const ends = [await xla.state(), await loop.state()] as const;
    for (const [name, { values }] of Object.entries(ends[1]))
      assertClose(name, entry(ends[0], name).values, values, 1e-4);
    dispose();
  });

  it("draws numbers of the same distributions, but others", async () => {
    const COUNT = 20_000;
    const { xla, loop, dispose } = pair(
      {
        inputs: {},
        run: (state, _inputs, iteration) => ({
          state: { unused: tf.clone(entry(state, "unused")) },
          metrics: tf.concat([
            uniform(fold(rootKey(1, iteration), "u"), [COUNT]),
            normal(fold(rootKey(1, iteration), "n"), [COUNT]),
          ]) as tf.Tensor1D,
        }),
      },
      { unused: { dtype: "float32", shape: [], values: Float32Array.of(0) } },
    );
    const drawn = [...(await xla.run(3, 1))];
    const others = [...(await loop.run(3, 1))];
    dispose();
    assert.ok(drawn.filter((value, i) => value === others[i]).length < 10);
    const mean = (values: number[]) =>
      values.reduce((sum, value) => sum + value, 0) / values.length;
    for (const numbers of [drawn, others]) {
      const [even, bell] = [numbers.slice(0, COUNT), numbers.slice(COUNT)];
      assert.ok(even.every((value) => value >= 0 && value < 1));
      // Five standard errors.
      assert.ok(
        Math.abs(mean(even) - 0.5) < 5 * Math.sqrt(1 / 12 / COUNT) &&
          Math.abs(mean(bell)) < 5 / Math.sqrt(COUNT),
      );
      assert.ok(Math.abs(mean(bell.map((value) => value ** 2)) - 1) < 5 * Math.sqrt(2 / COUNT));
    }
  });

  it("trains the toy to losses of the same level, with the same bits every time", async () => {
    const { step, state } = await prepare(workload("toy"));
    const { xla, loop, dispose } = pair(step, state);
    const COUNT = 500;
    const [log, reference] = [await xla.run(0, COUNT), await loop.run(0, COUNT)];
    dispose();
    assert.ok(log.every(Number.isFinite));
    for (const name of ["lossD", "lossG", "dReal", "dFake"] as const) {
      const level = (values: Float32Array) =>
        values
          .filter((_, i) => i % STEP_METRICS.length === STEP_METRICS.indexOf(name))
          .reduce((sum, value) => sum + value, 0) / COUNT;
      assert.ok(
        Math.abs(level(log) - level(reference)) < 0.03,
        `${name}: ${level(log)}, and ${level(reference)} in a plain loop`,
      );
    }
    const again = createTensorFlowProgram(step, state, { xla: true });
    const pieces = [...(await again.run(0, 1)), ...(await again.run(1, COUNT - 1))];
    again.dispose();
    assert.deepEqual(pieces, [...log]);
  });
});
