import assert from "node:assert/strict";
import { columnsOf } from "../harness/run-page";
import { present } from "../support/values";
import { drawn, pages, snapshotOf, steps } from "./support";

const NOT_SMOOTHED = { view: { smoothing: 0 } };

const evaluation = (step: number, value: number) => ({
  step,
  time: "2026-01-02T03:04:05.000Z",
  results: { slicedW1: { value, settings: { samples: 1000 } } },
});

describe("the dashboard of a run that began from scratch", () => {
  const open = pages();

  it("shows behind its curves those of the run whose config it began with", async () => {
    const run = await open({ state: NOT_SMOOTHED });
    const parent = { id: "old", name: "ring", path: "/runs/old", step: 0, scratch: true } as const;
    await run.show(
      snapshotOf({
        record: { name: "ring-layers", parent, state: "running", step: 100 },
        columns: columnsOf(steps(100), { lossD: () => 1.5 }),
        evaluations: [evaluation(100, 0.4)],
        parent: {
          columns: columnsOf(steps(1000), { lossD: (step) => 2 - step / 1000 }),
          evaluations: [100, 200, 300].map((step) => evaluation(step, 0.25)),
        },
      }),
    );
    await drawn(run.page);
    await run.page.getByText("Faint: “ring”, whose config this run has with changes").waitFor();
    const valuesOf = async (chart: string) => {
      const plot = run.page
        .getByRole("region", { name: chart, exact: true })
        .locator(".chart-plot");
      const box = present(await plot.boundingBox());
      await run.page.mouse.move(box.x + box.width - 4, box.y + box.height / 2);
      await drawn(run.page);
      return run.page.locator(".chart-tooltip:not([hidden]) .tooltip-row").first().innerText();
    };
    assert.match(await valuesOf("Losses"), /D\s*1\.5\s*before 1\.9\b/);
    assert.match(await valuesOf("sliced W1"), /0\.4.*before 0\.25\b/s);
    assert.deepEqual(run.errors, []);
  });

  it("shows its own curves alone where that run is gone", async () => {
    const run = await open();
    const parent = { id: "old", name: "ring", path: "/runs/old", step: 0, scratch: true } as const;
    await run.show(snapshotOf({ record: { parent }, columns: columnsOf(steps(100)) }));
    await drawn(run.page);
    assert.equal(await run.page.getByText(/^Faint: /).count(), 0);
    assert.deepEqual(run.errors, []);
  });
});
