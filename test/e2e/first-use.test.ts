import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "../harness/quick-input";
import { listRuns, runsDirOf } from "../../src/run";
import { CACHE_VARIABLE } from "../../src/shared/files/cache";
import { screenshot, webviewFrame } from "../harness/workbench";
import { newExperiment } from "./answers";
import { clickUntil, lens, type Person, sitDown } from "./support";
import { first } from "../support/values";
import { until } from "../support/until";

describe("the first use on a machine without TensorFlow", function () {
  this.timeout(25 * 60_000);
  let person: Person;
  let emptyCache: string;
  before(async () => {
    emptyCache = await mkdtemp(join(tmpdir(), "gan-e2e-cache-"));
    person = await sitDown("Default Dark Modern", { env: { [CACHE_VARIABLE]: emptyCache } });
  });
  after(async () => {
    await person?.leave();
    await rm(emptyCache, { recursive: true, force: true });
  });

  it("begins with the extension's page, which has no broken pictures or links", async () => {
    const { page } = person;
    const ours = page.locator(".extension-list-item", { hasText: "GAN Workbench" }).first();
    await runCommand(page, "Extensions: Show Installed Extensions", () => ours.isVisible());
    await ours.click();
    const frame = await webviewFrame(page, "text=GAN: New Experiment");
    await screenshot(page, "extensions-view");
    // VS Code shows only pictures from the web there, and follows only such links.
    assert.equal(await frame.locator("img").count(), 0);
    const links = await frame
      .locator("a")
      .evaluateAll((anchors) => anchors.map((anchor) => anchor.getAttribute("href") ?? ""));
    for (const link of links) assert.match(link, /^(https:|#)/);
    assert.doesNotMatch(await frame.locator("body").innerText(), /npm install/);
  });

  it("asks once, fetches and compiles it with progress, and trains with it", async () => {
    const { page, workspace } = person;
    await newExperiment(page, "1-D Gaussian", "first");
    const told = (text: string | RegExp) =>
      page.locator(".notification-list-item", { hasText: text });
    const question = told("TensorFlow (270 MB) is not installed");
    const progress = told(/Download|Unpack|Compil/);
    await clickUntil(lens(page, "Train"), () => question.isVisible(), "a question");
    const install = question.getByRole("button", { name: "Install…" });
    await clickUntil(install, () => progress.isVisible(), "progress");
    await screenshot(page, "first-use-progress");
    const newest = async () => first(await listRuns(runsDirOf(workspace))).record;
    const trains = async () => (await newest()).step > 10;
    await until("a run that trains", trains, 20 * 60_000);
    // Train waits some seconds for an answer; on a machine where a click takes longer, that run
    // trains without TensorFlow, and the next one with it.
    if ((await newest()).engine.name !== "tensorflow") {
      const { id } = await newest();
      await until("its end", () => told("TensorFlow is installed").isVisible(), 20 * 60_000);
      await clickUntil(lens(page, "Train"), async () => (await newest()).id !== id, "a new run");
      await until("a run that trains", trains);
    }
    assert.equal((await newest()).engine.name, "tensorflow");
    await screenshot(page, "first-use-training");
  });
});
