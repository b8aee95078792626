import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { type MetricRow, toColumns } from "../../../src/shared/run/metrics";
import type { PageNews, RunSnapshot } from "../../../src/shared/protocol/messages";
import { PROTOCOL_VERSION } from "../../../src/shared/protocol/version";
import type { RunEvent, RunSummary } from "../../../src/shared/run/run";
import { Feed, type Increment } from "../../../src/ui/feed";
import { at, present } from "../../support/values";

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
    for (const deadline = Date.now() + 2000; !condition(); await delay(2))
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

describe("the feed of a page", () => {
  it("tells how far the first reading of a long run is, the newest word when the page is slow", async () => {
    const { summary } = snapshotOf(100);
    const bench = new Bench({ slow: true, summary });
    bench.feed.start();
    await bench.until(() => bench.reading === 1);
    for (const fraction of [0.25, 0.5, 0.75]) bench.onIndexing?.(fraction);
    assert.deepEqual(bench.posted, [{ type: "summary", summary }], "one is on its way");
    bench.draws();
    assert.deepEqual(bench.posted.at(-1), {
      type: "summary",
      summary: { ...summary, indexing: 0.75 },
    });
    bench.feed.stop();
    bench.draws();
    bench.onIndexing?.(0.9);
    assert.equal(bench.posted.length, 2, "nobody looks any more");
  });

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
      at(bench.times, 1) - at(bench.times, 0) >= 18,
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
    await bench.until(() => bench.reading === 1);
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
      ["snapshot", "summary", "sample", "metrics"],
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
    await bench.readEnds(snapshotOf(22, { events: [resumedEvent(10)] }));
    assert.deepEqual(
      bench.posted.map(({ type }) => type),
      ["snapshot", "snapshot"],
    );
    assert.deepEqual(bench.loads, [undefined, 20, undefined], "rows since, then all of them");
  });

  it("tells at once how the run stands, before its files are read", async () => {
    const { summary } = snapshotOf(7);
    const bench = new Bench({ summary });
    bench.feed.start();
    await bench.until(() => bench.posted.length === 1);
    assert.deepEqual(bench.posted, [{ type: "summary", summary }]);
    await bench.readEnds(snapshotOf(7));
    await bench.until(() => bench.posted.length === 2);
    assert.equal(bench.posted[1]?.type, "snapshot");
  });

  it("has one update on its way to a page that is slow, and tells it the newest state first", async () => {
    const bench = new Bench({ slow: true });
    bench.feed.start();
    await bench.readEnds(snapshotOf(5));
    // Ten thousand rows come while the page draws the snapshot, then the trainer dies.
    for (let step = 6; step <= 10_005; step++) {
      bench.feed.push(metrics(step, step));
      if (step % 10 === 0) bench.feed.push({ type: "summary", summary: snapshotOf(5).summary });
      if (step % 1000 === 0) await delay(5);
    }
    const { summary } = snapshotOf(5);
    const dead: RunSummary = { ...summary, record: { ...summary.record, state: "interrupted" } };
    bench.feed.push(event("finished", 10_005));
    bench.feed.push({ type: "summary", summary: dead });
    await delay(60);
    assert.deepEqual(bench.updates, [1], "the page is still at the snapshot");
    bench.draws();
    await bench.until(() => bench.updates.length === 2);
    const [, first, second, third, ...rest] = bench.posted;
    assert.deepEqual(first, { type: "summary", summary: dead });
    assert.equal(second?.type, "event");
    assert.ok(third?.type === "metrics");
    assert.equal(third.columns.step.length, 10_000);
    assert.deepEqual(rest, []);
    assert.equal(bench.inFlight, 1);
  });

  it("is behind a slow page by one drawing, however long it goes on", async () => {
    const bench = new Bench({ slow: true });
    bench.feed.start();
    await bench.readEnds(snapshotOf(1));
    let step = 1;
    for (let drawing = 0; drawing < 20; drawing++) {
      for (let i = 0; i < 50; i++) bench.feed.push(metrics(++step, step));
      bench.draws();
      await bench.until(() => bench.inFlight === 1);
      assert.equal(bench.steps.at(-1), step, "what it draws now is the newest there is");
    }
    assert.deepEqual(
      bench.steps,
      rows(1, step).map((one) => one.step),
    );
  });

  it("gives a page that stands still a new snapshot instead of all rows that it missed", async () => {
    const bench = new Bench({ slow: true, maxWaitingRows: 100 });
    bench.feed.start();
    await bench.readEnds(snapshotOf(5));
    for (let step = 6; step <= 300; step++) bench.feed.push(metrics(step, step));
    bench.feed.push(event("paused", 300));
    assert.equal(bench.reading, 0, "nothing is read for a page that cannot take it");
    bench.draws();
    await bench.readEnds(snapshotOf(300));
    await bench.until(() => bench.posted.length === 2);
    assert.deepEqual(
      bench.posted.map((news) => news.type === "snapshot" && news.snapshot?.columns.step.length),
      [5, 300],
    );
  });

  it("sends a page that is busy with one run nothing of it when another is shown", async () => {
    const bench = new Bench({ slow: true });
    bench.feed.start();
    await bench.readEnds(snapshotOf(5));
    bench.feed.push(metrics(6, 9));
    bench.feed.restart();
    await bench.readEnds(snapshotOf(2));
    assert.deepEqual(bench.updates, [1]);
    bench.draws();
    await bench.until(() => bench.updates.length === 2);
    assert.deepEqual(bench.steps, [1, 2, 3, 4, 5, 1, 2]);
  });

  it("does not wait for a page that has gone", async () => {
    const bench = new Bench({ slow: true });
    bench.feed.start();
    await bench.readEnds(snapshotOf(5));
    bench.feed.stop();
    bench.feed.start();
    await bench.readEnds(snapshotOf(6));
    await bench.until(() => bench.updates.length === 2);
  });

  it("says that there is no run where it cannot be read", async () => {
    const bench = new Bench();
    bench.feed.start();
    await bench.readFails(new Error("gone"));
    assert.deepEqual(bench.posted, [
      { type: "snapshot", protocol: PROTOCOL_VERSION, snapshot: null },
    ]);
    assert.equal(bench.errors.length, 1);
  });
});
