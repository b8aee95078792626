import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { closeEditors, openFile, runCommand } from "../harness/quick-input";
import { latestCheckpoint, listRuns, readRun, runsDirOf } from "../../src/run";
import type { RunSummary } from "../../src/shared/run/run";
import { screenshot } from "../harness/workbench";
import { newExperiment } from "./answers";
import {
  clickInRow,
  clickUntil,
  dashboard,
  doUntil,
  isIn,
  lens,
  notification,
  openSidePanel,
  type Person,
  runRow,
  sampleViewer,
  sitDown,
} from "./support";
import { CLI } from "../support/paths";
import { first, last, present } from "../support/values";
import { until } from "../support/until";

const run = promisify(execFile);

const LIGHT = "Default Light Modern";
const DARK = "Default Dark Modern";
const HIGH_CONTRAST = "Default High Contrast";

/** `every`: so many steps to a picture, which is a second or less. */
const ENGINES = [
  { engine: "tensorflow", every: 1000, themes: [LIGHT, HIGH_CONTRAST] },
  { engine: "onnx-web", every: 100, themes: [] },
];
/** So many that a run is on its way until somebody ends it. */
const LONG = 10_000_000;

for (const { engine, every, themes } of ENGINES)
  describe(`a person's way through the window, on ${engine}`, function () {
    this.timeout(20 * 60_000);
    let person: Person;
    before(async () => {
      person = await sitDown(DARK);
    });
    after(() => person?.leave());
    afterEach(async function () {
      if (this.currentTest?.state !== "failed") return;
      const picture = await screenshot(person.page, `failed-${engine}`);
      console.error(
        `${String(this.currentTest.err)}\nWhat was on the screen: ` +
          `${picture}\n${person.console().slice(-10).join("\n")}`,
      );
    });

    /** What does not depend on the engine is tested with one of them. */
    const itOnce = (title: string, test: () => Promise<void>) =>
      engine === "tensorflow" ? it(title, test) : undefined;

    const runs = () => listRuns(runsDirOf(person.workspace));
    const newest = async (): Promise<RunSummary> => first(await runs());

    const dashboardIsOpen = () =>
      person.page.locator(".tab.active", { hasText: "GAN: first" }).isVisible();

    /** Changes a file as if with another editor. */
    const edit = async (name: string, change: (text: string) => string) => {
      const file = join(person.workspace, name);
      const text = await readFile(file, "utf8");
      assert.notEqual(change(text), text);
      await writeFile(
        file,
        change(text).replace('  "data":', `  "engine": "${engine}",\n  "data":`),
      );
    };

    it("writes an experiment from a template", async () => {
      const { page } = person;
      await newExperiment(page, "1-D Gaussian", "first");
      await screenshot(page, "new-experiment");
      await edit("first.gan.json", (text) =>
        text
          .replace('"steps": 2500', `"steps": ${LONG}`)
          .replace('"every": 100 }', '"every": 500 }')
          .replaceAll('"every": 500 }', `"every": ${every} }`),
      );
      await page
        .locator(".view-line", { hasText: `"steps": ${LONG}` })
        .first()
        .waitFor();
    });

    itOnce("is shown a mistake where it is, while typing", async () => {
      const { page, workspace } = person;
      const file = join(workspace, "first.gan.json");
      const right = await readFile(file, "utf8");
      const next = '}\n    ]\n  },\n  "discriminator"';
      await writeFile(file, right.replace(`"units": 1 ${next}`, `"units": 2 ${next}`));
      await page.locator(".squiggly-error").first().waitFor();
      const told = page.locator(".markers-panel", {
        hasText: "the generator makes [2], but a sample of the data is [1]",
      });
      await runCommand(page, "Problems: Focus on Problems View", () => told.isVisible());
      await screenshot(page, "mistake");
      await writeFile(file, right);
      await page.locator(".squiggly-error").first().waitFor({ state: "hidden" });
      await runCommand(page, "View: Hide Panel");
    });

    itOnce("is offered completions", async () => {
      const { page } = person;
      await openFile(page, "first.gan.json");
      const written = page
        .locator(".monaco-editor .view-line span", { hasText: /^softplus$/ })
        .or(page.locator(".monaco-editor .view-line span", { hasText: /^"softplus"$/ }))
        .first();
      await written.dblclick();
      await page.keyboard.press("Delete");
      const offered = page
        .locator(".suggest-widget .monaco-list-row", { hasText: "leakyRelu" })
        .first();
      await doUntil(
        async () => {
          await page.keyboard.press("Escape");
          await page.keyboard.press("ControlOrMeta+Space");
        },
        () => offered.isVisible(),
        "completions",
      );
      await screenshot(page, "completion");
      await page.keyboard.press("Escape");
      await page.keyboard.press("ControlOrMeta+Z");
      await written.waitFor();
    });

    it("trains from the button above the file, and watches the losses move", async () => {
      const { page } = person;
      const isThere = async () => (await runs()).length > 0;
      await clickUntil(lens(page, "Train"), isThere, "a run");
      const frame = await dashboard(page);
      await frame.locator(".run-header", { hasText: "Running" }).waitFor();
      await lens(page, "Pause").waitFor();
      await frame.locator(".chart-grid canvas").first().waitFor();
      await frame.locator(".player-step", { hasText: /step [1-9]/ }).waitFor();
      await screenshot(page, "training");
    });

    it("pauses, steps and changes D's optimizer from the dashboard", async () => {
      const { page } = person;
      const frame = await dashboard(page);
      await frame.getByRole("button", { name: "Pause", exact: true }).click();
      await frame.locator(".run-header", { hasText: "Paused" }).waitFor();
      const paused = (await newest()).record.step;
      await frame.getByRole("button", { name: "Step", exact: true }).click();
      await until("one step", async () => (await newest()).record.step === paused + 1);
      await frame.locator('.optimizer[data-network="discriminator"]').getByText("Edit…").click();
      await frame.locator(".optimizer-form select").first().selectOption("rmsprop");
      await frame.locator(".optimizer-form").scrollIntoViewIfNeeded();
      await screenshot(page, "change-optimizer");
      await frame.getByRole("button", { name: "Apply" }).click();
      await frame
        .locator('.optimizer[data-network="discriminator"]', { hasText: "RMSprop" })
        .waitFor();
      const change = (await readRun((await newest()).dir)).events.find(
        (event) => event.type === "changed",
      );
      assert.equal(change?.step, paused + 2);
      assert.deepEqual(change.type === "changed" && change.carriedOver, {
        discriminator: ["secondMoment"],
      });
      await frame.getByRole("button", { name: "Resume", exact: true }).click();
      await frame.locator(".run-header", { hasText: "Running" }).waitFor();
      await until("a hundred steps", async () => (await newest()).record.step > paused + 100);
      await frame.locator(".charts").scrollIntoViewIfNeeded();
      await screenshot(page, "after-the-change");
    });

    itOnce("finds the dashboard again after a reload of the window, and its run", async () => {
      const { page } = person;
      const { dir } = await newest();
      await person.reopen();
      const frame = await dashboard(page);
      await frame.locator(".run-header", { hasText: "first" }).waitFor();
      await screenshot(page, "reloaded");
      // The window took its trainer with it, which wrote a checkpoint first: at rest, and nothing
      // lost.
      await until("the run at rest", async () => isIn(await newest(), "interrupted", "stopped"));
      const { record, dir: same } = await newest();
      assert.equal(same, dir);
      assert.equal(present(await latestCheckpoint(dir)).step, record.step);
      await frame.getByRole("button", { name: "Resume", exact: true }).click();
      await frame.locator(".run-header", { hasText: "Running" }).waitFor();
    });

    it("resumes a run whose trainer was killed, from its last checkpoint", async () => {
      const { page } = person;
      const frame = await dashboard(page);
      const { dir, record } = await newest();
      process.kill(record.pid, "SIGKILL");
      await frame.locator(".run-header", { hasText: "Interrupted" }).waitFor();
      const told = await notification(page, "signal SIGKILL");
      await screenshot(page, "killed");
      const log = page.locator(".tab", { hasText: "log.txt" });
      const showLog = told.getByRole("button", { name: "Show Log" });
      await clickUntil(showLog, () => log.isVisible(), "the log");
      await openFile(page, "first.gan.json");
      const isRunning = async () => isIn(await newest(), "running");
      await clickUntil(lens(page, "Resume"), isRunning, "running again");
      // It is written after the state.
      await until("the event that tells of the checkpoint", async () => {
        const { events } = await readRun(dir);
        return events.some((event) => event.type === "resumed" && event.fromCheckpoint);
      });
    });

    it("brings a run to an earlier end from the terminal, and sees it finished", async () => {
      const { page } = person;
      const { dir } = await newest();
      const isStopped = async () => isIn(await newest(), "stopped");
      await clickUntil(lens(page, "Stop"), isStopped, "the run stopped");
      const end = String((await newest()).record.step + every);
      await run(process.execPath, [CLI, "resume", dir, "--steps", end]);
      assert.equal((await newest()).record.state, "finished");
      await clickUntil(lens(page, "Open Dashboard"), dashboardIsOpen, "the dashboard");
      const frame = await dashboard(page);
      await frame.locator(".run-header", { hasText: "Finished" }).waitFor();
      const { w1 } = last((await readRun(dir)).evaluations).results;
      assert.ok(Number.isFinite(present(w1).value));
      assert.equal((await newest()).record.engine.name, engine);
    });

    it("trains MNIST and sees each sample beside its nearest training example", async () => {
      const { page } = person;
      await newExperiment(page, "maxout", "digits");
      await edit("digits.gan.json", (text) =>
        text
          .replace('"every": 200', '"every": 10')
          .replace('"steps": 20000', '"steps": 31')
          .replaceAll('"units": 1200', '"units": 120')
          .replaceAll('"units": 240', '"units": 24'),
      );
      await page.locator(".monaco-editor .view-line").first().click();
      await page.keyboard.press("ControlOrMeta+End");
      await page.locator(".view-line", { hasText: '"steps": 31' }).first().waitFor();
      await openSidePanel(page);
      const train = page.locator(".editor-actions .action-label[aria-label^='Train']").first();
      await clickUntil(train, async () => (await newest()).record.name === "digits", "a run");
      await until("twenty steps of MNIST", async () => (await newest()).record.step >= 21);
      const samples = await sampleViewer(page);
      await samples.locator(".tile canvas, .pair canvas, canvas").first().waitFor();
      await screenshot(page, "mnist");
      // The nearest examples are looked for between calls of the engine, so that training does not
      // wait.
      await until("the picture of step 20", async () =>
        (await readRun((await newest()).dir)).sampleSteps.includes(20),
      );
    });

    itOnce("chooses among its runs in the side panel, and deletes one", async () => {
      const { page } = person;
      await until("the end of MNIST", async () => isIn(await newest(), "finished"));
      const shown = (await sampleViewer(page)).locator(".samples-header", { hasText: "first" });
      await clickUntil(runRow(page, "first"), () => shown.isVisible(), "the run's samples");
      const before = (await runs()).length;
      const row = runRow(page, "digits");
      const dialog = page.getByRole("dialog");
      await clickInRow(row, "Delete Run", () => dialog.isVisible(), "the question");
      const isGone = async () => (await runs()).length === before - 1;
      await clickUntil(dialog.getByRole("button", { name: /Delete/ }), isGone, "one run less");
      await runRow(page, "digits").waitFor({ state: "detached" });
    });

    for (const theme of themes) {
      it(`reads its runs in ${theme}`, async () => {
        const { page } = person;
        await closeEditors(page);
        await person.setTheme(theme);
        await openSidePanel(page);
        const row = runRow(page, "first");
        await row.click();
        await clickInRow(row, "Open Dashboard", dashboardIsOpen, "the dashboard");
        const frame = await dashboard(page);
        await frame.locator(".player-step", { hasText: /step [1-9]/ }).waitFor();
        await (await sampleViewer(page)).locator("canvas").first().waitFor();
        await screenshot(page, "dashboard");
        await openFile(page, "first.gan.json");
        await lens(page, "Train").waitFor();
        await screenshot(page, "experiment");
      });
    }
  });
