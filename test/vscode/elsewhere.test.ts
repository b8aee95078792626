import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import * as vscode from "vscode";
import { parseExperiment } from "../../src/experiment/parse";
import { createRun, runsDirOf } from "../../src/run";
import { checkpointAt } from "../../src/run/checkpoint-files";
import { pinnedSteps } from "../../src/run/retention";
import type { PageNews, ToWebview } from "../../src/shared/protocol/messages";
import { PROTOCOL_VERSION } from "../../src/shared/protocol/version";
import type { Evaluation } from "../../src/shared/run/run";
import { COMMANDS } from "../../src/ui/ids";
import { RunPage } from "../../src/ui/run-page";
import { startTrainer, type Trainer } from "../../src/trainer-client/client";
import {
  activate,
  cleanUp,
  extension,
  gaussian,
  readRecord,
  recordWhere,
  restsAs,
  workspaceFolder,
  writeConfig,
} from "./support";
import { present } from "../support/values";
import { until } from "../support/until";

/** A run of another program, such as the command line: the extension knows its folder only. */
describe("a run that was started elsewhere", () => {
  let trainer: Trainer | undefined;
  let dir = "";

  before(async () => {
    await activate();
    const { experiment } = parseExperiment(gaussian(1_000_000));
    dir = await createRun({
      runsDir: runsDirOf(workspaceFolder().fsPath),
      name: "elsewhere",
      experiment: present(experiment),
    });
    trainer = startTrainer({
      trainerFile: vscode.Uri.joinPath(extension().extensionUri, "dist", "trainer.js").fsPath,
      runDir: dir,
      cacheDirs: [],
      onMessage: () => undefined,
    });
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
    const first = await until(
      "it is running",
      () => store.get(dir)?.record.state === "running" && store.get(dir),
    );
    await until("its step moves", () => present(store.get(dir)).record.step > first.record.step);
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
    present(trainer).kill();
    await until("the list says so", () => store.get(dir)?.record.state === "interrupted");
  });
});

describe("a run at rest", () => {
  afterEach(cleanUp);

  it("is exported for other programs", async () => {
    const dir = await vscode.commands.executeCommand<string>(
      COMMANDS.train,
      await writeConfig("exported", gaussian(4)),
    );
    await restsAs(dir, "finished");
    const out = join(workspaceFolder().fsPath, "exported-onnx");
    await vscode.commands.executeCommand(COMMANDS.exportNetwork, {
      ...{ dir, out },
      ...{ format: "onnx", networks: ["generator"] },
    });
    const files = await readdir(out);
    assert.deepEqual(files.sort(), [
      ...["README.md", "generator-samples.npy", "generator-z.npy"],
      ...["generator.onnx", "network.json"],
    ]);
    const events = join(workspaceFolder().fsPath, "exported-events");
    await vscode.commands.executeCommand(COMMANDS.exportNetwork, {
      ...{ dir, out: events, format: "tensorboard" },
    });
    const [file] = await readdir(events);
    assert.match(file ?? "", /^events\.out\.tfevents\.\d+\.gan$/);
  });

  it("gives its weights to a new run, and keeps a checkpoint that is pinned", async () => {
    const config = await writeConfig("weights", gaussian(4));
    const dir = await vscode.commands.executeCommand<string>(COMMANDS.train, config);
    await restsAs(dir, "finished");
    await vscode.commands.executeCommand(COMMANDS.pinCheckpoint, { dir, steps: [4] });
    assert.deepEqual(pinnedSteps(dir), [4]);
    const asked = { dir, config, step: 4, networks: ["generator"] };
    const begun = await vscode.commands.executeCommand<string>(COMMANDS.startFromWeights, asked);
    await restsAs(begun, "finished");
    const { weightsFrom } = await readRecord(begun);
    assert.deepEqual(
      [weightsFrom?.path, weightsFrom?.step, weightsFrom?.networks],
      [dir, 4, ["generator"]],
    );
    const file = checkpointAt(dir, 4);
    const other = await vscode.commands.executeCommand<string>(COMMANDS.startFromWeights, {
      ...{ file: vscode.Uri.file(file), config, networks: ["discriminator"] },
    });
    await restsAs(other, "finished");
    assert.equal((await readRecord(other)).weightsFrom?.path, file);
  });

  it("shows on an open page what is measured in a terminal", async () => {
    const { store, manager } = await activate();
    const dir = await vscode.commands.executeCommand<string>(
      COMMANDS.train,
      await writeConfig("at-rest", gaussian(40)),
    );
    await restsAs(dir, "finished");
    // The dashboard that Train opened would come to lie over the page.
    await cleanUp();

    // A page that says back what it is told.
    const panel = vscode.window.createWebviewPanel(
      "gan.test",
      "at rest",
      vscode.ViewColumn.Active,
      { enableScripts: true },
    );
    const log = vscode.window.createOutputChannel("GAN tests", { log: true });
    const page = new RunPage(panel.webview, () => panel.visible, { store, manager, log });
    const told: PageNews[] = [];
    const turned = panel.onDidChangeViewState(() => page.visibilityChanged());
    const heard = panel.webview.onDidReceiveMessage(({ told: message }: { told?: ToWebview }) => {
      if (message?.type === "update") told.push(...message.news);
    });
    try {
      page.show(dir);
      panel.webview.html = `<script>const host = acquireVsCodeApi(); addEventListener("message", ({ data }) => {
          host.postMessage({ told: data });
          host.postMessage({ type: "drawn", id: data.id });
        });
        host.postMessage({ type: "ready", protocol: ${PROTOCOL_VERSION} });</script>`;
      const before = await until("the whole has come", () =>
        told.find((message) => message.type === "snapshot"),
      );
      assert.equal(before.snapshot?.summary.record.state, "finished");

      const measured: Evaluation[] = [];
      const shown = () =>
        told.flatMap((message) => (message.type === "evaluation" ? [message.evaluation] : []));
      for (let i = 0; i < 2; i++) {
        const { stdout } = await promisify(execFile)(
          process.execPath,
          [
            vscode.Uri.joinPath(extension().extensionUri, "dist", "cli.js").fsPath,
            "evaluate",
            dir,
            "--samples",
            "200",
            "--json",
          ],
          { env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" } },
        );
        measured.push(JSON.parse(stdout) as Evaluation);
      }
      await until("both figures have come", () => shown().length === measured.length);
      assert.deepEqual(shown(), measured);
      await until(
        "so have the events",
        () =>
          told.filter((message) => message.type === "event" && message.event.type === "evaluated")
            .length === measured.length,
      );
      assert.equal(told.filter(({ type }) => type === "snapshot").length, 1);
    } finally {
      turned.dispose();
      heard.dispose();
      page.dispose();
      panel.dispose();
      log.dispose();
    }
  });
});
