import * as tf from "../../tensor/tf";
import { mendBatchNorm } from "./batch-norm";
import { mendComparisons } from "./comparisons";
import { mendConvFilter } from "./conv-filter";
import { mendElu } from "./elu";
import { mendExtrema } from "./extrema";
import { mendGather } from "./gather";
import { mendL2Loss } from "./l2-loss";
import { mendMatMul } from "./matmul";
import { mendMaxPool } from "./max-pool";
import { mendNoOps } from "./no-ops";
import { mendPiecewiseLinear } from "./piecewise-linear";
import { mendReductions } from "./reductions";
import { mendSaturating } from "./saturating";
import { mendSoftplus } from "./softplus";
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
  mendSoftplus();
  mendElu();
  mendComparisons();
  mendReductions();
  mendExtrema();
  mendL2Loss();
  mendConvFilter();
  mendBatchNorm();
  mendMaxPool();
}

let kernelsMended = false;

/** Kernels of tfjs-node that TensorFlow does better; once tfjs-node has registered its own. */
export function mendTensorFlowKernels(): void {
  if (!tf.getKernel(tf.BatchMatMul, "tensorflow"))
    throw new Error("tfjs-node's kernels are not registered");
  if (kernelsMended) return;
  kernelsMended = true;
  mendMatMul();
  mendGather();
  mendStep();
  mendNoOps();
}
