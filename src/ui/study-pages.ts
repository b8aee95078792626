import { dirname, join } from "node:path";
import * as vscode from "vscode";
import { studyFiles } from "../search/store/study-files";
import type { FromStudyPage, StudyAction, ToStudyPage } from "../shared/protocol/study-messages";
import { PROTOCOL_VERSION } from "../shared/protocol/version";
import { type Asked, ContentPage } from "./editor-page";
import { EditorPages } from "./editor-pages";
import { COMMANDS, type CommandId, STUDY_PAGE } from "./ids";
import type { StudyRunner } from "./study-runner";
import type { StudyStore } from "./study-store";

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

export class StudyPages extends EditorPages<string, StudyPage> {
  constructor(
    extensionUri: vscode.Uri,
    private readonly parts: StudyPageParts,
  ) {
    super(extensionUri, { viewType: STUDY_PAGE, name: "study" });
  }

  protected override keyOf(dir: string): string {
    return dir;
  }

  protected override titleOf(): string {
    return vscode.l10n.t("GAN Study");
  }

  protected override foldersOf(dir: string): string[] {
    return [dir];
  }

  protected override subjectOf(state: unknown): string | undefined {
    const dir =
      typeof state === "object" && state !== null && "studyDir" in state
        ? state.studyDir
        : undefined;
    return typeof dir === "string" && dir !== "" ? dir : undefined;
  }

  protected override create(panel: vscode.WebviewPanel, dir: string): StudyPage {
    return new StudyPage(panel, dir, this.parts);
  }

  /** The study whose page is in front, if one is. */
  get activeStudy(): string | undefined {
    return this.activeKey;
  }
}

/** A panel that shows a study. */
class StudyPage extends ContentPage<FromStudyPage> {
  constructor(
    panel: vscode.WebviewPanel,
    private readonly dir: string,
    private readonly parts: StudyPageParts,
  ) {
    super(panel, parts.log);
    const changed = (of: string | undefined) => {
      if (of === undefined || of === dir) void this.update();
    };
    this.toDispose.push(
      parts.store.watch(dir),
      parts.store.onDidChange(changed),
      parts.runner.onDidChange(changed),
    );
  }

  protected override async content(): Promise<ToStudyPage | undefined> {
    const { dir, panel } = this;
    const view = this.parts.store.get(dir);
    if (!view) return undefined;
    const title = vscode.l10n.t("Study: {0}", view.name);
    if (panel.title !== title) panel.title = title;
    const { bestSamples } = await import("../search/report/best-samples");
    const samples = await bestSamples(dir, view, (file) =>
      panel.webview.asWebviewUri(vscode.Uri.file(file)).toString(),
    );
    return {
      type: "study",
      protocol: PROTOCOL_VERSION,
      dir,
      content: { view, samples },
      own: this.parts.runner.isOwn(dir),
    };
  }

  protected override async messages() {
    return (await import("../shared/protocol/study-messages")).fromStudyPageSchema;
  }

  protected override async handle(message: Asked<FromStudyPage>): Promise<void> {
    const { dir } = this;
    switch (message.type) {
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
}
