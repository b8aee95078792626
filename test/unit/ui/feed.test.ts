import assert from "node:assert/strict";
import { PROTOCOL_VERSION } from "../../../src/shared/protocol/version";
import type { RunEvent } from "../../../src/shared/run/run";
import { at } from "../../support/values";
import { rows, metrics, event, snapshotOf, Bench } from "../../support/feed-bench";
const resumedEvent = (step: number): RunEvent => ({
  type: "resumed",
  step,
  time: `r${step}`,
  fromCheckpoint: true,
});

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

  it("ignores a snapshot that comes after the page was hidden or changed", async () => {
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

  it("reads again where the files changed during a reading", async () => {
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
