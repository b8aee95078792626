import { findOnnxNode, startOnnxNode } from "../../src/engine/onnx/node";
import type { Runtime } from "../../src/engine/onnx/runtime";
import { startOnnxWeb } from "../../src/engine/onnx/web";

const THREADS = 2;

/** Both ways in which ONNX Runtime comes. */
export const RUNTIMES: Record<Runtime["name"], () => Promise<Runtime>> = {
  "onnx-web": () => startOnnxWeb(THREADS),
  "onnx-node": async () => startOnnxNode(findOnnxNode([__dirname])!, THREADS),
};
