import * as tf from "../../tensor/tf";
import { runKernel, setGradient } from "../eager/plain-kernels";

/** tfjs has elu's gradient as one kernel but no second derivative, which a gradient penalty needs. */
export function patchElu(): void {
  setGradient({
    kernelName: tf.EluGrad,
    inputsToSave: ["dy", "y"],
    // g(dy, y) = dy where y > 0, and dy (y + 1) below.
    gradFunc: (ddy, [dy, y]) => ({
      dy: () => runKernel(tf.EluGrad, { dy: ddy as tf.Tensor, y: y! }),
      y: () => tf.mul(tf.mul(ddy as tf.Tensor, dy!), tf.cast(tf.less(y!, 0), "float32")),
    }),
  });
}
