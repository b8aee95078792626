import * as vscode from "vscode";
import { isLive } from "../shared/run/state";
import { VIEWS } from "./ids";
import { RunPage, type RunPageParts } from "./run-page";
import { webviewHtml, webviewOptions } from "./webview-html";

/**
 * The side bar's sample viewer: the run selected in the tree, else the newest that lives, else the
 * newest.
 */
export class SamplesView implements vscode.WebviewViewProvider, vscode.Disposable {
  private view: vscode.WebviewView | undefined;
  private page: RunPage | undefined;
  private selected: string | undefined;
  private allowed: string | undefined;
  private readonly toDispose: vscode.Disposable[];

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly parts: RunPageParts,
  ) {
    this.toDispose = [
      vscode.window.registerWebviewViewProvider(VIEWS.samples, this),
      parts.store.onDidChange(() => this.follow()),
    ];
  }

  /** The person chose a run; undefined: none in particular. */
  select(dir: string | undefined): void {
    this.selected = dir;
    this.follow();
  }

  get shownRun(): string | undefined {
    return this.page?.shownRun;
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    const page = new RunPage(view.webview, () => view.visible, this.parts);
    this.view = view;
    this.page = page;
    this.allowed = undefined;
    this.allow();
    view.onDidChangeVisibility(() => page.visibilityChanged());
    view.onDidDispose(() => {
      page.dispose();
      if (this.view === view) this.view = this.page = undefined;
    });
    this.follow();
    view.webview.html = webviewHtml(
      view.webview,
      this.extensionUri,
      "samples",
      vscode.l10n.t("Samples"),
    );
  }

  private follow(): void {
    if (!this.page) return;
    const { store } = this.parts;
    const runs = store.all();
    const chosen = this.selected === undefined ? undefined : store.get(this.selected);
    const run = chosen ?? runs.find((candidate) => isLive(candidate.record.state)) ?? runs[0];
    this.allow();
    this.page.show(run?.dir);
    if (this.view && this.view.description !== run?.record.name)
      this.view.description = run?.record.name;
  }

  /**
   * Lets the page read the pictures of every known folder of runs. A change reloads the page, so
   * only where there is one.
   */
  private allow(): void {
    const runsDirs = this.parts.store.runsDirs();
    if (!this.view || runsDirs.join("\n") === this.allowed) return;
    this.allowed = runsDirs.join("\n");
    this.view.webview.options = webviewOptions(this.extensionUri, runsDirs);
  }

  dispose(): void {
    this.page?.dispose();
    vscode.Disposable.from(...this.toDispose).dispose();
  }
}
