import { formatCount } from "../text/format";

/*
 * What a run keeps of a person's own data. Files change on disk; the run still knows what it was
 * trained with, and in which units its samples are.
 */

/** The content of files: a SHA-256 over the names and the SHA-256 of all of them. */
export interface Fingerprint {
  sha256: string;
  files: number;
  bytes: number;
}

/** A column of a table as a run was trained with it. */
export interface RecordedColumn {
  name: string;
  type: "numeric" | "categorical";
  /**
   * Of a numeric column: what training subtracts and divides by (0: it never changes), and the
   * decimals in the file.
   */
  mean: number;
  stddev: number;
  decimals: number;
  /** Of a categorical one, in the order of their places in a sample. */
  values?: readonly string[];
}

/** What the examples trained with are like. */
export interface DataSummary {
  examples: number;
  /** Of one example. */
  shape: readonly number[];
  /** Over all numbers as training sees them; a table has them by column. */
  mean?: number;
  stddev?: number;
  columns?: readonly RecordedColumn[];
  /** Training values that are drawn as black and as white. */
  view?: readonly [number, number];
  /** Examples of each class. */
  classCounts?: readonly number[];
}

/** `data.json` of a run. Times are ISO 8601. */
export interface DataRecord extends Fingerprint, DataSummary {
  format: 1;
  source: string;
  time: string;
  /** The step from which the run is trained with it. */
  fromStep: number;
  /** Data that it was trained with before, where a person accepted the change. */
  before?: readonly EarlierData[];
}

/** Data that a run was trained with before. Earlier versions kept their content alone. */
export type EarlierData = Fingerprint &
  Pick<DataSummary, "examples"> &
  Partial<DataSummary> & { fromStep: number; time?: string };

/** What is kept of a record when other data take the place of its own. */
export function earlierData(record: DataRecord): EarlierData {
  const { sha256, files, bytes, fromStep, time } = record;
  const { examples, shape, mean, stddev, columns, view, classCounts } = record;
  const content = { sha256, files, bytes, fromStep, time };
  return { ...content, examples, shape, mean, stddev, columns, view, classCounts };
}

/**
 * The record that held when a run stood at a step: data that a person accepted later are none of
 * its past. Of a step before the first record, the first. Units are the same in all of them.
 */
export function dataRecordAt(record: DataRecord, step: number): DataRecord {
  const { before = [], format, source, time, shape, columns, view } = record;
  if (record.fromStep <= step) return record;
  const place = Math.max(
    0,
    before.findLastIndex(({ fromStep }) => fromStep <= step),
  );
  const held = before[place];
  if (!held) return record;
  const units = { format, source, time, shape, columns, view };
  return { ...units, ...held, ...(place > 0 ? { before: before.slice(0, place) } : {}) };
}

/** Digits of a hash that are shown, and by which evaluations are told apart. */
const SHOWN_DIGITS = 12;

export const shortHash = (sha256: string): string => sha256.slice(0, SHOWN_DIGITS);

/** Two numbers that are apart by no more than this share of them say the same of the data. */
const SAME_SHARE = 1e-9;
/** Columns of a table that a message names. */
const NAMED_COLUMNS = 3;

const isSame = (a: number | undefined, b: number | undefined): boolean =>
  a === b ||
  (a !== undefined &&
    b !== undefined &&
    Math.abs(a - b) <= SAME_SHARE * Math.max(Math.abs(a), Math.abs(b)));

const numberText = (value: number | undefined): string =>
  value === undefined ? "none" : String(Number(value.toPrecision(5)));

/**
 * In what data differ from what a run recorded: `60 examples, now 61; column "x": mean 29.5, now
 * 29500`.
 */
export function describeDataChange(
  before: Fingerprint & DataSummary,
  now: Fingerprint & DataSummary,
): string {
  const moments = momentsChange(before, now);
  const classes =
    JSON.stringify(before.classCounts) === JSON.stringify(now.classCounts)
      ? []
      : [
          `${before.classCounts?.join(", ")} examples of the classes, now ` +
            `${now.classCounts?.join(", ")}`,
        ];
  return [
    ...countChange("examples", before.examples, now.examples),
    ...(moments === "" ? [] : [moments]),
    ...columnChanges(before.columns, now.columns),
    ...classes,
    describeContentChange(before, now),
  ].join("; ");
}

/** The same of files that are not read as data. */
export const describeContentChange = (before: Fingerprint, now: Fingerprint): string =>
  [
    ...countChange("files", before.files, now.files),
    ...countChange("bytes", before.bytes, now.bytes),
    `SHA-256 ${shortHash(before.sha256)}, now ${shortHash(now.sha256)}`,
  ].join("; ");

const countChange = (what: string, before: number, now: number): string[] =>
  before === now ? [] : [`${formatCount(before)} ${what}, now ${formatCount(now)}`];

type Moments = Pick<DataSummary, "mean" | "stddev">;

function momentsChange(before: Moments, now: Moments): string {
  const parts = (
    [
      ["mean", before.mean, now.mean],
      ["standard deviation", before.stddev, now.stddev],
    ] as const
  ).flatMap(([name, a, b]) =>
    isSame(a, b) ? [] : [`${name} ${numberText(a)}, now ${numberText(b)}`],
  );
  return parts.join(" and ");
}

function columnChanges(
  before: readonly RecordedColumn[] = [],
  now: readonly RecordedColumn[] = [],
): string[] {
  const changes = before.flatMap((column, i) => {
    const change = momentsChange(column, now[i] ?? {});
    return change === "" ? [] : [`column "${column.name}": ${change}`];
  });
  const more = changes.length - NAMED_COLUMNS;
  return more > 0 ? [...changes.slice(0, NAMED_COLUMNS), `and ${more} more columns`] : changes;
}
