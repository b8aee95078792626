import { dirname } from "node:path";
import * as vscode from "vscode";
import { isLive, isResumable, type RunState } from "../shared/run/state";
import { CONFIG_SELECTOR } from "./config-files";
import { drawingNamedIn } from "./drawing-files";
import { COMMANDS, type CommandId } from "./ids";
import type { RunStore } from "./run-store";

/** The buttons above a config: Train and Tune, or the controls of the run that it was started with. */
export class RunLenses implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly toDispose: vscode.Disposable[];
  /** States as last announced; steps change far more often, and show nowhere here. */
  private announced = "";

  readonly onDidChangeCodeLenses = this.changed.event;

  constructor(private readonly store: RunStore) {
    this.toDispose = [
      this.changed,
      vscode.languages.registerCodeLensProvider(CONFIG_SELECTOR, this),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.changed.fire()),
      store.onDidChange(() => {
        const states = store
          .all()
          .map((run) => `${run.dir} ${run.record.state}`)
          .join("\n");
        if (states === this.announced) return;
        this.announced = states;
        this.changed.fire();
      }),
    ];
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const top = new vscode.Range(0, 0, 0, 0);
    const run = this.store.forConfig(document.uri.fsPath);
    const lenses = vscode.workspace.isTrusted ? lensesFor : lensesWithoutTrust;
    const drawing = drawingNamedIn(document.getText(), dirname(document.uri.fsPath));
    const draw = drawing && {
      title: vscode.l10n.t("$(edit) Draw Data"),
      command: COMMANDS.drawData,
      arguments: [drawing],
    };
    const ofRun = lenses(run?.record.state).map(
      ({ title, command, about }) =>
        new vscode.CodeLens(top, {
          title,
          command,
          arguments: [about === "config" ? document.uri : { dir: run!.dir }],
        }),
    );
    return draw ? [...ofRun, new vscode.CodeLens(top, draw)] : ofRun;
  }

  dispose(): void {
    vscode.Disposable.from(...this.toDispose).dispose();
  }
}

interface Lens {
  title: string;
  command: CommandId | typeof MANAGE_TRUST;
  /** What the command is given. */
  about: "config" | "run";
}

const MANAGE_TRUST = "workbench.trust.manage";

/** Where the workspace is not trusted runs can be viewed; the other buttons would do nothing. */
function lensesWithoutTrust(state: RunState | undefined): Lens[] {
  const trust: Lens = {
    title: vscode.l10n.t("$(shield) Trust This Workspace to Train"),
    command: MANAGE_TRUST,
    about: "config",
  };
  return [trust, ...lensesFor(state).filter(({ command }) => command === COMMANDS.openDashboard)];
}

/** The buttons for a config whose latest run is in `state`; undefined: it has none. */
function lensesFor(state: RunState | undefined): Lens[] {
  const train: Lens = {
    title: vscode.l10n.t("$(play) Train"),
    command: COMMANDS.train,
    about: "config",
  };
  const tune: Lens = {
    title: vscode.l10n.t("$(beaker) Tune"),
    command: COMMANDS.tune,
    about: "config",
  };
  if (state === undefined) return [train, tune];
  const button = (title: string, command: CommandId): Lens => ({ title, command, about: "run" });
  const pause = button(vscode.l10n.t("$(debug-pause) Pause"), COMMANDS.pause);
  const resume = button(vscode.l10n.t("$(debug-continue) Resume"), COMMANDS.resume);
  const step = button(vscode.l10n.t("$(debug-step-over) Step"), COMMANDS.step);
  const stop = button(vscode.l10n.t("$(debug-stop) Stop"), COMMANDS.stop);
  const dashboard = button(vscode.l10n.t("$(graph-line) Open Dashboard"), COMMANDS.openDashboard);
  if (isLive(state))
    return state === "paused" ? [resume, step, stop, dashboard] : [pause, step, stop, dashboard];
  return isResumable(state) && state !== "finished"
    ? [train, resume, tune, dashboard]
    : [train, tune, dashboard];
}
