import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as vscode from "vscode";
import { parseExperiment } from "../../src/experiment/parse";
import { createRun, deleteRun, readNotes, readRecord, runsDirOf, writeRecord } from "../../src/run";
import { COMMANDS } from "../../src/ui/ids";
import { present } from "../support/values";
import { activate, cleanUp, gaussian, until, workspaceFolder } from "./support";

/** A run that has ended, as its folder has it; nothing is trained. */
async function finishedRun(name: string, steps: number): Promise<string> {
  const experiment = present(parseExperiment(gaussian(steps)).experiment);
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
