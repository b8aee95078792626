import * as tf from "../../tensor/tf";
import {
  runKernel,
  runOp,
  setComposedKernel,
  setGradient,
  setKernel,
  typeAttribute,
} from "../eager/plain-kernels";

const shapeOf = (attributes: unknown, name: string): number[] =>
  (attributes as Record<string, number[]>)[name]!;

/**
 * The gradients of sum and mean as a BroadcastTo. tfjs multiplies by a tensor of ones as large as the input, and for the
 * mean divides that by the count; and its gradient of a broadcast is made for shapes of the same rank.
 */
export function patchReductions(): void {
  setKernel(tf.BroadcastTo, "tensorflow", ({ x }, attributes, backend) =>
    tf.tidy(() =>
      runOp(
        backend,
        "BroadcastTo",
        [typeAttribute("T", x!.dtype), typeAttribute("Tidx", "int32")],
        [x!, tf.tensor1d(shapeOf(attributes, "shape"), "int32")],
      ),
    ),
  );
  setComposedKernel(tf.BroadcastTo, ({ x }, attributes) =>
    tf.mul(x!, tf.ones(shapeOf(attributes, "shape"))),
  );
  setGradient({
    kernelName: tf.BroadcastTo,
    gradFunc: (dy, _saved, attributes) => {
      const inputShape = shapeOf(attributes, "inputShape");
      const axes = tf.broadcast_util.getReductionAxes(inputShape, shapeOf(attributes, "shape"));
      return {
        x: () =>
          tf.reshape(
            axes.length > 0 ? tf.sum(dy as tf.Tensor, axes) : (dy as tf.Tensor),
            inputShape,
          ),
      };
    },
  });

  for (const kernelName of [tf.Sum, tf.Mean]) {
    setGradient({
      kernelName,
      inputsToSave: ["x"],
      gradFunc: (dy, [x], attributes) => ({
        x: () => {
          const { shape } = x!;
          const axes = tf.util.parseAxisParam((attributes as unknown as tf.SumAttrs).axis, shape);
          const kept = shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
          const count = axes.reduce((product, axis) => product * shape[axis]!, 1);
          const share = kernelName === tf.Mean ? tf.div(dy as tf.Tensor, count) : (dy as tf.Tensor);
          // A single number goes with every shape.
          return broadcastTo(
            share.size === 1 ? tf.reshape(share, []) : tf.reshape(share, kept),
            shape,
          );
        },
      }),
    });
  }
}

const broadcastTo = (x: tf.Tensor, shape: number[]): tf.Tensor =>
  runKernel(tf.BroadcastTo, { x }, { shape, inputShape: x.shape });
