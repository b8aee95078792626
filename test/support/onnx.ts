import { findOnnxNode, startOnnxNode } from "../../src/engine/onnx/runtime/node";
import type { Runtime } from "../../src/engine/onnx/runtime/runtime";
import { startOnnxWeb } from "../../src/engine/onnx/runtime/web";
import { REPOSITORY } from "./paths";
import { present } from "./values";

const THREADS = 2;

/** Both ways in which ONNX Runtime comes. */
export const RUNTIMES: Record<Runtime["name"], () => Promise<Runtime>> = {
  "onnx-web": () => startOnnxWeb(THREADS),
  "onnx-node": async () => startOnnxNode(present(findOnnxNode([REPOSITORY])), THREADS),
};
