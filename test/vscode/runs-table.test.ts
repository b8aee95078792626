import assert from "node:assert/strict";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PNG } from "pngjs";
import * as vscode from "vscode";
import { parseExperiment } from "../../src/experiment/parse";
import {
  createRun,
  deleteRun,
  picturePath,
  readNotes,
  readRecord,
  runFiles,
  runsDirOf,
  writeRecord,
} from "../../src/run";
import { COMMANDS } from "../../src/ui/ids";
import { present } from "../support/values";
import { activate, cleanUp, gaussian, workspaceFolder } from "./support";
import { until } from "../support/until";

const experimentOf = (steps: number) => present(parseExperiment(gaussian(steps)).experiment);

/** A run that has ended, as its folder has it; nothing is trained. */
async function finishedRun(name: string, steps: number): Promise<string> {
  const experiment = experimentOf(steps);
  const dir = await createRun({
    runsDir: runsDirOf(workspaceFolder().fsPath),
    name,
    experiment,
  });
  writeRecord(dir, { ...readRecord(dir), state: "finished", step: steps });
  return dir;
}

describe("the table of runs in the window", () => {
  const dirs: string[] = [];
  after(async () => {
    await cleanUp();
    for (const dir of dirs) await deleteRun(dir).catch(() => undefined);
    await (await activate()).store.refresh();
  });

  it("shows all runs, and what is said of them is kept and shown everywhere", async () => {
    const { store, runsPages, tree } = await activate();
    dirs.push(await finishedRun("table one", 40), await finishedRun("table two", 60));
    const [one, two] = [present(dirs[0]), present(dirs[1])];
    await store.refresh();
    await vscode.commands.executeCommand(COMMANDS.showRuns);
    await until("the page has drawn all runs", () => (runsPages.drawn ?? 0) >= store.all().length);
    const say = (command: string, more: object) =>
      vscode.commands.executeCommand(command, { dir: one, dirs, ...more });
    await say(COMMANDS.tagRuns, { text: "paper, again" });
    await say(COMMANDS.starRuns, {});
    await say(COMMANDS.noteRun, { text: "why", dirs: [one] });
    await say(COMMANDS.renameRun, { text: "the good one", dirs: [one] });
    const tags = ["paper", "again"];
    assert.deepEqual(readNotes(two), { tags, star: true });
    assert.deepEqual(readNotes(one), { name: "the good one", note: "why", tags, star: true });
    assert.deepEqual(store.get(one)?.notes, readNotes(one));
    assert.equal(tree.getTreeItem({ dir: one }).label, "the good one");
    await say(COMMANDS.starRuns, {});
    assert.equal(readNotes(two).star, undefined);
  });

  it("compares runs, chosen in the explorer too, with their pictures", async () => {
    const { comparePages, store } = await activate();
    for (const [i, dir] of dirs.entries()) {
      await mkdir(runFiles(dir).samples, { recursive: true });
      const png = new PNG({ width: 16, height: 16 });
      png.data.fill(60 + 120 * i);
      for (const step of [0, 40]) await writeFile(picturePath(dir, step), PNG.sync.write(png));
    }
    const chosen = dirs.map((dir) => vscode.Uri.file(dir));
    chosen[1] = vscode.Uri.file(runFiles(present(dirs[1])).record);
    await store.refresh();
    await vscode.commands.executeCommand(COMMANDS.compareRuns, chosen[0], chosen);
    await until("the page has drawn both runs", () => comparePages.hasDrawn(dirs));
  });

  it("keeps runs of studies, and lists the others in groups", async () => {
    const { store, tree } = await activate();
    const [one, two] = [present(dirs[0]), present(dirs[1])];
    const beginAt = (dir: string, date: Date) =>
      writeRecord(dir, { ...readRecord(dir), createdAt: date.toISOString() });
    beginAt(one, new Date(2020, 0, 2));
    await until("the list has both groups", async () => {
      beginAt(two, new Date());
      await store.refresh();
      const groups = tree.getChildren().filter((node) => "group" in node);
      return groups.map(({ group }) => group).join() === "today,older";
    });
    const rows = (group: "today" | "older") => tree.getChildren({ group });
    assert.ok(rows("older").some((node) => "dir" in node && node.dir === one));
    assert.ok(rows("today").some((node) => "dir" in node && node.dir === two));
    assert.deepEqual(tree.getParent({ dir: one }), { group: "older" });
    const study = join(workspaceFolder().fsPath, "a study");
    const trial = await createRun({
      runsDir: join(study, "runs"),
      name: "trial",
      experiment: experimentOf(10),
    });
    writeRecord(trial, { ...readRecord(trial), state: "finished" });
    await writeFile(join(study, "study.json"), "{}");
    // It says why instead of asking; nobody would answer here.
    await vscode.commands.executeCommand(COMMANDS.deleteRun, { dirs: [trial, trial] });
    await vscode.commands.executeCommand(COMMANDS.deleteRun, { dir: trial });
    assert.equal(readRecord(trial).state, "finished");
    await rm(study, { recursive: true });
  });

  it("opens two configs side by side, and gives a config to train again", async () => {
    await vscode.commands.executeCommand(COMMANDS.compareConfigs, { dirs });
    const isDiff = (tab: vscode.Tab) => tab.input instanceof vscode.TabInputTextDiff;
    await until("the comparison is open", () =>
      vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(isDiff)),
    );
    const file = await vscode.commands.executeCommand<string>(COMMANDS.trainAgain, {
      dirs: [present(dirs[0])],
    });
    assert.equal(file, join(workspaceFolder().fsPath, "the-good-one-again.gan.json"));
    assert.match(await readFile(file, "utf8"), /"steps": 40/);
    await vscode.workspace.fs.delete(vscode.Uri.file(file));
  });
});
