import * as tf from "../../tensor/tf";
import { boolAttribute, runOp, setKernel, typeAttribute } from "../eager/plain-kernels";

/**
 * tfjs-node runs every product as `BatchMatMulV2`, which for plain matrices is slower than `MatMul` and is not
 * recognised by TensorFlow's graph optimizer.
 */
export function patchMatMul(): void {
  const stock = tf.getKernel(tf.BatchMatMul, "tensorflow").kernelFunc;
  setKernel(tf.BatchMatMul, "tensorflow", (inputs, attributes, backend) => {
    const a = inputs["a"]!;
    const b = inputs["b"]!;
    if (a.shape.length !== 2 || b.shape.length !== 2)
      return stock({ inputs, attrs: attributes as tf.NamedAttrMap, backend });
    return runOp(
      backend,
      "MatMul",
      [
        typeAttribute("T", a.dtype),
        boolAttribute("transpose_a", Boolean(attributes["transposeA"])),
        boolAttribute("transpose_b", Boolean(attributes["transposeB"])),
      ],
      [a, b],
    );
  });
}
