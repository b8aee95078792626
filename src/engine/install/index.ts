/**
 * Getting TensorFlow. Nothing here loads TensorFlow or tfjs, so the extension host may import it.
 */
export { findTensorFlow, type FoundTensorFlow } from "./find";
export { installTensorFlow, type InstalledTensorFlow, type InstallOptions } from "./install";
export type { EngineSource, InstallProgress, InstallStage } from "./types";
