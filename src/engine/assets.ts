import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/**
 * Where files that are read as they are can be found. In a bundle `esbuild.mjs` has copied them beside the program;
 * run from source (tests, tsx) they are still in the packages they come from.
 * @param file a file of the package that others may ask for, and `inPackage` the way from its folder.
 */
function assetDir(
  bundled: string,
  packageName: string,
  inPackage: string,
  file = "package.json",
): string {
  const beside = join(__dirname, bundled);
  if (existsSync(beside)) return beside;
  return join(dirname(createRequire(__filename).resolve(`${packageName}/${file}`)), inPackage);
}

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
