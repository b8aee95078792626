import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Frame, Locator } from "playwright-core";
import { closeEditors, EFFECT_TIMEOUT_MS, openFile, runCommand } from "../harness/quick-input";
import { listRuns, runFiles, runsDirOf } from "../../src/run";
import type { RunSummary } from "../../src/shared/run/run";
import type { RunState } from "../../src/shared/run/state";
import { screenshot, webviewFrame } from "../harness/workbench";
import { answer, commandUntil, tick } from "./answers";
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
  sitDown,
  writeWorkspaceSettings,
} from "./support";
import { GAUSSIAN, toy } from "./toy";
import { walkThroughRuns } from "./runs-walk";
import { walkTheStudentsWay } from "./student-way";
import { first, present } from "../support/values";
import { until } from "../support/until";

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
  const stateIs = (state: RunState) => until(`a run that is ${state}`, nowIs(state));
  const told = (text: string): Promise<Locator> => notification(person.page, text);
  const nothingIsTold = async (text: string) => {
    const { page } = person;
    const center = page.locator(".notifications-center");
    await runCommand(page, "Notifications: Show Notifications", () => center.isVisible());
    assert.equal(await page.locator(".notification-list-item", { hasText: text }).count(), 0);
    await runCommand(page, "Notifications: Hide Notifications");
  };

  /** Writes an experiment, opens it alone in the window and presses Train. */
  async function train(name: string, text: string): Promise<RunSummary> {
    const { page, workspace } = person;
    await closeEditors(page);
    await writeFile(join(workspace, `${name}.gan.json`), text);
    await openFile(page, `${name}.gan.json`);
    const before = (await runs()).map(({ dir }) => dir);
    // Another run of the name may be there, which makes no more steps.
    const begun = async () => (await runs()).find(({ dir }) => !before.includes(dir));
    await clickUntil(lens(page, "Train"), async () => (await begun()) !== undefined, "a run");
    await until("steps", async () => {
      const { record } = present(await begun());
      return record.step > 0 || record.state === "failed";
    });
    return present(await begun());
  }

  /**
   * Sets which notifications the workspace wants. They hold once the window has the title that is
   * set with them: the extension is told of both before it is told of anything that a person does.
   */
  async function setNotifications(wanted: "all" | "problems" | "none"): Promise<void> {
    const title = `notifications: ${wanted}`;
    const settings = { "gan.notifications": wanted, "window.title": title };
    await writeWorkspaceSettings(person.workspace, settings);
    await until("the new settings", async () => (await person.page.title()).includes(title));
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
      await told("The trainer of “told” ended unexpectedly");
      await train("told", toy(GAUSSIAN, LONG));
      await person.reopen();
      await told("Training of “told” stopped at step");
    });

    it("tell neither where the person wants none", async () => {
      await setNotifications("none");
      await train("untold", toy(GAUSSIAN, LONG));
      await kill();
      // The button is there after the notification would have been asked for.
      await nothingIsTold("untold");
      await train("untold", toy(GAUSSIAN, LONG));
      await person.reopen();
      await lens(person.page, "Resume").waitFor();
      await nothingIsTold("untold");
    });

    it("tell of problems where the person wants only those", async () => {
      await setNotifications("problems");
      await train("problem", toy(GAUSSIAN, LONG));
      await kill();
      await told("The trainer of “problem” ended unexpectedly");
      await setNotifications("all");
    });
  });

  describe("keys", () => {
    /** Presses the two keys of a command. */
    const chord = (key: string, done: () => Promise<boolean>, what: string) =>
      doUntil(
        async () => {
          await person.page.keyboard.press("Control+Alt+G");
          await person.page.keyboard.press(key);
        },
        done,
        what,
      );

    it("train, pause, step, resume and stop, wherever the focus is", async () => {
      const { page } = person;
      await closeEditors(page);
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
      await chord("s", async () => (await newest()).record.step > step, "a step");
      await stateIs("paused");
      await chord("r", nowIs("running"), "running again");
      await chord("x", nowIs("stopped"), "the run stopped");
    });

    it("work inside a notification, as VS Code's own do", async () => {
      const { page } = person;
      await runCommand(page, "Notifications: Clear All Notifications");
      await train("chord", toy(GAUSSIAN, LONG));
      await kill();
      await told("chord");
      // Opens the list of them with the focus in it, where each stays.
      const center = page.locator(".notifications-center:focus-within", { hasText: "chord" });
      await runCommand(page, "Notifications: Show Notifications", () => center.isVisible());
      await chord("r", nowIs("running"), "running again");
      await runCommand(page, "GAN: Stop", nowIs("stopped"));
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
        const input = page.locator(".quick-input-widget .quick-input-box input");
        const dialog = page.locator(".quick-input-widget", { hasText: "Save" });
        const soon = { timeout: EFFECT_TIMEOUT_MS };
        await doUntil(
          async () => {
            await frame.getByRole("button", { name: "Save Losses" }).click(soon);
            await frame.getByRole("button", { name: `Save as ${kind}…` }).click(soon);
          },
          () => dialog.isVisible(),
          "a question for the file",
        );
        // Beside the run, unless the person wants it elsewhere.
        await until("a proposal", async () =>
          (await input.inputValue()).includes(`-losses.${kind.toLowerCase()}`),
        );
        assert.ok((await input.inputValue()).startsWith((await newest()).dir));
        const file = join(workspace, `losses.${kind.toLowerCase()}`);
        await input.fill(file);
        // The dialog reads the folder first, and takes no Enter meanwhile.
        await page
          .locator(".quick-input-list .monaco-list-row", { hasText: "saved.gan.json" })
          .waitFor();
        await until("the file", async () => {
          if (await input.isVisible()) await input.press("Enter", { timeout: 1000 });
          return existsSync(file);
        });
        await until("its content", async () => (await readFile(file)).length > 0);
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
      await commandUntil(
        page,
        "GAN: Compare Runs",
        async () => {
          await tick(page, ["other", "saved"]);
          await answer(page, "2 Selected");
        },
        () => page.locator(".tab", { hasText: "2 runs compared" }).isVisible(),
        "the comparison",
      );
      const compared = await webviewFrame(page, "main.compare");
      // Of 1-D data they are drawn from their numbers.
      const pictures = compared.locator(".pictures-grid").getByRole("img", { name: /^Densities/ });
      await pictures.nth(1).waitFor();
      await pictures.first().scrollIntoViewIfNeeded();
      await screenshot(page, "compared");
    });
  });

  it("a run whose data have changed is resumed with them when the person says so", async () => {
    const { page, workspace } = person;
    const table = (shift: number) =>
      ["x", ...Array.from({ length: 200 }, (_, i) => String(shift + Math.sin(i)))].join("\n");
    await writeFile(join(workspace, "table.csv"), table(0));
    const data =
      '{ "source": "csv", "file": "table.csv", "columns": [{ "type": "numeric", "name": "x" }] }';
    const { dir } = await train("changed", toy(data, LONG));
    await runCommand(page, "GAN: Stop", nowIs("stopped"));
    await writeFile(join(workspace, "table.csv"), table(1000));
    const text = "put the old data back, train a new run, or resume with the changed data";
    const shown = page.locator(".notification-list-item", { hasText: text });
    await clickUntil(lens(page, "Resume"), () => shown.isVisible(), "a question");
    const question = await told(text);
    await screenshot(page, "changed-data");
    const { step } = (await newest()).record;
    const hasSteps = async () => (await newest()).record.step > step;
    const resume = question.getByRole("button", { name: "Resume With Changed Data" });
    await clickUntil(resume, hasSteps, "steps with the changed data");
    assert.match(await readFile(runFiles(dir).events, "utf8"), /changed/i);
    await runCommand(page, "GAN: Stop", nowIs("stopped"));
  });

  it("a run is deleted for good where there is no trash, and Enter does not do it", async () => {
    const { page } = person;
    const { dir } = await newest();
    await openSidePanel(page);
    const row = runRow(page, "changed");
    const dialog = page.getByRole("dialog", { name: /changed/ });
    const ask = () => clickInRow(row, "Delete Run", () => dialog.isVisible(), "the question");
    await ask();
    assert.match(await dialog.innerText(), /cannot be brought back/);
    assert.equal(await dialog.getByRole("button", { name: "Move to Trash" }).count(), 0);
    await doUntil(
      () => page.keyboard.press("Enter"),
      async () => !(await dialog.isVisible()),
      "an answer to the question",
    );
    assert.ok(existsSync(dir));
    await ask();
    const forGood = dialog.getByRole("button", { name: "Delete for Good" });
    await clickUntil(forGood, () => Promise.resolve(!existsSync(dir)), "the folder gone");
    await row.waitFor({ state: "detached" });
    assert.ok(
      !(await readdir(runsDirOf(person.workspace))).some((name) => name.endsWith("changed")),
    );
  });

  describe("a student", () => walkTheStudentsWay(() => person));
  // The last: so many runs are listed in groups, where the others look for theirs.
  describe("hundreds of runs", () => walkThroughRuns(() => person));
});
