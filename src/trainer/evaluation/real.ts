import { setImmediate as immediate } from "node:timers/promises";
import {
  type FiniteDataset,
  labelsOf,
  PIXEL_RANGES,
  rows,
  sampleSize,
  subset,
  viewRange,
} from "../../data/dataset";
import { batchIndices, orderInTurns, prepareOrders } from "../../data/order";
import { signatureOf } from "../../data/fingerprint";
import { openPart } from "../../data/source";
import type { Part } from "../../data/splits";
import { recordedScales } from "../../data/summary";
import { type DataConfig, pixelRangeOf } from "../../experiment/schema";
import type { Points } from "../../metrics/distances";
import { type DataRecord, shortHash } from "../../shared/run/data-record";
import { GanError } from "../../shared/errors";
import type { RealProvenance } from "../../shared/evaluation/provenance";
import { checkedFingerprint } from "../session/run-data";

/* The real examples that evaluations measure with. */

/** An evaluation takes at most so many real examples. */
const MAX_REAL = 10_000;

/** Real examples to measure with, in their units, and their part of a figure's provenance. */
export interface RealExamples {
  points: Points;
  provenance: RealProvenance;
  /** Their classes, where they are known. */ labels?: Uint8Array;
}

/** Real examples of at most so many bytes are kept for the next evaluation. */
const MAX_KEPT_BYTES = 64_000_000;

/** How many examples each class has. */
interface ClassCounts {
  counts: Float64Array;
  provenance: RealProvenance;
}

/** What a run knows of its data. */
export interface RealOptions {
  known?: DataRecord | undefined;
  /** Measure against the data as they are now, whatever the run was trained with. */
  acceptChangedData?: boolean;
  /** The data have just been found to be those that are known. */
  isChecked?: boolean;
}

/** What the data were when their content was last read, and its hash. */
type CheckedData = { signature: string; sha256: string | undefined } | undefined;

/**
 * The signature of the data; none where a file cannot be opened, which is refused when it is read.
 */
const signatureOrNone = (data: DataConfig): Promise<string | undefined> =>
  signatureOf(data).catch(() => undefined);

/**
 * The parts of a run's data, and what was computed of them for an earlier evaluation: files are
 * read again only for much data.
 */
export class RealData {
  readonly #made = new Map<string, unknown>();
  readonly #kept = new Map<string, RealExamples>();
  #labels: Promise<Uint8Array> | undefined;
  #checked: Promise<CheckedData> | undefined;
  #trained: Promise<FiniteDataset> | undefined;
  #units: Promise<Units> | undefined;
  #classCounts: Promise<ClassCounts | undefined> | undefined;

