import { basename } from "node:path";
import * as vscode from "vscode";
import { isLive } from "../shared/run/state";
import { nameOfRun, type RunSummary } from "../shared/run/run";
import { COMMANDS, VIEWS } from "./ids";
import type { RunDetailsReader } from "./run-details";
import type { RunStore } from "./run-store";
import { dateText, rowText, runTooltip, stateIcon, stateLabel } from "./run-text";
import { Throttle } from "./throttle";

/* The list of runs in the side bar. */

/** A row of the tree. Commands that are started from it get it as their argument. */
export interface RunNode {
  dir: string;
}

/** The "Runs" view: all runs of the workspace, newest first. */
export class RunsTree implements vscode.TreeDataProvider<RunNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<RunNode | undefined>();
  /** One object for each run: the view recognises rows by identity. */
  private readonly nodes = new Map<string, RunNode>();
  private readonly dirty = new Set<string>();
  private readonly view: vscode.TreeView<RunNode>;
  private readonly repaint = new Throttle(1000, () => this.paintDirty());
  private readonly toDispose: vscode.Disposable[];

  readonly onDidChangeTreeData = this.changed.event;

  constructor(
    private readonly store: RunStore,
    private readonly details: RunDetailsReader,
    onSelect: (dir: string | undefined) => void,
  ) {
    this.view = vscode.window.createTreeView(VIEWS.runs, {
      treeDataProvider: this,
      canSelectMany: true,
    });
    this.toDispose = [
      this.changed,
      this.view,
      this.repaint,
      details.onDidChange((dir) => this.markDirty(dir)),
      this.view.onDidChangeSelection(({ selection }) => onSelect(selection[0]?.dir)),
      store.onDidChange((dir) => {
        const isArchived = dir !== undefined && store.get(dir)?.notes?.archived === true;
        if (dir === undefined || this.nodes.has(dir) === isArchived) this.changed.fire(undefined);
        else this.markDirty(dir);
        this.showLiveCount();
      }),
    ];
  }

  getChildren(parent?: RunNode): RunNode[] {
    if (parent) return [];
    const runs = this.store.all().filter(({ notes }) => !notes?.archived);
    const known = new Set(runs.map((run) => run.dir));
    for (const dir of this.nodes.keys()) if (!known.has(dir)) this.nodes.delete(dir);
    return runs.map((run) => this.nodeOf(run.dir));
  }

  getTreeItem(node: RunNode): vscode.TreeItem {
    const run = this.store.get(node.dir);
    if (!run) return new vscode.TreeItem(basename(node.dir));
    return this.itemOf(run);
  }

  /** Rows come from the store at once; the tooltip is made only when somebody points at a row. */
  resolveTreeItem(item: vscode.TreeItem, node: RunNode): vscode.TreeItem {
    const run = this.store.get(node.dir);
    if (run) item.tooltip = runTooltip(run, this.details.detailsOf(run));
    return item;
  }

  getParent(): undefined {
    return undefined;
  }

  private itemOf(run: RunSummary): vscode.TreeItem {
    const { record } = run;
    const item = new vscode.TreeItem(nameOfRun(run));
    item.id = run.dir;
    item.description = rowText(run, this.details.detailsOf(run));
    item.iconPath = stateIcon(record.state);
    item.contextValue = `run.${record.state}`;
    item.command = {
      command: COMMANDS.openDashboard,
      title: vscode.l10n.t("Open Dashboard"),
      arguments: [{ dir: run.dir, preview: true }],
    };
    item.accessibilityInformation = {
      label: vscode.l10n.t(
        "Run {0} of {1}, {2}, step {3} of {4}",
        nameOfRun(run),
        dateText(record.createdAt),
        stateLabel(record.state),
        record.step,
        record.steps,
      ),
    };
    return item;
  }

  private nodeOf(dir: string): RunNode {
    const node = this.nodes.get(dir) ?? { dir };
    this.nodes.set(dir, node);
    return node;
  }

  private markDirty(dir: string): void {
    this.dirty.add(dir);
    this.repaint.call();
  }

  private paintDirty(): void {
    for (const dir of this.dirty) {
      const node = this.nodes.get(dir);
      if (node) this.changed.fire(node);
    }
    this.dirty.clear();
  }

  private showLiveCount(): void {
    const live = this.store.all().filter((run) => isLive(run.record.state)).length;
    if ((this.view.badge?.value ?? 0) === live) return;
    this.view.badge =
      live === 0
        ? undefined
        : {
            value: live,
            tooltip:
              live === 1
                ? vscode.l10n.t("1 run in progress")
                : vscode.l10n.t("{0} runs in progress", live),
          };
  }

  dispose(): void {
    vscode.Disposable.from(...this.toDispose).dispose();
  }
}
