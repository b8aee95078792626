import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listRuns, runsDirOf } from "../../src/run";
import { CACHE_VARIABLE } from "../../src/shared/files/cache";
import { runCommand, screenshot, webviewFrame } from "../harness/workbench";
import { lens, newExperiment, type Person, sitDown, until } from "./support";
import { first } from "../support/values";

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
    await runCommand(page, "Extensions: Show Installed Extensions");
    await page.locator(".extension-list-item", { hasText: "GAN Workbench" }).first().click();
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
    await lens(page, "Train").click();
    const question = page.locator(".notification-toast", {
      hasText: "TensorFlow (270 MB) is not installed",
    });
    // A notification goes after a while, but not from under the mouse.
    await question.hover();
    await screenshot(page, "first-use-question");
    await question.getByRole("button", { name: "Install…" }).click();
    await page.locator(".notification-toast", { hasText: /Download|Unpack|Compil/ }).waitFor();
    await screenshot(page, "first-use-progress");
    const newest = async () => first(await listRuns(runsDirOf(workspace))).record;
    await until(async () => (await newest()).step > 10, "a run that trains", 20 * 60_000);
    assert.equal((await newest()).engine.name, "tensorflow");
    await screenshot(page, "first-use-training");
  });
});
