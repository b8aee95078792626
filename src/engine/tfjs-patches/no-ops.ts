import * as tf from "../../tensor/tf";
import { setKernel } from "../eager/plain-kernels";

/**
 * tfjs's gradients reshape to the shape that a tensor has, and cast to its type: one op each in tfjs-node, where the
 * other backends hand on the same numbers.
 */
export function patchNoOps(): void {
  handOn(tf.Reshape, (x, attributes) =>
    tf.util.arraysEqual(x.shape, attributes["shape"] as number[]),
  );
  handOn(tf.Cast, (x, attributes) => x.dtype === attributes["dtype"]);
}

/** Where nothing changes, the result is another reference to the input's numbers, as tfjs-node's Identity makes it. */
function handOn(
  kernelName: string,
  unchanged: (x: tf.Tensor, attributes: Record<string, unknown>) => boolean,
): void {
  const stock = tf.getKernel(kernelName, "tensorflow").kernelFunc;
  const identity = tf.getKernel(tf.Identity, "tensorflow").kernelFunc;
  setKernel(kernelName, "tensorflow", (inputs, attributes, backend) =>
    (unchanged(inputs["x"]!, attributes) ? identity : stock)({
      inputs,
      attrs: attributes as tf.NamedAttrMap,
      backend,
    }),
  );
}
