import { dirname, join } from "node:path";
import * as vscode from "vscode";
import { studyFiles } from "../search/store/study-files";
import type { FromStudyPage, StudyAction } from "../shared/protocol/study-messages";
import { PROTOCOL_VERSION } from "../shared/protocol/version";
import { showError } from "./errors";
import { COMMANDS, type CommandId, STUDY_PAGE } from "./ids";
import type { StudyRunner } from "./study-runner";
import type { StudyStore } from "./study-store";
import { webviewHtml, webviewOptions } from "./webview-html";

/* The pages of studies: an editor panel for each study that somebody opened. */

export interface StudyPageParts {
  store: StudyStore;
  runner: StudyRunner;
  log: vscode.LogOutputChannel;
}

const ACTIONS: Record<StudyAction, CommandId> = {
  resume: COMMANDS.resumeStudy,
  stop: COMMANDS.stopStudy,
  report: COMMANDS.reportStudy,
  writeBest: COMMANDS.writeBestConfig,
  trainBest: COMMANDS.trainBest,
};

/** The study of what a page left in VS Code to be built again from after a reload. */
function studyDirOf(state: unknown): string | undefined {
  const dir =
    typeof state === "object" && state !== null && "studyDir" in state ? state.studyDir : undefined;
  return typeof dir === "string" && dir !== "" ? dir : undefined;
}

export class StudyPages implements vscode.WebviewPanelSerializer, vscode.Disposable {
  private readonly open = new Map<string, StudyPage>();
  private readonly serializer: vscode.Disposable;

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly parts: StudyPageParts,
  ) {
    this.serializer = vscode.window.registerWebviewPanelSerializer(STUDY_PAGE, this);
  }

  /** Brings the page of a study to the front, and makes it where there is none. */
  show(dir: string, column: vscode.ViewColumn, preserveFocus = false): void {
    const existing = this.open.get(dir);
    if (existing) return existing.panel.reveal(undefined, preserveFocus);
    const title = vscode.l10n.t("GAN Study");
    const panel = vscode.window.createWebviewPanel(
      STUDY_PAGE,
      title,
      { viewColumn: column, preserveFocus },
      webviewOptions(this.extensionUri, [dir]),
    );
    this.adopt(panel, dir);
  }

  /** After a reload: the same panel, the same study. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const dir = studyDirOf(state);
    if (dir === undefined || this.open.has(dir)) {
      panel.dispose();
      return;
    }
    panel.webview.options = webviewOptions(this.extensionUri, [dir]);
    this.adopt(panel, dir);
  }

  /** The study whose page is in front, if one is. */
  get activeStudy(): string | undefined {
    return [...this.open].find(([, { panel }]) => panel.active)?.[0];
  }

  isOpen(dir: string): boolean {
    return this.open.has(dir);
  }

  /** Whether the page of the study has drawn what it was told. */
  hasDrawn(dir: string): boolean {
    return this.open.get(dir)?.hasDrawn === true;
  }

  private adopt(panel: vscode.WebviewPanel, dir: string): void {
    const page = new StudyPage(panel, dir, this.parts);
    this.open.set(dir, page);
    panel.iconPath = vscode.Uri.joinPath(this.extensionUri, "media", "gan-tab.svg");
    panel.onDidDispose(() => {
      page.dispose();
      if (this.open.get(dir) === page) this.open.delete(dir);
    });
    panel.webview.html = webviewHtml(panel.webview, this.extensionUri, "study", panel.title);
  }

  dispose(): void {
    this.serializer.dispose();
  }
}

/** A panel that shows a study: told of it while somebody looks, one message on its way at a time. */
class StudyPage implements vscode.Disposable {
  hasDrawn = false;
  /** The page's program runs and has asked for its study. */
  private asked = false;
  private inFlight = false;
  private behind = false;
  private readonly toDispose: vscode.Disposable[];

  constructor(
    readonly panel: vscode.WebviewPanel,
    private readonly dir: string,
    private readonly parts: StudyPageParts,
  ) {
    const tellOf = (changed: string | undefined) => {
      if (changed === undefined || changed === dir) void this.tell();
    };
    this.toDispose = [
      parts.store.watch(dir),
      parts.store.onDidChange(tellOf),
      parts.runner.onDidChange(tellOf),
      panel.webview.onDidReceiveMessage((message: unknown) => this.receive(message)),
      panel.onDidChangeViewState(() => {
        // A hidden page is thrown away by VS Code; it asks anew when it comes back.
        if (!panel.visible) this.asked = this.inFlight = false;
      }),
    ];
  }

  /** Sends the study as it stands, or when the page has drawn what it was told before. */
  private async tell(): Promise<void> {
    const { dir, panel } = this;
    const view = this.parts.store.get(dir);
    if (!view || !this.asked) return;
    if (this.inFlight) {
      this.behind = true;
      return;
    }
    this.inFlight = true;
    this.behind = false;
    const title = vscode.l10n.t("Study: {0}", view.name);
    if (panel.title !== title) panel.title = title;
    const { bestSamples } = await import("../search/report/best-samples");
    const samples = await bestSamples(dir, view, (file) =>
      panel.webview.asWebviewUri(vscode.Uri.file(file)).toString(),
    );
    await panel.webview.postMessage({
      type: "study",
      protocol: PROTOCOL_VERSION,
      dir,
      content: { view, samples },
      own: this.parts.runner.isOwn(dir),
    });
  }

  private async receive(raw: unknown): Promise<void> {
    const { fromStudyPageSchema } = await import("../shared/protocol/study-messages");
    const checked = fromStudyPageSchema.safeParse(raw);
    if (!checked.success) {
      this.parts.log.warn(`A page sent something unknown: ${checked.error.message}`);
      return;
    }
    this.handle(checked.data).catch((error: unknown) => showError(error, this.parts.log));
  }

  private async handle(message: FromStudyPage): Promise<void> {
    const { dir } = this;
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
      case "openRun": {
        const { runs } = studyFiles(dir);
        const run = join(runs, message.runId);
        // A page names runs of its own study and nothing else.
        if (dirname(run) === runs)
          await vscode.commands.executeCommand(COMMANDS.openDashboard, { dir: run });
        return;
      }
      case "action":
        await vscode.commands.executeCommand(ACTIONS[message.action], {
          studyDir: dir,
          ...(message.trial === undefined ? {} : { trial: message.trial }),
        });
    }
  }

  dispose(): void {
    vscode.Disposable.from(...this.toDispose).dispose();
  }
}
