import { setTimeout as delay } from "node:timers/promises";
import { type MetricRow, toColumns } from "../../src/shared/run/metrics";
import type { PageNews, RunSnapshot } from "../../src/shared/protocol/messages";
import type { RunSummary } from "../../src/shared/run/run";
import { Feed, type Increment } from "../../src/ui/feed";
import { present } from "./values";

export const row = (step: number): MetricRow => ({
  step,
  time: step / 10,
  lossD: 1,
  lossG: 1,
  dReal: 0.5,
  dFake: 0.5,
  gradNormD: 1,
  gradNormG: 1,
  lrD: 0.1,
  lrG: 0.1,
});

export const rows = (from: number, to: number): MetricRow[] =>
  Array.from({ length: to - from + 1 }, (_, i) => row(from + i));

export const metrics = (from: number, to: number): Increment => ({
  type: "metrics",
  columns: toColumns(rows(from, to)),
});

export const event = (type: "paused" | "finished", step: number): Increment => ({
  type: "event",
  event: { type, step, time: `t${step}` },
});

export function snapshotOf(steps: number, rest: Partial<RunSnapshot> = {}): RunSnapshot {
  return {
    summary: {
      dir: "/runs/a",
      record: {
        format: 1,
        id: "a",
        name: "a",
        state: "running",
        step: steps,
        steps: 1000,
        trainingSeconds: 1,
        engine: { name: "cpu", version: "1" },
        seed: 1,
        pid: 1,
        createdAt: "",
        updatedAt: "",
        versions: {},
      },
    },
    experiment: {},
    columns: toColumns(rows(1, steps)),
    events: [],
    evaluations: [],
    sampleSteps: [],
    samplesUri: "",
    ...rest,
  };
}

/** How long is waited for what must come, on a busy machine too. */
const UNTIL_MS = 5 * 60_000;

/** A feed with its page: what the page got, and a disk whose reading the test lets end. */
export class Bench {
  /** What the page was told, unpacked. */
  readonly posted: PageNews[] = [];
  /** Sizes of the updates in which it came. */
  readonly updates: number[] = [];
  readonly times: number[] = [];
  readonly errors: unknown[] = [];
  /** Tells the feed how far the last reading is. */
  onIndexing: ((fraction: number) => void) | undefined;
  /** The step after which each reading was to begin. */
  readonly loads: (number | undefined)[] = [];
  private readonly reads: {
    resolve(snapshot: RunSnapshot | undefined): void;
    reject(error: Error): void;
  }[] = [];
  /** Ids of the updates that a slow page has not drawn yet. */
  private readonly undrawn: number[] = [];
  readonly feed: Feed;

  /** @param slow whether updates count as drawn only when `draws` is called */
  constructor({
    slow = false,
    maxWaitingRows,
    summary,
  }: { slow?: boolean; maxWaitingRows?: number; summary?: RunSummary } = {}) {
    this.feed = new Feed({
      peek: () => Promise.resolve(summary),
      load: (after, onIndexing) => {
        this.loads.push(after);
        this.onIndexing = onIndexing;
        return new Promise((resolve, reject) => this.reads.push({ resolve, reject }));
      },
      post: (message) => {
        if (message.type !== "update") return;
        this.posted.push(...message.news);
        this.updates.push(message.news.length);
        this.times.push(performance.now());
        this.undrawn.push(message.id);
        if (!slow) queueMicrotask(() => this.draws());
      },
      onError: (error) => this.errors.push(error),
      interval: 20,
      ...(maxWaitingRows === undefined ? {} : { maxWaitingRows }),
    });
  }

  /** The page has drawn the oldest update that it had not. */
  draws(): void {
    const id = this.undrawn.shift();
    if (id !== undefined) this.feed.drawn(id);
  }

  /** How many updates are on their way. */
  get inFlight(): number {
    return this.undrawn.length;
  }

  /** Ends the oldest reading. */
  async readEnds(snapshot: RunSnapshot | undefined): Promise<void> {
    await this.until(() => this.reads.length > 0);
    present(this.reads.shift()).resolve(snapshot);
    await delay(0);
  }
  async readFails(error: Error): Promise<void> {
    await this.until(() => this.reads.length > 0);
    present(this.reads.shift()).reject(error);
    await delay(0);
  }
  get reading(): number {
    return this.reads.length;
  }

  async until(condition: () => boolean): Promise<void> {
    for (const deadline = Date.now() + UNTIL_MS; !condition(); await delay(2))
      if (Date.now() > deadline) throw new Error(`still not so: ${condition.toString()}`);
  }
  /** The steps that the page has, in the order in which they came. */
  get steps(): number[] {
    return this.posted.flatMap((message) => {
      if (message.type === "snapshot") return [...(message.snapshot?.columns.step ?? [])];
      return message.type === "metrics" ? [...message.columns.step] : [];
    });
  }
}
