import * as tf from "../tensor/tf";
import type { Values } from "../tensor/values";
import type { Argument, TensorHandle } from "./program";

/*
 * Tensor handles of the engines whose tensors are those of a tfjs-core backend: TensorFlow, wasm
 * and cpu.
 */

/** A handle of a tensor of the current backend of tfjs-core. */
export class BackendTensorHandle implements TensorHandle {
  constructor(readonly tensor: tf.Tensor) {}

  get dtype(): Values["dtype"] {
    return this.tensor.dtype as Values["dtype"];
  }

  get shape(): number[] {
    return this.tensor.shape;
  }

  release(): void {
    this.tensor.dispose();
  }
}

export const uploadTensor = ({ dtype, shape, values }: Values): TensorHandle =>
  new BackendTensorHandle(tf.tensor(values, shape, dtype));

/** A handle of the tensor that `make` returns. All other tensors that it creates are freed. */
export const resultHandle = (make: () => tf.Tensor): TensorHandle =>
  new BackendTensorHandle(tf.tidy(make));

/**
 * Arguments as tensors of the backend: the tensors behind handles, and what `tensorOf` makes of
 * numbers.
 */
export const tensorsOf = (
  args: Record<string, Argument>,
  tensorOf: (numbers: Exclude<Argument, TensorHandle>) => tf.Tensor,
): Record<string, tf.Tensor> =>
  Object.fromEntries(
    Object.entries(args).map(([name, argument]) => [
      name,
      "values" in argument ? tensorOf(argument) : tensorBehind(argument),
    ]),
  );

function tensorBehind(handle: TensorHandle): tf.Tensor {
  if (handle instanceof BackendTensorHandle) return handle.tensor;
  throw new Error("the tensor belongs to another engine");
}
