import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { type Report, reportPage } from "../../src/shared/files/report-page";
import { launchBrowser } from "../harness/browser";
import { openComparePage } from "../harness/compare-page";
import { BUILT } from "../harness/built-page";
import { comparedRuns } from "../support/compared-runs";
import { present } from "../support/values";
import { drawn } from "./support";

let browser: Browser;

describe("the page that compares runs", () => {
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());

  it("draws all of them with one legend, as means over seeds, and refuses what differs", async () => {
    const { page, show, sent, errors, close } = await openComparePage(browser);
    await show(comparedRuns(6));
    await page.getByRole("heading", { name: "6 runs compared" }).waitFor();
    const lines = page.getByRole("figure", { name: "loss of D" }).locator("svg path[stroke]");
    assert.equal(await lines.count(), 6);
    await page.getByText("500 samples of G · not to be compared").waitFor();
    await page.getByRole("button", { name: "Show ring (1)" }).click();
    await drawn(page);
    assert.equal(await lines.count(), 5);
    await page.getByRole("checkbox", { name: "Mean over seeds" }).check();
    await drawn(page);
    assert.equal(await lines.count(), 3);
    await page.getByText("2 seeds").first().waitFor();
    const slider = page.getByRole("slider", { name: "Step of the samples" });
    await slider.press("ArrowLeft");
    await page.getByRole("img", { name: "Samples of ring (1) at step 500" }).waitFor();
    await page.getByRole("img", { name: "Samples of ring (2) at step 0" }).waitFor();
    await page.getByRole("button", { name: "Save Curves as CSV…" }).click();
    const saved = (await sent()).findLast((message) => message.type === "saveFile");
    assert.match(
      saved?.content ?? "",
      /^run,curve,step,seconds,wallSeconds,value\nring \(1\),loss of D,5,0.1,0.125,/,
    );
    assert.deepEqual(errors, []);
    await close();
  });

  it("draws over wall time, and saves each chart and all of it as it is shown", async () => {
    const { page, show, sent, errors, close } = await openComparePage(browser);
    await show(comparedRuns(3));
    const chart = page.getByRole("figure", { name: "loss of D" });
    await page.getByRole("combobox", { name: "Over" }).selectOption("wall");
    await chart.getByText("seconds since the run began").waitFor();
    for (const kind of ["SVG", "PNG", "CSV"]) {
      await chart.getByRole("button", { name: "Save loss of D" }).click();
      await chart.getByRole("button", { name: `Save as ${kind}…` }).click();
    }
    await page.waitForFunction(
      "sentMessages.filter(({ type }) => type === 'saveFile').length === 3",
    );
    const files = (await sent()).filter((message) => message.type === "saveFile");
    const contentOf = (name: string) => present(files.find((file) => file.name === name)).content;
    assert.match(contentOf("loss-of-d.svg"), /^<svg [\s\S]*loss of D[\s\S]*ring \(3\)/);
    assert.match(contentOf("loss-of-d.svg"), /since the run began/);
    const png = Buffer.from(contentOf("loss-of-d.png"), "base64");
    assert.equal(png.toString("latin1", 1, 4), "PNG");
    assert.equal(contentOf("loss-of-d.csv").trim().split("\n").length, 1 + 3 * 200);
    await page.getByRole("button", { name: "Save as HTML Report…" }).click();
    const report = (await sent()).findLast((message) => message.type === "report");
    assert.equal((present(report).view["compare"] as { axis: string }).axis, "wall");
    assert.deepEqual(errors, []);
    await close();
  });

  it("enlarges and moves all pictures together, and lays one over another", async () => {
    const { page, show, errors, close } = await openComparePage(browser);
    await show(comparedRuns(3));
    const transforms = () =>
      page
        .locator(".picture-frame img")
        .evaluateAll((images) => images.map((image) => (image as HTMLElement).style.transform));
    const first = page.getByRole("group", { name: "Picture of ring (1)" });
    await first.focus();
    await first.press("+");
    await first.press("ArrowLeft");
    await drawn(page);
    const [one = "", ...others] = await transforms();
    assert.match(one, /scale\(1.25\)/);
    assert.deepEqual(others, [one, one]);
    await page.getByRole("button", { name: "Show the whole of all pictures" }).click();
    await drawn(page);
    assert.match((await transforms())[0] ?? "", /scale\(1\)/);
    await page.getByRole("combobox", { name: "Show" }).selectOption("wipe");
    await page.getByRole("combobox", { name: "Step on the left" }).selectOption("0");
    await page.getByRole("combobox", { name: "Run on the right" }).selectOption("ring (3)");
    await page.getByRole("img", { name: "Samples of ring (1) at step 0" }).waitFor();
    await page.getByRole("img", { name: "Samples of ring (3) at step 1,000" }).waitFor();
    const over = page.locator(".wipe-over");
    await page.getByRole("slider", { name: "Divider" }).press("Home");
    await drawn(page);
    assert.match(await over.evaluate((element) => element.style.clipPath), /0%|0px/);
    const box = present(await page.locator(".wipe-frame").boundingBox());
    await page.locator(".wipe-divider").hover();
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 4, box.y + box.height / 2);
    await page.mouse.up();
    await drawn(page);
    assert.match(await over.evaluate((element) => element.style.clipPath), /2[45](\.\d+)?%/);
    assert.deepEqual(errors, []);
    await close();
  });

  it("draws the figures of 1-D data side by side, from their numbers", async () => {
    const { page, show, tell, sent, errors, close } = await openComparePage(browser);
    const { runs, ...content } = comparedRuns(2);
    await show({ ...content, runs });
    await page.waitForFunction(
      "sentMessages.filter(({ type }) => type === 'picture').length === 2",
    );
    const asked = (await sent()).filter((message) => message.type === "picture");
    assert.deepEqual(
      asked.map(({ dir, step }) => [dir, step]),
      runs.map(({ dir }) => [dir, 1000]),
    );
    const x = Array.from({ length: 20 }, (_, i) => i / 20);
    const pData = x.map((at) => at * (1 - at));
    for (const { dir, step } of asked) {
      const picture = { kind: "density", step, x, pData, pGenerator: x, d: x } as const;
      await tell({ type: "picture", dir, step, picture });
    }
    const figures = page.getByRole("img", { name: /^Densities .* at step 1,000$/ });
    await figures.nth(1).waitFor();
    assert.equal(await figures.count(), 2);
    // There is no part of a figure to enlarge.
    assert.equal(await page.getByRole("button", { name: "Enlarge all pictures" }).count(), 0);
    await page.getByRole("combobox", { name: "Show" }).selectOption("wipe");
    await page.getByRole("button", { name: "Enlarge all pictures" }).waitFor();
    assert.deepEqual(errors, []);
    await close();
  });

  it("is a file for any browser as a report, set as the page was", async () => {
    const folder = await mkdtemp(join(tmpdir(), "gan-comparison-"));
    const file = join(folder, "comparison.html");
    const content = comparedRuns(2);
    content.runs = content.runs.map((run) => ({ ...run, label: `${run.label} </script>` }));
    const view = { compare: { axis: "wall", smoothing: 0, repetitions: true, hidden: [] } };
    const report: Report = { page: "compare", title: "</title>", content, view };
    await writeFile(file, reportPage(report, BUILT));
    const context = await browser.newContext({ offline: true });
    try {
      const page = await context.newPage();
      const errors: string[] = [];
      page.on("pageerror", (error) => errors.push(error.message));
      page.on("console", (message) => {
        if (message.type() === "error") errors.push(message.text());
      });
      await page.goto(pathToFileURL(file).href);
      const chart = page.getByRole("figure", { name: "loss of D" });
      await chart.getByText("seconds since the run began").waitFor();
      assert.equal(await chart.locator("svg path[stroke]").count(), 1);
      assert.equal(await page.getByRole("button", { name: "HTML Report" }).count(), 0);
      await chart.getByRole("button", { name: "Save loss of D" }).click();
      const download = page.waitForEvent("download");
      await chart.getByRole("button", { name: "Save as SVG…" }).click();
      assert.equal((await download).suggestedFilename(), "loss-of-d.svg");
      assert.deepEqual(errors, []);
    } finally {
      await context.close();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
