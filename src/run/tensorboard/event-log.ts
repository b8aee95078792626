import { appendFileSync, readFileSync } from "node:fs";
import { setImmediate as immediate } from "node:timers/promises";
import { onFile } from "../../shared/files/errors";
import { bucketOf, concatColumns, emptyColumns } from "../../shared/run/coarse";
import type { MetricColumns } from "../../shared/run/metrics";
import type { Evaluation } from "../../shared/run/run";
import { picturePath } from "../files";
import { readRows } from "../rows";
import { readEvaluations, sampleSteps } from "../store";
import { nextEventFile } from "./event-files";
import { encodeEvent, type TensorBoardEvent } from "./event-proto";
import {
  evaluationEvents,
  fileBegins,
  metricEvents,
  pictureEvents,
  sessionEnd,
  sessionStart,
} from "./events";
import { hyperparameters } from "./hyperparameters";
import { tfRecord } from "./tfrecord";

/* The event file of a run that is being trained, which TensorBoard follows. */

/** More rows than this between two writings, about a second apart, are thinned. */
const MAX_ROWS = 100;
/** Stretches of which the rows with the extremes of each metric are kept, at most 18 of each. */
const STRETCHES = 5;

/** How many records of the history are written at once. */
const RECORDS_AT_ONCE = 4096;

interface Opening {
  /** The run's config, or what is trained of it now. */
  config: unknown;
  /** The step at which the run stands. */
  step: number;
  /** Is told, once, why nothing more is written. */
  onFailure: (error: unknown) => void;
  /** Seconds since 1970. */
  clock?: () => number;
}

/**
 * Begins an event file. Where the run has none yet it gets the history up to now, which a branch
 * has from its parent; else it says from which step on TensorBoard is to forget what the earlier
 * ones said.
 */
export async function openEventLog(dir: string, opening: Opening): Promise<EventLog> {
  const { step, onFailure, clock = () => Date.now() / 1000 } = opening;
  const now = clock();
  const { file, earlier } = nextEventFile(dir, now);
  const log = new EventLog(file, onFailure, clock);
  log.write(fileBegins(now, earlier > 0 ? step + 1 : 0));
  if (earlier === 0) await writeHistory(log, dir, now, opening.config);
  return log;
}

async function writeHistory(
  log: EventLog,
  dir: string,
  now: number,
  config: unknown,
): Promise<void> {
  const { columns } = await readRows(dir);
  // As if it had been trained up to now without a pause.
  const createdAt = now - (columns.time.at(-1) ?? 0);
  const settings = hyperparameters(config);
  log.write([sessionStart({ settings, createdAt })]);
  const evaluations = await readEvaluations(dir);
  const steps = await sampleSteps(dir);
  const pictures = steps.map((step) => ({ step, png: readFileSync(picturePath(dir, step)) }));
  let some: TensorBoardEvent[] = [];
  for (const event of [
    ...metricEvents({ columns, createdAt }),
    ...evaluationEvents({ evaluations }),
    ...pictureEvents({ pictures, columns, createdAt }),
  ]) {
    some.push(event);
    if (some.length < RECORDS_AT_ONCE) continue;
    log.write(some);
    some = [];
    await immediate();
  }
  log.write(some);
}

/** Rows are written when it is flushed, all else at once. After a failure nothing is. */
export class EventLog {
  #rows: MetricColumns[] = [];
  #failed = false;

  constructor(
    private readonly file: string,
    private readonly onFailure: (error: unknown) => void,
    private readonly clock: () => number,
  ) {}

  rows(columns: MetricColumns): void {
    if (!this.#failed) this.#rows.push(columns);
  }

  evaluation(evaluation: Evaluation): void {
    this.write(evaluationEvents({ evaluations: [evaluation] }));
  }

  picture(step: number, png: Uint8Array): void {
    const pictures = [{ step, png }];
    this.write(pictureEvents({ pictures, columns: emptyColumns(0), createdAt: this.clock() }));
  }

  /** How the run ended, for good. */
  end(state: "finished" | "failed"): void {
    this.write([sessionEnd({ state, updatedAt: this.clock() })]);
  }

  flush(): void {
    if (this.#rows.length === 0) return;
    const columns = thinned(concatColumns(this.#rows));
    this.#rows = [];
    // The last row was made a moment ago.
    const createdAt = this.clock() - (columns.time.at(-1) ?? 0);
    this.write(metricEvents({ columns, createdAt }));
  }

  write(events: Iterable<TensorBoardEvent>): void {
    if (this.#failed) return;
    try {
      const records = Array.from(events, (event) => tfRecord(encodeEvent(event)));
      onFile(this.file, () => appendFileSync(this.file, Buffer.concat(records)));
    } catch (error) {
      this.#failed = true;
      this.#rows = [];
      this.onFailure(error);
    }
  }
}

/** The rows, or of many those with the extremes. */
function thinned(columns: MetricColumns): MetricColumns {
  const { length } = columns.step;
  if (length <= MAX_ROWS) return columns;
  const borders = Array.from({ length: STRETCHES + 1 }, (_, i) =>
    Math.round((i * length) / STRETCHES),
  );
  const buckets = borders.slice(1).map((end, i) => bucketOf(columns, borders[i] ?? 0, end));
  return concatColumns(buckets.map((bucket) => bucket.columns));
}
