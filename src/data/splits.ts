import { GanError } from "../shared/errors";
import { type FiniteDataset, subset } from "./dataset";
import { orderInTurns } from "./order";
import type { ColumnScale } from "./table-columns";

/*
 * The parts of a finite data set: what is trained with, and what is kept for validation and test.
 */

/** A part of a data set to train or evaluate with. */
export interface Part {
  dataset: FiniteDataset;
  /**
   * Which examples these are, for a person and for a figure's provenance: `rows 50000-59999 of the
   * training set`.
   */
  rows: string;
  /** Whether the config trains with any of them. */
  seenInTraining: boolean;
}
export type PartName = "training" | "validation" | "test";

export interface LoadOptions {
  signal?: AbortSignal;
  /** Told how far a long reading is, in 0..1. */
  onProgress?: (what: string, fraction: number) => void;
  /**
   * Of a table: the scales by which its numeric columns are standardised, in place of those of its
   * rows.
   */
  scales?: readonly ColumnScale[];
  /** Told what a person should know of the data, such as files that are passed over. */
  onRemark?: (text: string) => void;
}

/** A part that is a stretch of rows. */
export function stretch(
  dataset: FiniteDataset,
  name: string,
  set: string,
  from: number,
  to: number,
  seenInTraining: boolean,
): Part {
  const whole = from === 0 && to === dataset.count;
  return {
    dataset: whole
      ? { ...dataset, name }
      : subset(
          dataset,
          Array.from({ length: to - from }, (_, i) => from + i),
          name,
        ),
    rows: `rows ${from}-${to - 1} of the ${set}`,
    seenInTraining,
  };
}

/** Which of `count` examples a part of data without official parts has. */
export interface Choice extends Omit<Part, "dataset"> {
  /** Ascending; undefined for all of them. */
  indices?: Uint32Array;
}

/**
 * A part of data that has no official ones: with `split` train, the examples in an order that never
 * changes are cut into eight, one and one tenths for training, validation and test.
 *
 * @throws GanError `bad-data` where all examples are trained with, or there are too few
 */
export async function chooseRows(
  name: string,
  count: number,
  split: "all" | "train",
  part: PartName,
): Promise<Choice> {
  if (split === "all") {
    if (part !== "training")
      throw new GanError(
        "bad-data",
        `all examples of ${name} are trained with: none are kept for ${part}`,
        'set "split": "train" in the data of the config',
      );
    return { rows: "all", seenInTraining: true };
  }
  const tenth = tenthOf(name, count);
  const bounds = {
    training: [0, count - 2 * tenth],
    validation: [count - 2 * tenth, count - tenth],
    test: [count - tenth, count],
  };
  const shuffled = await orderInTurns(0, 0, count);
  const indices = shuffled.slice(...bounds[part]).sort();
  return {
    indices,
    rows: `${indices.length} of ${count}, chosen by the order of seed 0`,
    seenInTraining: part === "training",
  };
}

/** @throws GanError `bad-data` where there are too few examples for one */
export function tenthOf(name: string, count: number): number {
  if (count >= 10) return Math.floor(count / 10);
  throw new GanError(
    "bad-data",
    `${name} has ${count} examples: too few to keep a tenth of them for validation`,
    'give it at least 10, or set "split": "all"',
  );
}

/** The part that a choice makes of all examples. */
export function partOf(dataset: FiniteDataset, { indices, ...rest }: Choice, part: PartName): Part {
  return {
    dataset: indices ? subset(dataset, indices, nameOf(dataset.name, part)) : dataset,
    ...rest,
  };
}

export const nameOf = (name: string, part: PartName): string =>
  part === "training" ? name : `${name} ${part}`;
