import * as tf from "../../tensor/tf";
import { setGradient } from "../eager/plain-kernels";

/**
 * The gradients of max and min: an equal share to each of the numbers that are largest, as TensorFlow and PyTorch have
 * it. tfjs gives all of it to each of them: five times the gradient where the five pieces of a maxout unit are all 0.
 */
export function patchExtrema(): void {
  for (const [kernelName, axesName] of [
    [tf.Max, "reductionIndices"],
    [tf.Min, "axis"],
  ] as const) {
    setGradient({
      kernelName,
      inputsToSave: ["x"],
      outputsToSave: [true],
      gradFunc: (dy, [x, y], attributes) => ({
        x: () => {
          const axes = tf.util.parseAxisParam(
            (attributes as Record<string, unknown>)[axesName] as number[],
            x!.shape,
          );
          const kept = x!.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
          const chosen = tf.cast(tf.equal(x!, tf.reshape(y!, kept)), "float32");
          return tf.mul(
            chosen,
            tf.div(tf.reshape(dy as tf.Tensor, kept), tf.sum(chosen, axes, true)),
          );
        },
      }),
    });
  }
}
