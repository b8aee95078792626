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

/** Slope below zero; relu has no attributes. */
const slope = (attributes: Attributes | undefined): number =>
  (attributes?.["alpha"] as number | undefined) ?? 0;

/**
 * The gradients of relu and leakyRelu as one op each. tfjs builds them from a comparison and a product: several passes
 * over memory, and no second derivative for leakyRelu, which a gradient penalty needs.
 */
export function patchPiecewiseLinear(): void {
  setKernel("ReluGrad", "tensorflow", ({ dy, x }, _attributes, backend) =>
    runOp(backend, "ReluGrad", [typeAttribute("T", x!.dtype)], [dy!, x!]),
  );
  setComposedKernel("ReluGrad", ({ dy, x }) => tf.mul(dy!, tf.step(x!)));

  setKernel("LeakyReluGrad", "tensorflow", ({ dy, x }, attributes, backend) =>
    runOp(
      backend,
      "LeakyReluGrad",
      [typeAttribute("T", x!.dtype), floatAttribute("alpha", slope(attributes))],
      [dy!, x!],
    ),
  );
  setComposedKernel("LeakyReluGrad", ({ dy, x }, attributes) =>
    tf.where(tf.greater(x!, 0), dy!, tf.mul(dy!, slope(attributes))),
  );

  for (const activation of [tf.Relu, tf.LeakyRelu]) {
    const gradKernel = `${activation}Grad`;
    const gradient = (dy: tf.Tensor, x: tf.Tensor, attributes: tf.NamedAttrMap): tf.Tensor =>
      runKernel(gradKernel, { dy, x }, attributes);
    // Unless its slope is negative the output is above zero where the input is. An input that nobody else needs can be joined with what makes it.
    setGradient({
      kernelName: activation,
      inputsToSave: ["x"],
      outputsToSave: [true],
      gradFunc: (dy, [x, y], attributes) => ({
        x: () => gradient(dy as tf.Tensor, slope(attributes) >= 0 ? y! : x!, attributes),
      }),
    });
    // Linear in dy; the kink at 0 has no derivative, and everywhere else the second one is 0.
    setGradient({
      kernelName: gradKernel,
      inputsToSave: ["x"],
      gradFunc: (ddy, [x], attributes) => ({
        dy: () => gradient(ddy as tf.Tensor, x!, attributes),
        x: () => tf.zerosLike(x!),
      }),
    });
  }
}
