import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { FromWebview } from "../../src/shared/protocol/page-requests";
import type { Evaluation } from "../../src/shared/run/run";
import { columnsOf } from "../harness/run-page";
import { drawn, pages, snapshotOf, steps } from "./support";
import { at, present } from "../support/values";

/** Loss of D is the step itself, so that a tooltip's value says which step it stands for. */
const VALUES = {
  lossD: (step: number) => step,
  lossG: (step: number) => 2 * step,
  dReal: () => 0.6,
  dFake: () => 0.4,
  gradNormD: () => 1,
  gradNormG: () => 2,
  lrD: () => 0.0002,
  lrG: () => 0.0002,
};
const UNSMOOTHED = { view: { smoothing: 0 } };

const evaluation = (step: number, value: number | null): Evaluation => ({
  step,
  time: "2026-01-02T03:04:05.000Z",
  results: {
    fid: {
      value: value as number,
      plusMinus: 0.5,
      settings: { samples: 1000, features: "mnist-classifier-v1" },
    },
    modesCovered: { value: 8, settings: { of: 8 } },
  },
});

const chart = (page: Page, name: string) => page.getByRole("region", { name, exact: true });
const tooltip = (page: Page) => page.locator(".chart-tooltip:not([hidden])");

/** Moves the mouse to a share of the width of a chart's plot, without its axes. */
async function pointAt(page: Page, name: string, share: number): Promise<number> {
  const box = present(await chart(page, name).locator(".chart-plot").boundingBox());
  const x = box.x + 48 + share * (box.width - 48);
  await page.mouse.move(x, box.y + box.height / 2);
  await drawn(page);
  return x;
}

/** Where the line of the cursor is, and the step that the tooltip names. */
async function cursor(page: Page, name: string): Promise<{ x: number; step: number }> {
  const line = present(await chart(page, name).locator(".chart-cursor").boundingBox());
  const title = await tooltip(page).locator(".tooltip-title").innerText();
  return {
    x: line.x,
    step: Number(at(present(/Step ([\d,]+)/.exec(title)), 1).replaceAll(",", "")),
  };
}

describe("the tooltip of a chart", () => {
  const open = pages();

  it("shows the values under the pointer, also while the axis grows under it", async () => {
    const run = await open({ state: UNSMOOTHED });
    await run.show(
      snapshotOf({ columns: columnsOf(steps(100), VALUES), record: { state: "running" } }),
    );
    await drawn(run.page);
    const x = await pointAt(run.page, "Losses", 0.5);
    const before = await cursor(run.page, "Losses");
    assert.ok(Math.abs(before.step - 50) <= 2, `step ${before.step}`);
    for (const last of [200, 400, 1600]) {
      const rows = steps(last).slice(last / 2);
      await run.tell({ type: "metrics", columns: columnsOf(rows, VALUES) });
      await drawn(run.page);
      const now = await cursor(run.page, "Losses");
      assert.ok(Math.abs(now.x - x) <= 2, `the line stays under the pointer: ${now.x} of ${x}`);
      assert.ok(Math.abs(now.step - last / 2) <= last / 20, `step ${now.step} of ${last}`);
      const value = await tooltip(run.page).locator("strong").first().innerText();
      assert.equal(Number(value.replaceAll(",", "")), now.step, "and its values are of that step");
    }
    assert.deepEqual(run.errors, []);
  });

  it("shows the values under the pointer after a zoom", async () => {
    const run = await open({ state: UNSMOOTHED });
    await run.show(snapshotOf({ columns: columnsOf(steps(1000), VALUES) }));
    await drawn(run.page);
    await pointAt(run.page, "Losses", 0.5);
    await run.page.keyboard.down("Control");
    for (let i = 0; i < 5; i++) {
      await run.page.mouse.wheel(0, -100);
      // A browser that is busy makes one turn of several.
      await drawn(run.page);
    }
    await run.page.keyboard.up("Control");
    const middle = await cursor(run.page, "Losses");
    assert.ok(Math.abs(middle.step - 500) <= 20, `step ${middle.step}`);
    await pointAt(run.page, "Losses", 1);
    const end = await cursor(run.page, "Losses");
    assert.ok(end.step > 550 && end.step < 700, `the axis is zoomed in: step ${end.step}`);
  });

  it("says the range of all steps that one pixel stands for", async () => {
    const run = await open({ state: UNSMOOTHED });
    const columns = columnsOf(steps(100_000), { ...VALUES, lossD: (step) => (step % 7 ? 1 : 50) });
    await run.show(snapshotOf({ columns }));
    await drawn(run.page);
    await pointAt(run.page, "Losses", 0.5);
    await tooltip(run.page).getByText("raw 1 … 50").waitFor();
  });
});

