import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { closeEditors, EFFECT_TIMEOUT_MS, openFile, runCommand } from "../harness/quick-input";
import { deleteRun, listRuns, runsDirOf } from "../../src/run";
import type { RunSummary } from "../../src/shared/run/run";
import { screenshot, webviewFrame } from "../harness/workbench";
import { copyRun, MANY_BASE } from "../support/many-runs";
import { first, present } from "../support/values";
import { answer, pick } from "./answers";
import { nameIn, RunsTable, TRY_MS } from "./runs-table";
import { clickUntil, dashboard, doUntil, isIn, lens, type Person } from "./support";
import { until } from "../support/until";

/* A person's way through hundreds of runs: what the table and the comparison are for. */

const RUNS = 200;
const DELETED = 150;
class Walk {
  readonly table: RunsTable;
  /** The run with the least FID, and the branch from it. */
  private best!: RunSummary;
  private branch!: RunSummary;

  constructor(private readonly person: Person) {
    this.table = new RunsTable(person.page);
  }

  private readonly runs = () => listRuns(runsDirOf(this.person.workspace));

  /** Answers a question by one of its rows. */
  private async choose(question: string, row: string): Promise<void> {
    const widget = this.person.page.locator(".quick-input-widget");
    const asked = widget.getByPlaceholder(question).or(widget.getByText(question)).first();
    await asked.waitFor({ timeout: EFFECT_TIMEOUT_MS });
    await pick(this.person.page, row);
    await asked.waitFor({ state: "hidden", timeout: EFFECT_TIMEOUT_MS });
  }

  /** Trains the run of which the others are copies, and makes these. */
  async prepare(): Promise<void> {
    const { page, workspace } = this.person;
    await closeEditors(page);
    await runCommand(page, "Notifications: Clear All Notifications");
    await writeFile(join(workspace, "base.gan.json"), MANY_BASE);
    await openFile(page, "base.gan.json");
    const base = async () =>
      present((await this.runs()).find(({ record }) => record.name === "base"));
    const isThere = async () => existsSync((await base()).dir);
    await clickUntil(lens(page, "Train"), isThere, "a run");
    await until("the trained run", async () => isIn(await base(), "finished"));
    await copyRun((await base()).dir, RUNS);
  }

