/*
 * A study as its page, its report and the side panel show it: plain figures, worked out by
 * `src/search/view.ts` from the folder of the study alone.
 */

/**
 * `interrupted`: it can go on. `diverged`: a loss or weight was no finite number any more, which
 * counts as the worst. `pruned`: stopped early because others were better by then.
 */
export type TrialState =
  "waiting" | "running" | "interrupted" | "finished" | "pruned" | "diverged" | "failed";

/** What the search makes small or large. */
export interface ObjectiveView {
  /** The name of a figure in `evaluations.jsonl`, for example `frechet`. */
  measure: string;
  title: string;
  direction: "least" | "greatest";
  take: "last" | "best";
  /** How the seeds of a trial are put together. */
  over: "mean" | "median";
}

/** A parameter, with what the page needs for an axis. */
export interface ParameterView {
  name: string;
  /** The places of the experiment that it sets. */
  paths: string[];
  domain:
    | { kind: "float" | "integer"; from: number; to: number; log: boolean }
    | { kind: "choice"; labels: string[] };
  /** In words, for example `optimizer is Adam`. */
  when?: string;
}

/** Step and value. */
export type ViewCurve = [step: number, value: number][];

export interface TrialRunView {
  id: string;
  seed: number;
  state: TrialState;
  step: number;
  steps: number;
  trainingSeconds: number;
  /** The first objective's figure over the steps. */
  history: ViewCurve;
  /** For each objective its figure; null where it has none. */
  values: (number | null)[];
  error?: string;
}

export interface TrialView {
  number: number;
  state: TrialState;
  /** For each parameter that it has: a number, or the label of a choice. */
  values: Record<string, number | string>;
  runs: TrialRunView[];
  /** For each objective over the seeds; null where it has none. */
  objectives: { value: number; stddev?: number; n: number }[] | null;
  /** The step at which it was pruned. */
  prunedAt?: number;
  /** What it was taken from: a point to try first, an earlier study. */
  origin?: string;
}

export interface WorkerView {
  id: string;
  machine: string;
  /** Missing where it is between trials. */
  trial?: number;
  /** Seconds since its last sign of life; a dead one's trial is taken over. */
  silentSeconds: number;
}

/** A member of a population over its generations. */
export interface MemberView {
  member: number;
  generations: {
    generation: number;
    step: number;
    runId: string;
    value: number | null;
    /** The member whose state and settings it took over at its beginning. */
    from?: number;
    values: Record<string, number | string>;
  }[];
}

export interface StudyView {
  name: string;
  description?: string;
  /** The experiment's file, as the study names it. */
  base: string;
  method: string;
  /** None where a grid is only compared. */
  objectives: ObjectiveView[];
  parameters: ParameterView[];
  trials: TrialView[];
  /** How many trials there will be at most, where that is known. */
  trialsPlanned?: number;
  limits: { trials?: number; minutes?: number; steps?: number };
  spent: { trials: number; seconds: number; steps: number };
  secondsLeft?: number;
  workers: WorkerView[];
  /** The numbers of the best trials: one, or with two objectives the Pareto front. */
  best: number[];
  /** The trial whose settings are the base's own, where there is one. */
  baseTrial?: number;
  /** For each objective the share of each parameter; they sum to 1. Missing below four trials. */
  importance?: Record<string, number>[];
  members?: MemberView[];
  engines: string[];
}
