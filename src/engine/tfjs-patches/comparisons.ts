import * as tf from "../../tensor/tf";
import { setGradient } from "../eager/plain-kernels";

/**
 * A comparison is flat wherever it has a derivative. tfjs registers no gradient at all, so that a second derivative
 * through its gradients of selu, maximum or clipByValue, which compare, fails with "gradient function not found".
 */
export function patchComparisons(): void {
  for (const kernelName of [
    tf.Greater,
    tf.GreaterEqual,
    tf.Less,
    tf.LessEqual,
    tf.Equal,
    tf.NotEqual,
    tf.LogicalAnd,
    tf.LogicalOr,
  ]) {
    setGradient({
      kernelName,
      inputsToSave: ["a", "b"],
      gradFunc: (_dy, [a, b]) => ({ a: () => tf.zeros(a!.shape), b: () => tf.zeros(b!.shape) }),
    });
  }
}
