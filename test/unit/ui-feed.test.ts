import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { type MetricRow, toColumns } from "../../src/shared/metrics";
import type { RunSnapshot, ToWebview } from "../../src/shared/protocol";
import type { RunEvent } from "../../src/shared/run";
import { Feed, type Increment } from "../../src/ui/feed";

const row = (step: number): MetricRow => ({
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
const rows = (from: number, to: number): MetricRow[] =>
  Array.from({ length: to - from + 1 }, (_, i) => row(from + i));
const metrics = (from: number, to: number): Increment => ({
  type: "metrics",
  columns: toColumns(rows(from, to)),
});
const event = (type: "paused" | "finished", step: number): Increment => ({
  type: "event",
  event: { type, step, time: `t${step}` },
});
const resumedEvent = (step: number): RunEvent => ({
  type: "resumed",
  step,
  time: `r${step}`,
  fromCheckpoint: true,
});

function snapshotOf(steps: number, rest: Partial<RunSnapshot> = {}): RunSnapshot {
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

/** A feed with its page: what the page got, and a disk whose reading the test lets end. */
class Bench {
  readonly posted: ToWebview[] = [];
  readonly times: number[] = [];
  readonly errors: unknown[] = [];
  private readonly reads: {
    resolve(snapshot: RunSnapshot | undefined): void;
    reject(error: Error): void;
  }[] = [];
  readonly feed = new Feed({
    load: () => new Promise((resolve, reject) => this.reads.push({ resolve, reject })),
    post: (message) => {
      this.posted.push(message);
      this.times.push(performance.now());
    },
    onError: (error) => this.errors.push(error),
    interval: 20,
  });

  /** Ends the oldest reading. */
  async readEnds(snapshot: RunSnapshot | undefined): Promise<void> {
    this.reads.shift()!.resolve(snapshot);
    await delay(0);
  }
  async readFails(error: Error): Promise<void> {
    this.reads.shift()!.reject(error);
    await delay(0);
  }
  get reading(): number {
    return this.reads.length;
  }

  async until(condition: () => boolean): Promise<void> {
    for (const deadline = Date.now() + 2000; !condition(); await delay(2))
      if (Date.now() > deadline) throw new Error(`still not so: ${condition.toString()}`);
  }
  /** The steps that the page has, in the order in which they came. */
  get steps(): number[] {
    return this.posted.flatMap((message) =>
      message.type === "snapshot"
        ? [...(message.snapshot?.columns.step ?? [])]
        : message.type === "metrics"
          ? [...message.columns.step]
          : [],
    );
  }
}

describe("the feed of a page", () => {
  it("sends what comes while the snapshot is read exactly once", async () => {
    const bench = new Bench();
    bench.feed.start();
    bench.feed.push(metrics(8, 10));
    bench.feed.push(event("paused", 9));
    bench.feed.push(metrics(11, 15));
    bench.feed.push({ type: "sample", step: 10 });
    await bench.readEnds(
      snapshotOf(12, { events: [{ type: "paused", step: 9, time: "t9" }], sampleSteps: [10] }),
    );
    await bench.until(() => bench.steps.at(-1) === 15);
    assert.deepEqual(
      bench.steps,
      rows(1, 15).map(({ step }) => step),
    );
    assert.deepEqual(
      bench.posted.map(({ type }) => type),
      ["snapshot", "metrics"],
    );
  });

  it("gathers increments into one message of one copy", async () => {
    const bench = new Bench();
    bench.feed.start();
    await bench.readEnds(snapshotOf(5));
    for (let step = 6; step <= 30; step++) bench.feed.push(metrics(step, step));
    await bench.until(() => bench.steps.at(-1) === 30);
    assert.deepEqual(
      bench.posted.map(({ type }) => type),
      ["snapshot", "metrics"],
    );
    const [, message] = bench.posted;
    assert.ok(message?.type === "metrics");
    assert.equal(message.columns.lossD.buffer.byteLength, 25 * 8);
    assert.ok(
      bench.times[1]! - bench.times[0]! >= 18,
      "two bundles are at least the interval apart",
    );
  });

  it("keeps the last summary only", async () => {
    const bench = new Bench();
    bench.feed.start();
    await bench.readEnds(snapshotOf(1));
    for (const steps of [2, 3, 4])
      bench.feed.push({ type: "summary", summary: snapshotOf(steps).summary });
    await bench.until(() => bench.posted.length > 1);
    const summaries = bench.posted.flatMap((message) =>
      message.type === "summary" ? [message.summary.record.step] : [],
    );
    assert.deepEqual(summaries, [4]);
  });

  it("sends nothing while nobody looks, and a whole snapshot afterwards", async () => {
    const bench = new Bench();
    bench.feed.start();
    await bench.readEnds(snapshotOf(5));
    bench.feed.push(metrics(6, 6));
    bench.feed.stop();
    bench.feed.push(metrics(7, 9));
    bench.feed.start();
    await bench.readEnds(snapshotOf(9));
    bench.feed.push(metrics(10, 10));
    await bench.until(() => bench.steps.at(-1) === 10);
    assert.deepEqual(
      bench.posted.map(({ type }) => type),
      ["snapshot", "snapshot", "metrics"],
    );
  });

  it("ignores a snapshot that comes back after the page was hidden or changed its run", async () => {
    const bench = new Bench();
    bench.feed.start();
    bench.feed.start();
    await bench.readEnds(snapshotOf(5));
    assert.equal(bench.posted.length, 0);
    await bench.readEnds(snapshotOf(6));
    assert.equal(bench.steps.length, 6);
  });

  it("starts over when the run goes back to a checkpoint", async () => {
    const bench = new Bench();
    bench.feed.start();
    await bench.readEnds(snapshotOf(20));
    bench.feed.push({ type: "event", event: resumedEvent(10) });
    bench.feed.push(metrics(11, 12));
    assert.equal(bench.reading, 1);
    await bench.readEnds(snapshotOf(11, { events: [resumedEvent(10)] }));
    await bench.until(() => bench.steps.at(-1) === 12);
    assert.deepEqual(
      bench.posted.map(({ type }) => type),
      ["snapshot", "snapshot", "metrics"],
    );
    assert.deepEqual(
      [...(bench.posted[2] as { columns: { step: Float64Array } }).columns.step],
      [12],
    );
  });

  it("catches up with a run of another program by increments", async () => {
    const bench = new Bench();
    bench.feed.start();
    await bench.readEnds(snapshotOf(5));
    bench.feed.catchUp();
    await bench.readEnds(snapshotOf(8, { sampleSteps: [8] }));
    await bench.until(() => bench.posted.length >= 4);
    assert.deepEqual(
      bench.posted.map(({ type }) => type),
      ["snapshot", "metrics", "sample", "summary"],
    );
    assert.deepEqual(bench.steps, [1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it("looks again after a reading during which the files changed: a run at rest changes no second time", async () => {
    const evaluations = [1, 2].map((n) => ({ step: 5, time: `e${n}`, results: {} }));
    const bench = new Bench();
    bench.feed.start();
    bench.feed.catchUp();
    await bench.readEnds(snapshotOf(5));
    assert.equal(bench.reading, 1);
    bench.feed.catchUp();
    bench.feed.catchUp();
    await bench.readEnds(snapshotOf(5, { evaluations: evaluations.slice(0, 1) }));
    assert.equal(bench.reading, 1);
    await bench.readEnds(snapshotOf(5, { evaluations }));
    await bench.until(() => bench.posted.filter(({ type }) => type === "evaluation").length === 2);
    assert.equal(bench.reading, 0);
    assert.deepEqual(
      bench.posted.flatMap((message) =>
        message.type === "evaluation" ? [message.evaluation] : [],
      ),
      evaluations,
    );
  });

  it("shows the whole again when another program took the run back", async () => {
    const bench = new Bench();
    bench.feed.start();
    await bench.readEnds(snapshotOf(20));
    bench.feed.catchUp();
    await bench.readEnds(snapshotOf(22, { events: [resumedEvent(10)] }));
    assert.deepEqual(
      bench.posted.map(({ type }) => type),
      ["snapshot", "snapshot"],
    );
  });

  it("says that there is no run where it cannot be read", async () => {
    const bench = new Bench();
    bench.feed.start();
    await bench.readFails(new Error("gone"));
    assert.deepEqual(bench.posted, [{ type: "snapshot", protocol: 1, snapshot: null }]);
    assert.equal(bench.errors.length, 1);
  });
});
