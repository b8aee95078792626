import type { RunEntry } from "./run-entry";
import type { StudyEntry } from "./study-entry";

/* What a column of the table of runs is. */

/** What a column's values are counted in, for filters such as `time > 10min`. */
export type ColumnUnit = "seconds" | "bytes";

export type ColumnKey = number | string | undefined;

export interface RunColumn {
  /** Stays the same however the runs change. */
  id: string;
  title: string;
  /** What the title leaves out, for the tooltip. */
  tip?: string;
  /** Its cells stand at the right, and groups have their mean. */
  number: boolean;
  unit?: ColumnUnit;
  /** Whether it is shown although all runs have the same there. */
  always?: boolean;
  /** Whether it is left out until a person asks for it. */
  optional?: boolean;
  /** A setting of the config. */
  setting?: boolean;
  /** What is written in a run's cell; empty where there is nothing to say. */
  text(run: RunEntry): string;
  /** What orders, filters and groups go by; undefined is always last. */
  key(run: RunEntry): ColumnKey;
  /** What a group of runs has there, where that is no mean or common value. */
  group?(members: readonly RunEntry[]): string;
  /** What a study has there, where that is not what groups of runs have. */
  study?: { text(study: StudyEntry): string; key(study: StudyEntry): ColumnKey };
  /** Of figures that have a better one of two: the best of some. */
  best?(values: readonly number[]): number | undefined;
  /** A mean of keys as text. */
  format(value: number): string;
}
