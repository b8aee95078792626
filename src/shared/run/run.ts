import type { Verdict } from "../advisor/verdict";
import type { VerdictKind } from "../advisor/verdict-kinds";
import type {
  FigureName,
  FigureNameOf,
  EvaluationName,
  ProvenanceOf,
} from "../evaluation/evaluations";
import type { StoredProvenance } from "../evaluation/provenance";
import type { RunNotes } from "./notes";
import type { RunState } from "./state";
import type { TakenOver, WeightsOrigin } from "./weights";

/* What a run has in its folder: its record, events and evaluations. */

export const NETWORKS = ["generator", "discriminator"] as const;
export type NetworkName = (typeof NETWORKS)[number];

/** Where a branch comes from: a run, and the step of the checkpoint with which it began. */
export interface RunParent {
  id: string;
  name: string;
  /** The run's folder when the branch was made. It may have been moved or deleted since. */
  path: string;
  step: number;
  /** The branch began from scratch: it has the other run's config with changes, and no state. */
  scratch?: true;
}

/** Settings that are to be changed, by their paths. A value of null removes the setting. */
export interface PendingChange {
  set: { path: string; value: unknown }[];
  slots: "keep" | "reset";
}

/** `run.json`: what a run is and where it stands. Times are ISO 8601. */
export interface RunRecord {
  format: 1;
  id: string;
  name: string;
  state: RunState;
  step: number;
  /** The step at which the run is finished. */
  steps: number;
  /** Seconds of training so far, pauses left out. */
  trainingSeconds: number;
  engine: { name: string; version: string };
  seed: number;
  /** The process that works, or last worked, on it. */
  pid: number;
  createdAt: string;
  updatedAt: string;
  /** Of `config.json` as the run was begun with it. A run of an earlier version has none. */
  configSha256?: string;
  /** The config file it was started from, where there was one. */
  configFile?: string;
  /** Node, TensorFlow.js and GAN Workbench. */
  versions: Record<string, string>;
  /** A branch has one. */
  parent?: RunParent;
  /** Whose weights it began with, and of which networks. */
  weightsFrom?: WeightsOrigin & { networks: NetworkName[] };
  /** What a branch changes before its first own step. Gone once a checkpoint holds its effect. */
  pending?: PendingChange;
  error?: { code: string; message: string; hint: string };
}

/**
 * A setting by its path in the experiment, before and after a change; without `from` or `to` it is
 * not there.
 */
export interface ChangedSetting {
  path: string;
  from?: unknown;
  to?: unknown;
}

/** One line of `events.jsonl`: something that happened, and the step from which it counts. */
export type RunEvent = { step: number; time: string } & (
  | { type: "started"; engine: string }
  | { type: "paused" }
  | { type: "resumed"; fromCheckpoint: boolean }
  /**
   * `carriedOver`: of each network whose optimizer is concerned, the slots that it still has.
   * `planned`: the config has asked for it.
   */
  | {
      type: "changed";
      set: ChangedSetting[];
      slots?: "keep" | "reset";
      carriedOver?: Partial<Record<NetworkName, string[]>>;
      planned?: true;
    }
  /** In the iteration that led to this step one network alone was trained: somebody asked for it. */
  | { type: "stepped"; only: NetworkName }
  /** A new run has begun with weights of another. */
  | ({ type: "weightsTaken" } & TakenOver)
  /** A branch begins, with what its parent was at this step. */
  | { type: "branched"; parent: RunParent }
  /** The run was taken back to this step; what came after it was kept under a name in `rewound`. */
  | { type: "rewound"; from: number; kept: string }
  /**
   * The run was taken forward again to this step, with what was kept. `others`: names of what else
   * is kept that continues it.
   */
  | { type: "restored"; kept: string; others?: string[] }
  | { type: "checkpoint"; file: string }
  /**
   * `features`: of the figures that compare these. `failures`, `warnings`: as in the evaluation.
   */
  | {
      type: "evaluated";
      results: Record<string, number | null>;
      features?: string;
      failures?: Record<string, string>;
      warnings?: Record<string, string[]>;
    }
  | { type: "warning"; message: string }
  /** The advisor has seen something go wrong, or that it does so no more. */
  | { type: "diagnosed"; verdict: Verdict }
  | { type: "recovered"; kind: VerdictKind }
  /** A person has said that a kind of verdict is not to be told of this run. */
  | { type: "verdictIgnored"; kind: VerdictKind }
  | { type: "finished" | "stopped" | "interrupted" }
  | { type: "failed"; message: string; hint: string }
);

/** A figure, and all that it depends on. */
export interface Figure<P = StoredProvenance> {
  value: number;
  /** Standard error or deviation: the provenance says which. */
  plusMinus?: number;
  /** What it is on average for samples of the data's own distribution. */
  noiseFloor?: number;
  settings: P;
  /** What makes it doubtful, in words. */
  warnings?: string[];
  /** Parzen window: the mean log-likelihood of the validation rows at each width that was tried. */
  curve?: { sigma: number; logLikelihood: number }[];
}

/** The figures of an evaluation as they are made. */
export type Figures = { [F in FigureName]?: Figure<ProvenanceOf<F>> };

/** Those of one evaluation. */
export type FiguresOf<M extends EvaluationName> = Pick<Figures, FigureNameOf<M>>;

/** What comes of an evaluation. */
export interface Outcome {
  results: Figures;
  /** The evaluations that could not be made, each with the reason in words. */
  failures?: Record<string, string>;
}

/**
 * Why an evaluation was made that the config does not ask for: somebody asked, or the run was
 * stopped and has no more than light evaluations.
 */
export type EvaluationOccasion = "asked" | "stopped";

/** A line of `evaluations.jsonl`: figures at a step. */
export interface Evaluation {
  step: number;
  time: string;
  results: Record<string, Figure>;
  failures?: Record<string, string>;
  /** Left out where the config asks for it. */
  occasion?: EvaluationOccasion;
}

/** A run as lists and panels show it. */
export interface RunSummary {
  dir: string;
  record: RunRecord;
  /** What a person says of it; left out where that is nothing. */
  notes?: RunNotes;
  /** Steps a second, lately; undefined when it is not running. */
  stepsPerSecond?: number;
  /** Seconds to the end at that speed. */
  secondsLeft?: number;
  /**
   * The evaluation that goes on between iterations: what it is at, and how much of it all is done,
   * in [0, 1].
   */
  evaluating?: { what: string; fraction: number };
  /** How much of its rows has been read for the first time, in [0, 1], where that takes a while. */
  indexing?: number;
}

/** What a run is called: by the person, else by its config. */
export const nameOfRun = ({ record, notes }: RunSummary): string => notes?.name ?? record.name;
