export { deleteSamplesAfter, figurePath, nearestPath, picturePath, runFiles, runsDirOf, writeFileAtomic } from "./files";
export { type Checkpoint, latestCheckpoint, listCheckpoints, readCheckpoint, writeCheckpoint } from "./checkpoints";
export { appendLines, filterLines, readLines } from "./jsonl";
export { ownerOf, takeLock } from "./lock";
export { readRecord, settledRecord, writeRecord } from "./record";
export { createRun, deleteRun, listRuns, readExperiment, readFigure, readRun, sampleSteps, type StoredRun } from "./store";
