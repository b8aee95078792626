import * as tf from "../../tensor/tf";
import {
  type Attributes,
  runKernel,
  runOp,
  setComposedKernel,
  setGradient,
  setKernel,
  typeAttribute,
} from "../eager/plain-kernels";

/*
 * Replaces tfjs's gradients of reductions (sum, mean, max, min), which multiply by tensors of ones
 * as large as the input or are wrong where several numbers are largest, and adds the reduction
 * `L2Loss`.
 */

export function patchReductionGradients(): void {
  patchBroadcastTo();
  patchSums();
  patchExtrema();
  patchL2Loss();
}

const shapeOf = (attributes: Attributes, name: "shape" | "inputShape"): number[] =>
  attributes[name] as number[];

/** The shape with reduced axes kept as axes of length 1. */
const keptShape = (shape: readonly number[], axes: readonly number[]): number[] =>
  shape.map((size, axis) => (axes.includes(axis) ? 1 : size));

/** BroadcastTo as one op. tfjs's gradient of it is made for shapes of the same rank. */
function patchBroadcastTo(): void {
  setKernel<"x">(tf.BroadcastTo, "tensorflow", ({ x }, attributes, backend) =>
    tf.tidy(() =>
      runOp(
        backend,
        "BroadcastTo",
        [typeAttribute("T", x.dtype), typeAttribute("Tidx", "int32")],
        [x, tf.tensor1d(shapeOf(attributes, "shape"), "int32")],
      ),
    ),
  );
  setComposedKernel<"x">(tf.BroadcastTo, ({ x }, attributes) =>
    tf.mul(x, tf.ones(shapeOf(attributes, "shape"))),
  );
  setGradient({
    kernelName: tf.BroadcastTo,
    gradFunc: (dy, _saved, attributes) => {
      const inputShape = shapeOf(attributes, "inputShape");
      const axes = tf.broadcast_util.getReductionAxes(inputShape, shapeOf(attributes, "shape"));
      return { x: () => tf.reshape(axes.length > 0 ? tf.sum(dy, axes) : dy, inputShape) };
    },
  });
}

const broadcastTo = (x: tf.Tensor, shape: number[]): tf.Tensor =>
  runKernel(tf.BroadcastTo, { x }, { shape, inputShape: x.shape });

/**
 * Sum and mean: a BroadcastTo of dy. tfjs multiplies by ones, and for the mean divides those by the
 * count.
 */
function patchSums(): void {
  for (const kernelName of [tf.Sum, tf.Mean]) {
    setGradient<[x: tf.Tensor]>({
      kernelName,
      inputsToSave: ["x"],
      gradFunc: (dy, [x], attributes) => ({
        x: () => {
          const { shape } = x;
          const axes = tf.util.parseAxisParam((attributes as unknown as tf.SumAttrs).axis, shape);
          const count = shape.reduce(
            (product, size, axis) => (axes.includes(axis) ? product * size : product),
            1,
          );
          const share = kernelName === tf.Mean ? tf.div(dy, count) : dy;
          // A scalar broadcasts to every shape.
          return broadcastTo(
            tf.reshape(share, share.size === 1 ? [] : keptShape(shape, axes)),
            shape,
          );
        },
      }),
    });
  }
}

/**
 * Max and min: an equal share for each of the numbers that are largest, as TensorFlow and PyTorch
 * have it. tfjs gives the whole gradient to each: five times the gradient where the five pieces of
 * a maxout unit are all 0.
 */
function patchExtrema(): void {
  for (const [kernelName, axesName] of [
    [tf.Max, "reductionIndices"],
    [tf.Min, "axis"],
  ] as const) {
    setGradient<[x: tf.Tensor, y: tf.Tensor]>({
      kernelName,
      inputsToSave: ["x"],
      outputsToSave: [true],
      gradFunc: (dy, [x, y], attributes) => ({
        x: () => {
          const axes = tf.util.parseAxisParam(attributes[axesName] as number[], x.shape);
          const kept = keptShape(x.shape, axes);
          const chosen = tf.cast(tf.equal(x, tf.reshape(y, kept)), "float32");
          return tf.mul(chosen, tf.div(tf.reshape(dy, kept), tf.sum(chosen, axes, true)));
        },
      }),
    });
  }
}

const L2_LOSS = "L2Loss";

/**
 * `runKernel("L2Loss", { x })` on every engine: half the sum of squares in one pass, for norms of
 * gradients.
 */
function patchL2Loss(): void {
  setKernel<"x">(L2_LOSS, "tensorflow", ({ x }, _attributes, backend) =>
    runOp(backend, L2_LOSS, [typeAttribute("T", x.dtype)], [x]),
  );
  setComposedKernel<"x">(L2_LOSS, ({ x }) => tf.mul(tf.sum(tf.square(x)), 0.5));
  setGradient<[x: tf.Tensor]>({
    kernelName: L2_LOSS,
    inputsToSave: ["x"],
    gradFunc: (dy, [x]) => ({ x: () => tf.mul(dy, x) }),
  });
}
