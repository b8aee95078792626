import assert from "node:assert/strict";
import type { Browser, Locator, Page } from "playwright-core";
import type { TableSettings } from "../../src/shared/runs-table/table-settings";
import { launchBrowser } from "../harness/browser";
import { type OpenRunsPage, openRunsPage } from "../harness/runs-page";
import { gridEntries, manyEntries, runEntry } from "../support/run-entries";
import { present } from "../support/values";
import { drawn } from "./support";

let browser: Browser;
let opened: OpenRunsPage;

const grid = (page: Page): Locator => page.locator(".runs-grid");
const header = (page: Page, name: string): Locator =>
  grid(page).getByRole("columnheader", { name, exact: true });
/** What is written in a column, from the top. */
async function column(page: Page, id: string): Promise<string[]> {
  await drawn(page);
  const rows = await grid(page)
    .locator(`.grid-body .grid-row [data-column="${id}"]`)
    .evaluateAll((cells) =>
      cells.map((cell) => [
        cell.parentElement?.getAttribute("aria-rowindex"),
        cell.querySelector(".cell-text")?.textContent,
      ]),
    );
  return rows.sort((a, b) => Number(a[0]) - Number(b[0])).map(([, text]) => String(text));
}
const SEED = "set training.seed";
const RATE = "set optimizer.generator.learningRate";

