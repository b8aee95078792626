import * as tf from "../../tensor/tf";
import {
  runKernel,
  runOp,
  setComposedKernel,
  setGradient,
  setKernel,
  typeAttribute,
} from "../eager/plain-kernels";

/** The derivative of a function, and the derivative of that, both in terms of the output y and by y. */
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

/** The gradients of tanh and sigmoid as one op each, where tfjs takes three passes over memory. */
export function patchSaturating(): void {
  for (const { kernel, slope, curvature } of SATURATING) {
    const gradKernel = `${kernel}Grad`;
    const gradient = (y: tf.Tensor, dy: tf.Tensor): tf.Tensor => runKernel(gradKernel, { y, dy });
    setKernel(gradKernel, "tensorflow", ({ y, dy }, _attributes, backend) =>
      runOp(backend, gradKernel, [typeAttribute("T", y!.dtype)], [y!, dy!]),
    );
    setComposedKernel(gradKernel, ({ y, dy }) => tf.mul(dy!, slope(y!)));
    setGradient({
      kernelName: kernel,
      outputsToSave: [true],
      gradFunc: (dy, [y]) => ({ x: () => gradient(y!, dy as tf.Tensor) }),
    });
    // g(y, dy) = dy f'(y): linear in dy; df'/dy is written out above.
    setGradient({
      kernelName: gradKernel,
      inputsToSave: ["y", "dy"],
      gradFunc: (ddy, [y, dy]) => ({
        dy: () => gradient(y!, ddy as tf.Tensor),
        y: () => tf.mul(tf.mul(ddy as tf.Tensor, dy!), curvature(y!)),
      }),
    });
  }
}
