import "@tensorflow/tfjs-core";
import assert from "node:assert/strict";
import { installTensorFlow, type LoadedEngine, loadEngine } from "../../../../src/engine";
import { createEagerProgram } from "../../../../src/engine/eager/program";
import { recordFunction, recordStep } from "../../../../src/engine/graph/record";
import type { Step, Tensors } from "../../../../src/engine/program";
import { createProgram } from "../../../../src/engine/create-program";
import { cacheDir } from "../../../../src/shared/files/cache";
import { GanError } from "../../../../src/shared/errors";
import * as tf from "../../../../src/tensor/tf";
import type { Values } from "../../../../src/tensor/values";
import { at, entry, present } from "../../../support/values";

const W: Record<string, Values> = {
  w: { dtype: "float32", shape: [3], values: Float32Array.of(0.5, -1, 2) },
};
const PLACE = "discriminator, layer 3 (dropout)";

/** A step that moves w down the gradient of a loss, which a layer computes. */
const stepWith = (layer: (w: tf.Tensor) => tf.Tensor): Step => ({
  inputs: {},
  run(state) {
    const { value, grads } = tf.valueAndGrads(
      (w: tf.Tensor) => tf.sum(tf.square(tf.tidy(PLACE, () => layer(w)))) as tf.Scalar,
    )([entry(state, "w")]);
    return {
      state: { w: tf.sub(entry(state, "w"), tf.mul(at(grads, 0), 0.1)) },
      metrics: tf.reshape(value, [1]),
    };
  },
});

let calls = 0;
const dilated = (x: tf.Tensor4D, w: tf.Tensor4D) => tf.depthwiseConv2d(x, w, 1, "same", "NHWC", 2);

/**
 * Steps that cannot be recorded, with what the user is told, and whether their results are the same
 * each time.
 */
const IMPOSSIBLE: { name: string; layer(w: tf.Tensor): tf.Tensor; told: RegExp; again: boolean }[] =
  [
    {
      name: "Math.random",
      layer: (w) => tf.mul(w, Math.random()),
      told: /not a pure function of its tensors/,
      again: false,
    },
    {
      name: "tf.randomNormal",
      layer: (w) => tf.add(w, tf.randomNormal([3])),
      told: /not a pure function of its tensors/,
      again: false,
    },
    {
      name: "a counter in JavaScript",
      layer: (w) => tf.mul(w, 1 + ++calls / 100),
      told: /not a pure function of its tensors/,
      again: false,
    },
    {
      name: "another operation each time",
      layer: (w) => (++calls % 2 ? tf.sin(w) : tf.cos(w)),
      told: /not a pure function of its tensors/,
      again: false,
    },
    {
      name: "numbers read back",
      layer: (w) => tf.mul(w, at(w.dataSync(), 2) > 0 ? 2 : 3),
      told: /a tensor's numbers were read \(dataSync, arraySync\)/,
      again: true,
    },
    {
      name: "an operation that is not known",
      layer: (w) =>
        tf.mul(
          w,
          tf
            .cast(tf.depthToSpace(tf.ones([1, 1, 1, 4]), 2, "NHWC"), "float32")
            .flatten()
            .slice(0, 3),
        ),
      told: /TensorFlow's op DepthToSpace cannot be recorded yet/,
      again: true,
    },
    {
      name: "a known operation in a way that is not",
      layer: (w) =>
        tf.mul(
          w,
          tf.sum(
            tf.gather(
              tf.ones([2, 3]),
              tf.tensor2d(
                [
                  [0, 1, 2],
                  [2, 1, 0],
                ],
                undefined,
                "int32",
              ),
              1,
              1,
            ),
            0,
          ),
        ),
      told: /TensorFlow's op GatherV2 cannot be recorded as it is used: batch_dims must be 0/,
      again: true,
    },
    {
      name: "a dilated depthwise convolution",
      layer: (w) => tf.mul(w, tf.sum(dilated(tf.ones([1, 3, 3, 1]), tf.ones([2, 2, 1, 1])))),
      told: /TensorFlow's op DepthwiseConv2dNative cannot be .*: dilations must be 1/,
      again: true,
    },
    {
      name: "complex numbers",
      layer: (w) => tf.mul(w, tf.real(tf.complex(tf.ones([3]), tf.ones([3])))),
      told: /TensorFlow's op Complex cannot be recorded/,
      again: true,
    },
    {
      name: "text",
      layer: (w) =>
        tf.mul(
          w,
          tf.cast(tf.equal(tf.tensor1d(["a", "b", "c"]), tf.tensor1d(["a", "b", "x"])), "float32"),
        ),
      told: /a constant of TensorFlow's type 7 cannot be recorded/,
      again: true,
    },
  ];

const refusal = (record: () => unknown): GanError => {
  try {
    record();
  } catch (error) {
    assert.ok(error instanceof GanError, String(error));
    return error;
  }
  throw new Error("it was recorded");
};