describe("the table of runs", () => {
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  beforeEach(async () => {
    opened = await openRunsPage(browser);
  });
  afterEach(async () => {
    await opened.close();
    assert.deepEqual(opened.errors, []);
  });

  it("sorts by several columns, filters as it is typed, groups over seeds, and keeps that", async () => {
    const { page, show, sent } = opened;
    await show(gridEntries([0.1, 0.2], [1, 2]));
    await header(page, "G learningRate").click();
    await header(page, "G learningRate").click();
    await header(page, "seed").click({ modifiers: ["Shift"] });
    assert.deepEqual(await column(page, RATE), ["0.2", "0.2", "0.1", "0.1"]);
    assert.deepEqual(await column(page, SEED), ["1", "2", "1", "2"]);
    assert.equal(await header(page, "G learningRate").getAttribute("aria-sort"), "descending");
    const filter = page.getByRole("textbox", { name: "Filter" });
    await filter.fill("seed=2 kid<1");
    await page.getByText("there is no column “kid”").waitFor();
    assert.equal(await filter.getAttribute("aria-invalid"), "true");
    assert.deepEqual(await column(page, SEED), ["2", "2"]);
    await filter.fill("");
    await page.getByRole("combobox", { name: "Group by" }).selectOption("settings");
    const groups = page.getByRole("treegrid", { name: "Runs" });
    await groups.waitFor();
    assert.match((await column(page, "name"))[0] ?? "", /^ring · G learningRate 0.2$/);
    const group = groups.locator('[aria-rowindex="2"]');
    await group.dblclick();
    await groups.locator('[aria-expanded="true"]').waitFor();
    assert.equal((await column(page, "name")).length, 4);
    await page.waitForFunction(
      "sentMessages.some(({ type, settings }) => type === 'keep' && settings.open.length === 1)",
    );
    const kept = (await sent()).findLast((message) => message.type === "keep");
    assert.ok(kept);
    const settings = kept.settings as TableSettings;
    assert.deepEqual(
      settings.order.map(({ descending }) => descending),
      [true, false],
    );
    assert.equal(settings.groupBy, "settings");
  });

  it("moves, resizes and pins columns by keys, and is worked without a mouse", async () => {
    const { page, show, sent } = opened;
    await show(gridEntries([0.1, 0.2], [1, 2]));
    const seed = header(page, "seed");
    await header(page, "Name").focus();
    for (let i = 0; i < 5; i++) await page.keyboard.press("ArrowRight");
    await page.waitForFunction("document.activeElement.title.startsWith('seed')");
    const { width } = present(await seed.boundingBox());
    await page.keyboard.press("Control+ArrowRight");
    await drawn(page);
    assert.ok(present(await seed.boundingBox()).width > width);
    await page.keyboard.press("p");
    await seed.and(page.locator(".pinned")).waitFor();
    await page.keyboard.press("Enter");
    await grid(page).locator('[aria-sort="ascending"]').waitFor();
    await header(page, "Name").focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Space");
    await page.keyboard.press("Shift+ArrowDown");
    await page.getByText("2 chosen").waitFor();
    assert.equal(await grid(page).locator('[aria-selected="true"]').count(), 2);
    // As with the lock of capital letters.
    await page.keyboard.press("Control+A");
    await page.getByText("4 chosen").waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Space");
    await page.keyboard.press("Shift+ArrowUp");
    await page.getByText("2 chosen").waitFor();
    await page.getByRole("button", { name: "Compare Configs" }).click();
    await grid(page).locator('[tabindex="0"]').press("Enter");
    const actions = (await sent()).filter((message) => message.type === "action");
    assert.deepEqual(
      actions.map(({ action, dirs }) => [action, dirs.length]),
      [
        ["compareConfigs", 2],
        ["open", 1],
      ],
    );
  });

  it("has studies as rows, which open their page and show their runs, and says what is damaged", async () => {
    const { page, show, sent } = opened;
    const study = { dir: "/studies/rates", name: "rates of both" };
    const runs = gridEntries([0.1, 0.2], [1, 2]).map((run) => ({ ...run, study }));
    await show([...runs, runEntry("alone")], [], {
      studies: [
        { ...study, state: "running", ended: 4, running: 2, planned: 12, best: "FID 1.1" },
        { dir: "/studies/new", name: "not begun", state: "interrupted", ended: 0, running: 0 },
      ],
      unreadable: [{ dir: "/runs/torn", reason: "run.json is no JSON" }],
    });
    const row = page.locator(".grid-row.group", { hasText: "rates of both" });
    await row.getByText("4 runs · 2 running · best FID 1.1").waitFor();
    await row.getByText("4/12 trials").waitFor();
    assert.equal((await column(page, "name")).length, 3);
    await row.locator(".group-fold").click();
    await drawn(page);
    assert.equal((await column(page, "name")).length, 7);
    await row.locator('[data-column="name"] .cell-text').click();
    await page.getByText("4 chosen").waitFor();
    await page.keyboard.press("ArrowLeft");
    await drawn(page);
    assert.equal((await column(page, "name")).length, 3);
    await page.keyboard.press("Enter");
    await page.getByRole("row", { name: /not begun/ }).dblclick();
    const opens = (await sent()).filter((message) => message.type === "action");
    assert.deepEqual(
      opens.map(({ action, dirs }) => [action, ...dirs]),
      [
        ["openStudy", study.dir],
        ["openStudy", "/studies/new"],
      ],
    );
    await page.getByText("1 run cannot be read").click();
    await page.getByText("torn: run.json is no JSON").waitFor();
  });

  it("draws only the rows in view of two thousand, and follows what changes", async () => {
    const { page, show } = opened;
    const runs = manyEntries(2000);
    await show(runs);
    await page.getByText("1,950 of 2,000").waitFor();
    await page.getByRole("combobox", { name: "Group by" }).selectOption("nothing");
    assert.ok((await grid(page).locator(".grid-body .grid-row").count()) < 80);
    await header(page, "Name").focus();
    await page.keyboard.press("Control+End");
    await grid(page).locator('[aria-rowindex="1951"]').waitFor();
    const last = present(runs[0]);
    await show([{ ...last, state: "paused" }], [present(runs[1]).dir]);
    await page.getByText("1,949 of 1,999").waitFor();
    await page.getByRole("textbox", { name: "Filter" }).fill("state=paused");
    await page.getByText("1 of 1,999").waitFor();
  });
});
