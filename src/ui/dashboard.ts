import { basename, dirname } from "node:path";
import * as vscode from "vscode";
import { DASHBOARD } from "./ids";
import { RunPage, type RunPageParts } from "./run-page";
import { webviewHtml, webviewOptions } from "./webview-html";

/** The run of what a dashboard left in VS Code to be built again from after a reload. */
function runDirOf(state: unknown): string | undefined {
  const dir =
    typeof state === "object" && state !== null && "runDir" in state ? state.runDir : undefined;
  return typeof dir === "string" && dir !== "" ? dir : undefined;
}

interface Dashboard {
  panel: vscode.WebviewPanel;
  page: RunPage;
}

/** The dashboards: one editor panel for each run that somebody opened. */
export class Dashboards implements vscode.WebviewPanelSerializer, vscode.Disposable {
  private readonly open = new Map<string, Dashboard>();
  private readonly toDispose: vscode.Disposable[];

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly parts: RunPageParts,
  ) {
    this.toDispose = [
      vscode.window.registerWebviewPanelSerializer(DASHBOARD, this),
      parts.store.onDidChange((dir) => {
        if (dir !== undefined) this.retitle(dir);
      }),
    ];
  }

  /** Brings the run's dashboard to the front, and makes it where there is none. */
  show(dir: string, column: vscode.ViewColumn, preserveFocus: boolean): void {
    const existing = this.open.get(dir);
    if (existing) {
      existing.panel.reveal(undefined, preserveFocus);
      return;
    }
    const panel = vscode.window.createWebviewPanel(
      DASHBOARD,
      this.titleOf(dir),
      { viewColumn: column, preserveFocus },
      webviewOptions(this.extensionUri, [dirname(dir)]),
    );
    this.adopt(panel, dir);
  }

  /** After a reload: the same panel, the same run. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const dir = runDirOf(state);
    if (dir === undefined || this.open.has(dir)) {
      panel.dispose();
      return;
    }
    panel.webview.options = webviewOptions(this.extensionUri, [dirname(dir)]);
    this.adopt(panel, dir);
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

  private adopt(panel: vscode.WebviewPanel, dir: string): void {
    const page = new RunPage(panel.webview, () => panel.visible, this.parts);
    page.show(dir);
    panel.title = this.titleOf(dir);
    panel.iconPath = vscode.Uri.joinPath(this.extensionUri, "media", "gan-tab.svg");
    panel.onDidChangeViewState(() => page.visibilityChanged());
    panel.onDidDispose(() => {
      page.dispose();
      this.open.delete(dir);
    });
    this.open.set(dir, { panel, page });
    panel.webview.html = webviewHtml(panel.webview, this.extensionUri, "dashboard", panel.title);
  }

  private titleOf(dir: string): string {
    return vscode.l10n.t("GAN: {0}", this.parts.store.get(dir)?.record.name ?? basename(dir));
  }

  private retitle(dir: string): void {
    const dashboard = this.open.get(dir);
    const title = this.titleOf(dir);
    if (dashboard && dashboard.panel.title !== title) dashboard.panel.title = title;
  }

  dispose(): void {
    vscode.Disposable.from(...this.toDispose).dispose();
  }
}
