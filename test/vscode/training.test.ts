import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import * as vscode from "vscode";
import { appendLines, checkpointSteps, pinnedSteps, readRun, runFiles } from "../../src/run";
import type { Verdict } from "../../src/shared/advisor/verdict";
import type { NetworkName } from "../../src/shared/run/run";
import { COMMANDS } from "../../src/ui/ids";
import {
  acceptUntil,
  activate,
  cleanUp,
  dashboardsAre,
  gaussian,
  lensesAre,
  readEvents,
  readRecord,
  recordWhere,
  restsAs,
  trainerHasLeft,
  trainLong,
  writeConfig,
} from "./support";
import { changesOf, changeTo } from "../support/changes";
import { present } from "../support/values";
import { until } from "../support/until";

/** Waits until events tell of a step of one network alone. */
const steppedAlone = (dir: string, step: number, only: NetworkName) =>
  until(`a step ${step} of the ${only} alone`, async () =>
    (await readEvents(dir)).some(
      (event) => event.type === "stepped" && event.only === only && event.step === step,
    ),
  );

describe("training", () => {
  before(activate);
  afterEach(cleanUp);

  it("goes from Train to a finished run with metrics, samples, a dashboard and latents", async () => {
    const { store, dashboards, latentPages, gamePages } = await activate();
    const file = await writeConfig("whole", gaussian(60));
    await vscode.window.showTextDocument(file);
    const dir = await vscode.commands.executeCommand<string>(COMMANDS.train);
    await restsAs(dir, "finished");
    const run = await readRun(dir);
    assert.equal(run.summary.record.name, "whole");
    assert.equal(run.summary.record.configFile, file.fsPath);
    assert.deepEqual(
      [...run.columns.step],
      Array.from({ length: 60 }, (_, i) => i + 1),
    );
    assert.deepEqual(run.sampleSteps, [0, 20, 40, 60]);
    assert.ok(dashboards.isOpen(dir));
    await dashboardsAre(1);
    await until("the list says finished", () => store.get(dir)?.record.state === "finished");
    await lensesAre(file, ["Train", "Tune", "Open Dashboard"]);
    const isBranch = (other: string) => store.get(other)?.record.parent?.path === dir;
    const branch = await acceptUntil(
      "a branch is trained",
      () => vscode.commands.executeCommand<string>(COMMANDS.branch, { dir }),
      () => store.all().some((other) => isBranch(other.dir)),
    );
    await restsAs(branch, "finished");
    assert.equal((await readRun(branch)).columns.step.length, 1000);
    assert.ok(checkpointSteps(dir).length > 1);
    await vscode.commands.executeCommand(COMMANDS.freeSpace, { dir, kinds: ["checkpoints"] });
    // The advisor pins the last good one before what it says, if anything.
    assert.deepEqual(new Set(checkpointSteps(dir)), new Set([60, ...pinnedSteps(dir)]));
    assert.deepEqual((await readRun(dir)).sampleSteps, run.sampleSteps);
    await vscode.commands.executeCommand(COMMANDS.exploreLatents, { dir, sample: 2 });
    // The run, the samples, and the chosen one.
    await until("latents are explored", () => latentPages.drawnOf(dir) >= 3);
    await vscode.commands.executeCommand(COMMANDS.lookAtGame, { dir });
    await until("the game was looked at", () => gamePages.resultOf(dir)?.step === 60);
  });

  it("tries what the advisor proposes on a branch, and says no more of what is ignored", async () => {
    await activate();
    const file = await writeConfig("advised", gaussian(40));
    const dir = await vscode.commands.executeCommand<string>(COMMANDS.train, file);
    await restsAs(dir, "finished");
    await trainerHasLeft(dir);
    const path = "optimizer.discriminator.learningRate";
    const verdict: Verdict = {
      kind: "oscillates",
      since: 30,
      certainty: "sure",
      evidence: [],
      remedy: { name: "raiseDiscriminatorRate", set: [{ path, value: 0.004 }] },
    };
    appendLines(runFiles(dir).events, [
      { type: "diagnosed", step: 40, time: new Date().toISOString(), verdict },
    ]);
    const asked = { dir, verdict: "oscillates" };
    const branch = await vscode.commands.executeCommand<string>(COMMANDS.tryRemedy, asked);
    const record = await restsAs(branch, "finished");
    assert.deepEqual([record.parent?.step, record.step], [20, 40]);
    assert.deepEqual(
      changesOf(await readEvents(branch), path).map(([, , to]) => to),
      [0.004],
    );
    await vscode.commands.executeCommand(COMMANDS.ignoreVerdict, asked);
    const last = (await readEvents(dir)).at(-1);
    assert.equal(last?.type === "verdictIgnored" && last.kind, "oscillates");
  });

  it("saves the config first", async () => {
    const file = await writeConfig("unsaved", gaussian(1_000_000));
    const editor = await vscode.window.showTextDocument(file);
    await editor.edit((edit) =>
      edit.replace(
        editor.document.lineAt(7).range,
        editor.document.lineAt(7).text.replace("1000000", "5"),
      ),
    );
    assert.equal(editor.document.isDirty, true);
    const dir = await vscode.commands.executeCommand<string>(COMMANDS.train, file);
    assert.equal(editor.document.isDirty, false);
    assert.equal((await restsAs(dir, "finished")).step, 5);
  });

  it("waits for a save that has begun already, as VS Code begins one by itself", async () => {
    const file = await writeConfig("saving", gaussian(1_000_000));
    const editor = await vscode.window.showTextDocument(file);
    await editor.edit((edit) => {
      const { range, text } = editor.document.lineAt(7);
      edit.replace(range, text.replace("1000000", "5"));
    });
    let listener: vscode.Disposable | undefined;
    const begun = new Promise<void>((resolve) => {
      listener = vscode.workspace.onWillSaveTextDocument((event) => {
        // VS Code waits for a listener for some seconds, and refuses another save meanwhile.
        event.waitUntil(new Promise(() => {}));
        resolve();
      });
    });
    const saved = editor.document.save();
    await begun;
    listener?.dispose();
    const dir = await vscode.commands.executeCommand<string>(COMMANDS.train, file);
    await saved;
    assert.equal((await restsAs(dir, "finished")).step, 5);
  });

  it("has the buttons that fit the state, and they work", async () => {
    const { file, dir } = await trainLong("buttons");
    await lensesAre(file, ["Pause", "Step", "Stop", "Open Dashboard"]);
    await vscode.commands.executeCommand(COMMANDS.pause, { dir });
    const { step } = await recordWhere(dir, "it is paused", ({ state }) => state === "paused");
    await lensesAre(file, ["Resume", "Step", "Stop", "Open Dashboard"]);
    await vscode.commands.executeCommand(COMMANDS.step, { dir });
    const afterStep = await recordWhere(dir, "it made a step", (record) => record.step > step);
    assert.deepEqual([afterStep.step, afterStep.state], [step + 1, "paused"]);
    await vscode.commands.executeCommand(COMMANDS.stepDiscriminator, { dir });
    await steppedAlone(dir, step + 2, "discriminator");
    await vscode.commands.executeCommand(COMMANDS.stepGenerator, { dir });
    await steppedAlone(dir, step + 3, "generator");
    await vscode.commands.executeCommand(COMMANDS.resume, { dir });
    await recordWhere(
      dir,
      "it goes on",
      (record) => record.state === "running" && record.step > step + 3,
    );
    await vscode.commands.executeCommand(COMMANDS.stop, { dir });
    await restsAs(dir, "stopped");
    await lensesAre(file, ["Train", "Resume", "Tune", "Open Dashboard"]);
  });

  it("shows its progress in the status bar while it lasts", async () => {
    const { statusBar } = await activate();
    const { dir } = await trainLong("progress");
    await until("step and speed in the status bar", () =>
      /progress: step [\d,]+\/1,000,000 · .* steps\/s/.test(statusBar.text ?? ""),
    );
    await vscode.commands.executeCommand(COMMANDS.stop, { dir });
    await until("nothing in the status bar", () => statusBar.text === undefined);
  });

  it("survives its trainer being killed: the run is interrupted and can be resumed", async () => {
    const { manager, store } = await activate();
    const { file, dir } = await trainLong("killed");
    await until("a checkpoint", async () =>
      (await readdir(runFiles(dir).checkpoints)).some(
        (name) => name.endsWith(".safetensors") && !name.includes("00000000"),
      ),
    );
    process.kill(present(manager.trainerOf(dir)).pid, "SIGKILL");
    await until("the list says interrupted", () => store.get(dir)?.record.state === "interrupted");
    const interrupted = await readRecord(dir);
    assert.equal(interrupted.state, "interrupted");
    assert.match(interrupted.error?.message ?? "", /SIGKILL/);
    await lensesAre(file, ["Train", "Resume", "Tune", "Open Dashboard"]);
    await vscode.commands.executeCommand(COMMANDS.resume, { dir });
    await recordWhere(
      dir,
      "it goes on",
      (record) => record.state === "running" && record.step > interrupted.step,
    );
    const { columns } = await readRun(dir);
    assert.deepEqual(
      [...columns.step],
      Array.from(columns.step, (_, i) => i + 1),
      "every step is there once",
    );
    assert.ok(
      (await readEvents(dir)).some((event) => event.type === "resumed" && event.fromCheckpoint),
    );
  });

  it("tells a run that diverges what happened", async () => {
    const { store } = await activate();
    const file = await writeConfig(
      "diverges",
      gaussian(1_000_000).replace(/"type": "adam"/g, '"type": "sgd", "learningRate": 1e30'),
    );
    const dir = await vscode.commands.executeCommand<string>(COMMANDS.train, file);
    const run = await until(
      "it has failed",
      () => store.get(dir)?.record.state === "failed" && store.get(dir),
    );
    assert.equal(run.record.error?.code, "not-finite");
    assert.match(run.record.error.message, /^training diverged: the .*'s (loss|gradient)/);
    assert.match(run.record.error.hint, /smaller learning rates/);
  });

  it("trains what is in the file, also right after another program has changed it", async () => {
    const file = await writeConfig("rewritten", gaussian(10));
    await vscode.window.showTextDocument(file);
    for (const steps of [11, 12, 13]) {
      await writeConfig("rewritten", gaussian(steps));
      const dir = await vscode.commands.executeCommand<string>(COMMANDS.train, file);
      assert.equal((await readRecord(dir)).steps, steps);
    }
  });

  it("goes on after a divergence with smaller rates, by taking what is offered", async () => {
    const { store } = await activate();
    const file = await writeConfig(
      "mended",
      gaussian(1_000_000).replace(/"type": "adam"/g, '"type": "sgd", "learningRate": 1e30'),
    );
    const dir = await vscode.commands.executeCommand<string>(COMMANDS.train, file);
    await restsAs(dir, "failed");
    const changes = async () => {
      const events = await readEvents(dir);
      return ["generator", "discriminator"].map((network) =>
        changesOf(events, `optimizer.${network}.learningRate`).map(([, from, to]) => [from, to]),
      );
    };
    await acceptUntil(
      "both rates are a tenth",
      () => vscode.commands.executeCommand(COMMANDS.resumeSmallerRates, { dir }),
      async () => (await changes()).every(({ length }) => length === 1),
    );
    assert.deepEqual(await changes(), [[[1e30, 1e29]], [[1e30, 1e29]]]);
    await until("1e29 is too much as well", () => store.get(dir)?.record.state === "failed");
  });

  it("can be resumed paused, changed, and then goes on", async () => {
    const { manager } = await activate();
    const { dir } = await trainLong("resumed-paused");
    await vscode.commands.executeCommand(COMMANDS.stop, { dir });
    const { step } = await restsAs(dir, "stopped");
    await vscode.commands.executeCommand(COMMANDS.resumePaused, { dir });
    const paused = await readRecord(dir);
    assert.deepEqual([paused.state, paused.step], ["paused", step]);
    const from = await manager.command(dir, changeTo("training.discriminatorSteps", 2));
    assert.equal(from, step + 1);
    await vscode.commands.executeCommand(COMMANDS.resume, { dir });
    await recordWhere(dir, "it goes on", (record) => record.step > step);
  });

  it("stops its trainers when the window closes, after their checkpoints", async () => {
    const { manager } = await activate();
    const { dir } = await trainLong("closing");
    await manager.shutdown(2 * 60_000);
    const { state, step } = await readRecord(dir);
    assert.equal(state, "stopped");
    assert.ok(
      (await readdir(runFiles(dir).checkpoints)).some((name) =>
        name.includes(String(step).padStart(8, "0")),
      ),
    );
  });

  it("keeps a run that trains from deletion, and forgets one deleted elsewhere", async () => {
    const { store } = await activate();
    const { dir } = await trainLong("kept");
    await vscode.commands.executeCommand(COMMANDS.deleteRun, { dir });
    assert.ok(existsSync(dir));
    await vscode.commands.executeCommand(COMMANDS.stop, { dir });
    await trainerHasLeft(dir);
    await vscode.workspace.fs.delete(vscode.Uri.file(dir), { recursive: true });
    await until("it is gone from the list", () => {
      assert.equal(existsSync(dir), false);
      return store.get(dir) === undefined;
    });
  });
});
