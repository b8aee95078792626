import { join } from "node:path";
import * as vscode from "vscode";
import { endedTrials, runningTrials, studyState, type StudyState } from "../shared/study/progress";
import type { StudyView, TrialRunView, TrialState, TrialView } from "../shared/study/study-view";
import { settingsText, trialText, valuesText } from "../shared/study/trial-text";
import { formatCount, formatDuration } from "../shared/text/format";
import { COMMANDS, VIEWS } from "./ids";
import type { StudyStore } from "./study-store";
import { Throttle } from "./throttle";

/* The "Studies" view: the studies of the workspace, with their runs under them. */

/** A study, or a run of one. Commands that are started from it get it as their argument. */
export type StudyNode = { studyDir: string } | { studyDir: string; dir: string; trial: number };

export class StudiesTree implements vscode.TreeDataProvider<StudyNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  private readonly view: vscode.TreeView<StudyNode>;
  private readonly repaint = new Throttle(1000, () => this.changed.fire(undefined));
  private readonly toDispose: vscode.Disposable[];

  readonly onDidChangeTreeData = this.changed.event;

  constructor(private readonly store: StudyStore) {
    this.view = vscode.window.createTreeView(VIEWS.studies, {
      treeDataProvider: this,
      canSelectMany: true,
    });
    this.toDispose = [
      this.changed,
      this.view,
      this.repaint,
      store.onDidChange(() => this.repaint.call()),
    ];
  }

  getChildren(parent?: StudyNode): StudyNode[] {
    if (!parent) return this.store.all().map((studyDir) => ({ studyDir }));
    if ("dir" in parent) return [];
    const { studyDir } = parent;
    const view = this.store.get(studyDir);
    return view
      ? runsOf(view).map(({ trial, run }) => ({
          studyDir,
          dir: join(studyDir, "runs", run.id),
          trial: trial.number,
        }))
      : [];
  }

  getTreeItem(node: StudyNode): vscode.TreeItem {
    const view = this.store.get(node.studyDir);
    if (!view) return new vscode.TreeItem(node.studyDir);
    return "dir" in node ? runItem(view, node) : studyItem(view, node.studyDir);
  }

  dispose(): void {
    vscode.Disposable.from(...this.toDispose).dispose();
  }
}

/** The runs that have begun, those of the best trials first and then the newest. */
function runsOf({ trials, best }: StudyView): { trial: TrialView; run: TrialRunView }[] {
  const place = ({ number }: TrialView) => (best.includes(number) ? Infinity : number);
  return [...trials]
    .sort((a, b) => place(b) - place(a) || b.number - a.number)
    .flatMap((trial) => trial.runs.map((run) => ({ trial, run })))
    .filter(({ run }) => run.state !== "waiting");
}

const STUDY_ICONS: Record<StudyState, [icon: string, color?: string]> = {
  running: ["sync~spin", "charts.blue"],
  interrupted: ["debug-disconnect", "list.warningForeground"],
  finished: ["pass", "testing.iconPassed"],
};
const RUN_ICONS: Record<TrialState, [icon: string, color?: string]> = {
  waiting: ["circle-outline"],
  ...STUDY_ICONS,
  pruned: ["circle-slash"],
  diverged: ["warning", "list.warningForeground"],
  failed: ["error", "testing.iconFailed"],
};

const iconOf = ([icon, color]: [string, string?]): vscode.ThemeIcon =>
  new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));

function studyItem(view: StudyView, studyDir: string): vscode.TreeItem {
  const state = studyState(view);
  const item = new vscode.TreeItem(view.name, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = studyDir;
  item.description = studyText(view);
  item.tooltip = [view.name, view.description, studyText(view), studyDir]
    .filter(Boolean)
    .join("\n");
  item.iconPath = iconOf(STUDY_ICONS[state]);
  item.contextValue = `study.${state}`;
  item.command = {
    command: COMMANDS.openStudy,
    title: vscode.l10n.t("Open Study"),
    arguments: [{ studyDir }],
  };
  return item;
}

/** How far a study is: `38/48 trials · 2 running · 1 min 35 s left · best Fréchet distance 0.07`. */
export function studyText(view: StudyView): string {
  const planned = view.limits.trials ?? view.trialsPlanned;
  const ended = formatCount(endedTrials(view));
  const running = runningTrials(view);
  const best = view.trials.find(({ number }) => number === view.best[0]);
  return [
    planned === undefined
      ? vscode.l10n.t("{0} trials", ended)
      : vscode.l10n.t("{0}/{1} trials", ended, formatCount(planned)),
    running > 0 && vscode.l10n.t("{0} running", running),
    running > 0 &&
      view.secondsLeft !== undefined &&
      vscode.l10n.t("{0} left", formatDuration(view.secondsLeft)),
    best && view.objectives.length > 0 && vscode.l10n.t("best {0}", valuesText(view, best)),
  ]
    .filter((part) => typeof part === "string")
    .join(" · ");
}

function runItem(view: StudyView, { dir, trial: number }: Extract<StudyNode, { dir: string }>) {
  const trial = view.trials.find((one) => one.number === number);
  const run = trial?.runs.find(({ id }) => dir.endsWith(id));
  if (!trial || !run) return new vscode.TreeItem(dir);
  const seed = trial.runs.length > 1 ? vscode.l10n.t(", seed {0}", run.seed) : "";
  const item = new vscode.TreeItem(vscode.l10n.t("Trial {0}{1}", number, seed));
  item.id = dir;
  item.description = [valuesText(view, trial), settingsText(trial)].filter(Boolean).join(" · ");
  item.tooltip = trialText(view, trial);
  item.iconPath = view.best.includes(number)
    ? iconOf(["star-full", "charts.purple"])
    : iconOf(RUN_ICONS[run.state]);
  item.contextValue = "studyRun";
  item.command = {
    command: COMMANDS.openDashboard,
    title: vscode.l10n.t("Open Dashboard"),
    arguments: [{ dir, preview: true }],
  };
  return item;
}
