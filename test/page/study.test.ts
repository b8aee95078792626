import assert from "node:assert/strict";
import type { Browser, Locator, Page } from "playwright-core";
import { launchBrowser } from "../harness/browser";
import { openStudyPage, type OpenStudyPage, type StudyPageOptions } from "../harness/study-page";
import { paretoView, populationView } from "../support/more-study-views";
import { gridView, searchView } from "../support/study-views";
import { present } from "../support/values";
import { settingsText } from "../../src/shared/study/trial-text";
import { drawn } from "./support";

let browser: Browser;
let opened: OpenStudyPage | undefined;

async function open(options: StudyPageOptions = {}): Promise<OpenStudyPage> {
  opened = await openStudyPage(browser, options);
  return opened;
}

const grid = (page: Page): Locator => page.getByRole("grid", { name: "Trials" });
const header = (page: Page, name: string): Locator =>
  grid(page).getByRole("columnheader", { name, exact: true });
/** The numbers of the trials in the rows, from the top. */
const numbers = async (page: Page): Promise<number[]> => {
  const rows = await grid(page)
    .locator(".grid-body .grid-row")
    .evaluateAll((elements) =>
      elements
        .map((row) => [row.getAttribute("aria-rowindex"), row.firstElementChild?.textContent])
        .sort((a, b) => Number(a[0]) - Number(b[0])),
    );
  return rows.map(([, number]) => Number(number));
};
const chart = (page: Page, name: string): Locator =>
  page.getByRole("figure", { name, exact: true });

describe("the page of a study", () => {
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  afterEach(async () => {
    const { errors = [] } = opened ?? {};
    await opened?.close();
    opened = undefined;
    assert.deepEqual(errors, []);
  });

  it("says how far the study is, what is best, and draws all that a search has", async () => {
    const { page, show } = await open();
    const view = searchView(40);
    await show(view, { own: true });
    await drawn(page);
    await page.getByRole("heading", { name: "tune the ring" }).waitFor();
    for (const text of ["38 of 48 trials", "2 running", "2 workers", "1 min 35 s left"])
      await page.getByText(text, { exact: true }).waitFor();
    const progress = page.getByRole("progressbar", { name: "Progress of the study" });
    assert.equal(await progress.getAttribute("aria-valuenow"), "79");
    for (const name of [
      "Best so far: Fréchet distance",
      "All trials over the steps: Fréchet distance",
      "Parallel coordinates",
      ...view.parameters.map((parameter) => parameter.name),
    ])
      await chart(page, name).locator("svg path").first().waitFor();
    await page.getByText("61 %", { exact: true }).waitFor();
    assert.equal(await chart(page, "The population's lineage").count(), 0);
    assert.equal(await grid(page).getAttribute("aria-rowcount"), "41");
  });

  it("draws the Pareto front of two objectives, and a population's lineage", async () => {
    const { page, show } = await open();
    const view = paretoView();
    await show(view);
    await page.getByText(`Pareto front of ${view.best.length} trials`).waitFor();
    await chart(page, "Pareto front: Fréchet distance, modes covered").locator("svg").waitFor();
    await show(populationView());
    await drawn(page);
    const lineage = chart(page, "The population's lineage").getByRole("img");
    assert.match(present(await lineage.getAttribute("aria-label")), /8 members, .* [1-9]\d* times/);
    const schedule = chart(page, "Schedule: rate").getByRole("img");
    assert.match(present(await schedule.getAttribute("aria-label")), /rate of 8 members/);
    assert.ok((await chart(page, "Schedule: rate").locator("svg path").count()) >= 9);
  });

  it("shows the grid of before, with the spread over its seeds", async () => {
    const { page, show } = await open();
    await show(gridView());
    const best = grid(page).locator(".grid-row.best");
    assert.match(await best.innerText(), /\d ± \d/);
    await best.click();
    const details = page.getByRole("region", { name: /^Trial \d$/ });
    await details.getByText(/seed 3 · finished · step 5,000 of 5,000/).waitFor();
  });

  it("shows the samples of the best beside those of the experiment as it is, or of the first", async () => {
    const { page, show } = await open();
    const samplesOf = (trial: number) => ({
      trial,
      runId: `trial-${trial}`,
      step: 5000,
      picture: null,
      address: "data:image/png;base64,",
    });
    const view = { ...searchView(40), baseTrial: 4 };
    const samples = { best: samplesOf(6), other: samplesOf(4) };
    await show(view, { samples });
    const settings = settingsText(present(view.trials.find(({ number }) => number === 4)));
    const other = page.getByRole("figure", { name: "Experiment as it is: trial 4", exact: true });
    await other.getByText(settings, { exact: true }).waitFor();
    await page.getByRole("figure", { name: "Best: trial 6", exact: true }).waitFor();
    await show({ ...searchView(40) }, { samples });
    await page.getByRole("figure", { name: "First: trial 4", exact: true }).waitFor();
  });

  it("follows the study while it goes on, and keeps what was chosen", async () => {
    const { page, show } = await open();
    await show(searchView(40));
    await header(page, "rate").click();
    await show(searchView(60));
    await page.getByText("58 of 68 trials", { exact: true }).waitFor();
    await drawn(page);
    assert.equal(await header(page, "rate").getAttribute("aria-sort"), "ascending");
    assert.equal(await grid(page).getAttribute("aria-rowcount"), "61");
  });
});

