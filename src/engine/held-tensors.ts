import * as tf from "../tensor/tf";
import type { Values } from "../tensor/values";
import type { Argument, Held } from "./program";

/** Numbers that the current backend of tfjs-core holds. */
export class HeldTensor implements Held {
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

export const holdTensor = ({ dtype, shape, values }: Values): Held =>
  new HeldTensor(tf.tensor(values, shape, dtype));

/** The tensor that `make` makes; all others are freed. */
export const heldResult = (make: () => tf.Tensor): Held => new HeldTensor(tf.tidy(make));

/** Arguments as tensors of the backend: those that it holds already, and what `tensorOf` makes of the others. */
export const tensorsOf = (
  args: Record<string, Argument>,
  tensorOf: (numbers: Exclude<Argument, Held>) => tf.Tensor,
): Record<string, tf.Tensor> =>
  Object.fromEntries(
    Object.entries(args).map(([name, argument]) => [
      name,
      "values" in argument ? tensorOf(argument) : tensorHeldIn(argument),
    ]),
  );

function tensorHeldIn(held: Held): tf.Tensor {
  if (held instanceof HeldTensor) return held.tensor;
  throw new Error("the numbers are held by another engine");
}
