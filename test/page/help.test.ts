import assert from "node:assert/strict";
import { CHART_HELP, figureHelp } from "../../webview/components/help-texts";
import { AROUND, OPTIMIZER_SETTINGS } from "../../src/shared/protocol/optimizer-settings";
import { columnsOf } from "../harness/run-page";
import type { Evaluation } from "../../src/shared/run/run";
import { drawn, pages, snapshotOf, steps } from "./support";
import { present } from "../support/values";

const EXPERIMENT = {
  optimizer: {
    generator: { type: "adam", learningRate: 0.001, beta1: 0.5, beta2: 0.999, epsilon: 1e-8 },
    discriminator: {
      type: "adam",
      learningRate: { type: "exponential", initial: 0.004, decay: 0.9996 },
    },
  },
};
const reverseKl = {
  step: 50,
  time: "2026-01-02T03:04:05.000Z",
  results: { reverseKl: { value: 0.1, settings: { of: 8 } } },
};

describe("help in the dashboard", () => {
  const open = pages();
  const show = async () => {
    const run = await open();
    await run.show(
      snapshotOf({
        record: { state: "running" },
        columns: columnsOf(steps(100)),
        evaluations: [reverseKl],
        experiment: EXPERIMENT,
      }),
    );
    await drawn(run.page);
    return run;
  };

  it("explains each chart and each figure while the mouse is on its mark", async () => {
    const { page, errors } = await show();
    for (const [name, text] of [
      ["Losses", CHART_HELP["losses"]],
      ["Outputs of D", CHART_HELP["outputs"]],
      ["Gradient norms", CHART_HELP["gradients"]],
      ["Learning rates", CHART_HELP["learningRates"]],
      ["reverse KL over modes", figureHelp("reverseKl")],
    ] as const) {
      const mark = page.getByRole("button", { name: `Help on ${name}` }).first();
      await mark.scrollIntoViewIfNeeded();
      await mark.hover();
      const tip = page.locator(".help-text:not([hidden])");
      assert.equal(await tip.innerText(), text);
      const box = present(await tip.boundingBox());
      assert.ok(box.x >= 0 && box.x + box.width <= 1440 && box.y >= 0 && box.y + box.height <= 900);
      await page.mouse.move(0, 0);
      await tip.waitFor({ state: "hidden" });
    }
    assert.deepEqual(errors, []);
  });

  it("is reached by the keyboard, and closed by Escape", async () => {
    const { page } = await show();
    const mark = page.getByRole("button", { name: "Help on Losses" });
    await mark.focus();
    const tip = page.getByRole("tooltip").filter({ hasText: "What each network minimises" });
    await tip.waitFor();
    await page.keyboard.press("Escape");
    await tip.waitFor({ state: "hidden" });
    const described = present(await mark.getAttribute("aria-describedby"));
    assert.equal(await page.locator(`#${described}`).textContent(), CHART_HELP["losses"]);
  });

  it("explains each setting of each optimizer", () => {
    const own = Object.values(OPTIMIZER_SETTINGS).flatMap(({ settings }) => settings);
    const unexplained = [...own, ...AROUND]
      .filter(({ flag, help }) => !flag && help === undefined)
      .map(({ name }) => name);
    assert.deepEqual([...new Set(unexplained)].sort(), []);
  });
});

describe("the layout of the dashboard", () => {
  const open = pages();

  for (const [width, height] of [
    [2560, 1440],
    [1440, 900],
    [700, 840],
    [540, 840],
  ] as const)
    it(`has the samples in view and uses the width at ${width} x ${height}`, async () => {
      const run = await open({ width, height });
      await run.show(snapshotOf({ columns: columnsOf(steps(100)) }));
      await drawn(run.page);
      const samples = present(await run.page.locator(".samples-view").boundingBox());
      assert.ok(samples.y + samples.height < height, "the samples are in view");
      const page = present(await run.page.locator("main").boundingBox());
      assert.ok(page.width > width - 40, `${page.width} of ${width} are used`);
      assert.equal(
        await run.page.evaluate("document.documentElement.scrollWidth <= innerWidth"),
        true,
        "nothing sticks out",
      );
    });

  it("keeps the buttons of a run in two lines at 220 px, with names that are read out", async () => {
    const run = await open({ width: 220, height: 840 });
    const columns = columnsOf(steps(100));
    const evaluations = [
      { ...reverseKl, results: { w1: { value: 0.0123456, noiseFloor: 0.0085, settings: {} } } },
    ];
    await run.show(snapshotOf({ record: { state: "running" }, columns, evaluations }));
    await drawn(run.page);
    const buttons = run.page.locator(".controls button");
    const tops = await buttons.evaluateAll((all) =>
      all.map((one) => Math.round(one.getBoundingClientRect().top)),
    );
    assert.ok(new Set(tops).size <= 2, String(tops));
    assert.ok(await run.page.evaluate("document.documentElement.scrollWidth <= innerWidth"));
    for (const name of ["Pause", "Step", "Stop", "Loss…", "Show Log"])
      assert.equal(await run.page.getByRole("button", { name, exact: true }).count(), 1, name);
  });
});

describe("the charts of evaluations", () => {
  const open = pages();
  const evaluations = [100, 200].map((step): Evaluation => ({
    step,
    time: "2026-01-02T03:04:05.000Z",
    results: {
      w1: { value: 0.012345, noiseFloor: 0.0085, settings: { samples: 1000 } },
      slicedW1: {
        value: 123.45,
        plusMinus: 2.1,
        noiseFloor: 0.0085,
        settings: { samples: 1000 },
      },
      reverseKl: { value: 0.012345, settings: { of: 8 } },
      fid: { value: 123.45, plusMinus: 2.1, settings: { features: "mnist-classifier-v1" } },
    },
  }));

  for (const width of [2560, 1920, 1440, 700, 540])
    it(`say their latest value and its noise floor in full at ${width} px`, async () => {
      const run = await open({ width, height: 1300 });
      await run.show(snapshotOf({ columns: columnsOf(steps(200)), evaluations }));
      await drawn(run.page);
      const charts = run.page.locator(".chart.small");
      assert.equal(await charts.count(), 4);
      assert.equal(await charts.getByText("noise floor 0.0085").count(), 2);
      const cut = await run.page.evaluate<string[]>(
        `[...document.querySelectorAll(".chart.small .latest, .chart.small .legend-note")]
          .filter((one) => {
            const { left, right } = one.closest(".chart").getBoundingClientRect();
            const range = document.createRange();
            range.selectNodeContents(one);
            const text = range.getBoundingClientRect();
            return text.left < left || text.right > right || one.scrollWidth > one.clientWidth;
          })
          .map((one) => one.textContent)`,
      );
      assert.deepEqual(cut, []);
      const tops = await charts.evaluateAll((all) =>
        all.map((one) => {
          const title = one.querySelector("h3")?.getBoundingClientRect().top ?? 0;
          const plot = one.querySelector(".chart-plot")?.getBoundingClientRect().bottom ?? 0;
          return { row: Math.round(title), plot: Math.round(plot) };
        }),
      );
      for (const { row, plot } of tops)
        for (const other of tops)
          if (Math.abs(other.row - row) < 40) assert.deepEqual(other, { row, plot });
    });
});
