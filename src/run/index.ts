/* The run folder, as trainers, searches and the command line use it. */

export { writeFileAtomic } from "./atomic-files";
export {
  deleteSamplesAfter,
  pictureDataPath,
  nearestPath,
  picturePath,
  runFiles,
  runsDirOf,
  tablePath,
} from "./files";
export {
  type Checkpoint,
  type CheckpointChecks,
  checkpointStep,
  latestCheckpoint,
  listCheckpoints,
  readCheckpoint,
  setAsideCheckpointsAfter,
  stateMismatch,
  writeCheckpoint,
} from "./checkpoints";
export { createRun, folderName, makeFreshFolder } from "./create";
export { deleteRun } from "./delete";
export { isEvaluation, isEvent } from "./checks";
export { recordEvaluation } from "./evaluations";
export { appendLines, filterLines, readLines } from "./jsonl";
export { ownerOf, type RunLock, takeLock } from "./lock";
export { keepModule, keptModule, moduleHashes } from "./modules";
export { changeNotes, readNotes } from "./notes";
export { assertOriginalConfig } from "./original-config";
export { isTemporary, refuseForeignFiles, sweepTemporaryFiles } from "./own-files";
export { assertFiles, readRecord, recordBefore, settledRecord, writeRecord } from "./record";
export {
  checkpointAt,
  checkpointSteps,
  nearestCheckpointStep,
  readCheckpointAt,
  rewindTo,
} from "./rewind";
export { type RewoundPart, rewoundParts } from "./rewound";
export { readRows, type StepRange } from "./rows";
export { RowsLog } from "./rows-log";
export {
  listFolder,
  listRuns,
  readEvaluations,
  readEvents,
  readExperiment,
  readPicture,
  readHistory,
  readRun,
  sampleSteps,
  type RunHistory,
  type StoredRun,
  type UnreadableRun,
} from "./store";
export { pinnedSteps } from "./retention";
