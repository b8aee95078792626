import * as vscode from "vscode";
import type { FromTablePage, TableAction } from "../shared/protocol/table-messages";
import { PROTOCOL_VERSION } from "../shared/protocol/version";
import { type Asked, EditorPage } from "./editor-page";
import { EditorPages } from "./editor-pages";
import { COMMANDS, type CommandId, RUNS_PAGE, STATE_KEYS } from "./ids";
import { type EntryNews, RunEntries } from "./run-entries";
import type { RunStore } from "./run-store";
import { saveFile } from "./save-file";
import type { StudyStore } from "./study-store";

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
  branch: COMMANDS.branch,
  export: COMMANDS.exportNetwork,
  star: COMMANDS.starRuns,
  tag: COMMANDS.tagRuns,
  note: COMMANDS.noteRun,
  rename: COMMANDS.renameRun,
  archive: COMMANDS.archiveRuns,
  reveal: COMMANDS.revealRunFolder,
  delete: COMMANDS.deleteRun,
};

/** The one subject of the table: all runs. */
const ALL = "all";

export class RunsPages extends EditorPages<typeof ALL, RunsPage> {
  constructor(
    extensionUri: vscode.Uri,
    private readonly parts: RunsPageParts,
  ) {
    super(extensionUri, { viewType: RUNS_PAGE, name: "runs" });
  }

  protected override keyOf(): string {
    return ALL;
  }

  protected override titleOf(): string {
    return vscode.l10n.t("GAN Runs");
  }

  protected override foldersOf(): string[] {
    return [];
  }

  protected override subjectOf(): typeof ALL {
    return ALL;
  }

  protected override create(panel: vscode.WebviewPanel): RunsPage {
    return new RunsPage(panel, this.parts);
  }

  showAll(column: vscode.ViewColumn): void {
    this.show(ALL, column);
  }

  /** How many runs the page has drawn; undefined until it has drawn all. */
  get drawn(): number | undefined {
    return this.page(ALL)?.drawnRuns;
  }
}

/** The panel with the table: told of all runs, then of those that have changed. */
class RunsPage extends EditorPage<FromTablePage> {
  drawnRuns: number | undefined;
  /** Messages that the page was sent since it asked, and how many of them it has shown. */
  private sent = 0;
  private shown = 0;
  private all = new Set<string>();
  private complete = false;
  private readonly entries: RunEntries;

  constructor(
    panel: vscode.WebviewPanel,
    private readonly parts: RunsPageParts,
  ) {
    super(panel, parts.log);
    this.entries = new RunEntries(
      parts.store,
      parts.studies,
      (news) => this.tell(news),
      () => this.asked,
    );
    this.toDispose.push(this.entries);
  }

  private tell(news: EntryNews): void {
    for (const { dir } of news.put) this.all.add(dir);
    for (const dir of news.removed) this.all.delete(dir);
    this.complete ||= news.complete;
    if (!this.asked) return;
    this.sent++;
    void this.panel.webview.postMessage({ type: "runs", ...news });
  }

  protected override async messages() {
    return (await import("../shared/protocol/table-messages")).fromTablePageSchema;
  }

  protected override async start(): Promise<void> {
    this.sent = 1;
    this.shown = 0;
    this.complete = false;
    this.drawnRuns = undefined;
    await this.panel.webview.postMessage({
      type: "start",
      protocol: PROTOCOL_VERSION,
      settings: this.parts.memory.get(STATE_KEYS.runsTable) ?? null,
    });
    return this.entries.restart();
  }

  protected override async drawn(): Promise<void> {
    this.shown++;
    if (!this.complete || this.shown !== this.sent) return;
    this.hasDrawn = true;
    this.drawnRuns = this.all.size;
  }

  protected override async handle(message: Asked<FromTablePage>): Promise<void> {
    switch (message.type) {
      case "keep":
        await this.parts.memory.update(STATE_KEYS.runsTable, message.settings);
        return;
      case "copy":
        await vscode.env.clipboard.writeText(message.text);
        vscode.window.setStatusBarMessage(vscode.l10n.t("Copied"), 3000);
        return;
      case "saveFile":
        return saveFile(message);
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
}
