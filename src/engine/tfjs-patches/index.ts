import * as tf from "../../tensor/tf";
import { patchActivationGradients } from "./activations";
import { patchBatchNorm } from "./batch-norm";
import { patchConvolutionGradients } from "./convolutions";
import { patchKernels } from "./kernels";
import { patchReductionGradients } from "./reductions";
import { patchTape } from "./tape";

/*
 * Replacements for kernels and gradients of tfjs that are slow, wrong or missing. Each file says
 * what it replaces and why.
 */

/**
 * Replaces gradients, which tfjs registers once for all backends, with the kernels that they need
 * on each. To be called after a backend was registered: tfjs-node, run from source, registers some
 * of the stock gradients again.
 */
export function patchGradients(): void {
  patchTape();
  patchActivationGradients();
  patchReductionGradients();
  patchConvolutionGradients();
  patchBatchNorm();
}

let kernelsPatched = false;

/** Replaces kernels of tfjs-node, once it has registered its own. */
export function patchTensorFlowKernels(): void {
  if (!tf.getKernel(tf.BatchMatMul, "tensorflow"))
    throw new Error("tfjs-node's kernels are not registered");
  if (kernelsPatched) return;
  kernelsPatched = true;
  patchKernels();
}
