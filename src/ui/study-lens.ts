import * as vscode from "vscode";
import { studyState } from "../shared/study/progress";
import { STUDY_SELECTOR, studyNameOf } from "./config-files";
import { COMMANDS, type CommandId } from "./ids";
import type { StudyRunner } from "./study-runner";
import type { StudyStore } from "./study-store";

/* The buttons above a study's file. */

/** Run Study, and for the study that was made from the file last Resume or Stop, its page, Report. */
export class StudyLenses implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly toDispose: vscode.Disposable[];
  /** States as last announced; figures change far more often, and show nowhere here. */
  private announced = "";

  readonly onDidChangeCodeLenses = this.changed.event;

  constructor(
    private readonly store: StudyStore,
    private readonly runner: StudyRunner,
  ) {
    this.toDispose = [
      this.changed,
      vscode.languages.registerCodeLensProvider(STUDY_SELECTOR, this),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.changed.fire()),
      store.onDidChange(() => this.announce()),
      runner.onDidChange(() => this.announce()),
    ];
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const top = new vscode.Range(0, 0, 0, 0);
    const lens = (title: string, command: string, argument: unknown) =>
      new vscode.CodeLens(top, { title, command, arguments: [argument] });
    const studyDir = this.store.named(studyNameOf(document));
    const { isTrusted } = vscode.workspace;
    return [
      isTrusted
        ? lens(vscode.l10n.t("$(play) Run Study"), COMMANDS.runStudy, document.uri)
        : lens(
            vscode.l10n.t("$(shield) Trust This Workspace to Train"),
            "workbench.trust.manage",
            document.uri,
          ),
      ...(studyDir === undefined
        ? []
        : this.buttonsOf(studyDir)
            .filter(([, command]) => isTrusted || command === COMMANDS.openStudy)
            .map(([title, command]) => lens(title, command, { studyDir }))),
    ];
  }

  private buttonsOf(studyDir: string): [title: string, command: CommandId][] {
    const view = this.store.get(studyDir);
    const state = view && studyState(view);
    const goOn: [string, CommandId][] = [];
    if (this.runner.isOwn(studyDir))
      goOn.push([vscode.l10n.t("$(debug-stop) Stop"), COMMANDS.stopStudy]);
    else if (state === "interrupted")
      goOn.push([vscode.l10n.t("$(debug-continue) Resume"), COMMANDS.resumeStudy]);
    return [
      ...goOn,
      [vscode.l10n.t("$(graph-scatter) Open Study"), COMMANDS.openStudy],
      [vscode.l10n.t("$(file) Report"), COMMANDS.reportStudy],
    ];
  }

  private announce(): void {
    const states = this.store.all().map((dir) => {
      const view = this.store.get(dir);
      return `${dir} ${view && studyState(view)} ${this.runner.isOwn(dir)}`;
    });
    if (states.join("\n") === this.announced) return;
    this.announced = states.join("\n");
    this.changed.fire();
  }

  dispose(): void {
    vscode.Disposable.from(...this.toDispose).dispose();
  }
}
