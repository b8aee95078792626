import * as tf from "../../tensor/tf";
import {
  runOp,
  setComposedKernel,
  setGradient,
  setKernel,
  typeAttribute,
} from "../eager/plain-kernels";

const L2_LOSS = "L2Loss";

/** `runKernel("L2Loss", { x })` on every engine: half the sum of squares in one op and one pass, for norms of gradients. */
export function patchL2Loss(): void {
  setKernel(L2_LOSS, "tensorflow", ({ x }, _attributes, backend) =>
    runOp(backend, L2_LOSS, [typeAttribute("T", x!.dtype)], [x!]),
  );
  setComposedKernel(L2_LOSS, ({ x }) => tf.mul(tf.sum(tf.square(x!)), 0.5));
  setGradient({
    kernelName: L2_LOSS,
    inputsToSave: ["x"],
    gradFunc: (dy, [x]) => ({ x: () => tf.mul(dy as tf.Tensor, x!) }),
  });
}
