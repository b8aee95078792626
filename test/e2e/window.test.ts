import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Frame, Locator } from "playwright-core";
import { listRuns, runFiles, runsDirOf } from "../../src/run";
import type { RunSummary } from "../../src/shared/run/run";
import type { RunState } from "../../src/shared/run/state";
import { openFile, runCommand, screenshot, webviewFrame } from "../harness/workbench";
import {
  dashboard,
  isIn,
  lens,
  openSidePanel,
  type Person,
  runRow,
  sitDown,
  until,
} from "./support";
import { first, present } from "../support/values";

/** A 1-D experiment on the built-in engine: a step takes about a millisecond. */
const toy = (data: string, steps: number): string => `{
  "data": ${data},
  "latent": { "size": 1 },
  "generator": { "layers": [{ "type": "dense", "units": 1 }] },
  "discriminator": { "layers": [{ "type": "dense", "units": 1 }] },
  "optimizer": { "generator": { "type": "adam" }, "discriminator": { "type": "adam" } },
  "training": { "steps": ${steps}, "batchSize": 4 },
  "samples": { "every": 1000 },
  "checkpoint": { "every": 1000 },
  "engine": "cpu"
}
`;
const GAUSSIAN = '{ "source": "gaussian", "mean": 3, "stddev": 0.5 }';
const LONG = 10_000_000;

