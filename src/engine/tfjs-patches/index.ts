import * as tf from "../../tensor/tf";
import { patchBatchNorm } from "./batch-norm";
import { patchComparisons } from "./comparisons";
import { patchConvFilter } from "./conv-filter";
import { patchElu } from "./elu";
import { patchExtrema } from "./extrema";
import { patchGather } from "./gather";
import { patchL2Loss } from "./l2-loss";
import { patchMatMul } from "./matmul";
import { patchMaxPool } from "./max-pool";
import { patchNoOps } from "./no-ops";
import { patchPiecewiseLinear } from "./piecewise-linear";
import { patchReductions } from "./reductions";
import { patchSaturating } from "./saturating";
import { patchSoftplus } from "./softplus";
import { patchStep } from "./step";
import { patchTape } from "./tape";

/**
 * Gradients, which tfjs keeps once for all backends, with what they need on each. To be called after a backend was
 * registered: run from source, tfjs-node loads another part of TensorFlow.js that registers the stock ones again.
 */
export function patchGradients(): void {
  patchTape();
  patchPiecewiseLinear();
  patchSaturating();
  patchSoftplus();
  patchElu();
  patchComparisons();
  patchReductions();
  patchExtrema();
  patchL2Loss();
  patchConvFilter();
  patchBatchNorm();
  patchMaxPool();
}

let kernelsPatched = false;

/** Kernels of tfjs-node that TensorFlow does better; once tfjs-node has registered its own. */
export function patchTensorFlowKernels(): void {
  if (!tf.getKernel(tf.BatchMatMul, "tensorflow"))
    throw new Error("tfjs-node's kernels are not registered");
  if (kernelsPatched) return;
  kernelsPatched = true;
  patchMatMul();
  patchGather();
  patchStep();
  patchNoOps();
}
