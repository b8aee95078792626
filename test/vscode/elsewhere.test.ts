import assert from "node:assert/strict";
import * as vscode from "vscode";
import { parseExperiment } from "../../src/experiment/parse";
import { createRun, runsDirOf } from "../../src/run";
import { COMMANDS } from "../../src/ui/ids";
import { startTrainer, type Trainer } from "../../src/trainer/client";
import { activate, cleanUp, extension, gaussian, recordWhere, until, workspaceFolder } from "./support";

/** A run of another program, such as the command line: the extension knows its folder only. */
describe("a run that was started elsewhere", () => {
  let trainer: Trainer | undefined;
  let dir = "";

  before(async () => {
    await activate();
    const { experiment } = parseExperiment(gaussian(1_000_000));
    dir = await createRun({ runsDir: runsDirOf(workspaceFolder().fsPath), name: "elsewhere", experiment: experiment! });
    trainer = startTrainer({ trainerFile: vscode.Uri.joinPath(extension().extensionUri, "dist", "trainer.js").fsPath, runDir: dir, cacheDirs: [], onMessage: () => undefined });
  });
  after(async () => {
    trainer?.kill();
    await trainer?.done;
    const { store } = await activate();
    await store.refresh();
    await cleanUp();
  });

  it("appears in the list and moves on there", async () => {
    const { store, manager } = await activate();
    const first = await until("it is running", () => store.get(dir)?.record.state === "running" && store.get(dir));
    await until("its step moves", () => store.get(dir)!.record.step > first.record.step);
    assert.equal(manager.isOwn(dir), false);
  });

  it("has a dashboard", async () => {
    const { dashboards } = await activate();
    await vscode.commands.executeCommand(COMMANDS.openDashboard, { dir });
    await until("the page has asked for its snapshot", () => dashboards.isReady(dir));
  });

  it("obeys the buttons", async () => {
    await vscode.commands.executeCommand(COMMANDS.pause, { dir });
    await recordWhere(dir, "it is paused", ({ state }) => state === "paused");
    const { store } = await activate();
    await until("the list says so", () => store.get(dir)?.record.state === "paused");
  });

  it("is seen to be interrupted when its trainer is killed", async () => {
    const { store } = await activate();
    trainer!.kill();
    await until("the list says so", () => store.get(dir)?.record.state === "interrupted");
  });
});
