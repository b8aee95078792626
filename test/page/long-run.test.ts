import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { readRows, RowsLog } from "../../src/run";
import type { MetricRow } from "../../src/shared/run/metrics";
import { drawn, pages, snapshotOf } from "./support";
import { at, last, present } from "../support/values";

const COUNT = 600_000;

const row = (step: number): MetricRow => ({
  step,
  time: step / 1000,
  lossD: 1.4 + Math.sin(step * 12.9898) / 4 + (step === 123_456 ? 5 : 0),
  lossG: 0.7 + Math.sin(step * 78.233) / 4,
  dReal: 0.5,
  dFake: 0.5,
  gradNormD: 1,
  gradNormG: 1,
  lrD: 2e-4,
  lrG: 2e-4,
});

const chart = (page: Page) => page.locator(".chart-plot").first();

/** The step under the cursor, which a key has moved. */
async function stepAt(page: Page): Promise<number> {
  const title = await chart(page).locator(".tooltip-title").innerText();
  return Number(present(/[\d,.\s\u202f]*\d/.exec(title))[0].replace(/\D/g, ""));
}

describe("the dashboard of a long run", () => {
  const open = pages();
  let dir: string;
  before(async () => {
    dir = mkdtempSync(join(tmpdir(), "gan-page-"));
    const log = await RowsLog.open(dir, 0);
    for (let step = 1; step <= COUNT; step += 10_000)
      log.append(Array.from({ length: 10_000 }, (_, i) => row(step + i)));
  });
  after(() => rmSync(dir, { recursive: true, force: true }));

  it("says how far its rows are read for the first time, until they are there", async () => {
    const run = await open();
    const snapshot = snapshotOf({ record: { step: COUNT, steps: COUNT } });
    const placeholder = run.page.locator(".chart-empty").first();
    await run.tell({ type: "summary", summary: snapshot.summary });
    await drawn(run.page);
    assert.equal(await placeholder.innerText(), "Reading the run…");
    await run.tell({ type: "summary", summary: { ...snapshot.summary, indexing: 0.349 } });
    await drawn(run.page);
    assert.equal(await placeholder.innerText(), "Reading metrics.jsonl for the first time: 34 %");
    if (process.env["GAN_TEST_PICTURES"])
      await run.page.screenshot({ path: join(process.env["GAN_TEST_PICTURES"], "indexing.png") });
    await run.show({ ...snapshot, ...(await readRows(dir)) });
    await drawn(run.page);
    assert.ok(await placeholder.isHidden());
    assert.deepEqual(run.errors, []);
  });

  it("begins with as much as it can draw; a zoomed part has every row", async () => {
    const run = await open();
    const overview = await readRows(dir);
    assert.ok(overview.columns.step.length < COUNT / 10);
    assert.ok(overview.columns.step.includes(123_456), "no spike is lost");
    await run.show({ ...snapshotOf({ record: { step: COUNT, steps: COUNT } }), ...overview });
    await drawn(run.page);
    await chart(run.page).focus();
    for (let i = 0; i < 12; i++) {
      await run.page.keyboard.press("+");
      // A key zooms what is drawn.
      await drawn(run.page);
    }

    const asked = async () =>
      (await run.sent()).flatMap((message) => (message.type === "rows" ? message : []));
    const isNear = ({ from, to }: { from: number; to: number }) => to - from < COUNT / 10;
    while (!(await asked()).some(isNear)) await drawn(run.page);
    const request = last(await asked());
    const rows = await readRows(dir, request);
    assert.equal(rows.coarse, undefined);
    await run.answer({ type: "rows", rows });
    await drawn(run.page);

    const places: number[] = [];
    for (let i = 0; i < 6; i++) {
      await run.page.keyboard.press("ArrowRight");
      await drawn(run.page);
      places.push(await stepAt(run.page));
    }
    const apart = places.slice(1).map((step, i) => step - at(places, i));
    const hundredth = COUNT / 1.3 ** 12 / 100;
    for (const gap of apart) assert.ok(Math.abs(gap - hundredth) <= 1, `${apart} (${hundredth})`);
    assert.deepEqual((await asked()).at(-1), request, "what is near enough is not asked for again");
    assert.deepEqual(run.errors, []);
    if (process.env["GAN_TEST_PICTURES"])
      await run.page.screenshot({ path: join(process.env["GAN_TEST_PICTURES"], "long-run.png") });
  });
});
