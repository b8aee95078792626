import type { StudyState } from "../../src/shared/study/progress";

/** Every word of the page of a study, apart from those of its table (src/shared/study). */
export const STUDY_STRINGS = {
  states: {
    running: "Running",
    interrupted: "Interrupted",
    finished: "Finished",
  } satisfies Record<StudyState, string>,
  reading: "Reading the study…",
  progress: "Progress of the study",
  method: (name: string) => `method ${name}`,
  base: (file: string) => `base ${file}`,
  trialsOf: (ended: string, planned: string) => `${ended} of ${planned} trials`,
  trials: (ended: string) => `${ended} trials`,
  running: (count: number) => `${count} running`,
  pruned: (count: string) => `${count} pruned`,
  steps: (count: string) => `${count} steps`,
  trained: (time: string) => `trained ${time}`,
  timeLeft: (time: string) => `${time} left`,
  workers: (count: number) => (count === 1 ? "1 worker" : `${count} workers`),
  bestSoFar: "Best so far",
  bestTrial: (trial: number) => `Trial ${trial}`,
  front: (count: number) => `Pareto front of ${count} trials`,
  noBest: "No trial has come to its end yet.",

  stop: "Stop",
  stopTip: "Save what is being trained, and end the study; it can be resumed",
  resume: "Resume",
  resumeTip: "Go on with what is left of the study",
  report: "Report",
  reportTip: "Write the report of the study as it stands, and open it",
  writeBest: "Write Best Config",
  writeBestTip: "Write the experiment of the best trial into a file beside the base",
  trainBest: "Train Best for Longer…",
  trainBestTip: "Train the experiment of the best trial in a run of its own, for more steps",
  writeThis: "Write Config",
  writeThisTip: "Write the experiment of this trial into a file beside the base",
  trainThis: "Train for Longer…",
  trainThisTip: "Train the experiment of this trial in a run of its own, for more steps",
  openRun: "Open Run",
  openRunOf: (trial: number, seed: number) => `Open the run of trial ${trial} with seed ${seed}`,

  history: "Best so far",
  historyHelp:
    "Each dot is a trial that came to its end; the line is the best until then. Trials that were " +
    "pruned count no further than where they were stopped, and have no dot.",
  historyLabel: (title: string, trials: number, best: string) =>
    `${title} of ${trials} trials; the best is ${best}.`,
  trialAxis: "trial",
  value: "value",
  best: "best so far",

  curves: "All trials over the steps",
  curvesHelp:
    "A line for each run: its evaluations over the steps. Pruned runs are faint and end where " +
    "they were stopped.",
  curvesLabel: (title: string, lines: number) => `${title} over the steps of ${lines} runs.`,
  bestLine: "best",
  finishedLine: "finished",
  runningLine: "running",
  prunedLine: "pruned",
  failedLine: "diverged or failed",

  parallel: "Parallel coordinates",
  parallelHelp:
    "A line for each trial, through its values; the better, the bluer, and grey where it was " +
    "pruned. Drag along an axis to " +
    "keep the trials in that stretch, in the table as well; click the axis to let go. With the " +
    "keyboard: arrows move the stretch, Shift + arrows its upper end, Escape lets go.",
  parallelLabel: (axes: number, trials: number) =>
    `Parallel coordinates of ${trials} trials over ${axes} axes.`,
  brushOf: (axis: string) => `Stretch of ${axis}`,
  brushed: (shown: string, all: string) => `${shown} of ${all} trials`,
  clearBrushes: "Clear Stretches",
  notSet: "not set",

  slices: "Each parameter",
  sliceHelp: "The value of each trial over one parameter, whatever the others are.",
  sliceLabel: (title: string, parameter: string) => `${title} over ${parameter}.`,

  importance: "Importance of each parameter",
  importanceHelp:
    "PED-ANOVA (Watanabe, Bansal, Hutter 2023): how far the best tenth of the trials differs from " +
    "all of them in each parameter, as a share of all parameters. It says what mattered in this " +
    "study, not in which direction.",
  importanceFew: "Importance can be told from four trials that came to their end.",

  pareto: "Pareto front",
  paretoHelp:
    "Each dot is a trial by its two values. On the line are those of which no other trial is " +
    "better in both.",
  paretoLabel: (front: number, trials: number) =>
    `${front} of ${trials} trials are on the Pareto front.`,
  onFront: "on the front",
  others: "others",

  lineage: "The population's lineage",
  lineageHelp:
    "A line for each member. Where it takes over another one's state and settings, a line leads " +
    "from that one. Bold is the way of the best member's state.",
  lineageLabel: (members: number, taken: number) =>
    `${members} members, who took over another one's state ${taken} times.`,
  member: "member",
  takenOver: "taken over",
  bestWay: "way of the best",

  schedule: "Schedule",
  scheduleHelp:
    "What each member was trained with, over the steps. A dot stands where it took over another " +
    "one's state and changed its settings. Bold is what the best member's state was trained with.",
  scheduleLabel: (parameter: string, members: number) =>
    `${parameter} of ${members} members over the steps.`,

  samples: "Samples",
  samplesOfBest: (trial: number) => `Best: trial ${trial}`,
  samplesOfBase: (trial: number) => `Experiment as it is: trial ${trial}`,
  samplesOfFirst: (trial: number) => `First: trial ${trial}`,
  samplesAt: (step: string) => `step ${step}`,

  table: "Trials",
  filter: "Filter",
  filterTip: "Words of a row, or comparisons such as rate<0.001",
  filterExample: "Filter, such as rate<0.001",
  columns: "Columns",
  shownTrials: (shown: string, all: string) => `${shown} of ${all}`,
  showState: (state: string, count: string) => `${state} ${count}`,
  noTrials: "No trials yet.",
  noneFit: "No trial fits the filter.",
  tableHelp:
    "Arrow keys move through the table, Enter on a column's name sorts by it, Enter on a trial " +
    "opens its run, Space shows its details.",
  details: (trial: number) => `Trial ${trial}`,
  seed: (seed: number) => `seed ${seed}`,
  stepOf: (step: string, steps: string) => `step ${step} of ${steps}`,
  noSelection: "Choose a trial to see its settings and runs.",
  close: "Close",
} as const;