  async groupAndSort(): Promise<void> {
    const { table } = this;
    await table.open("copy", "config");
    await table.shows(RUNS);
    await until("four groups", async () => (await table.groups.count()) === 4);
    const fid = table.head(/^FID, best/);
    await until("the order by FID", async () => {
      if ((await fid.getAttribute("aria-sort")) !== "ascending") await fid.click();
      return (await fid.getAttribute("aria-sort")) === "ascending";
    });
    const wanted = ["wide", "usual", "narrow", "deep"].map((name) => `${name}.gan.json`);
    const names = () => nameIn(table.groups).allInnerTexts();
    await until("the best group first", async () => (await names()).join() === wanted.join());
    // A mean says of how many members it is until the figures of all have been read.
    const partial = table.groups.getByText(/ of 50\)/);
    await until("the figures of all runs", async () => (await partial.count()) === 0);
  }

  /** The members of the best group are shown by a key, and five of them chosen by keys. */
  async chooseFive(): Promise<void> {
    const { table, person } = this;
    const group = table.groups.first();
    await until("the members of the group", async () => {
      await nameIn(group).click();
      if ((await group.getAttribute("aria-expanded")) !== "true")
        await person.page.keyboard.press("ArrowRight");
      return (await group.getAttribute("aria-expanded")) === "true";
    });
    await table.choose(5, async () => {
      await nameIn(table.members.first()).click();
      for (let i = 0; i < 4; i++) await person.page.keyboard.press("Shift+ArrowDown");
    });
    const name = await nameIn(table.chosen.first()).innerText();
    this.best = present((await this.runs()).find(({ record }) => record.name === name));
  }

  async compareFive(): Promise<void> {
    await this.table.press("Compare");
    const compared = await webviewFrame(this.person.page, "main.compare");
    await compared.getByRole("heading", { name: "5 runs compared" }).waitFor();
    const figures = compared.locator(".pictures-grid figure");
    await until("five pictures", async () => (await figures.count()) === 5);
    const slider = compared.getByRole("slider", { name: "Step of the samples" });
    const begun = figures.locator("figcaption", { hasText: "step 0" });
    const areBegun = async () => (await begun.count()) === 5;
    await doUntil(() => slider.press("Home"), areBegun, "the pictures of the first step");
    await figures.first().scrollIntoViewIfNeeded();
    await screenshot(this.person.page, "runs-compared");
    const open = `Open the dashboard of ${this.best.record.name}`;
    await compared.getByRole("button", { name: open }).click();
  }

  async branchWithLowerRate(): Promise<void> {
    const { page } = this.person;
    const frame = await dashboard(page);
    await frame.locator(".run-header", { hasText: this.best.record.name }).waitFor();
    const slider = frame.getByRole("slider", { name: "Step of the samples" });
    await until("step 40 at the slider", async () => {
      await slider.press("End");
      await slider.press("ArrowLeft");
      await frame.locator(".player-step", { hasText: "step 40" }).waitFor({ timeout: TRY_MS });
      return true;
    });
    const branches = async () =>
      (await this.runs()).filter(({ record }) => record.parent?.name === this.best.record.name);
    await doUntil(
      async () => {
        await frame
          .getByRole("button", { name: "Branch from Here…" })
          .click({ timeout: EFFECT_TIMEOUT_MS });
        await this.choose("What is to be changed?", "Learning rate...");
        await this.choose("For which network?", "Both networks");
        await answer(page, "Learning rate of", "0.0001");
        await this.choose("Is anything else to be changed?", "Branch with");
        await answer(page, "Train until step");
      },
      async () => (await branches()).length > 0,
      "a branch",
    );
    await until("the branch trained", async () => isIn(first(await branches()), "finished"));
    this.branch = first(await branches());
    assert.equal(this.branch.record.parent?.step, 40);
    assert.equal(this.branch.record.step, 60);
  }

  async watchBoth(): Promise<void> {
    const { table, person } = this;
    await table.open(`"${this.best.record.name}"`, "");
    await table.shows(2);
    await table.choose(2, async () => {
      await nameIn(table.first).click();
      await person.page.keyboard.press("Shift+ArrowDown");
    });
    await table.press("Compare");
    const compared = await webviewFrame(person.page, "main.compare");
    await compared.getByRole("heading", { name: "2 runs compared" }).waitFor();
    const figures = compared.locator(".pictures-grid figure");
    await until("the pictures of both", async () => (await figures.count()) === 2);
  }

  async exportAsOnnx(): Promise<void> {
    const { table } = this;
    const { page, workspace } = this.person;
    await table.open(`"${this.best.record.name}"`, "");
    await table.choose(1, () => nameIn(table.row(this.branch.record.name)).click());
    const dialog = page.locator(".quick-input-widget", { hasText: "Export into a new folder" });
    await doUntil(
      async () => {
        await table.press("Export…");
        await this.choose("For which programs?", "ONNX");
        await this.choose("Which?", "Generator");
      },
      () => dialog.isVisible(),
      "a question for the folder",
    );
    // The dialog proposes a folder, in its own time; a name that is typed before is lost.
    const out = join(workspace, `${basename(this.branch.dir)}-onnx`);
    const input = page.locator(".quick-input-widget .quick-input-box input");
    await until("the export", async () => {
      const isProposed = async () =>
        (await input.inputValue({ timeout: 1000 })).endsWith(basename(out));
      if ((await input.isVisible()) && (await isProposed()))
        await input.press("Enter", { timeout: 1000 });
      return ["README.md", "generator.onnx"].every((file) => existsSync(join(out, file)));
    });
  }

  /** Another window deletes one of them between the choice and the question. */
  async deleteMost(): Promise<void> {
    const { table } = this;
    await table.open("copy", "config");
    await table.shows(RUNS + 1);
    await table.choose(DELETED, async () => {
      for (const [i, name] of ["usual", "narrow", "deep"].entries())
        await nameIn(table.groups.filter({ hasText: `${name}.gan.json` })).click({
          modifiers: i === 0 ? [] : ["Control"],
        });
    });
    await screenshot(this.person.page, "runs-to-delete");
    const isUsual = ({ record }: RunSummary) => record.configFile?.endsWith("usual.gan.json");
    await deleteRun(present((await this.runs()).find(isUsual)).dir);
    await table.press("Delete…");
    const dialog = this.person.page.getByRole("dialog");
    await dialog.getByText(/Delete (149|150) runs/).waitFor();
    await dialog.getByRole("button", { name: "Delete for Good" }).click();
    const left = RUNS - DELETED + 1;
    await table.shows(left);
    const kept = (await this.runs()).filter(({ record }) => record.name.startsWith("copy"));
    assert.equal(kept.length, left);
  }
}

/** The way, in the window of somebody who sits there already. */
export function walkThroughRuns(whoSits: () => Person): void {
  let walk: Walk;
  const picture = (name: string) => screenshot(whoSits().page, name);

  it("are found in the table, grouped by config and sorted by FID", async () => {
    walk = new Walk(whoSits());
    await walk.prepare();
    await walk.groupAndSort();
    await picture("runs-grouped");
  });

  it("are compared, five of them under one slider", async () => {
    await walk.chooseFive();
    await picture("runs-chosen");
    await walk.compareFive();
  });

  it("are branched from at a step, with a lower rate, and watched beside their branch", async () => {
    await walk.branchWithLowerRate();
    await walk.watchBoth();
    await picture("branch-compared");
  });

  it("are exported as ONNX", async () => {
    await walk.exportAsOnnx();
    await picture("exported");
  });

  it("are deleted by the hundred, also where another window has deleted one", async () => {
    await walk.deleteMost();
  });
}