describe("the charts of a run", () => {
  const open = pages();

  it("have at least two ticks on their y axes, whatever the values", async () => {
    const values = [0, 1, 1e-30, 0.99951, 1e9];
    for (const value of values) {
      const run = await open({ state: UNSMOOTHED });
      const flat = () => value;
      const nearly = (step: number) => value * (1 + 1e-5 * Math.sin(step));
      await run.show(
        snapshotOf({ columns: columnsOf(steps(50), { ...VALUES, lossD: flat, lossG: nearly }) }),
      );
      await drawn(run.page);
      const svg = await saved(run.page, run.sent, "Losses", "SVG");
      const labels = [...svg.content.matchAll(/text-anchor="end">([^<]+)</g)].map(
        ([, text]) => text,
      );
      assert.ok(new Set(labels).size >= 2, `ticks of ${value}: ${labels.join(" ")}`);
      assert.equal(new Set(labels).size, labels.length, `all differ: ${labels.join(" ")}`);
      await run.close();
    }
  });

  it("stay where they are while what is said of the run changes", async () => {
    for (const width of [1440, 700, 420]) {
      const run = await open({ width });
      const snapshot = snapshotOf({
        columns: columnsOf(steps(100), VALUES),
        record: { state: "running", step: 9, steps: 99_999_999 },
      });
      await run.show(snapshot);
      await drawn(run.page);
      const tops = async () => {
        const boxes = await run.page.locator(".chart-plot").all();
        return Promise.all(boxes.map(async (box) => present(await box.boundingBox()).y));
      };
      const before = await tops();
      const { summary } = snapshot;
      for (const [i, part] of [
        {},
        { stepsPerSecond: 0.5 },
        { stepsPerSecond: 123_456, secondsLeft: 359_999 },
        {
          evaluating: { what: "Fréchet distance of the features of 10,000 samples", fraction: 0.5 },
        },
      ].entries()) {
        const values = (step: number) => -(10 ** (i * 3)) * step;
        await run.tell(
          { type: "summary", summary: { ...summary, ...part } },
          {
            type: "metrics",
            columns: columnsOf([1000 + i], { ...VALUES, lossD: values, lossG: values }),
          },
        );
        await drawn(run.page);
        assert.deepEqual(await tops(), before, `at ${width} pixels`);
      }
    }
  });

  it("show losses that diverged on a symmetric log axis, or another if chosen", async () => {
    const run = await open({ state: UNSMOOTHED });
    const loss = (step: number) => (step < 90 ? Math.sin(step) : -(10 ** (step - 88)));
    await run.show(
      snapshotOf({ columns: columnsOf(steps(100), { ...VALUES, lossD: loss, lossG: Math.cos }) }),
    );
    await drawn(run.page);
    const menu = chart(run.page, "Losses").getByRole("button", { name: "Y axis of Losses" });
    await menu.click();
    const scale = chart(run.page, "Losses").getByLabel("Scale");
    assert.equal(await scale.locator("option").first().innerText(), "Automatic (symmetric log)");
    const symlog = await saved(run.page, run.sent, "Losses", "SVG");
    assert.match(symlog.content, />-1e\d+<|>-1,000</);
    // The calm part is not one flat line: it is drawn over many pixels.
    assert.ok(heightOf(symlog.content, 90) > 4, `${heightOf(symlog.content, 90)} pixels`);
    await menu.click();
    await scale.selectOption("Linear");
    await drawn(run.page);
    const linear = await saved(run.page, run.sent, "Losses", "SVG");
    assert.ok(heightOf(linear.content, 90) < 1);
    const state = (await run.page.evaluate("keptState")) as { view: { scale: unknown } };
    assert.deepEqual(state.view.scale, { losses: "linear" });
  });

  it("keep a y range that is fixed, whatever comes", async () => {
    const run = await open({ state: UNSMOOTHED });
    await run.show(snapshotOf({ columns: columnsOf(steps(100), VALUES) }));
    await drawn(run.page);
    const menu = chart(run.page, "Losses").getByRole("button", { name: "Y axis of Losses" });
    await menu.click();
    await chart(run.page, "Losses").getByLabel("Minimum").fill("10");
    await chart(run.page, "Losses").getByLabel("Maximum").fill("5");
    await run.page.getByText("Enter numbers, the minimum below the maximum.").waitFor();
    await chart(run.page, "Losses").getByLabel("Maximum").fill("20");
    await run.page.keyboard.press("Escape");
    await run.tell({ type: "metrics", columns: columnsOf([101], { lossD: () => 1e9 }) });
    await drawn(run.page);
    const { content } = await saved(run.page, run.sent, "Losses", "SVG");
    const labels = [...content.matchAll(/text-anchor="end">([^<]+)</g)].map(([, text]) => text);
    assert.deepEqual([labels[0], labels.at(-1)], ["10", "20"]);
  });

  it("are drawn for each figure over the steps, with a gap where there is none", async () => {
    const run = await open();
    const evaluations = [evaluation(20, 90), evaluation(40, null), evaluation(60, 30)];
    await run.show(snapshotOf({ columns: columnsOf(steps(100), VALUES), evaluations }));
    const name = "FID (mnist-classifier-v1 features)";
    await chart(run.page, name).waitFor();
    await chart(run.page, "modes covered").waitFor();
    await run.tell({ type: "evaluation", evaluation: evaluation(80, 25) });
    await chart(run.page, name).getByText("25 ± 0.5", { exact: true }).waitFor();
    await pointAt(run.page, name, 0.6);
    await tooltip(run.page).getByText("30 ± 0.5").waitFor();
    assert.equal((await cursor(run.page, name)).step, 60);
    const { content } = await saved(run.page, run.sent, name, "CSV");
    assert.equal(
      content,
      "step,time,fid,plusMinus\n20,0.2,90,0.5\n40,0.4,,0.5\n60,0.6,30,0.5\n80,0.8,25,0.5\n",
    );
  });

  it("can be saved as SVG, PNG and CSV, under the run's name", async () => {
    const run = await open({ state: UNSMOOTHED });
    await run.show(snapshotOf({ columns: columnsOf(steps(100), VALUES) }));
    await drawn(run.page);
    const svg = await saved(run.page, run.sent, "Losses", "SVG");
    assert.equal(svg.name, "20260102-030405-ring-losses.svg");
    assert.match(svg.content, /^<svg [\s\S]*ring: Losses[\s\S]*<\/svg>\n$/);
    const png = await saved(run.page, run.sent, "Losses", "PNG");
    const bytes = Buffer.from(png.content, "base64");
    assert.deepEqual([png.encoding, bytes.subarray(1, 4).toString()], ["base64", "PNG"]);
    assert.ok(bytes.readUInt32BE(16) > 600, "twice as wide as on the screen");
    const csv = await saved(run.page, run.sent, "Losses", "CSV");
    const [head, first, ...rest] = csv.content.trimEnd().split("\n");
    assert.equal(head, "step,time,lossD,lossG");
    assert.equal(first, "1,0.01,1,2");
    assert.equal(rest.length, 99);
  });

  it("fill the page when asked, and go back to their place by Escape", async () => {
    const run = await open();
    await run.show(snapshotOf({ columns: columnsOf(steps(100), VALUES) }));
    await drawn(run.page);
    const losses = chart(run.page, "Losses");
    const before = present(await losses.boundingBox());
    await losses.getByRole("button", { name: "Enlarge Losses" }).click();
    await drawn(run.page);
    const plot = present(await losses.locator("canvas").boundingBox());
    assert.ok(plot.width > 1300 && plot.height > 700, `${plot.width} x ${plot.height}`);
    await run.page.keyboard.press("Escape");
    await drawn(run.page);
    assert.deepEqual(await losses.boundingBox(), before);
    assert.equal(await run.page.evaluate("document.activeElement.ariaLabel"), "Enlarge Losses");
  });
});

/** Height of the first line of a chart's SVG over its first points, in pixels. */
function heightOf(svg: string, points: number): number {
  const paths = [...svg.matchAll(/<path d="([^"]+)" stroke="#59a4f9"/g)].map(([, path]) =>
    present(path),
  );
  const heights = at(paths, 0)
    .split(/[ML]/)
    .slice(1, points - 2)
    .map((point) => Number(point.split(",")[1]));
  return Math.max(...heights) - Math.min(...heights);
}

/** Saves a chart by its menu; the file that the extension was given. */
async function saved(
  page: Page,
  sent: () => Promise<FromWebview[]>,
  name: string,
  kind: "SVG" | "PNG" | "CSV",
): Promise<Extract<FromWebview, { type: "saveFile" }>> {
  const files = async () => (await sent()).filter((message) => message.type === "saveFile");
  const before = (await files()).length;
  await chart(page, name)
    .getByRole("button", { name: `Save ${name}` })
    .click();
  await chart(page, name)
    .getByRole("button", { name: `Save as ${kind}…` })
    .click();
  await page.waitForFunction(
    `sentMessages.filter(({ type }) => type === "saveFile").length > ${before}`,
  );
  return at(await files(), -1);
}
