import { basename } from "node:path";
import * as vscode from "vscode";
import { nameOfRun, type RunSummary } from "../shared/run/run";
import { groupOfRun, RUN_GROUPS, type RunGroup } from "../shared/run/run-group";
import { isLive } from "../shared/run/state";
import { formatCount } from "../shared/text/format";
import { COMMANDS, VIEWS } from "./ids";
import type { RunDetailsReader } from "./run-details";
import type { RunStore } from "./run-store";
import { dateText, rowText, runTooltip, stateIcon, stateLabel } from "./run-text";
import { Throttle } from "./throttle";

/* The list of runs in the side bar. */

/** A run's row. Commands that are started from it get it as their argument. */
export interface RunNode {
  dir: string;
}

/** A group's row. */
export interface GroupNode {
  group: RunGroup;
}

export type RunsNode = RunNode | GroupNode;

const GROUP_TITLES: Record<RunGroup, string> = {
  live: vscode.l10n.t("Live"),
  today: vscode.l10n.t("Today"),
  older: vscode.l10n.t("Older"),
};

const GROUP_NODES = new Map<RunGroup, GroupNode>(RUN_GROUPS.map((group) => [group, { group }]));

/**
 * The "Runs" view: all runs of the workspace but those of studies, which have a view of their own.
 * They are in groups where there is more than one, the newest first in each.
 */
export class RunsTree implements vscode.TreeDataProvider<RunsNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<RunsNode | undefined>();
  /** One object for each run: the view recognises rows by identity. */
  private readonly nodes = new Map<string, RunNode>();
  /** The runs that are shown by their groups, and which group each is in. */
  private groups = new Map<RunGroup, RunNode[]>();
  private readonly groupOf = new Map<string, RunGroup>();
  private readonly dirty = new Set<string>();
  private readonly view: vscode.TreeView<RunsNode>;
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
      this.view.onDidChangeSelection(({ selection }) =>
        onSelect(selection.find((node) => "dir" in node)?.dir),
      ),
      store.onDidChange((dir) => {
        if (dir === undefined || this.isElsewhere(dir)) this.changed.fire(undefined);
        else this.markDirty(dir);
        this.showLiveCount();
      }),
    ];
  }

  getChildren(parent?: RunsNode): RunsNode[] {
    if (parent) return "group" in parent ? (this.groups.get(parent.group) ?? []) : [];
    this.sortIntoGroups();
    const there = RUN_GROUPS.filter((group) => this.groups.has(group));
    // One group alone would be a row that says nothing.
    if (there.length === 1) return [...this.groups.values()].flat();
    return there.flatMap((group) => GROUP_NODES.get(group) ?? []);
  }

  private sortIntoGroups(): void {
    const runs = this.store.all().filter(({ notes }) => !notes?.archived);
    const known = new Set(runs.map((run) => run.dir));
    for (const dir of this.nodes.keys()) if (!known.has(dir)) this.nodes.delete(dir);
    this.groupOf.clear();
    this.groups = new Map();
    const now = new Date();
    for (const { dir, record } of runs) {
      const group = groupOfRun(record, now);
      this.groupOf.set(dir, group);
      const members = this.groups.get(group) ?? [];
      members.push(this.nodeOf(dir));
      this.groups.set(group, members);
    }
  }

  /** Whether a run is no longer shown where it is now. */
  private isElsewhere(dir: string): boolean {
    const run = this.store.get(dir);
    const group = run && !run.notes?.archived ? groupOfRun(run.record) : undefined;
    return group !== this.groupOf.get(dir);
  }

  getTreeItem(node: RunsNode): vscode.TreeItem {
    if ("group" in node) return this.groupItem(node);
    const run = this.store.get(node.dir);
    if (!run) return new vscode.TreeItem(basename(node.dir));
    return this.itemOf(run);
  }

  /** Rows come from the store at once; the tooltip is made only when somebody points at a row. */
  resolveTreeItem(item: vscode.TreeItem, node: RunsNode): vscode.TreeItem {
    const run = "dir" in node ? this.store.get(node.dir) : undefined;
    if (run) item.tooltip = runTooltip(run, this.details.detailsOf(run));
    return item;
  }

  getParent(node: RunsNode): RunsNode | undefined {
    if ("group" in node || this.groups.size < 2) return undefined;
    const group = this.groupOf.get(node.dir);
    return group && GROUP_NODES.get(group);
  }

  private groupItem({ group }: GroupNode): vscode.TreeItem {
    const item = new vscode.TreeItem(GROUP_TITLES[group], vscode.TreeItemCollapsibleState.Expanded);
    item.id = `group ${group}`;
    item.description = formatCount(this.groups.get(group)?.length ?? 0);
    item.contextValue = "runGroup";
    return item;
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
