import { loadBegan, processorTime, usedBefore } from "./ui/load-time";
import * as vscode from "vscode";
import { cacheDirs as userCacheDirs } from "./shared/files/cache";
import type { RunEvent } from "./shared/run/run";
import { ClosedRuns } from "./ui/closed-runs";
import { RunLenses } from "./ui/code-lens";
import { registerCommands } from "./ui/commands/index";
import type { Workbench } from "./ui/context";
import { ContextKeys } from "./ui/context-keys";
import { Dashboards } from "./ui/dashboard";
import { Diagnostics } from "./ui/diagnostics";
import { DrawingEditors } from "./ui/drawing-editor";
import { EngineSetup } from "./ui/engine-setup";
import { loadAhead } from "./ui/load-ahead";
import { QuickFixes } from "./ui/quick-fixes";
import { Reports } from "./ui/reports";
import { RunDetailsReader } from "./ui/run-details";
import { RunManager } from "./ui/run-manager";
import { RunStore } from "./ui/run-store";
import { RunsTree } from "./ui/runs-tree";
import { SamplesView } from "./ui/samples-view";
import { cacheFolder } from "./ui/settings";
import { StatusBar } from "./ui/status-bar";
import { createStudyParts, type StudyParts } from "./ui/study-parts";
import { WeightsCompletion } from "./ui/weights-completion";

/* The extension: builds its parts and joins them when VS Code activates it. */

/**
 * How long a closing window waits for its trainers to write their checkpoints, in milliseconds. VS
 * Code itself allows 5 s.
 */
const SHUTDOWN_TIMEOUT_MS = 4000;

let manager: RunManager | undefined;
let studies: StudyParts | undefined;

/** What our own tests inside VS Code are given. */
export interface TestApi extends Workbench {
  /** From the first line of the bundle to the end of `activate`, in milliseconds. */
  activationMilliseconds: number;
  /**
   * The same in processor time of the extension host's thread, on which other programs have no
   * influence.
   */
  activationProcessorMilliseconds: number;
}

export function activate(context: vscode.ExtensionContext): TestApi | undefined {
  const log = vscode.window.createOutputChannel("GAN Workbench", { log: true });
  const cacheDirs = (): [string, ...string[]] => [
    cacheFolder() ?? context.globalStorageUri.fsPath,
    ...userCacheDirs(),
  ];
  const store = new RunStore(log);
  const contextKeys = new ContextKeys(store);
  manager = new RunManager({
    store,
    log,
    cacheDirs,
    trainerFile: context.asAbsolutePath("dist/trainer.js"),
  });
  studies = createStudyParts({ context, log, store, manager, contextKeys, cacheDirs });
  const pages = { store, manager, log };
  const samples = new SamplesView(context.extensionUri, pages);
  const details = new RunDetailsReader(store);
  const workbench: Workbench = {
    log,
    store,
    manager,
    samples,
    diagnostics: new Diagnostics(),
    dashboards: new Dashboards(context.extensionUri, pages, (dir) => samples.select(dir)),
    tree: new RunsTree(store, details, (dir) => samples.select(dir)),
    engine: new EngineSetup({ cacheDirs, memory: context.globalState, contextKeys, log }),
    statusBar: new StatusBar(store, manager),
    reports: new Reports(manager),
    closedRuns: new ClosedRuns(context.workspaceState, store, manager),
    drawings: new DrawingEditors(context.extensionUri, log),
    ownFolder: context.globalStorageUri.fsPath,
    ...studies,
  };
  const { diagnostics, dashboards, tree, statusBar, reports, closedRuns, drawings } = workbench;
  context.subscriptions.push(
    ...[log, store, contextKeys, manager, samples, details],
    ...[diagnostics, dashboards, tree, statusBar, reports, closedRuns, drawings],
    new RunLenses(store),
    QuickFixes.register(diagnostics),
    WeightsCompletion.register(store),
    registerCommands(workbench),
    beginWork(workbench),
    showVerdicts(manager, details),
  );
  if (context.extensionMode !== vscode.ExtensionMode.Test) return undefined;
  return {
    ...workbench,
    activationMilliseconds: performance.now() - loadBegan,
    activationProcessorMilliseconds: processorTime() - usedBefore,
  };
}

/** Has the list of runs show verdicts while their runs train. */
const showVerdicts = (runs: RunManager, details: RunDetailsReader): vscode.Disposable =>
  runs.onIncrement(({ dir, increment }) => {
    if (increment.type === "event" && isOfAdvisor(increment.event)) void details.reread(dir);
  });

/** Whether an event changes which verdicts of a run stand. */
const isOfAdvisor = ({ type }: RunEvent): boolean =>
  type === "diagnosed" || type === "recovered" || type === "verdictIgnored";

/** What takes time comes after activation: VS Code waits for none of it. */
function beginWork({ store, engine, log }: Workbench): vscode.Disposable {
  void store.refresh();
  void engine.isInstalled();
  return loadAhead(log);
}

/**
 * Trainers are asked to stop, and write a checkpoint before they do. One that is not heard leaves
 * by itself.
 */
export async function deactivate(): Promise<void> {
  await Promise.all([
    manager?.shutdown(SHUTDOWN_TIMEOUT_MS),
    studies?.studyRunner.shutdown(SHUTDOWN_TIMEOUT_MS),
  ]);
}
