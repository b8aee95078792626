import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as vscode from "vscode";
import { readRun } from "../../src/run";
import { studyState } from "../../src/shared/study/progress";
import { COMMANDS } from "../../src/ui/ids";
import { StudiesTree } from "../../src/ui/studies-tree";
import { present } from "../support/values";
import { activate, gaussian, lensTitles, workspaceFolder, writeConfig } from "./support";
import { until } from "../support/until";

/** A grid of two rates over a 1-D experiment, with samples and checkpoints so often. */
async function writeStudy(name: string, steps: number, every: number): Promise<vscode.Uri> {
  const text = gaussian(steps)
    .replaceAll('"every": 20', `"every": ${every}`)
    .replace('"engine"', `"evaluation": { "every": ${every} }, "engine"`);
  await writeConfig(name, text);
  const study = {
    name,
    base: `${name}.gan.json`,
    vary: { "optimizer.generator.learningRate": [0.001, 0.01] },
  };
  const file = vscode.Uri.joinPath(workspaceFolder(), `${name}.study.json`);
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(JSON.stringify(study)));
  return file;
}

describe("a study in the window", () => {
  it("is run from its file, shown as a page and in the side panel, and reported", async () => {
    const api = await activate();
    const file = await writeStudy("window-grid", 60, 20);
    assert.deepEqual(await lensTitles(file), ["Run Study"]);
    const dir = await vscode.commands.executeCommand<string>(COMMANDS.runStudy, file);
    assert.ok(api.studyRunner.isOwn(dir));
    await until("its page has drawn it", () => api.studyPages.hasDrawn(dir));
    await until("it has finished", () => {
      const view = api.studies.get(dir);
      return view && studyState(view) === "finished" && !api.studyRunner.isOwn(dir);
    });
    const view = present(api.studies.get(dir));
    assert.equal(view.trials.length, 2);
    const lenses = () => lensTitles(file);
    await until("its file offers the page and the report", async () =>
      (await lenses()).includes("Open Study"),
    );
    assert.deepEqual(await lenses(), ["Run Study", "Open Study", "Report"]);

    const tree = new StudiesTree(api.studies);
    const node = present(tree.getChildren().find(({ studyDir }) => studyDir === dir));
    assert.equal(tree.getTreeItem(node).contextValue, "study.finished");
    assert.match(String(tree.getTreeItem(node).description), /^2\/2 trials/);
    const runs = tree.getChildren(node);
    assert.equal(runs.length, 2);
    tree.dispose();
    await api.store.refresh();
    for (const run of runs)
      assert.equal("dir" in run && api.store.get(run.dir), undefined, "not among the single runs");

    await vscode.commands.executeCommand(COMMANDS.reportStudy, { studyDir: dir });
    const page = await readFile(join(dir, "report.html"), "utf8");
    assert.ok(page.includes("window-grid"));
  });

  it("is stopped and resumed, and nothing is trained twice", async () => {
    const api = await activate();
    // It does not end by itself: whatever is slow here, it is stopped before.
    const file = await writeStudy("window-stopped", 1_000_000, 1000);
    const dir = await vscode.commands.executeCommand<string>(COMMANDS.runStudy, file);
    const runsNow = () =>
      present(api.studies.get(dir))
        .trials.flatMap(({ runs }) => runs)
        .filter(({ step }) => step > 0);
    const trainsBeyond = (before: number) =>
      until("it trains", async () => {
        await api.studies.refresh();
        return runsNow().some(({ step }) => step > before);
      });
    const stop = async () => {
      await vscode.commands.executeCommand(COMMANDS.stopStudy, { studyDir: dir });
      await until("its process has left", () => !api.studyRunner.isOwn(dir));
      await api.studies.refresh();
      assert.equal(studyState(present(api.studies.get(dir))), "interrupted");
    };
    await trainsBeyond(0);
    await stop();
    const stopped = runsNow();
    await vscode.commands.executeCommand(COMMANDS.resumeStudy, { studyDir: dir });
    await trainsBeyond(Math.max(...stopped.map(({ step }) => step)));
    await stop();
    const ids = runsNow().map(({ id }) => id);
    for (const { id } of stopped) assert.ok(ids.includes(id), id);
    for (const id of ids) {
      const { step } = (await readRun(join(dir, "runs", id))).columns;
      assert.deepEqual(
        [...step],
        Array.from(step, (_, i) => i + 1),
        "each step is recorded once",
      );
    }
  });

  it("gives the config of a trial, and trains it for longer in a run of its own", async () => {
    const api = await activate();
    const [dir] = api.studies.all().filter((one) => one.endsWith("window-grid"));
    const study = { studyDir: present(dir), trial: 1 };
    const file = await vscode.commands.executeCommand<string>(COMMANDS.writeBestConfig, study);
    const text = await readFile(file, "utf8");
    assert.match(text, /^\/\/ Trial 1 of the study "window-grid"/);
    assert.match(text, /"learningRate": 0.01/);
    const run = await vscode.commands.executeCommand<string>(COMMANDS.trainBest, {
      ...study,
      steps: 120,
    });
    await until("the run has finished", () => api.store.get(run)?.record.state === "finished");
    assert.equal(api.store.get(run)?.record.step, 120);
  });
});
