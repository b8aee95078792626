import {
  batchIndices,
  type FiniteDataset,
  labelsOf,
  order,
  PIXEL_RANGES,
  rows,
  sampleSize,
  viewRange,
} from "../../data/dataset";
import { openPart } from "../../data/source";
import type { Part } from "../../data/splits";
import { type DataConfig, pixelRangeOf } from "../../experiment/schema";
import type { Points } from "../../metrics/distances";
import { GanError } from "../../shared/errors";
import type { RealPassport } from "../../shared/passport";

/** More real examples than this are not looked at. */
const MOST_REAL = 10_000;

/** Real examples to measure with, in their units, and what of a passport they are. */
export interface RealExamples {
  points: Points;
  passport: RealPassport;
  /** Their classes, where they are known. */ labels?: Uint8Array;
}

/** The parts of a run's data, and what was computed of them for an earlier evaluation. */
export class RealData {
  readonly #made = new Map<string, unknown>();
  #labels: Promise<Uint8Array> | undefined;

  constructor(
    readonly data: DataConfig,
    readonly cacheDirs: readonly string[],
  ) {}

  /** The first `most` rows of a part, in the order of their file. @throws GanError `bad-data` where the data keeps no such part */
  async first(part: "validation" | "test", most: number): Promise<RealExamples> {
    const { dataset, ...where } = await openPart(this.data, this.cacheDirs, part);
    return examples(
      dataset,
      where,
      Uint32Array.from({ length: Math.min(most, dataset.count) }, (_, i) => i),
    );
  }

  /** At most 10,000 examples that the run was not trained with, if the data has kept some; else of those that it was. `trained`: as D sees them. */
  async sample(range: "units" | "trained" = "units"): Promise<RealExamples> {
    const { dataset, ...where } = await openPart(this.data, this.cacheDirs, "test").catch(
      (error: unknown): Promise<Part> => {
        if (error instanceof GanError && error.code === "bad-data")
          return openPart(this.data, this.cacheDirs, "train");
        throw error;
      },
    );
    return examples(
      dataset,
      where,
      order(0, 0, dataset.count).subarray(0, MOST_REAL).sort(),
      range,
    );
  }

  /** How values are measured. */
  async units(): Promise<Units> {
    const range = pixelRangeOf(this.data);
    if (!range) return unitsOf((await openPart(this.data, this.cacheDirs, "train")).dataset);
    const { scale, offset } = PIXEL_RANGES[range];
    return [offset, 255 * scale + offset];
  }

  /** How many training examples each class has; undefined where classes are not known. */
  async classCounts(
    classes: number,
  ): Promise<{ counts: Float64Array; passport: RealPassport } | undefined> {
    const {
      dataset: { labels, count },
      rows,
    } = await openPart(this.data, this.cacheDirs, "train");
    const counts = new Float64Array(classes);
    labels?.forEach((label) => {
      counts[label]!++;
    });
    return labels && { counts, passport: { real: count, rows, seenInTraining: true } };
  }

  /** The classes of the first `count` examples that the training of a seed takes: as often as they are in the data. @throws GanError `bad-data` where they are not known */
  async trainingClasses(seed: number, count: number): Promise<Uint8Array> {
    // Once: of a folder all pictures are read for it, and training waits.
    this.#labels ??= openPart(this.data, this.cacheDirs, "train").then(({ dataset }) =>
      labelsOf(dataset),
    );
    const labels = await this.#labels;
    return Uint8Array.from(batchIndices(seed, 0, count, labels.length), (i) => labels[i]!);
  }

  /** What `make` makes of the real data; made once under a name. */
  async *once<T>(name: string, make: () => AsyncGenerator<number, T>): AsyncGenerator<number, T> {
    if (!this.#made.has(name)) this.#made.set(name, yield* make());
    return this.#made.get(name) as T;
  }
}

function examples(
  dataset: FiniteDataset,
  { rows: names, seenInTraining }: Omit<Part, "dataset">,
  indices: Uint32Array,
  range: "units" | "trained" = "units",
): RealExamples {
  const all = indices.length === dataset.count,
    { labels } = dataset;
  return {
    points: {
      values: inUnits(rows(dataset, indices), range === "units" ? unitsOf(dataset) : undefined),
      dimensions: sampleSize(dataset),
    },
    passport: {
      real: indices.length,
      rows: all ? names : `${indices.length} of ${names}`,
      ...(seenInTraining ? { seenInTraining } : {}),
    },
    ...(labels ? { labels: Uint8Array.from(indices, (i) => labels[i]!) } : {}),
  };
}

/** The training values that are measured as 0 and 1, so that a figure does not depend on the range of the training; undefined where values are measured as they are. */
export type Units = readonly [low: number, high: number] | undefined;

/** Pixels have units, unless they are normalised. */
const unitsOf = (dataset: FiniteDataset): Units =>
  dataset.sampleShape.length === 3 && dataset.view === undefined ? viewRange(dataset) : undefined;

export const inUnits = (values: Float32Array, units: Units): Float32Array =>
  units ? values.map((value) => (value - units[0]) / (units[1] - units[0])) : values;
