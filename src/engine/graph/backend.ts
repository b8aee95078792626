import * as tf from "../../tensor/tf";
import "@tensorflow/tfjs-node/dist/register_all_kernels";
import { NodeJSKernelBackend } from "@tensorflow/tfjs-node/dist/nodejs_kernel_backend";
import { patchGradients, patchTensorFlowKernels } from "../tfjs-patches";
import { registerRandomKernels } from "../random/kernels";
import { Recording } from "./recording";

/*
 * The backend on which a step is recorded: tfjs-node's own, with a recording in place of
 * TensorFlow's library.
 */

/** The name of the backend that records. */
export const RECORDER = "recorder";

let prepared = false;

/**
 * Gives the recorder the kernels of the backend `tensorflow`, ours included. Works where TensorFlow
 * is not installed.
 */
export function prepareRecorder(): void {
  if (!prepared) {
    prepared = true;
    patchTensorFlowKernels();
    registerRandomKernels();
    // Loading tfjs-node's kernels registers some of tfjs's own gradients again.
    patchGradients();
    tf.copyRegisteredKernels("tensorflow", RECORDER);
  }
  // tfjs-node's kernels ask this backend for the numbers of types.
  if (!tf.findBackendFactory("tensorflow")) {
    tf.registerBackend(
      "tensorflow",
      () => new NodeJSKernelBackend(new Recording().binding, "") as unknown as tf.KernelBackend,
    );
  }
}
