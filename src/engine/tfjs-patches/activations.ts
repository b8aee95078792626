import * as tf from "../../tensor/tf";
import {
  type Attributes,
  floatAttribute,
  runKernel,
  runOp,
  setComposedKernel,
  setGradient,
  setKernel,
  typeAttribute,
} from "../eager/plain-kernels";

/*
 * Replaces tfjs's gradients of activations. tfjs composes most of them of several ops, each a pass
 * over memory; here each is one of TensorFlow's gradient ops, and on the other engines an
 * equivalent of ordinary ops. Each also has a second derivative, which a gradient penalty needs and
 * which tfjs lacks for leakyRelu, elu and all that compare.
 */

export function patchActivationGradients(): void {
  patchPiecewiseLinear();
  patchSaturating();
  patchSoftplus();
  patchElu();
  patchComparisons();
}

/** The slope below zero. Relu has no attributes. */
const slope = (attributes: Attributes | undefined): number =>
  (attributes?.["alpha"] as number | undefined) ?? 0;

/** Relu and leakyRelu. tfjs builds their gradients from a comparison and a product. */
function patchPiecewiseLinear(): void {
  setKernel<"dy" | "x">("ReluGrad", "tensorflow", ({ dy, x }, _attributes, backend) =>
    runOp(backend, "ReluGrad", [typeAttribute("T", x.dtype)], [dy, x]),
  );
  setComposedKernel<"dy" | "x">("ReluGrad", ({ dy, x }) => tf.mul(dy, tf.step(x)));

  setKernel<"dy" | "x">("LeakyReluGrad", "tensorflow", ({ dy, x }, attributes, backend) =>
    runOp(
      backend,
      "LeakyReluGrad",
      [typeAttribute("T", x.dtype), floatAttribute("alpha", slope(attributes))],
      [dy, x],
    ),
  );
  setComposedKernel<"dy" | "x">("LeakyReluGrad", ({ dy, x }, attributes) =>
    tf.where(tf.greater(x, 0), dy, tf.mul(dy, slope(attributes))),
  );

  for (const activation of [tf.Relu, tf.LeakyRelu]) {
    const gradKernel = `${activation}Grad`;
    const gradient = (dy: tf.Tensor, x: tf.Tensor, attributes: Attributes): tf.Tensor =>
      runKernel(gradKernel, { dy, x }, attributes);
    // The gradient reads the output: its sign is that of the input unless the slope is negative,
    // and an input without another consumer can be fused with its producer.
    setGradient<[x: tf.Tensor, y: tf.Tensor]>({
      kernelName: activation,
      inputsToSave: ["x"],
      outputsToSave: [true],
      gradFunc: (dy, [x, y], attributes) => ({
        x: () => gradient(dy, slope(attributes) >= 0 ? y : x, attributes),
      }),
    });
    // The gradient is linear in dy. By x it is 0, except at the kink, where it does not exist.
    setGradient<[x: tf.Tensor]>({
      kernelName: gradKernel,
      inputsToSave: ["x"],
      gradFunc: (ddy, [x], attributes) => ({
        dy: () => gradient(ddy, x, attributes),
        x: () => tf.zerosLike(x),
      }),
    });
  }
}

/**
 * Activations whose first derivative, and its derivative by the output, are functions of the output
 * y.
 */
const SATURATING = [
  {
    kernel: tf.Tanh,
    slope: (y: tf.Tensor) => tf.sub(1, tf.square(y)),
    curvature: (y: tf.Tensor) => tf.mul(y, -2),
  },
  {
    kernel: tf.Sigmoid,
    slope: (y: tf.Tensor) => tf.mul(y, tf.sub(1, y)),
    curvature: (y: tf.Tensor) => tf.sub(1, tf.mul(y, 2)),
  },
];

