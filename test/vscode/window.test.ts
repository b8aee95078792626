import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import * as vscode from "vscode";
import { ClosedRuns, type ClosedRunNews } from "../../src/ui/closed-runs";
import { COMMANDS, SETTINGS, STATE_KEYS } from "../../src/ui/ids";
import { deleteAsAgreed, deletionOf, fateOf, questionAbout } from "../../src/ui/delete-run";
import { RunDetailsReader } from "../../src/ui/run-details";
import { rowText } from "../../src/ui/run-text";
import { cacheFolder, engineSetting } from "../../src/ui/settings";
import {
  activate,
  cleanUp,
  dashboardsAre,
  gaussian,
  readRecord,
  recordWhere,
  restsAs,
  trainLong,
  writeConfig,
} from "./support";
import { present } from "../support/values";
import { until } from "../support/until";

/** The state of a workspace that a window leaves to the next. */
class Memory implements vscode.Memento {
  private readonly values = new Map<string, unknown>();
  keys = (): readonly string[] => [...this.values.keys()];
  get<T>(key: string, otherwise?: T): T | undefined {
    return (this.values.get(key) as T | undefined) ?? otherwise;
  }
  update(key: string, value: unknown): Promise<void> {
    this.values.set(key, value);
    return Promise.resolve();
  }
}

const set = (id: string, value: unknown): Thenable<void> =>
  vscode.workspace.getConfiguration().update(id, value, vscode.ConfigurationTarget.Global);

async function trainTo(name: string, text: string): Promise<string> {
  const dir = await vscode.commands.executeCommand<string>(
    COMMANDS.train,
    await writeConfig(name, text),
  );
  await restsAs(dir, "finished");
  return dir;
}

describe("when a window has closed", () => {
  afterEach(cleanUp);

  it("the next one says which run stopped at which step, and offers to resume it", async () => {
    const { manager, store } = await activate();
    const memory = new Memory() as vscode.Memento;
    const before = new ClosedRuns(memory, store, manager);
    const { dir } = await trainLong("left-behind");
    assert.deepEqual(memory.get(STATE_KEYS.trainedRuns), [dir]);
    before.dispose();
    // As it is at the end of a window: asked to stop, and nobody is told.
    await vscode.commands.executeCommand(COMMANDS.stop, { dir });
    const { step } = await restsAs(dir, "stopped");

    const after = new ClosedRuns(memory, store, manager);
    const told: ClosedRunNews[] = [];
    after.onDidTell((news) => told.push(news));
    store.put(present(store.get(dir)));
    store.release(present(store.get(dir)));
    assert.equal(told.length, 1, "once");
    const count = String(step).replace(/\B(?=(\d{3})+$)/g, ",");
    assert.equal(
      told[0]?.text,
      `Training of “left-behind” stopped at step ${count} when the window closed.`,
    );
    assert.deepEqual([...told[0].buttons.values()], [COMMANDS.resume, COMMANDS.openDashboard]);
    assert.deepEqual(memory.get(STATE_KEYS.trainedRuns), []);
    after.dispose();
  });

  it("the next one tells of a run outside the workspace, which its list does not have yet", async () => {
    const { manager, store } = await activate();
    const dir = await trainTo("outside", gaussian(20));
    const outside = await mkdtemp(join(tmpdir(), "gan-outside-"));
    const moved = join(outside, ".gan", "runs", basename(dir));
    await cp(dir, moved, { recursive: true });
    const memory = new Memory() as vscode.Memento;
    await memory.update(STATE_KEYS.trainedRuns, [moved, join(outside, "deleted")]);
    const closed = new ClosedRuns(memory, store, manager);
    const told: ClosedRunNews[] = [];
    closed.onDidTell((news) => told.push(news));
    store.put(present(store.get(dir)));
    store.release(present(store.get(dir)));
    assert.deepEqual(
      told.map((news) => news.dir),
      [moved],
    );
    assert.deepEqual(memory.get(STATE_KEYS.trainedRuns), []);
    closed.dispose();
    await rm(outside, { recursive: true });
  });

  it("a run that ended while the window was there is not told of", async () => {
    const { manager, store } = await activate();
    const memory = new Memory() as vscode.Memento;
    const closed = new ClosedRuns(memory, store, manager);
    await trainTo("ended", gaussian(20));
    await until(
      "nothing is remembered",
      () => memory.get<string[]>(STATE_KEYS.trainedRuns)?.length === 0,
    );
    closed.dispose();
  });

  it("runs are not asked to stop where the person chose that they go on", async () => {
    const { manager } = await activate();
    const { dir } = await trainLong("goes-on");
    await set(SETTINGS.continueWithoutWindow, true);
    try {
      await manager.shutdown(4000);
      const { step } = await readRecord(dir);
      await recordWhere(dir, "it goes on", (record) => record.step > step);
      assert.equal((await readRecord(dir)).state, "running");
    } finally {
      await set(SETTINGS.continueWithoutWindow, undefined);
    }
  });
});

