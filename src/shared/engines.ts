/* The engines and the ways to compile that a config can name. */

/** Engines, the fastest first. */
export const ENGINES = ["tensorflow", "onnx-node", "onnx-web", "wasm", "cpu"] as const;
export type EngineName = (typeof ENGINES)[number];

/**
 * How a step runs. `loop`: recorded once and run as one program, many iterations a call; `xla`:
 * that program compiled by XLA (TensorFlow alone); `off`: op by op.
 */
export const COMPILE_MODES = ["loop", "xla", "off"] as const;
export type CompileMode = (typeof COMPILE_MODES)[number];