/** Tanh and sigmoid. tfjs's gradients take three passes over memory. */
function patchSaturating(): void {
  for (const { kernel, slope, curvature } of SATURATING) {
    const gradKernel = `${kernel}Grad`;
    const gradient = (y: tf.Tensor, dy: tf.Tensor): tf.Tensor => runKernel(gradKernel, { y, dy });
    setKernel<"y" | "dy">(gradKernel, "tensorflow", ({ y, dy }, _attributes, backend) =>
      runOp(backend, gradKernel, [typeAttribute("T", y.dtype)], [y, dy]),
    );
    setComposedKernel<"y" | "dy">(gradKernel, ({ y, dy }) => tf.mul(dy, slope(y)));
    setGradient<[y: tf.Tensor]>({
      kernelName: kernel,
      outputsToSave: [true],
      gradFunc: (dy, [y]) => ({ x: () => gradient(y, dy) }),
    });
    // g(y, dy) = dy f'(y)
    setGradient<[y: tf.Tensor, dy: tf.Tensor]>({
      kernelName: gradKernel,
      inputsToSave: ["y", "dy"],
      gradFunc: (ddy, [y, dy]) => ({
        dy: () => gradient(y, ddy),
        y: () => tf.mul(tf.mul(ddy, dy), curvature(y)),
      }),
    });
  }
}

/** Softplus, of which the losses are made. tfjs's gradient takes two passes over memory. */
function patchSoftplus(): void {
  const gradKernel = "SoftplusGrad";
  const gradient = (dy: tf.Tensor, x: tf.Tensor): tf.Tensor => runKernel(gradKernel, { dy, x });
  setKernel<"dy" | "x">(gradKernel, "tensorflow", ({ dy, x }, _attributes, backend) =>
    runOp(backend, gradKernel, [typeAttribute("T", x.dtype)], [dy, x]),
  );
  setComposedKernel<"dy" | "x">(gradKernel, ({ dy, x }) => tf.mul(dy, tf.sigmoid(x)));
  setGradient<[x: tf.Tensor]>({
    kernelName: tf.Softplus,
    inputsToSave: ["x"],
    gradFunc: (dy, [x]) => ({ x: () => gradient(dy, x) }),
  });
  // g(dy, x) = dy sigmoid(x)
  setGradient<[dy: tf.Tensor, x: tf.Tensor]>({
    kernelName: gradKernel,
    inputsToSave: ["dy", "x"],
    gradFunc: (ddy, [dy, x]) => ({
      dy: () => gradient(ddy, x),
      x: () => {
        const y = tf.sigmoid(x);
        return tf.mul(tf.mul(ddy, dy), tf.mul(y, tf.sub(1, y)));
      },
    }),
  });
}

/** The second derivative of elu, which tfjs lacks; its gradient is one kernel already. */
function patchElu(): void {
  setGradient<[dy: tf.Tensor, y: tf.Tensor]>({
    kernelName: tf.EluGrad,
    inputsToSave: ["dy", "y"],
    // g(dy, y) = dy where y > 0, and dy (y + 1) below.
    gradFunc: (ddy, [dy, y]) => ({
      dy: () => runKernel(tf.EluGrad, { dy: ddy, y }),
      y: () => tf.mul(tf.mul(ddy, dy), tf.cast(tf.less(y, 0), "float32")),
    }),
  });
}

const COMPARISONS = [
  tf.Greater,
  tf.GreaterEqual,
  tf.Less,
  tf.LessEqual,
  tf.Equal,
  tf.NotEqual,
  tf.LogicalAnd,
  tf.LogicalOr,
];

/**
 * Comparisons, whose gradient is 0. tfjs registers none, so that second derivatives of selu,
 * maximum and clipByValue, whose gradients compare, fail with "gradient function not found".
 */
function patchComparisons(): void {
  for (const kernelName of COMPARISONS) {
    setGradient<[a: tf.Tensor, b: tf.Tensor]>({
      kernelName,
      inputsToSave: ["a", "b"],
      gradFunc: (_dy, [a, b]) => ({ a: () => tf.zeros(a.shape), b: () => tf.zeros(b.shape) }),
    });
  }
}
