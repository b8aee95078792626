import { availableParallelism } from "node:os";
import { GanError } from "../../../shared/errors";
import { findOnnxNode, ONNX_NODE_VARIABLE, startOnnxNode } from "./node";
import type { Runtime } from "./runtime";
import { startOnnxWeb } from "./web";

/* Starts the ONNX Runtime that an engine names. */

/**
 * Starts ONNX Runtime.
 * @param folders from which onnxruntime-node is looked for.
 * @throws GanError `engine-missing`.
 */
export async function startOnnx(
  name: Runtime["name"],
  folders: readonly string[],
): Promise<Runtime> {
  if (name === "onnx-node") {
    const file = findOnnxNode(folders);
    if (!file)
      throw new GanError(
        "engine-missing",
        "onnxruntime-node is not installed",
        "run `npm install onnxruntime-node` in the folder of the experiment, or name its " +
          `folder in ${ONNX_NODE_VARIABLE}`,
      );
    return startOnnxNode(file, availableParallelism());
  }
  try {
    return await startOnnxWeb(availableParallelism());
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
    throw new GanError(
      "engine-missing",
      `ONNX Runtime in WebAssembly cannot be started (${reason})`,
      "install GAN Workbench again, or use another engine",
      { cause },
    );
  }
}
