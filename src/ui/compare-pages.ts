import * as vscode from "vscode";
import { runFiles } from "../run/files";
import type { FromComparePage } from "../shared/protocol/compare-messages";
import { PROTOCOL_VERSION } from "../shared/protocol/version";
import { showError } from "./errors";
import { COMMANDS, COMPARE_PAGE } from "./ids";
import type { RunStore } from "./run-store";
import { saveFile } from "./save-file";
import { Throttle } from "./throttle";
import { webviewHtml, webviewOptions } from "./webview-html";

/* The pages that compare runs: an editor panel for each set of runs. */

export interface ComparePageParts {
  store: RunStore;
  log: vscode.LogOutputChannel;
}

/** How often a page is told of runs that are being trained, in milliseconds. */
const INTERVAL_MS = 3000;

/** The runs of what a page left in VS Code to be built again from after a reload. */
function dirsOfState(state: unknown): string[] {
  const dirs = (state as { dirs?: unknown } | null | undefined)?.dirs;
  return Array.isArray(dirs) ? dirs.filter((dir) => typeof dir === "string") : [];
}

export class ComparePages implements vscode.WebviewPanelSerializer, vscode.Disposable {
  private readonly open = new Map<string, ComparePage>();
  private readonly serializer: vscode.Disposable;

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly parts: ComparePageParts,
  ) {
    this.serializer = vscode.window.registerWebviewPanelSerializer(COMPARE_PAGE, this);
  }

  show(dirs: readonly string[], column: vscode.ViewColumn): void {
    const existing = this.open.get(keyOf(dirs));
    if (existing) return existing.panel.reveal();
    const title = vscode.l10n.t("GAN: {0} runs compared", dirs.length);
    const options = webviewOptions(this.extensionUri, dirs);
    this.adopt(
      vscode.window.createWebviewPanel(COMPARE_PAGE, title, { viewColumn: column }, options),
      dirs,
    );
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const dirs = dirsOfState(state);
    if (dirs.length === 0 || this.open.has(keyOf(dirs))) return panel.dispose();
    panel.webview.options = webviewOptions(this.extensionUri, dirs);
    this.adopt(panel, dirs);
  }

  /** Whether the page of these runs has drawn them. */
  hasDrawn(dirs: readonly string[]): boolean {
    return this.open.get(keyOf(dirs))?.hasDrawn === true;
  }

  private adopt(panel: vscode.WebviewPanel, dirs: readonly string[]): void {
    const key = keyOf(dirs);
    const page = new ComparePage(panel, dirs, this.parts);
    this.open.set(key, page);
    panel.iconPath = vscode.Uri.joinPath(this.extensionUri, "media", "gan-tab.svg");
    panel.onDidDispose(() => {
      page.dispose();
      if (this.open.get(key) === page) this.open.delete(key);
    });
    panel.webview.html = webviewHtml(panel.webview, this.extensionUri, "compare", panel.title);
  }

  dispose(): void {
    this.serializer.dispose();
  }
}

const keyOf = (dirs: readonly string[]): string => [...dirs].sort().join("\n");

/** A panel: told of its runs while somebody looks, one message on its way at a time. */
class ComparePage implements vscode.Disposable {
  hasDrawn = false;
  private asked = false;
  private inFlight = false;
  private behind = false;
  private readonly throttle = new Throttle(INTERVAL_MS, () => void this.tell());
  private readonly toDispose: vscode.Disposable[];

  constructor(
    readonly panel: vscode.WebviewPanel,
    private readonly dirs: readonly string[],
    private readonly parts: ComparePageParts,
  ) {
    this.toDispose = [
      this.throttle,
      parts.store.onDidChange((dir) => {
        if (dir === undefined || dirs.includes(dir)) this.throttle.call();
      }),
      panel.webview.onDidReceiveMessage((message: unknown) => this.receive(message)),
      panel.onDidChangeViewState(() => {
        // A hidden page is thrown away by VS Code; it asks anew when it comes back.
        if (!panel.visible) this.asked = this.inFlight = false;
      }),
    ];
  }

  private async tell(): Promise<void> {
    if (!this.asked) return;
    if (this.inFlight) {
      this.behind = true;
      return;
    }
    this.inFlight = true;
    this.behind = false;
    try {
      const { readCompared } = await import("../run/compared");
      const { webview } = this.panel;
      const content = await readCompared(this.dirs, (dir) =>
        webview.asWebviewUri(vscode.Uri.file(runFiles(dir).samples)).toString(),
      );
      const protocol = PROTOCOL_VERSION;
      await webview.postMessage({ type: "compared", protocol, dirs: this.dirs, content });
    } catch (error) {
      this.inFlight = false;
      void showError(error, this.parts.log);
    }
  }

  private async saveReport(view: object): Promise<void> {
    const { compareReport } = await import("../run/compare-report");
    return saveFile("comparison.html", await compareReport(this.dirs, view));
  }

  private async receive(raw: unknown): Promise<void> {
    const { fromComparePageSchema } = await import("../shared/protocol/compare-messages");
    const checked = fromComparePageSchema.safeParse(raw);
    if (!checked.success) {
      this.parts.log.warn(`A page sent something unknown: ${checked.error.message}`);
      return;
    }
    this.handle(checked.data).catch((error: unknown) => showError(error, this.parts.log));
  }

  private async handle(message: FromComparePage): Promise<void> {
    switch (message.type) {
      case "ready":
        if (message.protocol !== PROTOCOL_VERSION) return;
        this.asked = true;
        this.inFlight = false;
        return this.tell();
      case "drawn":
        this.hasDrawn = true;
        this.inFlight = false;
        if (this.behind) await this.tell();
        return;
      case "saveFile":
        return saveFile(message.name, message.content, message.encoding);
      case "report":
        return this.saveReport(message.view);
      case "open":
        if (this.dirs.includes(message.dir))
          await vscode.commands.executeCommand(COMMANDS.openDashboard, { dir: message.dir });
    }
  }

  dispose(): void {
    vscode.Disposable.from(...this.toDispose).dispose();
  }
}
