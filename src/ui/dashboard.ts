import { basename, dirname } from "node:path";
import * as vscode from "vscode";
import { DASHBOARD } from "./ids";
import { RunPage, type RunPageParts } from "./run-page";
import { nameOfRun } from "../shared/run/run";
import { dateText } from "./run-text";
import { webviewHtml, webviewOptions } from "./webview-html";

/* The dashboards: a panel for each run. */

/** The run of what a dashboard left in VS Code to be built again from after a reload. */
function runDirOf(state: unknown): string | undefined {
  const dir =
    typeof state === "object" && state !== null && "runDir" in state ? state.runDir : undefined;
  return typeof dir === "string" && dir !== "" ? dir : undefined;
}

interface Dashboard {
  panel: vscode.WebviewPanel;
  page: RunPage;
  /** Shows another run when one is looked at in passing, as a preview editor does. */
  preview: boolean;
}

/** How a dashboard is opened. */
export interface ShowOptions {
  column: vscode.ViewColumn;
  preserveFocus: boolean;
  /** In passing: in the place of the one that was last opened so. */
  preview?: boolean;
}

/** The dashboards: one editor panel for each run that somebody opened. */
export class Dashboards implements vscode.WebviewPanelSerializer, vscode.Disposable {
  private readonly open = new Map<string, Dashboard>();
  private readonly toDispose: vscode.Disposable[];

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly parts: RunPageParts,
    /** A dashboard has come to the front. */
    private readonly onActive: (dir: string) => void,
  ) {
    this.toDispose = [
      vscode.window.registerWebviewPanelSerializer(DASHBOARD, this),
      parts.store.onDidChange(() => this.retitle()),
    ];
  }

  /** Brings the run's dashboard to the front, and makes it where there is none. */
  show(dir: string, { column, preserveFocus, preview = false }: ShowOptions): void {
    const existing = this.open.get(dir);
    if (existing) {
      existing.preview &&= preview;
      existing.panel.reveal(undefined, preserveFocus);
      return;
    }
    const passing = preview ? [...this.open].find(([, one]) => one.preview) : undefined;
    if (passing) {
      this.turnTo(dir, passing);
      passing[1].panel.reveal(undefined, preserveFocus);
      return;
    }
    const panel = vscode.window.createWebviewPanel(
      DASHBOARD,
      this.titleOf(dir),
      { viewColumn: column, preserveFocus },
      webviewOptions(this.extensionUri, [dirname(dir)]),
    );
    this.adopt(panel, dir, preview);
  }

  /** Gives a dashboard another run to show. */
  private turnTo(dir: string, [before, dashboard]: [string, Dashboard]): void {
    this.open.delete(before);
    this.open.set(dir, dashboard);
    // A change of what the page may read loads it anew.
    if (dirname(before) !== dirname(dir))
      dashboard.panel.webview.options = webviewOptions(this.extensionUri, [dirname(dir)]);
    dashboard.panel.title = this.titleOf(dir);
    dashboard.page.show(dir);
  }

  /** After a reload: the same panel, the same run. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const dir = runDirOf(state);
    if (dir === undefined || this.open.has(dir)) {
      panel.dispose();
      return;
    }
    panel.webview.options = webviewOptions(this.extensionUri, [dirname(dir)]);
    this.adopt(panel, dir, false);
    if (panel.visible) this.onActive(dir);
  }

  /** The run whose dashboard is in front, if one is. */
  get activeRun(): string | undefined {
    return [...this.open].find(([, { panel }]) => panel.active)?.[0];
  }

  close(dir: string): void {
    this.open.get(dir)?.panel.dispose();
  }

  isOpen(dir: string): boolean {
    return this.open.has(dir);
  }

  /** Whether the page of the run's dashboard is there and has asked for what it shows. */
  isReady(dir: string): boolean {
    return this.open.get(dir)?.page.isReady === true;
  }

  private adopt(panel: vscode.WebviewPanel, dir: string, preview: boolean): void {
    const page = new RunPage(panel.webview, () => panel.visible, this.parts);
    page.show(dir);
    panel.title = this.titleOf(dir);
    panel.iconPath = vscode.Uri.joinPath(this.extensionUri, "media", "gan-tab.svg");
    const dashboard: Dashboard = { panel, page, preview };
    panel.onDidChangeViewState(() => {
      page.visibilityChanged();
      if (panel.active && page.shownRun !== undefined) this.onActive(page.shownRun);
    });
    panel.onDidDispose(() => {
      page.dispose();
      for (const [shown, one] of this.open) if (one === dashboard) this.open.delete(shown);
    });
    this.open.set(dir, dashboard);
    panel.webview.html = webviewHtml(panel.webview, this.extensionUri, "dashboard", panel.title);
  }

  /** The run's name; with its date where there are several of that name. */
  private titleOf(dir: string): string {
    const { store } = this.parts;
    const run = store.get(dir);
    if (!run) return vscode.l10n.t("GAN: {0}", basename(dir));
    const { createdAt } = run.record;
    const name = nameOfRun(run);
    const alone = store.all().every((other) => other.dir === dir || nameOfRun(other) !== name);
    return alone
      ? vscode.l10n.t("GAN: {0}", name)
      : vscode.l10n.t("GAN: {0} ({1})", name, dateText(createdAt));
  }

  /** A run that came or went may make others of its name ambiguous, or no longer so. */
  private retitle(): void {
    for (const [dir, { panel }] of this.open) {
      const title = this.titleOf(dir);
      if (panel.title !== title) panel.title = title;
    }
  }

  dispose(): void {
    vscode.Disposable.from(...this.toDispose).dispose();
  }
}
