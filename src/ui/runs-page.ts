import * as vscode from "vscode";
import type { FromTablePage, TableAction } from "../shared/protocol/table-messages";
import { PROTOCOL_VERSION } from "../shared/protocol/version";
import { showError } from "./errors";
import { COMMANDS, type CommandId, RUNS_PAGE, STATE_KEYS } from "./ids";
import { type EntryNews, RunEntries } from "./run-entries";
import type { RunStore } from "./run-store";
import { saveFile } from "./save-file";
import type { StudyStore } from "./study-store";
import { webviewHtml, webviewOptions } from "./webview-html";

/* The page with the table of all runs: one for a window. */

export interface RunsPageParts {
  store: RunStore;
  studies: StudyStore;
  /** Where the table's settings are kept: a workspace's. */
  memory: vscode.Memento;
  log: vscode.LogOutputChannel;
}

const ACTIONS: Record<TableAction, CommandId> = {
  open: COMMANDS.openDashboard,
  openStudy: COMMANDS.openStudy,
  compare: COMMANDS.compareRuns,
  compareConfigs: COMMANDS.compareConfigs,
  trainAgain: COMMANDS.trainAgain,
  star: COMMANDS.starRuns,
  tag: COMMANDS.tagRuns,
  note: COMMANDS.noteRun,
  rename: COMMANDS.renameRun,
  archive: COMMANDS.archiveRuns,
  reveal: COMMANDS.revealRunFolder,
  delete: COMMANDS.deleteRun,
};

export class RunsPages implements vscode.WebviewPanelSerializer, vscode.Disposable {
  private page: RunsPage | undefined;
  private readonly serializer: vscode.Disposable;

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly parts: RunsPageParts,
  ) {
    this.serializer = vscode.window.registerWebviewPanelSerializer(RUNS_PAGE, this);
  }

  show(column: vscode.ViewColumn): void {
    if (this.page) return this.page.panel.reveal();
    const panel = vscode.window.createWebviewPanel(
      RUNS_PAGE,
      vscode.l10n.t("GAN Runs"),
      { viewColumn: column },
      webviewOptions(this.extensionUri, []),
    );
    this.adopt(panel);
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    if (this.page) return panel.dispose();
    panel.webview.options = webviewOptions(this.extensionUri, []);
    this.adopt(panel);
  }

  /** How many runs the page has drawn; undefined until it has drawn all. */
  get drawn(): number | undefined {
    return this.page?.drawn;
  }

  private adopt(panel: vscode.WebviewPanel): void {
    const page = new RunsPage(panel, this.parts);
    this.page = page;
    panel.iconPath = vscode.Uri.joinPath(this.extensionUri, "media", "gan-tab.svg");
    panel.onDidDispose(() => {
      page.dispose();
      if (this.page === page) this.page = undefined;
    });
    panel.webview.html = webviewHtml(panel.webview, this.extensionUri, "runs", panel.title);
  }

  dispose(): void {
    this.serializer.dispose();
  }
}

class RunsPage implements vscode.Disposable {
  drawn: number | undefined;
  /** The page's program runs and has asked for the runs. */
  private asked = false;
  private sent = 0;
  private shown = 0;
  private all = new Set<string>();
  private complete = false;
  private readonly entries: RunEntries;
  private readonly toDispose: vscode.Disposable[];

  constructor(
    readonly panel: vscode.WebviewPanel,
    private readonly parts: RunsPageParts,
  ) {
    this.entries = new RunEntries(
      parts.store,
      parts.studies,
      (news) => this.tell(news),
      () => this.asked,
    );
    this.toDispose = [
      this.entries,
      panel.webview.onDidReceiveMessage((message: unknown) => this.receive(message)),
      panel.onDidChangeViewState(() => {
        // A hidden page is thrown away by VS Code; it asks anew when it comes back.
        if (!panel.visible) this.asked = false;
      }),
    ];
  }

  private tell(news: EntryNews): void {
    for (const { dir } of news.put) this.all.add(dir);
    for (const dir of news.removed) this.all.delete(dir);
    this.complete ||= news.complete;
    if (!this.asked) return;
    this.sent++;
    void this.panel.webview.postMessage({ type: "runs", ...news });
  }

  private async receive(raw: unknown): Promise<void> {
    const { fromTablePageSchema } = await import("../shared/protocol/table-messages");
    const checked = fromTablePageSchema.safeParse(raw);
    if (!checked.success) {
      this.parts.log.warn(`A page sent something unknown: ${checked.error.message}`);
      return;
    }
    this.handle(checked.data).catch((error: unknown) => showError(error, this.parts.log));
  }

  private async handle(message: FromTablePage): Promise<void> {
    switch (message.type) {
      case "ready":
        if (message.protocol !== PROTOCOL_VERSION) return;
        this.asked = true;
        this.sent = 1;
        this.shown = 0;
        this.complete = false;
        this.drawn = undefined;
        await this.panel.webview.postMessage({
          type: "start",
          protocol: PROTOCOL_VERSION,
          settings: this.parts.memory.get(STATE_KEYS.runsTable) ?? null,
        });
        return this.entries.restart();
      case "drawn":
        this.shown++;
        if (this.complete && this.shown === this.sent) this.drawn = this.all.size;
        return;
      case "keep":
        await this.parts.memory.update(STATE_KEYS.runsTable, message.settings);
        return;
      case "copy":
        await vscode.env.clipboard.writeText(message.text);
        vscode.window.setStatusBarMessage(vscode.l10n.t("Copied"), 3000);
        return;
      case "saveFile":
        return saveFile(message.name, message.content);
      case "action":
        return this.act(message.action, message.dirs);
    }
  }

  /** A page names runs that it was told of, and nothing else. */
  private async act(action: TableAction, named: readonly string[]): Promise<void> {
    if (action === "openStudy") {
      const [studyDir] = named.filter((dir) => this.parts.studies.get(dir));
      if (studyDir !== undefined)
        await vscode.commands.executeCommand(COMMANDS.openStudy, { studyDir });
      return;
    }
    const dirs = named.filter((dir) => this.all.has(dir));
    const [dir] = dirs;
    if (dir === undefined) return;
    await vscode.commands.executeCommand(ACTIONS[action], { dir, dirs });
    await this.entries.look(dirs);
  }

  dispose(): void {
    vscode.Disposable.from(...this.toDispose).dispose();
  }
}
