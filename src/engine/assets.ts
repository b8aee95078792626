import { join } from "node:path";
import { assetDir } from "../shared/files/asset-dir";

/* Where the files lie that the bundle brings along for the engines. */

/** The folder of `tfjs-backend-wasm*.wasm`. */
export const wasmDir = (): string => assetDir("wasm", "@tensorflow/tfjs-backend-wasm", "dist");

/** The folder of the C++ of tfjs-node's addon. */
export const addonSourceDir = (): string =>
  assetDir(join("addon", "binding"), "@tensorflow/tfjs-node", "binding");

/** The folder of `node_api.h`, so that compiling needs no Node headers on the machine. */
export const nodeApiHeaderDir = (): string =>
  assetDir(join("addon", "node-api"), "node-api-headers", "include");

/** The folder of ONNX Runtime's WebAssembly build, `ort-wasm-simd-threaded.{mjs,wasm}`. */
export const onnxWebDir = (): string =>
  assetDir("onnxruntime", "onnxruntime-web", ".", "ort-wasm-simd-threaded.wasm");
