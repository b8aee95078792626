import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listRuns, runsDirOf } from "../../src/run";
import { CACHE_VARIABLE } from "../../src/shared/files/cache";
import { screenshot } from "../harness/workbench";
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

  it("asks once, fetches and compiles it with progress, and trains with it", async () => {
    const { page, workspace } = person;
    await newExperiment(page, "1-D Gaussian", "first");
    await lens(page, "Train").click();
    const question = page.locator(".notification-toast", {
      hasText: "TensorFlow (270 MB) is not installed",
    });
    await question.waitFor();
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
