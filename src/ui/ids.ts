/*
 * Every name under which package.json and the code speak of the same thing.
 * `test/unit/ui-manifest.test.ts` holds the two together, so that a typo in either is a failed
 * build and not a dead button.
 */

export const COMMANDS = {
  train: "gan.train",
  pause: "gan.pause",
  resume: "gan.resume",
  resumePaused: "gan.resumePaused",
  resumeSmallerRates: "gan.resumeSmallerRates",
  resumeFromCheckpoint: "gan.resumeFromCheckpoint",
  branch: "gan.branch",
  changeLayers: "gan.changeLayers",
  tryRemedy: "gan.tryRemedy",
  ignoreVerdict: "gan.ignoreVerdict",
  rewind: "gan.rewind",
  undoRewind: "gan.undoRewind",
  startFromWeights: "gan.startFromWeights",
  pinCheckpoint: "gan.pinCheckpoint",
  freeSpace: "gan.freeSpace",
  step: "gan.step",
  stepDiscriminator: "gan.stepDiscriminator",
  stepGenerator: "gan.stepGenerator",
  stop: "gan.stop",
  changeOptimizer: "gan.changeOptimizer",
  changeLearningRate: "gan.changeLearningRate",
  changeDiscriminatorSteps: "gan.changeDiscriminatorSteps",
  changeObjective: "gan.changeObjective",
  changeAdjustment: "gan.changeAdjustment",
  evaluate: "gan.evaluate",
  exportNetwork: "gan.exportNetwork",
  openDashboard: "gan.openDashboard",
  showLog: "gan.showLog",
  revealRunFolder: "gan.revealRunFolder",
  deleteRun: "gan.deleteRun",
  newExperiment: "gan.newExperiment",
  newStudy: "gan.newStudy",
  tune: "gan.tune",
  installTensorFlow: "gan.installTensorFlow",
  doctor: "gan.doctor",
  refresh: "gan.refresh",
  openStudy: "gan.openStudy",
  runStudy: "gan.runStudy",
  resumeStudy: "gan.resumeStudy",
  stopStudy: "gan.stopStudy",
  reportStudy: "gan.reportStudy",
  writeBestConfig: "gan.writeBestConfig",
  trainBest: "gan.trainBest",
  showRuns: "gan.showRuns",
  compareRuns: "gan.compareRuns",
  compareConfigs: "gan.compareConfigs",
  trainAgain: "gan.trainAgain",
  starRuns: "gan.starRuns",
  tagRuns: "gan.tagRuns",
  noteRun: "gan.noteRun",
  renameRun: "gan.renameRun",
  archiveRuns: "gan.archiveRuns",
  exploreLatents: "gan.exploreLatents",
  drawData: "gan.drawData",
  openLesson: "gan.openLesson",
  openReadyRun: "gan.openReadyRun",
  lookAtGame: "gan.lookAtGame",
} as const;
export type CommandId = (typeof COMMANDS)[keyof typeof COMMANDS];

export const VIEW_CONTAINER = "gan";

export const VIEWS = {
  runs: "gan.runs",
  studies: "gan.studies",
  samples: "gan.samples",
} as const;

/** Kind of the dashboard's webview panels; also the serializer's key. */
export const DASHBOARD = "gan.dashboard";

/** Kind of the webview panels of studies; also the serializer's key. */
export const STUDY_PAGE = "gan.study";

/** Kind of the webview panel with the table of runs; also the serializer's key. */
export const RUNS_PAGE = "gan.runsTable";

/** Kind of the webview panels that compare runs; also the serializer's key. */
export const COMPARE_PAGE = "gan.compare";

/** Kind of the webview panels that explore latents; also the serializer's key. */
export const LATENTS_PAGE = "gan.latents";

/** Kind of the editors of drawn data. */
export const DRAWING_EDITOR = "gan.drawing";

/** Kind of the webview panel with a lesson; also the serializer's key. */
export const LESSON_PAGE = "gan.lesson";

/** Kind of the webview panels that look at the game of a run; also the serializer's key. */
export const GAME_PAGE = "gan.game";

/** Context keys that `when` and `enablement` clauses read. Each is true or false. */
export const CONTEXTS = {
  /** The list of runs has been read once; until then an empty tree means nothing. */
  loaded: "gan.loaded",
  hasRuns: "gan.hasRuns",
  hasStudies: "gan.hasStudies",
  hasLive: "gan.hasLive",
  hasRunning: "gan.hasRunning",
  hasPaused: "gan.hasPaused",
  hasResumable: "gan.hasResumable",
  hasAtRest: "gan.hasAtRest",
  tensorFlowInstalled: "gan.tensorFlowInstalled",
} as const;
export type ContextKey = (typeof CONTEXTS)[keyof typeof CONTEXTS];

export const WALKTHROUGH = "gan.start";

export const CONFIG_SUFFIX = ".gan.json";
export const CONFIG_GLOB = "**/*.gan.json";

export const STUDY_SUFFIX = ".study.json";
export const STUDY_GLOB = "**/*.study.json";

export const LESSON_SUFFIX = ".lesson.md";
export const LESSON_GLOB = "**/*.lesson.md";

/** Settings of `contributes.configuration`. */
export const SETTINGS = {
  engine: "gan.engine",
  cacheFolder: "gan.cacheFolder",
  openOnTrain: "gan.openOnTrain",
  notifications: "gan.notifications",
  continueWithoutWindow: "gan.continueWithoutWindow",
} as const;
export type SettingId = (typeof SETTINGS)[keyof typeof SETTINGS];

/** What is kept in the extension's state: global, but for what is about runs, which is a workspace's. */
export const STATE_KEYS = {
  trainedRuns: "gan.trainedRuns",
  neverAskForTensorFlow: "gan.neverAskForTensorFlow",
  runsTable: "gan.runsTable",
} as const;
