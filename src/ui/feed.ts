import { COLUMN_NAMES, type MetricColumns } from "../shared/metrics";
import type { RunSnapshot, ToWebview } from "../shared/protocol";
import { PROTOCOL_VERSION } from "../shared/protocol-version";
import type { Evaluation, RunEvent } from "../shared/run";

/** What is added to a snapshot while a run goes on. The same words as the trainer's own messages. */
export type Increment = Extract<
  ToWebview,
  { type: "summary" | "metrics" | "event" | "evaluation" | "sample" }
>;

export interface FeedOptions {
  /** Reads the run as it is on disk now; undefined where there is none. */
  load(): Promise<RunSnapshot | undefined>;
  post(message: ToWebview): void;
  /** The run could not be read. */
  onError(error: unknown): void;
  /** Least time between two bundles of increments, in milliseconds. */
  interval?: number;
}

/**
 * Keeps one page up to date: a whole snapshot first, then what came after it, in bundles.
 *
 * A snapshot is read from files while the trainer goes on. A trainer writes before it tells, so whatever was told
 * before the reading began is in the snapshot; what it tells meanwhile is held back, and what the snapshot has already
 * is dropped afterwards. So the page sees every row exactly once.
 */
export class Feed {
  private phase: "idle" | "loading" | "live" = "idle";
  /** Raised by every start and stop; a load that comes back under another number is too late. */
  private generation = 0;
  private waiting: Increment[] = [];
  private known = new Known();
  private timer: NodeJS.Timeout | undefined;
  private lastFlush = -Infinity;
  /** The files have changed since the last reading of them began. */
  private behind = false;
  private following = false;

  constructor(private readonly options: FeedOptions) {}

  /** The page is there and knows nothing: sends the whole, then goes on. */
  start(): void {
    this.stop();
    this.phase = "loading";
    this.behind = false;
    void this.load(this.generation);
  }

  /** Nobody looks. */
  stop(): void {
    this.generation++;
    this.phase = "idle";
    this.waiting = [];
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  push(increment: Increment): void {
    if (this.phase === "idle") return;
    if (this.phase === "live" && turnsBack(increment) && !this.known.has(increment)) {
      // The run went back to a checkpoint: rows that the page shows are no longer part of it.
      this.start();
      return;
    }
    this.waiting.push(increment);
    if (this.phase === "live") this.schedule();
  }

  /** Looks at the files again, after a reading that goes on, and sends what is new there: for runs that another process works on. */
  catchUp(): void {
    this.behind = true;
    void this.follow();
  }

  private async follow(): Promise<void> {
    if (this.following) return;
    this.following = true;
    while (this.behind && this.phase === "live") {
      this.behind = false;
      const generation = this.generation;
      try {
        const snapshot = await this.options.load();
        if (generation !== this.generation) continue;
        if (!snapshot || this.known.contradicts(snapshot)) this.begin(snapshot);
        else for (const increment of asIncrements(snapshot)) this.push(increment);
      } catch (error) {
        this.options.onError(error);
      }
    }
    this.following = false;
  }

  private async load(generation: number): Promise<void> {
    let snapshot: RunSnapshot | undefined;
    try {
      snapshot = await this.options.load();
    } catch (error) {
      if (generation !== this.generation) return;
      this.options.onError(error);
    }
    if (generation === this.generation) this.begin(snapshot);
  }

  private begin(snapshot: RunSnapshot | undefined): void {
    this.known = new Known(snapshot);
    this.options.post({ type: "snapshot", protocol: PROTOCOL_VERSION, snapshot: snapshot ?? null });
    this.lastFlush = Date.now();
    this.phase = "live";
    if (!snapshot) this.waiting = [];
    if (this.waiting.length > 0) this.schedule();
    void this.follow();
  }

  private schedule(): void {
    const wait = Math.max(0, this.lastFlush + (this.options.interval ?? 100) - Date.now());
    this.timer ??= setTimeout(() => this.flush(), wait);
  }

  private flush(): void {
    this.timer = undefined;
    this.lastFlush = Date.now();
    const news = this.waiting.filter(
      (increment) => increment.type === "metrics" || this.known.add(increment),
    );
    const rows = this.waiting.flatMap((increment) =>
      increment.type === "metrics" ? this.known.newRows(increment.columns) : [],
    );
    this.waiting = [];
    if (rows.length > 0) this.options.post({ type: "metrics", columns: concat(rows) });
    const summary = news.findLast((increment) => increment.type === "summary");
    for (const increment of news) {
      if (increment.type !== "metrics" && increment.type !== "summary")
        this.options.post(increment);
    }
    if (summary) this.options.post(summary);
  }
}

/** What the page has. */
class Known {
  private lastStep: number;
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
    this.lastStep = columns.step.at(-1)!;
    return [
      Object.fromEntries(
        COLUMN_NAMES.map((name) => [name, columns[name].subarray(first)]),
      ) as MetricColumns,
    ];
  }

  /** Whether the run no longer is a continuation of what the page shows. */
  contradicts(snapshot: RunSnapshot): boolean {
    if (!this.snapshot || (snapshot.columns.step.at(-1) ?? -Infinity) < this.lastStep) return true;
    return asIncrements(snapshot).some((increment) => turnsBack(increment) && !this.has(increment));
  }
}

function turnsBack(increment: Increment): boolean {
  return (
    increment.type === "event" &&
    increment.event.type === "resumed" &&
    increment.event.fromCheckpoint
  );
}

function asIncrements(snapshot: RunSnapshot): Increment[] {
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
  return [event.step, event.time, event.type, "network" in event ? event.network : ""].join(" ");
}

function evaluationKey(evaluation: Evaluation): string {
  return `${evaluation.step} ${evaluation.time}`;
}

/** One copy of several stretches of rows. Never a view: a view would carry its whole buffer to the page. */
function concat(parts: readonly MetricColumns[]): MetricColumns {
  const length = parts.reduce((sum, part) => sum + part.step.length, 0);
  return Object.fromEntries(
    COLUMN_NAMES.map((name) => {
      const joined = new Float64Array(length);
      let at = 0;
      for (const part of parts) {
        joined.set(part[name], at);
        at += part[name].length;
      }
      return [name, joined];
    }),
  ) as MetricColumns;
}
