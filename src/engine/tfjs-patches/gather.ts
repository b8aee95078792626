import * as tf from "../../tensor/tf";
import { runOp, setKernel, typeAttribute } from "../eager/plain-kernels";

/**
 * tfjs-node reads the indices back to check them, which TensorFlow does as well: a wait for the numbers in every step,
 * and numbers that are not there while a step is recorded.
 */
export function patchGather(): void {
  const stock = tf.getKernel(tf.GatherV2, "tensorflow").kernelFunc;
  setKernel(tf.GatherV2, "tensorflow", (inputs, attributes, backend) => {
    if (attributes["batchDims"])
      return stock({ inputs, attrs: attributes as tf.NamedAttrMap, backend });
    const x = inputs["x"]!;
    const indices = inputs["indices"]!;
    return tf.tidy(() =>
      runOp(
        backend,
        "GatherV2",
        [
          typeAttribute("Tparams", x.dtype),
          typeAttribute("Tindices", indices.dtype),
          typeAttribute("Taxis", "int32"),
        ],
        [x, indices, tf.scalar(attributes["axis"] as number, "int32")],
      ),
    );
  });
}