describe("Recording a step", () => {
  let engine: LoadedEngine;
  before(async () => {
    await installTensorFlow({ cacheDir: cacheDir() });
    engine = await loadEngine("tensorflow", { convolution: false });
  });

  const opsOf = (f: (state: Tensors) => tf.Tensor, state = W): string[] =>
    recordFunction(f, state, {}).nodes.map(({ op }) => op);

  it("leaves out what nobody needs", () => {
    const graph = recordFunction(
      ({ w }) => {
        tf.exp(tf.mul(present(w), 7));
        const [first] = tf.unstack(tf.add(present(w), 1));
        return tf.sin(present(first));
      },
      W,
      {},
    );
    assert.deepEqual(
      graph.nodes.map(({ op }) => op),
      ["Add", "Unpack", "Sin"],
    );
    assert.deepEqual(
      [...graph.constants.values()].map((data) => [...data]),
      [[1]],
    );
  });

  it("keeps one of equal constants, and all of different ones", () => {
    const constants = (f: (w: tf.Tensor) => tf.Tensor): number =>
      recordFunction(({ w }) => f(present(w)), W, {}).constants.size;
    assert.equal(
      constants((w) => tf.add(tf.mul(w, 2), tf.div(w, 2))),
      1,
    );
    assert.equal(
      constants((w) => tf.add(tf.mul(w, tf.ones([500, 3])), tf.div(w, tf.ones([500, 3])))),
      1,
    );
    assert.equal(
      constants((w) =>
        tf.add(tf.mul(w, tf.tensor1d([1, 2, 3])), tf.div(w, tf.tensor1d([1, 2, 3]))),
      ),
      1,
    );
    assert.equal(
      constants((w) =>
        tf.add(tf.mul(w, tf.tensor1d([1, 2, 3])), tf.div(w, tf.tensor1d([1, 2, 4]))),
      ),
      2,
    );
    assert.equal(
      constants((w) => tf.add(tf.mul(w, 0), tf.div(w, -0))),
      2,
      "0 and -0",
    );
    assert.equal(
      constants((w) => tf.add(tf.mul(w, tf.ones([3])), tf.div(w, tf.ones([1])))),
      2,
      "of different shapes",
    );
  });

  it("takes only the inputs that a function uses, also one that is its result", () => {
    const state = { ...W, unused: entry(W, "w") };
    assert.deepEqual(
      [...recordFunction(({ w }) => tf.sin(present(w)), state, { x: entry(W, "w") }).inputs.keys()],
      ["state/w"],
    );
    const graph = recordFunction((_state, { x }) => present(x), state, { x: entry(W, "w") });
    assert.deepEqual([[...graph.inputs.keys()], graph.nodes.length], [["input/x"], 0]);
    assert.equal(graph.outputs.get("result"), graph.inputs.get("input/x"));
  });

  it("notes for each operation the layer that it belongs to, its gradient's as well", () => {
    const { nodes } = recordStep(stepWith(tf.tanh as (w: tf.Tensor) => tf.Tensor), W);
    const source = (op: string): string[] =>
      nodes.filter((node) => node.op === op).map((node) => node.source);
    assert.deepEqual(source("Tanh"), [PLACE]);
    assert.deepEqual(source("TanhGrad"), ["its gradient"]);
  });

  it("does nothing that is computed already: a reshape or a cast to what a tensor is", () => {
    assert.deepEqual(
      opsOf(({ w }) => tf.cast(tf.reshape(tf.clone(present(w)), [3]), "float32")),
      [],
    );
  });

  for (const { name, layer, told, again } of IMPOSSIBLE) {
    it(`that has ${name} in it: says so and where, and the run goes on op by op`, async () => {
      const step = stepWith(layer);
      const before = tf.memory().numTensors;
      const error = refusal(() => recordStep(step, W));
      assert.equal(error.code, "not-recordable");
      assert.match(error.message, told);
      assert.ok(error.message.includes(`(${PLACE})`), error.message);
      assert.equal(tf.getBackend(), "tensorflow");
      assert.equal(tf.memory().numTensors, before);

      const program = await createProgram(engine, step, W, "loop");
      assert.equal(program.kind, "eager");
      assert.match(
        present(program.notice),
        /^This run is not compiled and several times slower, because /,
      );
      assert.match(present(program.notice), told);
      const log = [...(await program.run(0, 3))];
      assert.ok(log.length === 3 && log.every(Number.isFinite));
      if (again) {
        const reference = createEagerProgram(step, W);
        assert.deepEqual(log, [...(await reference.run(0, 3))]);
        assert.deepEqual(await program.state(), await reference.state());
        reference.dispose();
      }
      program.dispose();
      assert.equal(tf.memory().numTensors, before);
    });
  }

  it("leaves no tensors behind, and the backend as it was, whichever that is", async () => {
    const step = stepWith((w) => tf.softmax(tf.mul(w, 3)));
    for (const name of ["cpu", "wasm", "tensorflow"] as const) {
      await loadEngine(name, { convolution: false });
      const before = tf.memory();
      const graph = recordStep(step, W);
      assert.ok(graph.nodes.length > 5);
      assert.equal(tf.getBackend(), name);
      const after = tf.memory();
      assert.deepEqual(
        [after.numTensors, after.numDataBuffers],
        [before.numTensors, before.numDataBuffers],
      );
      refusal(() =>
        recordStep(
          stepWith((w) => tf.mul(w, Math.random())),
          W,
        ),
      );
      assert.equal(tf.getBackend(), name);
      assert.equal(tf.memory().numTensors, before.numTensors);
    }
  });

  it("is asked for nothing where an experiment says `compile: off`", async () => {
    const program = await createProgram(
      engine,
      stepWith((w) => w),
      W,
      "off",
    );
    assert.deepEqual([program.kind, program.notice], ["eager", undefined]);
    program.dispose();
  });
});