describe("the table of a study's trials", () => {
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  afterEach(() => opened?.close());

  it("draws only the rows in view of a thousand, and all of them are reached", async () => {
    const { page, show } = await open();
    await show(searchView(1000));
    await drawn(page);
    const rows = grid(page).locator(".grid-body .grid-row");
    assert.ok((await rows.count()) < 60, `${await rows.count()} rows`);
    await header(page, "#").click();
    await header(page, "#").press("Control+End");
    await grid(page).locator('[aria-rowindex="1001"]').waitFor();
    assert.equal((await numbers(page)).at(-1), 1000);
    const last = grid(page).locator('[aria-rowindex="1001"] [role="gridcell"]').last();
    assert.equal(await last.evaluate((cell) => cell === document.activeElement), true);
  });

  it("is sorted, filtered and stripped of columns, and a reload brings that back", async () => {
    const first = await open();
    await first.show(searchView(40));
    await header(first.page, "#").click();
    await drawn(first.page);
    assert.deepEqual((await numbers(first.page)).slice(0, 3), [1, 2, 3]);
    await header(first.page, "#").click();
    await header(first.page, "#").and(first.page.locator('[aria-sort="descending"]')).waitFor();
    assert.deepEqual((await numbers(first.page)).slice(0, 3), [40, 39, 38]);
    await first.page.getByRole("textbox", { name: "Filter" }).fill("optimizer=Adam");
    await first.page.getByRole("button", { name: /^pruned \d+$/ }).click();
    await first.page.getByRole("button", { name: "Columns" }).click();
    await first.page.getByRole("checkbox", { name: "beta1" }).uncheck();
    await header(first.page, "beta1").waitFor({ state: "detached" });
    await drawn(first.page);
    const shown = await numbers(first.page);
    const state = (await first.page.evaluate("keptState")) as Record<string, unknown>;
    await first.close();
    const second = await open({ state });
    await second.show(searchView(40));
    await drawn(second.page);
    assert.deepEqual(await numbers(second.page), shown);
    assert.equal(await header(second.page, "beta1").count(), 0);
  });

  it("is worked by keys alone: sort, move, look at a trial, open its run", async () => {
    const { page, show, sent } = await open();
    await show(searchView(40));
    await header(page, "#").focus();
    for (const key of ["Enter", "ArrowDown", "ArrowDown", "Space"]) {
      await page.keyboard.press(key);
      await drawn(page);
    }
    await page.getByRole("region", { name: "Trial 2", exact: true }).waitFor();
    assert.equal(await grid(page).locator('[aria-selected="true"]').count(), 1);
    await page.keyboard.press("Enter");
    assert.deepEqual(
      (await sent()).filter(({ type }) => type === "openRun"),
      [{ type: "openRun", runId: "trial-2" }],
    );
  });
});

describe("what is done with a study", () => {
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  afterEach(() => opened?.close());

  it("asks the window by its buttons, for the best or for a trial that was chosen", async () => {
    const { page, show, sent } = await open();
    await show(searchView(40), { own: true });
    for (const name of ["Stop", "Write Best Config", "Train Best for Longer…", "Report"])
      await page.getByRole("button", { name, exact: true }).click();
    await page.getByRole("button", { name: /^Trial \d+$/ }).click();
    await page.getByRole("button", { name: "Write Config", exact: true }).click();
    const [best] = searchView(40).best;
    assert.deepEqual(
      (await sent()).filter(({ type }) => type === "action"),
      [
        { type: "action", action: "stop" },
        { type: "action", action: "writeBest" },
        { type: "action", action: "trainBest" },
        { type: "action", action: "report" },
        { type: "action", action: "writeBest", trial: best },
      ],
    );
  });

  it("brushes an axis by mouse or keys, and the table shows what is left", async () => {
    const { page, show } = await open();
    await show(searchView(40));
    const axis = page.getByRole("slider", { name: "Stretch of rate" });
    await drawn(page);
    await axis.scrollIntoViewIfNeeded();
    const { x, y, width, height } = present(await axis.boundingBox());
    await page.mouse.move(x + width / 2, y + height * 0.5);
    await page.mouse.down();
    await page.mouse.move(x + width / 2, y + height * 1.0);
    await page.mouse.up();
    const few = searchView(40).trials.filter(({ values }) => Number(values["rate"]) <= 10 ** -3.5);
    await grid(page)
      .and(page.locator(`[aria-rowcount="${few.length + 1}"]`))
      .waitFor();
    await axis.press("Escape");
    await grid(page).and(page.locator('[aria-rowcount="41"]')).waitFor();
    await axis.press("ArrowDown");
    await drawn(page);
    assert.equal(await axis.getAttribute("aria-valuetext"), "0 % – 95 %");
    await page.getByRole("button", { name: "Clear Stretches" }).click();
    await grid(page).and(page.locator('[aria-rowcount="41"]')).waitFor();
  });

  it("says what is pointed at, in a chart and in the table", async () => {
    const { page, show } = await open();
    const view = searchView(40);
    await show(view);
    await drawn(page);
    const [best] = view.best;
    await grid(page).locator(".grid-row.best").hover();
    await page.locator(".pointed-trial", { hasText: `Trial ${best} · finished` }).waitFor();
    const rings = chart(page, "Best so far: Fréchet distance").locator("circle");
    assert.equal(await rings.count(), 1);
    const ring = present(await rings.boundingBox());
    await page.mouse.move(ring.x + ring.width / 2, ring.y + ring.height / 2);
    await page.locator(".pointed-trial", { hasText: `Trial ${best} · finished` }).waitFor();
  });
});
