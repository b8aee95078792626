import type { Point, Space } from "../space/space";

/*
 * What a study knows of its trials when it chooses the next one or stops one. All figures are
 * losses here: less is better, whatever the objective's direction.
 */

/** What a trial had come to when it was evaluated. */
export interface Report {
  step: number;
  /** NaN where the evaluation could not be worked out. */
  loss: number;
}

/** A trial that has begun. */
export interface PastTrial {
  number: number;
  point: Point;
  /** `complete` also where it diverged: its losses are then Infinity, the worst. */
  state: "running" | "complete" | "pruned" | "failed";
  /** One for each objective; only of a complete trial. */
  losses?: readonly number[];
  /** By ascending steps, of the first objective; over its seeds mean or median. */
  reports: readonly Report[];
}

/** All that a method may look at; what it returns follows from this alone. */
export interface Question {
  space: Space;
  /** By ascending numbers. */
  history: readonly PastTrial[];
  /** The number of the trial that is asked for. */
  number: number;
  /** Of the study. */
  seed: number;
  /** How often this trial was asked for already; each time other random numbers answer. */
  attempt?: number;
}

/** Chooses the next trial's point. */
export type Method = (question: Question) => Point;

/**
 * Whether a trial that was just evaluated is to be stopped.
 *
 * @param trial its newest report is the last
 * @param others all other trials of the study that have begun
 */
export type Pruner = (trial: PastTrial, others: readonly PastTrial[]) => boolean;
