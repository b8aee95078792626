/**
 * Pictures of what a person sees, in three themes: `npm run pictures`. They are to be looked at,
 * and compared after the webviews have changed. Each is a test of its own, so that one that cannot
 * be taken hides no other. GAN_PICTURES names the folder of the pictures, GAN_THEMES some of the
 * themes.
 */
import { execFile } from "node:child_process";
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import type { Frame, Locator } from "playwright-core";
import { runsDirOf } from "../../src/run";
import { openFile, runCommand, SCREENSHOTS, takePicture, webviewFrame } from "../harness/workbench";
import {
  dashboard,
  lens,
  openSidePanel,
  type Person,
  runRow,
  sampleViewer,
  sitDown,
} from "./support";
import { entry, present } from "../support/values";

const run = promisify(execFile);

const THEMES: Record<string, string> = {
  dark: "Default Dark Modern",
  light: "Default Light Modern",
  "high-contrast": "Default High Contrast",
};
const FOLDER = resolve(process.env.GAN_PICTURES ?? join(SCREENSHOTS, "gallery"));
const WANTED = process.env.GAN_THEMES?.split(",") ?? Object.keys(THEMES);

const NORMAL = { width: 1440, height: 900 };
const NARROW = { width: 700, height: 900 };
const WIDE = { width: 2560, height: 1300 };
/** What the window draws after its size has changed comes in its own time. */
const SETTLE_MS = 600;

const example = (name: string) => readFile(join("examples", `${name}.gan.json`), "utf8");

/** The runs that the pictures show, trained from the command line before the first is taken. */
async function trainRuns(workspace: string): Promise<void> {
  const gaussian = await example("gaussian-1d");
  const ring = await example("ring-of-8-gaussians");
  const configs: Record<string, string> = {
    "first.gan.json": gaussian.replace('"steps": 2500', '"steps": 1000000'),
    // A critic without bounds, and rates that are far too large: 60 steps.
    "diverging.gan.json": ring
      .replace('"optimizer": {', '"objective": { "loss": "wasserstein" },\n  "optimizer": {')
      .replaceAll(
        '"type": "adam", "learningRate": 0.001, "beta1": 0.5',
        '"type": "sgd", "learningRate": 1',
      )
      .replace(/"every": \d+/g, '"every": 20'),
    "ring.gan.json": ring,
    "digits.gan.json": await example("mnist-mlp"),
  };
  for (const [name, text] of Object.entries(configs)) await writeFile(join(workspace, name), text);
  await cp("examples/optimizer-study.study.json", join(workspace, "optimizer-study.study.json"));
  const train = async (config: string, ...args: string[]) => {
    // A run that diverges ends with a failure; it is the one that is wanted.
    await run("node", [resolve("dist/cli.js"), "train", config, ...args], { cwd: workspace }).catch(
      () => undefined,
    );
  };
  await train("digits.gan.json", "--steps", "100", "--set", "samples.every=50");
  await train("first.gan.json", "--steps", "2000");
  await train("first.gan.json", "--steps", "2000", "--set", "optimizer.generator.type=rmsprop");
  await train("diverging.gan.json");
  await train("ring.gan.json");
}

let person: Person;
before(async function () {
  this.timeout(20 * 60_000);
  await mkdir(FOLDER, { recursive: true });
  person = await sitDown(entry(THEMES, WANTED[0] ?? "dark"));
  await trainRuns(person.workspace);
});
after(() => person?.leave());

