import type { PageMessage, ParentCurves, RunSnapshot } from "../../src/shared/protocol/messages";
import type { Evaluation, RunEvent, RunSummary } from "../../src/shared/run/run";
import { toColumns } from "../../src/shared/run/metrics";
import { MetricSeries } from "../../src/shared/run/series";

/* The run that a page shows, as the extension has told of it. */

/** What of a run has changed, so that only that is drawn again. */
type RunPart = "run" | "summary" | "metrics" | "events" | "evaluations" | "samples";
const RUN_PARTS: readonly RunPart[] = [
  "run",
  "summary",
  "metrics",
  "events",
  "evaluations",
  "samples",
];

/** The run that a page shows: a snapshot, kept up to date by what comes after it. */
export class RunModel {
  /** undefined while there is no run to show. */
  summary: RunSummary | undefined;
  experiment: object = {};
  /** Whether only the summary has come so far, and the rest is on its way. */
  reading = false;
  readonly series = new MetricSeries();
  /** Like the other lists: another list when something has been added. */
  events: readonly RunEvent[] = [];
  evaluations: readonly Evaluation[] = [];
  sampleSteps: readonly number[] = [];
  /** How often each part has changed, so that a component sees whether it has something to do. */
  readonly revisions: Record<RunPart, number> = {
    run: 0,
    summary: 0,
    metrics: 0,
    events: 0,
    evaluations: 0,
    samples: 0,
  };
  /** A part of a long run from nearer. */
  detail: MetricSeries | undefined;
  /** The run whose config this one began with from scratch: its rows and evaluations alone. */
  parent: RunModel | undefined;

  #samplesUri = "";
  /** Raised when pictures on disk may have been written again under the same names. */
  #picturesVersion = 0;

  apply(message: PageMessage): void {
    for (const part of this.#apply(message)) this.revisions[part]++;
  }

  /** @returns what a message changes */
  #apply(message: PageMessage): readonly RunPart[] {
    switch (message.type) {
      case "snapshot":
        this.#restart(message.snapshot);
        return RUN_PARTS;
      case "summary":
        return this.#takeSummary(message.summary);
      case "metrics":
        return this.series.append(message.columns) > 0 ? ["metrics"] : [];
      case "rows":
        this.detail = new MetricSeries();
        this.detail.reset(message.rows);
        return ["metrics"];
      case "event":
        this.events = [...this.events, message.event];
        return ["events"];
      case "evaluation":
        this.evaluations = [...this.evaluations, message.evaluation];
        return ["evaluations"];
      case "sample":
        if (this.sampleSteps.includes(message.step)) this.#picturesVersion++;
        else this.sampleSteps = [...this.sampleSteps, message.step].sort((a, b) => a - b);
        return ["samples"];
      default:
        return [];
    }
  }

  /** The rows that draw a part of an axis: those from nearer where there are such. */
  rowsIn(axis: "step" | "time", { min, max }: { min: number; max: number }): MetricSeries {
    const { detail, series } = this;
    if (!detail || !series.isCoarse(axis, min, max)) return series;
    const x = detail.column(axis);
    const reaches = (x[0] ?? Infinity) <= Math.max(min, series.column(axis)[0] ?? min);
    return reaches && (x.at(-1) ?? -Infinity) >= Math.min(max, series.latest(axis))
      ? detail
      : series;
  }

  /** The address of a file of `samples/`. */
  readonly sampleUri = (file: string): string => {
    const address = `${this.#samplesUri}/${file}`;
    return this.#picturesVersion === 0 ? address : `${address}?v=${this.#picturesVersion}`;
  };

  /**
   * The summary of another run comes before its snapshot: nothing of the run before stays beside
   * it.
   */
  #takeSummary(summary: RunSummary): readonly RunPart[] {
    const sameRun = this.summary?.dir === summary.dir;
    if (!sameRun) this.#restart(null);
    this.summary = summary;
    if (!sameRun) this.reading = true;
    if (!sameRun) return RUN_PARTS;
    // The charts say how far the reading is.
    return this.reading ? ["summary", "metrics"] : ["summary"];
  }

  #restart(snapshot: RunSnapshot | null): void {
    const before = this.series.lastStep;
    this.reading = false;
    this.summary = snapshot?.summary;
    this.experiment = snapshot?.experiment ?? {};
    this.events = [...(snapshot?.events ?? [])];
    this.evaluations = [...(snapshot?.evaluations ?? [])];
    this.sampleSteps = [...(snapshot?.sampleSteps ?? [])].sort((a, b) => a - b);
    this.series.reset(snapshot ?? { columns: toColumns([]) });
    this.detail = undefined;
    this.parent = snapshot?.parent && modelOfParent(snapshot.parent);
    if (snapshot && snapshot.samplesUri === this.#samplesUri && this.series.lastStep < before)
      this.#picturesVersion++;
    this.#samplesUri = snapshot?.samplesUri ?? "";
  }
}

function modelOfParent({ evaluations, ...rows }: ParentCurves): RunModel {
  const parent = new RunModel();
  parent.series.reset(rows);
  parent.evaluations = evaluations;
  return parent;
}
