/** Engines, the fastest first. */
export const ENGINES = ["tensorflow", "wasm", "cpu"] as const;
export type EngineName = (typeof ENGINES)[number];
/** What a user may ask for. */
export type EngineRequest = "auto" | EngineName;

export interface EngineNeeds {
  /** The experiment has convolutional layers. */
  convolution: boolean;
}

/** tfjs's WASM engine lacks the gradient of a convolution by its filter. */
export const canRun = (engine: EngineName, needs: EngineNeeds): boolean => engine !== "wasm" || !needs.convolution;
