import * as tf from "../../shared/tf";
import { mendComparisons } from "./comparisons";
import { mendElu } from "./elu";
import { mendMatMul } from "./matmul";
import { mendPiecewiseLinear } from "./piecewise-linear";
import { mendSaturating } from "./saturating";
import { mendStep } from "./step";
import { mendTape } from "./tape";

/**
 * Gradients, which tfjs keeps once for all backends, with what they need on each. To be called after a backend was
 * registered: run from source, tfjs-node loads another part of TensorFlow.js that registers the stock ones again.
 */
export function mendGradients(): void {
  mendTape();
  mendPiecewiseLinear();
  mendSaturating();
  mendElu();
  mendComparisons();
}

/** Kernels of tfjs-node that TensorFlow does better; once tfjs-node has registered its own. */
export function mendTensorFlowKernels(): void {
  if (!tf.getKernel(tf.BatchMatMul, "tensorflow")) throw new Error("tfjs-node's kernels are not registered");
  mendMatMul();
  mendStep();
}
