import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { PNG } from "pngjs";
import { htmlReport } from "../../src/search";
import type { StudySamples } from "../../src/shared/protocol/study-messages";
import { launchBrowser } from "../harness/browser";
import { searchView } from "../support/study-views";

const PICTURE = PNG.sync.write(new PNG({ width: 8, height: 8 })).toString("base64");
const samples: StudySamples = {
  trial: 6,
  runId: "trial-6",
  step: 5000,
  picture: null,
  address: `data:image/png;base64,${PICTURE}`,
};
const NASTY = '</script><script>globalThis.broken = true</script><!-- "&';

describe("the report of a study as a file", () => {
  let browser: Browser;
  let folder: string;
  before(async () => {
    browser = await launchBrowser();
    folder = await mkdtemp(join(tmpdir(), "gan-report-"));
  });
  after(async () => {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Opens a report as a person does who was sent it: a file, without a network. */
  async function openReport(colorScheme: "light" | "dark"): Promise<[Page, string[]]> {
    const view = { ...searchView(40, { live: 0 }), name: NASTY, description: NASTY };
    const file = join(folder, "report.html");
    await writeFile(
      file,
      htmlReport({ view, samples: { best: samples } }, resolve("dist/webview")),
    );
    const context = await browser.newContext({ colorScheme, offline: true });
    const page = await context.newPage();
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") errors.push(message.text());
    });
    page.on("request", (request) => {
      if (!/^(file|data):/.test(request.url())) errors.push(request.url());
    });
    await page.goto(pathToFileURL(file).href);
    await page.getByRole("grid", { name: "Trials" }).waitFor();
    return [page, errors];
  }

  it("is the page of the study, whole and without a network or buttons that need a window", async () => {
    const [page, errors] = await openReport("light");
    await page.getByRole("heading", { level: 1, name: NASTY, exact: true }).waitFor();
    await page
      .getByRole("figure", { name: "Parallel coordinates" })
      .locator("path")
      .first()
      .waitFor();
    const picture = page.getByRole("figure", { name: "Best: trial 6" }).getByRole("img");
    assert.equal(await picture.evaluate((image) => (image as HTMLImageElement).naturalWidth), 8);
    await page.getByRole("columnheader", { name: "rate" }).click();
    await page.locator('[aria-sort="ascending"]', { hasText: "rate" }).waitFor();
    assert.equal(await page.getByRole("button", { name: "Write Best Config" }).count(), 0);
    assert.equal(await page.evaluate("globalThis.broken"), undefined);
    assert.equal(await page.evaluate('document.fonts.check("16px codicon")'), true);
    assert.deepEqual(errors, []);
    await page.context().close();
  });

  it("is light or dark as the system is, also when that changes", async () => {
    const [page, errors] = await openReport("dark");
    const background = () => page.evaluate("getComputedStyle(document.body).backgroundColor");
    assert.equal(await background(), "rgb(31, 31, 31)");
    await page.emulateMedia({ colorScheme: "light" });
    await page.locator("body.vscode-light").waitFor();
    assert.equal(await background(), "rgb(255, 255, 255)");
    assert.deepEqual(errors, []);
    await page.context().close();
  });
});
