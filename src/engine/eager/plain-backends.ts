import * as tf from "../../tensor/tf";
import { sep } from "node:path";
import { wasmDir } from "../assets";

/* The engines `wasm` and `cpu`: tfjs's own backends, registered when they are first used. */

/**
 * Registers the backend `wasm` (SIMD where the processor has it; tfjs has no threads for it in
 * Node).
 */
export async function registerWasm(): Promise<void> {
  const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
  // tfjs refuses to be told twice once the module is loaded.
  if (tf.getBackend() !== "wasm" && !tf.engine().registry["wasm"]) setWasmPaths(wasmDir() + sep);
}

/** Registers the backend `cpu`: plain JavaScript. */
export async function registerCpu(): Promise<void> {
  await import("@tensorflow/tfjs-backend-cpu");
  // It would print an advertisement for tfjs-node at its first tensor.
  (tf.findBackend("cpu") as unknown as { firstUse: boolean }).firstUse = false;
}
