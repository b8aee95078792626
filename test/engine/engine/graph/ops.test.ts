import { largestDifference, sizeOfNumbers } from "../../../support/gan";
import assert from "node:assert/strict";
import type { NodeJSKernelBackend } from "@tensorflow/tfjs-node/dist/nodejs_kernel_backend";
import { installTensorFlow, loadEngine } from "../../../../src/engine";
import { recordFunction } from "../../../../src/engine/graph/record";
import { TYPE_NUMBERS } from "../../../../src/engine/graph/recording";
import { RECORDABLE } from "../../../../src/engine/graph/shapes";
import type { Step, Tensors } from "../../../../src/engine/program";
import { createTensorFlowProgram } from "../../../../src/engine/tensorflow/program";
import { cacheDir } from "../../../../src/shared/files/cache";
import * as tf from "../../../../src/tensor/tf";
import type { Case } from "../../../support/graph-case";
import { CASES } from "../../../support/graph-cases";
import { GRADIENT_CASES, SECOND } from "../../../support/graph-gradient-cases";
import { valueOf } from "../../../support/values";

/** An op with what it made: `MatMul 1[2,4]`, by TensorFlow's number of the type. */
type Made = string;
const made = (op: string, outputs: readonly { type: number; shape: readonly number[] }[]): Made =>
  `${op} ${outputs.map(({ type, shape }) => `${type}[${shape}]`).join()}`;

/** Runs `f`, and returns with its numbers the ops that TensorFlow ran meanwhile. */
function observed(f: () => tf.Tensor): { shape: number[]; numbers: number[]; ops: Made[] } {
  const backend = tf.backend() as unknown as NodeJSKernelBackend;
  const { binding } = backend;
  const ops: Made[] = [];
  const executeOp: typeof binding.executeOp = (op, ...call) => {
    const outputs = binding.executeOp(op, ...call);
    ops.push(
      made(
        op,
        outputs.map(({ dtype, shape }) => ({ type: dtype, shape })),
      ),
    );
    return outputs;
  };
  backend.binding = Object.create(binding, { executeOp: { value: executeOp } }) as typeof binding;
  try {
    return tf.tidy(() => {
      const y = f();
      return { shape: y.shape, numbers: [...y.dataSync()].map(Number), ops };
    });
  } finally {
    backend.binding = binding;
  }
}

const tensors = ({ inputs }: Case): Tensors =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, { dtype, shape, values }]) => [
      name,
      tf.tensor(values, shape, dtype),
    ]),
  );

/** What a compiled step computes in its first iteration. */
async function compiled({ inputs, f }: Case): Promise<number[]> {
  const step: Step = {
    inputs: {},
    run: (state) => ({ state, metrics: tf.cast(f(state, {}), "float32").flatten() }),
  };
  const program = createTensorFlowProgram(step, inputs, { xla: false });
  try {
    return [...(await program.run(0, 1))];
  } finally {
    program.dispose();
  }
}

describe("Every op that a step can contain", () => {
  const used = new Set<string>();
  before(async () => {
    await installTensorFlow({ cacheDir: cacheDir() });
    await loadEngine("tensorflow", { convolution: true });
  });

  for (const each of [...CASES, ...GRADIENT_CASES]) {
    it(`${each.name}: compiled as op by op, in shapes that the recorder foresees`, async () => {
      const eager = observed(() => each.f(tensors(each), {}));
      const graph = recordFunction(each.f, each.inputs, {});
      assert.deepEqual(valueOf(graph.outputs, "result").shape, eager.shape);
      let next = 0;
      for (const { op, outputs } of graph.nodes) {
        used.add(op);
        const expected = made(
          op,
          outputs.map(({ type, shape }) => ({ type: TYPE_NUMBERS[type], shape })),
        );
        next = eager.ops.indexOf(expected, next) + 1;
        assert.ok(next > 0, `recorded is ${expected}; TensorFlow ran ${eager.ops.join(", ")}`);
      }
      const actual = await compiled(each);
      const difference = largestDifference(
        actual,
        eager.numbers,
        sizeOfNumbers(eager.numbers) || 1,
      );
      // TensorFlow rewrites a graph. A second derivative is a small difference of large numbers.
      assert.ok(
        difference < (each.name.startsWith(SECOND) ? 1e-5 : 1e-6),
        `differs by ${difference}: ${actual.join(" ")} instead of ${eager.numbers.join(" ")}`,
      );
    });
  }

  it("is every op that the recorder knows: none that nobody can reach", () => {
    assert.deepEqual(
      RECORDABLE.filter((op) => !used.has(op)),
      [],
    );
  });
});
