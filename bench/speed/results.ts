import type { ExampleTimes } from "./example";
import type { Measurement } from "./measurement";
import type { Machine } from "./machine";
import { MNIST_GIGAFLOPS, SGEMM_GIGAFLOPS, type Workload } from "./workloads";
import { at } from "../../test/support/values";

/** One process of one round: what it measured, or why it could not. */
export interface Entry<Subject extends string = Workload | "sgemm"> {
  round: number;
  subject: Subject;
  row: string;
  /** The share of all processors that others used just before, in [0, 1]. */
  othersShare: number;
  measurement?: Measurement;
  error?: string;
}

export interface Results {
  /** `full`: every row, three rounds or more. `partial`: some were asked for. */
  kind: "quick" | "full" | "partial";
  rounds: number;
  secondsPerRow: number;
  machine: Machine;
  rows: { id: string; label: string }[];
  entries: Entry[];
  example: ExampleTimes[];
  /** What was left out, and why. */
  remarks: string[];
}

/** Up to this share of the processors in other hands, a machine is called quiet. */
const QUIET_SHARE = 0.1;

/** How busy others kept the machine: the mean over all rows. */
export function disturbance({ entries }: Results): { share: number; quiet: boolean } {
  const share =
    entries.reduce((sum, entry) => sum + entry.othersShare, 0) / Math.max(1, entries.length);
  return { share, quiet: share <= QUIET_SHARE };
}

export function median(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = at(sorted, middle);
  return sorted.length % 2 === 1 ? upper : (at(sorted, middle - 1) + upper) / 2;
}

/** All values of one quantity of a row, a round each. */
export function valuesOf(
  results: Results,
  subject: Entry["subject"],
  row: string,
  pick: (measurement: Measurement) => number | undefined,
): number[] {
  return results.entries.flatMap((entry) => {
    const value =
      entry.subject === subject && entry.row === row && entry.measurement
        ? pick(entry.measurement)
        : undefined;
    return value === undefined ? [] : [value];
  });
}

export const speedsOf = (results: Results, subject: Entry["subject"], row: string): number[] =>
  valuesOf(results, subject, row, (m) => m.iterationsPerSecond);

const speedIn = (
  results: Results,
  round: number,
  subject: Entry["subject"],
  row: string,
): number | undefined =>
  results.entries.find(
    (entry) => entry.round === round && entry.subject === subject && entry.row === row,
  )?.measurement?.iterationsPerSecond;

const roundsOf = (results: Results): number[] =>
  Array.from({ length: results.rounds }, (_, round) => round);

/**
 * In each round, a row's speed over that of the fastest of others; rounds that lack one side are
 * left out.
 */
export function ratiosOf(
  results: Results,
  workload: Workload,
  row: string,
  others: readonly string[],
): number[] {
  return roundsOf(results).flatMap((round) => {
    const speed = speedIn(results, round, workload, row);
    const best = Math.max(...others.map((other) => speedIn(results, round, workload, other) ?? 0));
    return speed === undefined || best === 0 ? [] : [speed / best];
  });
}

/** In each round, the speed of large matrix products, in GFLOP/s: the best that was seen. */
export function peaksOf(results: Results): (number | undefined)[] {
  return roundsOf(results).map((round) => {
    const speeds = results.entries
      .filter((entry) => entry.round === round && entry.subject === "sgemm")
      .map((entry) => entry.measurement?.iterationsPerSecond ?? 0);
    const best = Math.max(0, ...speeds);
    return best === 0 ? undefined : best * SGEMM_GIGAFLOPS;
  });
}

/**
 * In each round, the share of that peak which a row's iterations of `mnist` use by their matrix
 * products alone.
 */
export function rooflineShares(results: Results, row: string): number[] {
  return peaksOf(results).flatMap((peak, round) => {
    const speed = speedIn(results, round, "mnist", row);
    return speed === undefined || peak === undefined ? [] : [(speed * MNIST_GIGAFLOPS) / peak];
  });
}
