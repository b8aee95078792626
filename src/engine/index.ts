/**
 * What makes a step run. The extension host imports `./install` and `./doctor` alone, which load no
 * tfjs.
 */
export { type LoadedEngine, loadEngine } from "./load";
export { isTensorFlowInfo } from "./native/stderr-filter";
export { type DoctorReport, type EngineReport, diagnose, formatReport } from "./doctor";
export { engineEnvironment } from "./native/environment";
export * from "./install";
export {
  type BackendName,
  BACKENDS,
  canRun,
  type EngineName,
  type EngineNeeds,
  type EngineRequest,
  ENGINES,
} from "./names";
