import type { Comparison } from "../evaluation/comparison";
import type { RunState } from "../run/state";

/* What the page that compares runs is told. */

/** A curve of a run; the arrays are of one length. */
export interface Curve {
  /** A metric or a figure, by an id that is the same in all runs that can be compared in it. */
  id: string;
  title: string;
  /** Whether each point is shown: evaluations are few. */
  dots: boolean;
  step: number[];
  /** Seconds of training. */
  time: number[];
  /** Seconds since the run began, pauses and evaluations among them. */
  wall: number[];
  value: number[];
}

export interface ComparedRunView {
  dir: string;
  /** What tells it from the others. */
  label: string;
  state: RunState;
  step: number;
  steps: number;
  /** Runs that differ in their seeds alone have the same. */
  repetitionOf: string;
  curves: Curve[];
  /** Steps with a picture, ascending. */
  pictures: number[];
  /** The address of the folder with the pictures. */
  picturesUri: string;
  /** In a report: the pictures themselves, by their steps, as addresses that hold them. */
  embedded?: Record<number, string>;
}

export interface CompareContent {
  runs: ComparedRunView[];
  comparison: Comparison;
  /** Runs that could not be read, and why. */
  unreadable: { dir: string; reason: string }[];
}
