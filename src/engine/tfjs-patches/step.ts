import * as tf from "../../tensor/tf";
import { setKernel } from "../eager/plain-kernels";

/** tfjs-node makes a step out of seven ops and four constants; two do: relu(sign(x)) is 0, 0, 1 and keeps NaN. */
export function patchStep(): void {
  const stock = tf.getKernel(tf.Step, "tensorflow").kernelFunc;
  setKernel(tf.Step, "tensorflow", (inputs, attributes, backend) => {
    const x = inputs["x"]!;
    if (x.dtype !== "float32" || attributes["alpha"])
      return stock({ inputs, attrs: attributes as tf.NamedAttrMap, backend });
    return tf.tidy(() => tf.relu(tf.sign(x)));
  });
}
