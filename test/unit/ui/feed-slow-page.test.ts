import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import type { RunSummary } from "../../../src/shared/run/run";
import { rows, metrics, event, snapshotOf, Bench } from "../../support/feed-bench";

describe("the feed of a page that is slow, busy or gone", () => {
  it("tells how far the first reading of a long run is, to a slow page the newest", async () => {
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

  it("has one update on its way to a slow page, and tells it the newest state first", async () => {
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

  it("says when the page shows what it was to be told, or when nobody looks any more", async () => {
    const bench = new Bench({ slow: true });
    bench.feed.start();
    await bench.readEnds(snapshotOf(5));
    bench.feed.push({ type: "summary", summary: snapshotOf(5).summary });
    let isShown = false;
    const shown = bench.feed.shown().then(() => {
      isShown = true;
    });
    bench.draws();
    await bench.until(() => bench.inFlight === 1);
    await delay(0);
    assert.equal(isShown, false, "the summary is still on its way");
    bench.draws();
    await shown;
    await bench.feed.shown();
    bench.feed.push(metrics(6, 6));
    const left = bench.feed.shown();
    bench.feed.stop();
    await left;
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

  it("gives a page that stands still a snapshot in place of missed rows", async () => {
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
});