for (const theme of WANTED)
  describe(`pictures in the theme ${theme}`, function () {
    this.timeout(10 * 60_000);
    let kept: string[];

    before(async () => {
      kept = await readdir(runsDirOf(person.workspace));
      if (theme !== WANTED[0]) await person.reopen(THEMES[theme]);
    });
    afterEach(async function () {
      if (this.currentTest?.state === "failed")
        await picture(`failed-${this.currentTest.title.slice(0, 2)}`);
      await person.page.setViewportSize(NORMAL);
    });
    // The runs of the pictures themselves: each theme shows the same list.
    after(async () => {
      for (const name of await readdir(runsDirOf(person.workspace)))
        if (!kept.includes(name))
          await rm(join(runsDirOf(person.workspace), name), { recursive: true, force: true });
    });

    const picture = async (name: string) => {
      await delay(SETTLE_MS);
      await takePicture(person.page, join(FOLDER, `${name}-${theme}.png`));
    };
    /** A word in quotes in the file that is open. */
    const word = (text: string): Locator =>
      person.page.locator(".view-line span", { hasText: new RegExp(`^"?${text}"?$`) }).first();
    const at = (size: { width: number; height: number }) => person.page.setViewportSize(size);

    /**
     * Opens the dashboard of a run from the list, alone in the window, and waits until it is drawn.
     */
    const openDashboard = async (row: string | RegExp): Promise<Frame> => {
      const { page } = person;
      await runCommand(page, "View: Close All Editors");
      await openSidePanel(page);
      await runRow(page, row).click();
      return drawnDashboard(page);
    };

    it("07 the list of runs", async () => {
      const { page } = person;
      await openSidePanel(page);
      await runRow(page, "ring").waitFor();
      await runRow(page, "first").hover();
      await page.locator(".monaco-hover", { hasText: "Started" }).waitFor();
      await picture("07-runs");
      await page.keyboard.press("Escape");
    });

    it("02 the samples of two dimensions, 10 the width of the page", async () => {
      await openDashboard("ring");
      await picture("02-scatter-1440");
      await at(WIDE);
      await picture("02-scatter-2560");
      await at(NARROW);
      await runCommand(person.page, "View: Toggle Primary Side Bar Visibility");
      await picture("02-scatter-700");
      await runCommand(person.page, "View: Toggle Primary Side Bar Visibility");
    });

    it("03 a run that diverged", async () => {
      await openDashboard("diverging");
      await picture("03-diverged-1440");
      await at(NARROW);
      await runCommand(person.page, "View: Toggle Primary Side Bar Visibility");
      await picture("03-diverged-700");
      await runCommand(person.page, "View: Toggle Primary Side Bar Visibility");
    });

    it("05 charts: tooltip, menus, full screen, evaluations over steps", async () => {
      const { page } = person;
      const frame = await openDashboard("ring");
      const plot = frame.locator(".chart-plot").first();
      const box = present(await plot.boundingBox());
      await page.mouse.move(box.x + box.width * 0.6, box.y + box.height / 2);
      await frame.locator(".chart-tooltip:visible").first().waitFor();
      await picture("05-tooltip");
      await frame.getByRole("button", { name: "Y axis of Losses" }).click();
      await picture("05-y-axis");
      await page.keyboard.press("Escape");
      await frame.getByRole("button", { name: "Save Losses" }).click();
      await picture("05-save-menu");
      await page.keyboard.press("Escape");
      await frame.getByRole("button", { name: "Enlarge Losses" }).click();
      await picture("05-full-screen");
      await page.keyboard.press("Escape");
      await frame.locator(".evaluation-charts").scrollIntoViewIfNeeded();
      await frame.locator(".evaluation-charts .chart").last().scrollIntoViewIfNeeded();
      await picture("05-evaluation-charts");
      await frame.locator(".evaluations").scrollIntoViewIfNeeded();
      await picture("05-evaluations-table");
    });

    it("09 help marks", async () => {
      const frame = await openDashboard("first");
      await frame
        .getByRole("button", { name: /^Help on .*norm/i })
        .first()
        .hover();
      await picture("09-help-mark");
    });

    it("06 the question before a run is deleted", async () => {
      const { page } = person;
      await openSidePanel(page);
      const row = runRow(page, "first");
      await row.hover();
      await row.locator('[aria-label^="Delete Run"]').click();
      await page.getByRole("dialog").waitFor();
      await picture("06-delete");
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "hidden" });
    });

    it("07 pictures of digits, in the side panel and in the dashboard", async () => {
      await openDashboard("digits");
      await (await sampleViewer(person.page)).locator("canvas, img").first().waitFor();
      await picture("07-digits");
    });

    it("01 a run that trains beside its experiment, and the status bar", async () => {
      const { page } = person;
      await runCommand(page, "View: Close All Editors");
      await openFile(page, "first.gan.json");
      await lens(page, "Train").click();
      const frame = await drawnDashboard(page);
      await frame.locator(".run-header", { hasText: "Running" }).waitFor();
      await frame.locator(".evaluations td").first().waitFor();
      await picture("01-running-1440");
      await at(NARROW);
      await picture("01-running-700");
      await at(WIDE);
      await picture("01-running-2560");
    });

    it("10 the forms for a change", async () => {
      const { page } = person;
      const frame = await dashboard(page);
      await frame.getByRole("button", { name: "Pause", exact: true }).click();
      await frame.locator(".run-header", { hasText: "Paused" }).waitFor();
      await frame.getByRole("button", { name: "Optimizer…" }).click();
      await picture("10-form-optimizer");
      await frame.getByRole("button", { name: "Cancel" }).click();
      await frame.getByRole("button", { name: "Rate…" }).click();
      await frame.locator("form input:visible").first().fill("fast");
      await frame.getByRole("button", { name: "Apply" }).click();
      await picture("10-form-rate-error");
      await frame.getByRole("button", { name: "k…" }).click();
      await picture("10-form-k");
      await at(NARROW);
      await runCommand(page, "View: Toggle Primary Side Bar Visibility");
      await frame.getByRole("button", { name: "Loss…" }).click();
      await picture("10-form-loss-700");
      await runCommand(page, "View: Toggle Primary Side Bar Visibility");
      await at(NORMAL);
      await frame.getByRole("button", { name: "Loss…" }).click();
      await picture("10-form-loss");
      await frame.getByRole("button", { name: "Cancel" }).click();
    });

    it("04 a window that comes back after its run has ended with it", async () => {
      await person.reopen();
      const { page } = person;
      await page.locator(".notification-toast", { hasText: "when the window closed" }).waitFor();
      await drawnDashboard(page);
      await picture("04-closed-window");
      await runCommand(page, "Notifications: Clear All Notifications");
    });

    it("03 a run that diverges while one looks on", async () => {
      const { page } = person;
      await runCommand(page, "View: Close All Editors");
      await openFile(page, "diverging.gan.json");
      await lens(page, "Train").click();
      await page.locator(".notification-toast", { hasText: "diverging" }).waitFor();
      await picture("03-notification");
      await page
        .locator(".notification-toast")
        .getByRole("button", { name: "Resume with Smaller Rates..." })
        .click();
      await page.locator(".quick-input-widget").waitFor();
      await picture("03-smaller-rates");
      await page.keyboard.press("Escape");
      await runCommand(page, "Notifications: Clear All Notifications");
    });

    it("09 help on settings, 09 a problem and its quick fix", async () => {
      const { page, workspace } = person;
      await runCommand(page, "View: Close All Editors");
      await openFile(page, "ring.gan.json");
      await word("beta1").hover();
      await page.locator(".monaco-hover:visible", { hasText: "Default" }).first().waitFor();
      await picture("09-hover");
      const file = join(workspace, "ring.gan.json");
      const right = await example("ring-of-8-gaussians");
      await writeFile(file, right.replace('"relu"', '"rleu"'));
      await page.locator(".squiggly-error").first().waitFor();
      await word("rleu").click();
      await page.keyboard.press("ControlOrMeta+.");
      await page.locator(".action-widget", { hasText: "Quick Fix" }).waitFor();
      await picture("09-quick-fix");
      await page.keyboard.press("Escape");
      await writeFile(file, right);
      await page.locator(".squiggly-error").first().waitFor({ state: "hidden" });
    });

    it("09 the list of templates", async () => {
      const { page } = person;
      await runCommand(page, "GAN: New Experiment");
      await page.locator(".quick-input-list .monaco-list-row").first().waitFor();
      await picture("09-templates");
      await page.keyboard.press("Escape");
    });

    it("12 a study", async () => {
      await openFile(person.page, "optimizer-study.study.json");
      await runCommand(person.page, "Problems: Focus on Problems View");
      await picture("12-study");
      await runCommand(person.page, "View: Hide Panel");
    });

    it("08 the page in the Extensions view, and the walkthrough", async () => {
      const { page } = person;
      await runCommand(page, "View: Close All Editors");
      await runCommand(page, "Extensions: Show Installed Extensions");
      await page.locator(".extension-list-item", { hasText: "GAN Workbench" }).first().click();
      await webviewFrame(page, "text=GAN: New Experiment");
      await picture("08-extensions-view");
      await runCommand(page, "View: Close All Editors");
      await runCommand(page, "Welcome: Open Walkthrough...");
      await page
        .locator(".quick-input-list .monaco-list-row", { hasText: "Train your first GAN" })
        .click();
      await page.locator(".getting-started-step").first().waitFor();
      await picture("08-walkthrough");
    });

    // It covers the window, and what follows opens another.
    it("10 the settings", async () => {
      const { page } = person;
      await runCommand(page, "Preferences: Open Settings (UI)");
      await page.keyboard.type("@ext:gan-workbench.gan-workbench");
      await page.locator(".setting-item-contents", { hasText: "Notifications" }).first().waitFor();
      await picture("10-settings");
    });

    it("08 a window without a folder", async () => {
      const { page } = person;
      await page.goto(`${new URL(page.url()).origin}/?ew=true`);
      await page.locator('.monaco-workbench[class*="vscode-theme-"]').waitFor();
      await openSidePanel(page);
      await page.getByRole("button", { name: "Open Folder" }).first().waitFor();
      await picture("08-no-folder");
    });
  });

