import type { EngineName } from "../shared/engines";

export { COMPILE_MODES, type CompileMode, type EngineName, ENGINES } from "../shared/engines";

/* The names of the engines, and what each can run. */

/** The engines on which TensorFlow.js can also run op by op. */
export const BACKENDS = ["tensorflow", "wasm", "cpu"] as const satisfies readonly EngineName[];
export type BackendName = (typeof BACKENDS)[number];
/** What a user may ask for. */
export type EngineRequest = "auto" | EngineName;

export interface EngineNeeds {
  /** The experiment has convolutional layers. */
  convolution: boolean;
}

/** tfjs's WASM engine lacks the gradient of a convolution by its filter. */
export const canRun = (engine: EngineName, needs: EngineNeeds): boolean =>
  engine !== "wasm" || !needs.convolution;
