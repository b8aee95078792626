import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as vscode from "vscode";
import { COMMANDS, DASHBOARD, LESSON_PAGE, VIEWS } from "../../src/ui/ids";
import {
  activate,
  cleanUp,
  dashboardsAre,
  extension,
  gaussian,
  recordWhere,
  restsAs,
  workspaceFolder,
  writeConfig,
} from "./support";
import { present } from "../support/values";
import { until } from "../support/until";

describe("dashboards", () => {
  let dir = "";

  before(async () => {
    await activate();
    dir = await vscode.commands.executeCommand<string>(
      COMMANDS.train,
      await writeConfig("panel", gaussian(40)),
    );
    await restsAs(dir, "finished");
    await cleanUp();
  });
  afterEach(cleanUp);

  it("open once for a run, and their page speaks", async () => {
    const { dashboards } = await activate();
    await vscode.commands.executeCommand(COMMANDS.openDashboard, { dir });
    await vscode.commands.executeCommand(COMMANDS.openDashboard, { dir });
    await until("the page has asked for its snapshot", () => dashboards.isReady(dir));
    const [tab] = await dashboardsAre(1);
    assert.equal(present(tab).label, "GAN: panel");
  });

  it("come back after a reload with the run that they showed", async () => {
    const { dashboards } = await activate();
    const panel = vscode.window.createWebviewPanel(DASHBOARD, "restored", vscode.ViewColumn.Active);
    await dashboards.deserializeWebviewPanel(panel, { runDir: dir });
    assert.ok(dashboards.isOpen(dir));
    await until("the page has asked for its snapshot", () => dashboards.isReady(dir));
    panel.dispose();
    await until("it is closed", () => !dashboards.isOpen(dir));
  });

  it("are closed when what they showed is not known any more", async () => {
    const { dashboards } = await activate();
    const panel = vscode.window.createWebviewPanel(DASHBOARD, "lost", vscode.ViewColumn.Active);
    let disposed = false;
    panel.onDidDispose(() => (disposed = true));
    await dashboards.deserializeWebviewPanel(panel, undefined);
    await until("it is closed", () => disposed);
  });

  it("leave the sample viewer with the same run", async () => {
    const { samples } = await activate();
    await vscode.commands.executeCommand(`${VIEWS.samples}.focus`);
    await vscode.commands.executeCommand(COMMANDS.openDashboard, { dir });
    await until("the sample viewer shows it", () => samples.shownRun === dir);
  });
});

describe("lessons", () => {
  const shipped = (name: string) => join(extension().extensionPath, "lessons", name);
  const first = shipped("1-what-d-and-g-want.lesson.md");
  afterEach(cleanUp);

  async function opened(file: string): Promise<void> {
    const { lessonPages } = await activate();
    await vscode.commands.executeCommand(COMMANDS.openLesson, vscode.Uri.file(file));
    await until(`${file} is drawn`, () => lessonPages.drawnLesson === file);
  }

  it("open in a page of their own, and train a copy of their config beside it", async () => {
    const { lessonPages, store } = await activate();
    await opened(first);
    const known = store.all().map(({ dir }) => dir);
    await lessonPages.do("train");
    const run = await until("a run has begun", () =>
      store.all().find(({ dir }) => !known.includes(dir)),
    );
    await recordWhere(run.dir, "it waits", ({ state }) => state === "paused");
    const copy = vscode.Uri.joinPath(workspaceFolder(), "lessons", "1-what-d-and-g-want.gan.json");
    assert.equal(run.record.configFile, copy.fsPath);
    assert.equal(
      await readFile(copy.fsPath, "utf8"),
      await readFile(shipped("1-what-d-and-g-want.gan.json"), "utf8"),
    );
    const lesson = present(
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .find(
          ({ input }) =>
            input instanceof vscode.TabInputWebview && input.viewType.includes(LESSON_PAGE),
        ),
    );
    assert.match(lesson.label, /^Lesson: /);
    const [dashboard] = await dashboardsAre(1);
    assert.notEqual(present(dashboard).group, lesson.group, "both can be seen");
    await vscode.commands.executeCommand(COMMANDS.stop, { dir: run.dir });
    await restsAs(run.dir, "stopped");
  });

  it("open a copy of their ready-trained run, which is the same one the second time", async () => {
    const { dashboards } = await activate();
    const ready = shipped(join("runs", "gaussian.ganrun"));
    const open = () => vscode.commands.executeCommand<string>(COMMANDS.openReadyRun, { ready });
    const copy = await open();
    assert.equal(copy, join(workspaceFolder().fsPath, ".gan", "runs", "gaussian"));
    assert.equal(await open(), copy);
    await until("its dashboard has asked for its snapshot", () => dashboards.isReady(copy));
  });

  it("of a teacher are in the workspace, and one that is wrong is opened at its line", async () => {
    const file = vscode.Uri.joinPath(workspaceFolder(), "mine.lesson.md");
    const text = await readFile(first, "utf8");
    const write = (written: string) =>
      vscode.workspace.fs.writeFile(file, new TextEncoder().encode(written));
    await write(text);
    await opened(file.fsPath);
    await write(text.replace("task:", "tusk:"));
    // The command does not return before somebody has closed the error.
    void vscode.commands.executeCommand(COMMANDS.openLesson, file);
    await until("its text is in front", () => {
      const editor = vscode.window.activeTextEditor;
      return editor?.document.uri.fsPath === file.fsPath && editor.selection.active.line > 0;
    });
    await vscode.workspace.fs.delete(file);
  });
});