describe("what only a person's own window has", function () {
  this.timeout(20 * 60_000);
  let person: Person;
  before(async () => {
    person = await sitDown("Default Dark Modern");
  });
  after(() => person?.leave());
  afterEach(async function () {
    if (this.currentTest?.state === "failed")
      console.error(`What was on the screen: ${await screenshot(person.page, "failed-window")}`);
  });

  const runs = () => listRuns(runsDirOf(person.workspace));
  const newest = async (): Promise<RunSummary> => first(await runs());
  const nowIs = (state: RunState) => async () => isIn(await newest(), state);
  const stateIs = (state: RunState) => until(nowIs(state), `a run that is ${state}`);
  const toasts = (text: string | RegExp): Locator =>
    person.page.locator(".notification-toast", { hasText: text });

  /** Writes an experiment, opens it alone in the window and presses Train. */
  async function train(name: string, text: string): Promise<RunSummary> {
    const { page, workspace } = person;
    await runCommand(page, "View: Close All Editors");
    await writeFile(join(workspace, `${name}.gan.json`), text);
    await openFile(page, `${name}.gan.json`);
    const before = (await runs()).map(({ dir }) => dir);
    await lens(page, "Train").click();
    // Another run of the name may be there, which makes no more steps.
    const begun = async () => {
      const found = (await runs()).find(({ dir }) => !before.includes(dir));
      return found && (found.record.step > 0 || found.record.state === "failed")
        ? found
        : undefined;
    };
    await until(async () => (await begun()) !== undefined, "steps");
    return present(await begun());
  }

  /**
   * Sets this extension's settings of the workspace; the window is loaded again, so that they hold
   * for certain.
   */
  async function set(settings: Record<string, unknown>): Promise<void> {
    const folder = join(person.workspace, ".vscode");
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "settings.json"), JSON.stringify(settings));
    await person.reopen();
  }

  const kill = async () => {
    process.kill((await newest()).record.pid, "SIGKILL");
    await stateIs("interrupted");
    await lens(person.page, "Resume").waitFor();
  };

  describe("notifications", () => {
    it("tell of a trainer that was killed, and of runs that the last window ended", async () => {
      await train("told", toy(GAUSSIAN, LONG));
      await kill();
      await toasts("The trainer of “told” ended unexpectedly").waitFor();
      await train("told", toy(GAUSSIAN, LONG));
      await person.reopen();
      await toasts("Training of “told” stopped at step").waitFor();
    });

    it("tell neither where the person wants none", async () => {
      await set({ "gan.notifications": "none" });
      await train("untold", toy(GAUSSIAN, LONG));
      await kill();
      // The button is there after the notification would have been asked for.
      assert.equal(await toasts("untold").count(), 0);
      await train("untold", toy(GAUSSIAN, LONG));
      await person.reopen();
      await lens(person.page, "Resume").waitFor();
      assert.equal(await toasts("untold").count(), 0);
    });

    it("tell of problems where the person wants only those", async () => {
      await set({ "gan.notifications": "problems" });
      await train("problem", toy(GAUSSIAN, LONG));
      await kill();
      await toasts("The trainer of “problem” ended unexpectedly").waitFor();
      await set({});
    });
  });

  describe("keys", () => {
    /**
     * Presses the two keys of a command until it has done its work: on a busy machine VS Code
     * forgets the first key before it handles the second one, now and then.
     */
    const chord = async (key: string, done: () => Promise<boolean>, what: string) => {
      const { keyboard } = person.page;
      await until(async () => {
        await keyboard.press("Control+Alt+G");
        await keyboard.press(key);
        await until(done, what, 60_000);
        return true;
      }, what);
    };

    it("train, pause, step, resume and stop, wherever the focus is", async () => {
      const { page } = person;
      await runCommand(page, "View: Close All Editors");
      await writeFile(join(person.workspace, "keys.gan.json"), toy(GAUSSIAN, LONG));
      await openFile(page, "keys.gan.json");
      await lens(page, "Train").waitFor();
      // A second key that is taken for a letter must not change the config.
      await runCommand(page, "File: Set Active Editor Read-only in Session");
      await page.locator(".monaco-editor .view-line").first().click();
      await chord("t", async () => (await newest()).record.name === "keys", "a run");
      await stateIs("running");
      await lens(page, "Pause").waitFor();
      await chord("p", nowIs("paused"), "a pause");
      const { step } = (await newest()).record;
      // The dashboard is another document: VS Code hands its keys on.
      const frame = await dashboard(page);
      await frame.locator(".run-header", { hasText: "Paused" }).click();
      await chord("s", async () => (await newest()).record.step === step + 1, "one step");
      await stateIs("paused");
      await chord("r", nowIs("running"), "running again");
      await chord("x", nowIs("stopped"), "the run stopped");
    });

    it("work inside a notification, as VS Code's own do", async () => {
      const { page } = person;
      await runCommand(page, "Notifications: Clear All Notifications");
      await train("chord", toy(GAUSSIAN, LONG));
      await kill();
      await toasts("chord").waitFor();
      await runCommand(page, "Notifications: Focus Notification Toast");
      await page
        .locator(".notification-toast :focus, .notification-toast:focus-within")
        .first()
        .waitFor();
      await chord("r", nowIs("running"), "running again");
      await runCommand(page, "GAN: Stop");
      await stateIs("stopped");
      await runCommand(page, "Notifications: Clear All Notifications");
    });
  });

  describe("charts", () => {
    let frame: Frame;
    before(async () => {
      await train("saved", toy(GAUSSIAN, 300));
      await stateIs("finished");
      frame = await dashboard(person.page);
      await frame.locator(".run-header", { hasText: "Finished" }).waitFor();
    });

    for (const kind of ["SVG", "PNG", "CSV"])
      it(`are saved as ${kind}, where the person says`, async () => {
        const { page, workspace } = person;
        await frame.getByRole("button", { name: "Save Losses" }).click();
        await frame.getByRole("button", { name: `Save as ${kind}…` }).click();
        const input = page.locator(".quick-input-widget .quick-input-box input");
        await page.locator(".quick-input-widget", { hasText: "Save Chart" }).waitFor();
        // Beside the run, unless the person wants it elsewhere.
        await until(
          async () => (await input.inputValue()).includes(`-losses.${kind.toLowerCase()}`),
          "a proposal",
        );
        assert.ok((await input.inputValue()).startsWith((await newest()).dir));
        const file = join(workspace, `losses.${kind.toLowerCase()}`);
        await input.fill(file);
        // The dialog reads the folder first, and takes no Enter meanwhile.
        await page
          .locator(".quick-input-list .monaco-list-row", { hasText: "saved.gan.json" })
          .waitFor();
        await until(async () => {
          if (await input.isVisible()) await input.press("Enter", { timeout: 1000 });
          return existsSync(file);
        }, "the file");
        await until(async () => (await readFile(file)).length > 0, "its content");
        const content = await readFile(file);
        if (kind === "SVG")
          assert.match(content.toString(), /^<svg [\s\S]*Losses[\s\S]*<\/svg>\s*$/);
        if (kind === "PNG") assert.equal(content.toString("latin1", 1, 4), "PNG");
        if (kind === "CSV") assert.equal(content.toString().trim().split("\n").length, 301);
      });

    it("of two runs are compared, with the pictures of both", async () => {
      const { page } = person;
      await train("other", toy(GAUSSIAN, 300));
      await stateIs("finished");
      await runCommand(page, "GAN: Compare Runs");
      for (const name of ["other", "saved"])
        await page.locator(".quick-input-list .monaco-list-row", { hasText: name }).click();
      await page.keyboard.press("Enter");
      const compared = await webviewFrame(page, "main.compare");
      const pictures = compared.locator(".pictures-grid img");
      const areLoaded = (images: Element[]) =>
        images.length === 2 && images.every((one) => (one as HTMLImageElement).naturalWidth > 0);
      await until(() => pictures.evaluateAll(areLoaded), "both pictures");
      await pictures.first().scrollIntoViewIfNeeded();
      await screenshot(page, "compared");
    });
  });

  it("a run whose data have changed is resumed with them when the person says so", async () => {
    const { page, workspace } = person;
    const table = (shift: number) =>
      ["x", ...Array.from({ length: 200 }, (_, i) => String(shift + Math.sin(i)))].join("\n");
    await writeFile(join(workspace, "table.csv"), table(0));
    const { dir } = await train(
      "changed",
      toy(
        '{ "source": "csv", "file": "table.csv", "columns": [{ "type": "numeric", "name": "x" }] }',
        LONG,
      ),
    );
    await runCommand(page, "GAN: Stop");
    await stateIs("stopped");
    await writeFile(join(workspace, "table.csv"), table(1000));
    await lens(page, "Resume").click();
    const question = toasts(
      "put the old data back, train a new run, or resume with the changed data",
    );
    await question.waitFor();
    await screenshot(page, "changed-data");
    const { step } = (await newest()).record;
    await question.getByRole("button", { name: "Resume With Changed Data" }).click();
    await until(async () => (await newest()).record.step > step, "steps with the changed data");
    assert.match(await readFile(runFiles(dir).events, "utf8"), /changed/i);
    await runCommand(page, "GAN: Stop");
    await stateIs("stopped");
  });

  it("a run is deleted for good where there is no trash, and Enter does not do it", async () => {
    const { page } = person;
    const { dir } = await newest();
    await openSidePanel(page);
    const row = runRow(page, "changed");
    const ask = async () => {
      await row.hover();
      await row.locator('[aria-label^="Delete Run"]').click();
      await page.getByRole("dialog", { name: /changed/ }).waitFor();
    };
    await ask();
    const dialog = page.getByRole("dialog");
    assert.match(await dialog.innerText(), /cannot be brought back/);
    assert.equal(await dialog.getByRole("button", { name: "Move to Trash" }).count(), 0);
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "hidden" });
    assert.ok(existsSync(dir));
    await ask();
    await dialog.getByRole("button", { name: "Delete for Good" }).click();
    await until(() => Promise.resolve(!existsSync(dir)), "the folder gone");
    await row.waitFor({ state: "detached" });
    assert.ok(
      !(await readdir(runsDirOf(person.workspace))).some((name) => name.endsWith("changed")),
    );
  });
});