describe("pictures in Restricted Mode", function () {
  this.timeout(10 * 60_000);
  let stranger: Person;
  before(async () => {
    stranger = await sitDown(entry(THEMES, WANTED[0] ?? "dark"), { trust: false });
    const runs = runsDirOf(stranger.workspace);
    await cp(runsDirOf(person.workspace), runs, { recursive: true });
    await writeFile(join(stranger.workspace, "first.gan.json"), await example("gaussian-1d"));
  });
  after(() => stranger?.leave());

  for (const theme of WANTED)
    it(`08 in the theme ${theme}`, async () => {
      if (theme !== WANTED[0]) await stranger.reopen(THEMES[theme]);
      await openSidePanel(stranger.page);
      await runRow(stranger.page, "ring").waitFor();
      await openFile(stranger.page, "first.gan.json");
      await lens(stranger.page, "Trust This Workspace").waitFor();
      await takePicture(stranger.page, join(FOLDER, `08-restricted-mode-${theme}.png`));
    });
});

/** The dashboard, when a chart and a figure of samples are there. */
async function drawnDashboard(page: Person["page"]): Promise<Frame> {
  const frame = await dashboard(page);
  await frame.locator(".chart-plot canvas").first().waitFor();
  await frame.locator(".player-step", { hasText: /step \d/ }).waitFor();
  await frame.locator(".stage canvas, .stage img").first().waitFor();
  return frame;
}
