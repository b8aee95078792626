import * as tf from "../../tensor/tf";
import {
  boolAttribute,
  type Compute,
  runOp,
  setKernel,
  typeAttribute,
} from "../eager/plain-kernels";

/*
 * Replaces kernels of tfjs-node that make TensorFlow do more than it must: slower ops, reads of
 * tensors back into JavaScript, and ops that change nothing.
 */

export function patchKernels(): void {
  patchMatMul();
  patchGather();
  patchStep();
  patchNoOps();
}

/** The kernel of tfjs-node that a patch replaces. */
function stockKernel(kernelName: string): Compute<string> {
  const stock = tf.getKernel(kernelName, "tensorflow").kernelFunc;
  return (inputs, attributes, backend) =>
    stock({ inputs, attrs: attributes as tf.NamedAttrMap, backend });
}

/**
 * Products of two matrices as `MatMul`. tfjs-node runs every product as `BatchMatMulV2`, which is
 * slower for matrices and which TensorFlow's graph optimizer does not recognise.
 */
function patchMatMul(): void {
  const stock = stockKernel(tf.BatchMatMul);
  setKernel<"a" | "b">(tf.BatchMatMul, "tensorflow", (inputs, attributes, backend) => {
    const { a, b } = inputs;
    if (a.shape.length !== 2 || b.shape.length !== 2) return stock(inputs, attributes, backend);
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

/**
 * Gather without a check of its indices, which TensorFlow makes itself. tfjs-node reads them back:
 * a wait in every step, and numbers that do not exist while a step is recorded.
 */
function patchGather(): void {
  const stock = stockKernel(tf.GatherV2);
  setKernel<"x" | "indices">(tf.GatherV2, "tensorflow", (inputs, attributes, backend) => {
    if (attributes["batchDims"]) return stock(inputs, attributes, backend);
    const { x, indices } = inputs;
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

/**
 * Step as relu(sign(x)), which is 0, 0, 1 and keeps NaN. tfjs-node makes it of seven ops and four
 * constants.
 */
function patchStep(): void {
  const stock = stockKernel(tf.Step);
  setKernel<"x">(tf.Step, "tensorflow", (inputs, attributes, backend) => {
    const { x } = inputs;
    if (x.dtype !== "float32" || attributes["alpha"]) return stock(inputs, attributes, backend);
    return tf.tidy(() => tf.relu(tf.sign(x)));
  });
}

/**
 * Reshapes to the same shape and casts to the same type, of which tfjs's gradients are full, as
 * another reference to the same memory. tfjs-node runs an op for each.
 */
function patchNoOps(): void {
  const identity = stockKernel(tf.Identity);
  const skipWhere = (
    kernelName: string,
    isUnchanged: (x: tf.Tensor, attributes: Record<string, unknown>) => boolean,
  ): void => {
    const stock = stockKernel(kernelName);
    setKernel<"x">(kernelName, "tensorflow", (inputs, attributes, backend) =>
      (isUnchanged(inputs.x, attributes) ? identity : stock)(inputs, attributes, backend),
    );
  };
  skipWhere(tf.Reshape, (x, attributes) =>
    tf.util.arraysEqual(x.shape, attributes["shape"] as number[]),
  );
  skipWhere(tf.Cast, (x, attributes) => x.dtype === attributes["dtype"]);
}
