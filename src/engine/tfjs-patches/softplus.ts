import * as tf from "../../tensor/tf";
import {
  runKernel,
  runOp,
  setComposedKernel,
  setGradient,
  setKernel,
  typeAttribute,
} from "../eager/plain-kernels";

const GRAD = "SoftplusGrad";
const gradient = (dy: tf.Tensor, x: tf.Tensor): tf.Tensor => runKernel(GRAD, { dy, x });

/** The gradient of softplus, of which the losses are made, as one op, where tfjs takes two. */
export function patchSoftplus(): void {
  setKernel(GRAD, "tensorflow", ({ dy, x }, _attributes, backend) =>
    runOp(backend, GRAD, [typeAttribute("T", x!.dtype)], [dy!, x!]),
  );
  setComposedKernel(GRAD, ({ dy, x }) => tf.mul(dy!, tf.sigmoid(x!)));
  setGradient({
    kernelName: tf.Softplus,
    inputsToSave: ["x"],
    gradFunc: (dy, [x]) => ({ x: () => gradient(dy as tf.Tensor, x!) }),
  });
  // g(dy, x) = dy sigmoid(x).
  setGradient({
    kernelName: GRAD,
    inputsToSave: ["dy", "x"],
    gradFunc: (ddy, [dy, x]) => ({
      dy: () => gradient(ddy as tf.Tensor, x!),
      x: () => {
        const y = tf.sigmoid(x!);
        return tf.mul(tf.mul(ddy as tf.Tensor, dy!), tf.mul(y, tf.sub(1, y)));
      },
    }),
  });
}
