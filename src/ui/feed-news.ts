import { sliceColumns } from "../shared/run/coarse";
import type { MetricColumns } from "../shared/run/metrics";
import { goesBack } from "../shared/protocol/changes";
import type { PageNews, RunSnapshot } from "../shared/protocol/messages";
import type { Evaluation, RunEvent } from "../shared/run/run";

/* What a page has been told of a run, so that nothing is told twice. */

/**
 * What is added to a snapshot while a run goes on. The same words as the trainer's own messages.
 */
export type Increment = Exclude<PageNews, { type: "snapshot" }>;

/** What a page has been sent of a run. */
export class KnownNews {
  /** Of the rows that the page has been sent; -Infinity while there are none. */
  lastStep: number;
  private readonly keys: Set<string>;

  constructor(private readonly snapshot?: RunSnapshot) {
    this.lastStep = snapshot?.columns.step.at(-1) ?? -Infinity;
    this.keys = new Set(snapshot ? asIncrements(snapshot).flatMap(keyOf) : []);
  }

  has(increment: Increment): boolean {
    return keyOf(increment).some((key) => this.keys.has(key));
  }

  /** False where the page has it already. Summaries replace each other and are always news. */
  add(increment: Increment): boolean {
    if (this.has(increment)) return false;
    for (const key of keyOf(increment)) this.keys.add(key);
    return true;
  }

  /** The rows after the last known one, which they become. Steps ascend. */
  newRows(columns: MetricColumns): MetricColumns[] {
    const first = columns.step.findIndex((step) => step > this.lastStep);
    if (first < 0) return [];
    this.lastStep = columns.step.at(-1) ?? this.lastStep;
    return [sliceColumns(columns, first)];
  }

  /** Whether the run no longer is a continuation of what the page shows. */
  contradicts(snapshot: RunSnapshot): boolean {
    if (!this.snapshot || (snapshot.columns.step.at(-1) ?? -Infinity) < this.lastStep) return true;
    return asIncrements(snapshot).some((increment) => turnsBack(increment) && !this.has(increment));
  }
}

/** Whether a run was taken back to a checkpoint, or forward again. */
export function turnsBack(increment: Increment): boolean {
  if (increment.type !== "event") return false;
  const { event } = increment;
  return goesBack(event) || event.type === "restored";
}

export function asIncrements(snapshot: RunSnapshot): Increment[] {
  return [
    { type: "metrics", columns: snapshot.columns },
    ...snapshot.events.map((event) => ({ type: "event" as const, event })),
    ...snapshot.evaluations.map((evaluation) => ({ type: "evaluation" as const, evaluation })),
    ...snapshot.sampleSteps.map((step) => ({ type: "sample" as const, step })),
    { type: "summary", summary: snapshot.summary },
  ];
}

function keyOf(increment: Increment): string[] {
  switch (increment.type) {
    case "event":
      return [`event ${eventKey(increment.event)}`];
    case "evaluation":
      return [`evaluation ${evaluationKey(increment.evaluation)}`];
    case "sample":
      return [`sample ${increment.step}`];
    case "metrics":
    case "summary":
      return [];
  }
}

function eventKey(event: RunEvent): string {
  const kind = event.type === "diagnosed" ? event.verdict.kind : "";
  const of = "network" in event ? event.network : kind;
  return [event.step, event.time, event.type, of].join(" ");
}

function evaluationKey(evaluation: Evaluation): string {
  return `${evaluation.step} ${evaluation.time}`;
}