  constructor(
    readonly data: DataConfig,
    readonly cacheDirs: readonly string[],
    readonly options: RealOptions = {},
  ) {
    const { known, isChecked } = options;
    if (known && isChecked)
      this.#checked = signatureOrNone(data).then((signature) =>
        signature === undefined ? undefined : { signature, sha256: known.sha256 },
      );
  }

  /**
   * The hash of the data that is measured against; undefined where the data is drawn or fetched.
   * Files are read for it again only where they look changed.
   *
   * @throws GanError `data-changed` where they are not those that the run was trained with
   */
  async contentHash(): Promise<string | undefined> {
    const { known, acceptChangedData = false } = this.options;
    const signature = await signatureOrNone(this.data);
    const checked = await this.#checked;
    if (checked && checked.signature === signature)
      return checked.sha256 && shortHash(checked.sha256);
    const sha256 = (await checkedFingerprint(this.data, known, { acceptChangedData }))?.sha256;
    if (signature !== undefined) this.#checked = Promise.resolve({ signature, sha256 });
    return sha256 && shortHash(sha256);
  }

  /** A part in the units that the run was trained in. */
  #open(part: "train" | "validation" | "test"): Promise<Part> {
    const scales = this.options.known && recordedScales(this.options.known);
    return openPart(this.data, this.cacheDirs, part, scales ? { scales } : {});
  }

  /**
   * The first `most` rows of a part, in the order of their file. @throws GanError `bad-data` where
   * the data keeps no such part
   */
  first(part: "validation" | "test", most: number): Promise<RealExamples> {
    return this.#keep(`first ${most} of ${part}`, async () => {
      const { dataset, ...where } = await this.#open(part);
      return examples(
        dataset,
        where,
        Uint32Array.from({ length: Math.min(most, dataset.count) }, (_, i) => i),
      );
    });
  }

  /**
   * At most 10,000 examples that the run was not trained with, if the data has kept some; else of
   * those that it was. `trained`: as D sees them.
   */
  sample(range: "units" | "trained" = "units"): Promise<RealExamples> {
    return this.#keep(`sample, ${range}`, async () => {
      const { dataset, ...where } = await this.#open("test").catch(
        (error: unknown): Promise<Part> => {
          if (error instanceof GanError && error.code === "bad-data") return this.#open("train");
          throw error;
        },
      );
      return examples(
        dataset,
        where,
        (await orderInTurns(0, 0, dataset.count)).subarray(0, MAX_REAL).sort(),
        range,
      );
    });
  }

  /**
   * Examples that the run was trained with, in the range of the training: all of them, or as many
   * as take 64 MB.
   */
  trained(): Promise<FiniteDataset> {
    this.#trained ??= this.#open("train").then(async ({ dataset, rows: name }) => {
      const bytes = dataset.values.byteLength / dataset.count;
      const most = Math.floor(MAX_KEPT_BYTES / bytes);
      if (dataset.count <= most) return dataset;
      const order = await orderInTurns(0, 0, dataset.count);
      return subset(dataset, order.subarray(0, most).sort(), name);
    });
    return this.#trained;
  }

  /** How values are measured. */
  units(): Promise<Units> {
    const range = pixelRangeOf(this.data);
    if (range) {
      const { scale, offset } = PIXEL_RANGES[range];
      return Promise.resolve([offset, 255 * scale + offset]);
    }
    this.#units ??= this.#open("train").then(({ dataset }) => unitsOf(dataset));
    return this.#units;
  }

  /** How many training examples each class has; undefined where classes are not known. */
  async classCounts(classes: number): Promise<ClassCounts | undefined> {
    this.#classCounts ??= this.#countClasses(classes);
    return this.#classCounts;
  }

  async #countClasses(classes: number): Promise<ClassCounts | undefined> {
    const {
      dataset: { labels, count },
      rows,
    } = await this.#open("train");
    const counts = new Float64Array(classes);
    labels?.forEach((label) => {
      counts[label]!++;
    });
    return labels && { counts, provenance: { real: count, rows, seenInTraining: true } };
  }

  /**
   * The classes of the first `count` examples that the training of a seed takes: as often as they
   * are in the data. @throws GanError `bad-data` where they are not known
   */
  async trainingClasses(seed: number, count: number): Promise<Uint8Array> {
    // Once: of a folder all pictures are read for it, and training waits.
    this.#labels ??= this.#open("train").then(({ dataset }) => labelsOf(dataset));
    const labels = await this.#labels;
    while (!prepareOrders(seed, 0, count, labels.length)) await immediate();
    return Uint8Array.from(batchIndices(seed, 0, count, labels.length), (i) => labels[i]!);
  }

  async #keep(name: string, open: () => Promise<RealExamples>): Promise<RealExamples> {
    const kept = this.#kept.get(name);
    if (kept) return kept;
    const opened = await open();
    if (opened.points.values.byteLength <= MAX_KEPT_BYTES) this.#kept.set(name, opened);
    return opened;
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
  const all = indices.length === dataset.count;
  const { labels } = dataset;
  return {
    points: {
      values: inUnits(rows(dataset, indices), range === "units" ? unitsOf(dataset) : undefined),
      dimensions: sampleSize(dataset),
    },
    provenance: {
      real: indices.length,
      rows: all ? names : `${indices.length} of ${names}`,
      ...(seenInTraining ? { seenInTraining } : {}),
    },
    ...(labels ? { labels: Uint8Array.from(indices, (i) => labels[i]!) } : {}),
  };
}

/**
 * The training values that are measured as 0 and 1, so that a figure does not depend on the range
 * of the training; undefined where values are measured as they are.
 */
export type Units = readonly [low: number, high: number] | undefined;

/** Pixels have units, unless they are normalised. */
const unitsOf = (dataset: FiniteDataset): Units =>
  dataset.sampleShape.length === 3 && dataset.view === undefined ? viewRange(dataset) : undefined;

export function inUnits(values: Float32Array, units: Units): Float32Array {
  if (!units) return values;
  const [zero, one] = units;
  return values.map((value) => (value - zero) / (one - zero));
}
