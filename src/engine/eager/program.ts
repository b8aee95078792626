import * as tf from "../../tensor/tf";
import { numbersOf } from "../../tensor/tensor-values";
import type { Values } from "../../tensor/values";
import { copyInTurns } from "../copy-state";
import { gatherRows } from "../feeds";
import { sizeOf } from "../graph/ir";
import { resultHandle, uploadTensor, tensorsOf } from "../tensor-handles";
import type { Argument, TensorHandle, Program, Step, Tensors } from "../program";

/**
 * Runs a step op by op on the current backend: for a step that cannot be recorded, or an engine
 * that has no programs.
 */
export function createEagerProgram(
  step: Step,
  initial: Record<string, Values>,
  notice?: string,
): Program {
  let state: Tensors = Object.fromEntries(
    Object.entries(initial).map(([name, { dtype, shape, values }]) => [
      name,
      tf.tensor(values, shape, dtype),
    ]),
  );

  const inputsOf = (iteration: number): Tensors =>
    Object.fromEntries(
      Object.entries(step.inputs).map(([name, input]) => {
        const given = input.at(iteration);
        if (input.kind === "series")
          return [name, tf.tensor(Float32Array.from(given), [...input.shape])];
        const shape = [input.count, ...input.table.rowShape];
        return [name, tf.tensor(gatherRows(input, given, new Float32Array(sizeOf(shape))), shape)];
      }),
    );

  function iterate(iteration: number): Float32Array {
    const { next, metrics } = tf.tidy(() => {
      const result = step.run(state, inputsOf(iteration), tf.scalar(iteration, "int32"));
      return { next: result.state, metrics: result.metrics.dataSync() as Float32Array };
    });
    tf.dispose(state);
    state = next;
    return metrics;
  }

  return {
    kind: "eager",
    capacity: Infinity,
    ...(notice ? { notice } : {}),
    async run(from, count) {
      const rows = Array.from({ length: count }, (_, turn) => iterate(from + turn));
      const log = new Float32Array(rows.reduce((sum, row) => sum + row.length, 0));
      rows.forEach((row, turn) => log.set(row, turn * row.length));
      return log;
    },
    async state() {
      return copyOf(state);
    },
    async compute(_name, f, args = {}) {
      return numbersOf(() => f(state, tensorsOf(args, argument)));
    },
    async computeHandle(_name, f, args) {
      return resultHandle(() => f(state, tensorsOf(args, argument)));
    },
    upload: uploadTensor,
    dispose: () => tf.dispose(state),
  };
}

const copyOf = (state: Tensors): Promise<Record<string, Values>> =>
  copyInTurns(
    Object.entries(state).map(([name, tensor]) => ({
      name,
      dtype: tensor.dtype as Values["dtype"],
      shape: tensor.shape,
      copy: () => tensor.dataSync().slice() as Values["values"],
    })),
  );

const argument = ({ dtype, shape, values }: Exclude<Argument, TensorHandle>): tf.Tensor =>
  dtype === "uint8" ? tf.tensor(Float32Array.from(values), shape) : tf.tensor(values, shape, dtype);
