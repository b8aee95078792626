export {
  deleteSamplesAfter,
  figurePath,
  nearestPath,
  picturePath,
  runFiles,
  runsDirOf,
  tablePath,
  writeFileAtomic,
} from "./files";
export {
  type Checkpoint,
  latestCheckpoint,
  listCheckpoints,
  readCheckpoint,
  writeCheckpoint,
} from "./checkpoints";
export { recordEvaluation } from "./evaluations";
export { appendLines, filterLines, readLines } from "./jsonl";
export { ownerOf, takeLock } from "./lock";
export { keepModule, keptModule, moduleHashes } from "./modules";
export { readRecord, settledRecord, writeRecord } from "./record";
export {
  createRun,
  deleteRun,
  freeFolder,
  listRuns,
  readExperiment,
  readFigure,
  readRun,
  sampleSteps,
  type StoredRun,
  timeStamp,
} from "./store";
