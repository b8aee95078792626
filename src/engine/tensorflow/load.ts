import "../native/restore-node-util";
import * as tf from "../../tensor/tf";
import "@tensorflow/tfjs-node/dist/register_all_kernels";
import { NodeJSKernelBackend } from "@tensorflow/tfjs-node/dist/nodejs_kernel_backend";
import type { TFJSBinding } from "@tensorflow/tfjs-node/dist/tfjs_binding";
import { createRequire } from "node:module";
import { engineEnvironment } from "../native/environment";
import { patchTensorFlowKernels } from "../tfjs-patches";

/* Loads TensorFlow's library and tfjs-node's backend into this process. */

/** tfjs-node only looks whether this names its GPU edition. */
const PACKAGE = "@tensorflow/tfjs-node";

let registered = false;

/**
 * Loads TensorFlow's library into this process and registers the backend `tensorflow`. A library,
 * once loaded, stays.
 * @param addon full path of tfjs_binding.node.
 * @returns TensorFlow's version.
 * @throws what the dynamic linker says.
 */
export function registerTensorFlow(addon: string): string {
  // For a process that was not started with these; a fork has them already.
  Object.assign(process.env, engineEnvironment());
  const binding = createRequire(__filename)(addon) as TFJSBinding;
  if (!registered) {
    registered = true;
    patchTensorFlowKernels();
    // One without a library may be there, from a recording.
    if (tf.findBackendFactory("tensorflow")) tf.removeBackend("tensorflow");
    tf.registerBackend(
      "tensorflow",
      () => new NodeJSKernelBackend(binding, PACKAGE) as unknown as tf.KernelBackend,
    );
  }
  return binding.TF_Version;
}
