import { readFile } from "node:fs/promises";
import * as vscode from "vscode";
import type { TestApi } from "../../src/extension";
import { runFiles } from "../../src/run";
import type { RunEvent, RunRecord } from "../../src/shared/run/run";
import { isLive, type RunState } from "../../src/shared/run/state";
import { COMMANDS, DASHBOARD } from "../../src/ui/ids";
import { present } from "../support/values";
import { until } from "../support/until";

export const EXTENSION = "gan-workbench.gan-workbench";

export function extension(): vscode.Extension<TestApi> {
  const found = vscode.extensions.getExtension<TestApi>(EXTENSION);
  if (!found) throw new Error(`${EXTENSION} is not there`);
  return found;
}

export const activate = async (): Promise<TestApi> => extension().activate();

export function workspaceFolder(): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder) throw new Error("the tests need a window with a folder");
  return folder.uri;
}

const LAYERS =
  '[{ "type": "dense", "units": 4, "activation": "relu" }, { "type": "dense", "units": 1 }]';

/** A 1-D experiment on the built-in engine: a step takes about a millisecond. */
export function gaussian(steps: number): string {
  return `{
  // Written by the tests.
  "data": { "source": "gaussian", "mean": 3, "stddev": 0.5 },
  "latent": { "size": 1 },
  "generator": { "layers": ${LAYERS} },
  "discriminator": { "layers": ${LAYERS} },
  "optimizer": { "generator": { "type": "adam" }, "discriminator": { "type": "adam" } },
  "training": { "steps": ${steps}, "batchSize": 8 },
  "samples": { "every": 20 },
  "checkpoint": { "every": 20 },
  "engine": "cpu",
}
`;
}

export async function writeConfig(name: string, text: string): Promise<vscode.Uri> {
  const file = vscode.Uri.joinPath(workspaceFolder(), `${name}.gan.json`);
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
  return file;
}

/**
 * A config whose generator is a module, the module, and the path of a file that it writes wherever
 * it is loaded.
 */
export async function writeModuleConfig(
  name: string,
): Promise<{ config: vscode.Uri; module: vscode.Uri; trace: string }> {
  const module = vscode.Uri.joinPath(workspaceFolder(), `${name}.ts`);
  const trace = vscode.Uri.joinPath(workspaceFolder(), `${name}.was-run`).fsPath;
  await vscode.workspace.fs.writeFile(
    module,
    new TextEncoder().encode(`import { writeFileSync } from "node:fs";
writeFileSync(${JSON.stringify(trace)}, "");
export default {
  init: ({ random }) => ({ w: random.normal("w", [1, 1]) }),
  apply: ({ tf, weights, x }) => tf.matMul(x, weights.w),
};
`),
  );
  const text = gaussian(10).replace(
    /"generator": \{ "layers".*/,
    `"generator": { "module": "./${name}.ts" },`,
  );
  return { config: await writeConfig(name, text), module, trace };
}

/** Writes a config and presses Train on it. Returns the run's folder once it makes steps. */
export async function trainLong(
  name: string,
  text = gaussian(1_000_000),
): Promise<{ file: vscode.Uri; dir: string }> {
  const file = await writeConfig(name, text);
  const dir = await vscode.commands.executeCommand<string>(COMMANDS.train, file);
  await recordWhere(
    dir,
    "it is running",
    (record) => record.state === "running" && record.step > 0,
  );
  return { file, dir };
}

export async function readRecord(dir: string): Promise<RunRecord> {
  return JSON.parse(await readFile(runFiles(dir).record, "utf8")) as RunRecord;
}

/** Waits until run.json says what is wanted. */
export const recordWhere = (
  dir: string,
  what: string,
  wanted: (record: RunRecord) => boolean,
): Promise<RunRecord> =>
  until(what, async () => {
    const record = await readRecord(dir);
    if (wanted(record)) return record;
    const { state, step, error } = record;
    throw new Error(`it is ${state} at step ${step}${error ? `: ${error.message}` : ""}`);
  });

/**
 * Waits until the trainer of a run that is at rest has left, and the extension knows it: until then
 * the run's folder changes, and the run is neither resumed nor deleted.
 */
export async function trainerHasLeft(dir: string): Promise<void> {
  const { manager, store } = await activate();
  await until("its trainer has left", () => !manager.isOwn(dir) && !store.isOwned(dir));
}

/** Waits until a run has come to rest in a state, and its trainer has left. */
export async function restsAs(dir: string, state: RunState): Promise<RunRecord> {
  const record = await recordWhere(dir, `it is ${state}`, (now) => now.state === state);
  await trainerHasLeft(dir);
  return record;
}

export async function readEvents(dir: string): Promise<RunEvent[]> {
  const text = await readFile(runFiles(dir).events, "utf8");
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as RunEvent);
}

/** The titles of the buttons above a config, without their icons. */
export async function lensTitles(file: vscode.Uri): Promise<string[]> {
  await vscode.workspace.openTextDocument(file);
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    "vscode.executeCodeLensProvider",
    file,
    20,
  );
  return lenses.map((lens) => (lens.command?.title ?? "").replace(/\$\([\w-]+\) /, ""));
}

export const lensesAre = (file: vscode.Uri, titles: string[]): Promise<unknown> =>
  until(
    `the buttons are ${titles.join(", ")}`,
    async () => (await lensTitles(file)).join() === titles.join(),
  );

/**
 * Asks, and presses Enter in whatever quick input is open until `done`: a person who takes what is
 * offered, and asks again if Enter came before there was anything to take, which ends the question
 * without a result. @returns what came of it.
 */
export async function acceptUntil<T>(
  what: string,
  ask: () => Thenable<T>,
  done: () => boolean | Promise<boolean>,
): Promise<T> {
  let answer: Promise<T> | undefined;
  let open = false;
  await until(what, async () => {
    if (await done()) return true;
    if (open) await vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem");
    else {
      open = true;
      answer = Promise.resolve(
        ask().then((result) => {
          open = result !== undefined;
          return result;
        }),
      );
    }
    return false;
  });
  return present(answer);
}

/** Waits until exactly so many dashboards are open, and returns their tabs. */
export const dashboardsAre = (count: number): Promise<vscode.Tab[]> =>
  until(`${count} dashboards are open`, () => dashboardTabs().length === count && dashboardTabs());

function dashboardTabs(): vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(
      ({ input }) => input instanceof vscode.TabInputWebview && input.viewType.includes(DASHBOARD),
    );
}

/** Leaves nothing behind for the next test: no trainer, no tab. */
export async function cleanUp(): Promise<void> {
  const { store } = await activate();
  for (const run of store.all().filter(({ record }) => isLive(record.state))) {
    await vscode.commands.executeCommand(COMMANDS.stop, { dir: run.dir });
    await recordWhere(run.dir, "it has stopped", (record) => !isLive(record.state));
    await trainerHasLeft(run.dir);
  }
  await until("the list says so", () => store.all().every(({ record }) => !isLive(record.state)));
  await vscode.commands.executeCommand("workbench.action.closeAllEditors");
}