describe("runs of one name", () => {
  let first = "";
  let second = "";
  before(async () => {
    await activate();
    const named = gaussian(20).replace("{", '{ "name": "twin",');
    first = await trainTo("twin-a", named);
    second = await trainTo(
      "twin-b",
      named.replace('"generator": { "type": "adam" }', '"generator": { "type": "sgd" }'),
    );
  });
  afterEach(cleanUp);

  it("are told apart by their rows: date, what differs, last evaluation", async () => {
    const { store } = await activate();
    const details = new RunDetailsReader(store);
    await details.refresh();
    const [a, b] = [first, second].map((dir) => {
      const run = present(store.get(dir));
      return rowText(run, details.detailsOf(run));
    });
    assert.match(present(a), /\d{2}:\d{2}.* · G .*[Aa]dam.* · W1 [\d.]+ · 20 steps$/);
    assert.match(present(b), /\d{2}:\d{2}.* · G .*(sgd|SGD).* · W1 [\d.]+ · 20 steps$/);
    details.dispose();
  });

  it("are told apart by the titles of their tabs, and clicks in the list use one tab", async () => {
    const { dashboards } = await activate();
    await vscode.commands.executeCommand(COMMANDS.openDashboard, { dir: first, preview: true });
    await until("the page is there", () => dashboards.isReady(first));
    const [tab] = await dashboardsAre(1);
    assert.match(present(tab).label, /^GAN: twin \(.*\d{2}:\d{2}.*\)$/);
    await vscode.commands.executeCommand(COMMANDS.openDashboard, { dir: second, preview: true });
    await dashboardsAre(1);
    assert.deepEqual([dashboards.isOpen(first), dashboards.isOpen(second)], [false, true]);
    await vscode.commands.executeCommand(COMMANDS.openDashboard, { dir: second });
    await vscode.commands.executeCommand(COMMANDS.openDashboard, { dir: first, preview: true });
    await dashboardsAre(2);
  });

  it("are told apart when one is to be deleted", async () => {
    const { store } = await activate();
    const { message, detail } = questionAbout(present(store.get(first)));
    assert.match(message, /^Delete the run “twin” of .*\d{2}:\d{2}.*\?$/);
    assert.match(detail, /^Seed \d+, finished at step 20 of 20\n/);
    assert.ok(detail.includes(first));
  });

  it("go to the trash only if all in their folder is theirs; else the person is told", () => {
    assert.deepEqual(deletionOf(first, true), { forGood: false, left: [] });
    assert.match(fateOf(deletionOf(first, true)), /^Its metrics.* go to the trash\.$/);
    assert.equal(deletionOf(first, false).forGood, true);
    const notes = join(first, "samples", "notes.txt");
    writeFileSync(notes, "mine");
    const deletion = deletionOf(first, true);
    assert.deepEqual(deletion, { forGood: true, left: [join("samples", "notes.txt")] });
    assert.match(
      fateOf(deletion),
      /cannot be brought back\. What the run did not make stays in its folder: samples.notes\.txt\.$/,
    );
    rmSync(notes);
  });

  it("are deleted without what they did not make", async () => {
    const dir = await trainTo("with-notes", gaussian(5));
    const notes = join(dir, "notes.txt");
    writeFileSync(notes, "mine");
    const deletion = deletionOf(dir, true);
    await deleteAsAgreed(dir, { message: "", detail: "" }, deletion);
    assert.deepEqual(await readdir(dir), ["notes.txt"]);
  });
});

describe("columns", () => {
  afterEach(cleanUp);

  it("are two at most, whatever is opened in which order", async () => {
    const one = await writeConfig("column-one", gaussian(20));
    const two = await writeConfig("column-two", gaussian(20));
    await vscode.window.showTextDocument(one);
    const dirs = [
      await vscode.commands.executeCommand<string>(COMMANDS.train, one),
      await vscode.commands.executeCommand<string>(COMMANDS.train, two),
    ];
    await dashboardsAre(2);
    for (const dir of dirs) {
      await restsAs(dir, "finished");
      await vscode.commands.executeCommand(COMMANDS.openDashboard, { dir });
    }
    // The dashboard is in front now; a config goes to the column of configs all the same.
    await vscode.commands.executeCommand(COMMANDS.train, one);
    await dashboardsAre(3);
    const groups = vscode.window.tabGroups.all.map(({ tabs }) =>
      tabs.map(({ input }) => (input instanceof vscode.TabInputText ? "config" : "dashboard")),
    );
    assert.deepEqual(groups, [["config"], ["dashboard", "dashboard", "dashboard"]]);
  });
});

describe("settings", () => {
  afterEach(async () => {
    for (const id of Object.values(SETTINGS)) await set(id, undefined);
    await cleanUp();
  });

  it("choose the engine of experiments that leave it open", async () => {
    await set(SETTINGS.engine, "wasm");
    assert.equal(engineSetting(), "wasm");
    const open = await trainTo("open-engine", gaussian(5).replace('"cpu"', '"auto"'));
    assert.equal((await readRecord(open)).engine.name, "wasm");
    const named = await trainTo("named-engine", gaussian(5));
    assert.equal((await readRecord(named)).engine.name, "cpu");
  });

  it("choose what Train opens", async () => {
    await set(SETTINGS.openOnTrain, "nothing");
    await trainTo("opens-nothing", gaussian(5));
    await dashboardsAre(0);
    await set(SETTINGS.openOnTrain, "dashboard");
    await trainTo("opens-dashboard", gaussian(5));
    await dashboardsAre(1);
  });

  it("choose the cache folder, of which only an absolute one counts", async () => {
    assert.equal(cacheFolder(), undefined);
    await set(SETTINGS.cacheFolder, "/tmp/gan-cache/");
    assert.equal(cacheFolder(), "/tmp/gan-cache/");
    await set(SETTINGS.cacheFolder, "relative");
    assert.equal(cacheFolder(), undefined);
    await set(SETTINGS.cacheFolder, "~/gan-cache");
    assert.match(cacheFolder() ?? "", /^\/.*gan-cache$/);
  });
});
