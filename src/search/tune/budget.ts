import type { Experiment } from "../../experiment/schema";

/* How `gan tune` shares out its time. */

/** How fast a machine trains an experiment. */
export interface Speed {
  stepsPerSecond: number;
  /** Until a run's first step. */
  startSeconds: number;
}

export interface Budget {
  /** Steps of a trial that is not stopped early. */
  steps: number;
  /** Steps between two evaluations, at which trials are stopped. */
  every: number;
  /** Of the search. */
  minutes: number;
}

/** The search gets so much of the time; the rest is for seeds that it has not seen. */
const SEARCH_SHARE = 0.6;
/** The search has time for so many trials that go to the end, or some times as many that do not. */
const WHOLE_TRIALS = 12;
/** Trials are stopped at 1, 3, 9 of so many evaluations. */
const EVALUATIONS = 27;
/** Fewer steps tell nothing. */
const MIN_STEPS = 54;

/** Trials that are as long as the config says, or as long as there is time for. */
export function budgetOf({ training }: Experiment, speed: Speed, minutes: number): Budget {
  const searchSeconds = minutes * 60 * SEARCH_SHARE;
  const affordable = (searchSeconds / WHOLE_TRIALS - speed.startSeconds) * speed.stepsPerSecond;
  // Where starting takes longest, a trial trains for as long: fewer trials that tell something.
  const worthwhile = speed.startSeconds * speed.stepsPerSecond;
  const wanted = Math.min(
    training.steps,
    Math.max(MIN_STEPS, Math.floor(affordable), Math.floor(worthwhile)),
  );
  const every = Math.max(1, Math.floor(wanted / EVALUATIONS));
  return { steps: wanted, every, minutes: Number((minutes * SEARCH_SHARE).toPrecision(3)) };
}
