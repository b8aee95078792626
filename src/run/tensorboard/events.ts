import { METRIC_NAMES, type MetricColumns } from "../../shared/run/metrics";
import type { Evaluation } from "../../shared/run/run";
import type { RunState } from "../../shared/run/state";
import type { SettingValue } from "../../shared/runs-table/settings-of";
import {
  encodeEvent,
  encodeHParams,
  type HParam,
  type HParams,
  type TensorBoardEvent,
  type TensorBoardValue,
} from "./event-proto";
import { tfRecord } from "./tfrecord";

/* A run as TensorBoard's event file: scalars, pictures and hyperparameters. */

export interface LoggedPicture {
  step: number;
  png: Uint8Array;
}

/** What an event file says of a run. */
export interface LoggedRun {
  state: RunState;
  /** Seconds since 1970. */
  createdAt: number;
  updatedAt: number;
  /** By their paths in the config. */
  settings: Readonly<Record<string, SettingValue>>;
  /** In the order of their steps. */
  columns: MetricColumns;
  evaluations: readonly Pick<Evaluation, "step" | "time" | "results">[];
  /** In the order of their steps. */
  pictures: Iterable<LoggedPicture>;
}

/** The bytes of an event file one after the other. */
export function* eventRecords(run: LoggedRun): Generator<Uint8Array> {
  for (const event of eventsOf(run)) yield tfRecord(encodeEvent(event));
}

function* eventsOf(run: LoggedRun): Generator<TensorBoardEvent> {
  yield fileVersion(run.createdAt);
  yield sessionStart(run);
  yield* metricEvents(run);
  yield* evaluationEvents(run);
  yield* pictureEvents(run);
  yield sessionEnd(run);
}

const fileVersion = (wallTime: number): TensorBoardEvent => ({
  wallTime,
  fileVersion: "brain.Event:2",
});

/** TensorBoard's number for a process that begins. */
const START = 1;

/**
 * The first events of a file that goes on with what others say. What those have of `step` and later
 * ones, TensorBoard is to forget.
 */
export const fileBegins = (wallTime: number, step: number): TensorBoardEvent[] => [
  fileVersion(wallTime),
  { wallTime, step, sessionLog: { status: START } },
];

const summary = (
  wallTime: number,
  step: number,
  ...value: TensorBoardValue[]
): TensorBoardEvent => ({ wallTime, step, summary: { value } });

/** What is no number has no place in a curve. */
const scalars = (entries: readonly (readonly [tag: string, number])[]): TensorBoardValue[] =>
  entries
    .filter(([, value]) => Number.isFinite(value))
    .map(([tag, simpleValue]) => ({ tag, simpleValue }));

/** Each step's metrics, at the time that the step would have had without pauses. */
export function* metricEvents({
  columns,
  createdAt,
}: Pick<LoggedRun, "columns" | "createdAt">): Generator<TensorBoardEvent> {
  for (const [i, step] of columns.step.entries()) {
    const values = METRIC_NAMES.map(
      (name) => [`metrics/${name}`, columns[name].at(i) ?? NaN] as const,
    );
    yield summary(createdAt + (columns.time.at(i) ?? 0), step, ...scalars(values));
  }
}

export function* evaluationEvents({
  evaluations,
}: Pick<LoggedRun, "evaluations">): Generator<TensorBoardEvent> {
  for (const { step, time, results } of evaluations) {
    const values = Object.entries(results).map(
      ([name, { value }]) => [`evaluations/${name}`, value] as const,
    );
    yield summary(Date.parse(time) / 1000, step, ...scalars(values));
  }
}

/** Where a PNG's width and height are, in four bytes each: in its first part, IHDR. */
const PNG_WIDTH = 16;
const PNG_HEIGHT = 20;
/** TensorBoard's number for red, green and blue. */
const RGB = 3;

export function* pictureEvents({
  pictures,
  columns,
  createdAt,
}: Pick<LoggedRun, "pictures" | "columns" | "createdAt">): Generator<TensorBoardEvent> {
  let row = 0;
  for (const { step, png } of pictures) {
    while ((columns.step[row + 1] ?? Infinity) <= step) row++;
    const seconds = step === 0 ? 0 : (columns.time[row] ?? 0);
    const bytes = Buffer.from(png.buffer, png.byteOffset, png.byteLength);
    const image = {
      width: bytes.readUInt32BE(PNG_WIDTH),
      height: bytes.readUInt32BE(PNG_HEIGHT),
      colorspace: RGB,
      encodedImageString: png,
    };
    yield summary(createdAt + seconds, step, { tag: "samples", image });
  }
}

// ---- hyperparameters

const FLOAT = 1;

const hparamsEvent = (wallTime: number, tag: string, data: HParams): TensorBoardEvent =>
  summary(wallTime, 0, {
    tag: `_hparams_/${tag}`,
    // A value must be there; nobody looks at it.
    tensor: { dtype: FLOAT, tensorShape: { dim: [{ size: 1 }] }, floatVal: [0] },
    metadata: { pluginData: { pluginName: "hparams", content: encodeHParams(data) } },
  });

function hparam(value: SettingValue): HParam {
  if (typeof value === "number") return { numberValue: value };
  return typeof value === "string" ? { stringValue: value } : { boolValue: value };
}

export const sessionStart = ({
  settings,
  createdAt,
}: Pick<LoggedRun, "settings" | "createdAt">): TensorBoardEvent =>
  hparamsEvent(createdAt, "session_start_info", {
    sessionStartInfo: {
      hparams: Object.fromEntries(
        Object.entries(settings).map(([path, value]) => [path, hparam(value)]),
      ),
      startTimeSecs: createdAt,
    },
  });

/** TensorBoard's numbers for how a session ended; 0 is anything else. */
const STATUS: Partial<Record<RunState, number>> = { finished: 1, failed: 2, running: 3 };

export const sessionEnd = ({
  state,
  updatedAt,
}: Pick<LoggedRun, "state" | "updatedAt">): TensorBoardEvent =>
  hparamsEvent(updatedAt, "session_end_info", {
    sessionEndInfo: { status: STATUS[state] ?? 0, endTimeSecs: updatedAt },
  });
