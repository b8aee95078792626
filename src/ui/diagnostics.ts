import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import * as vscode from "vscode";
import type { Problem } from "../experiment/parse";
import type { Experiment } from "../experiment/schema";
import { isConfig, isStudy } from "./config-files";
import { sentence } from "./errors";
import { rangeIn } from "./quick-fixes";

/* The problems of open configs, underlined as a person types. */

/**
 * How long typing, or files that come and go, must rest before a config is looked at, in
 * milliseconds.
 */
const DEBOUNCE_MS = 250;

/** Files that configs name as their data. */
const DATA_FILES = "**/*.{npy,csv,tsv,txt,mat,png,jpg,jpeg}";

/** Underlines what is wrong in open configs and studies. */
export class Diagnostics implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection("gan");
  private readonly timers = new Map<string, NodeJS.Timeout>();
  /**
   * Of each config the check that was begun last: files are waited for, and an earlier one may end
   * later.
   */
  private readonly begun = new Map<string, symbol>();
  /** What is wrong with each config, and with which version of its text. */
  private readonly found = new Map<string, { version: number; problems: Problem[] }>();
  private readonly toDispose: vscode.Disposable[];

  constructor() {
    const dataFiles = vscode.workspace.createFileSystemWatcher(DATA_FILES);
    const moved = (uri: vscode.Uri) => this.dataMoved(uri);
    this.toDispose = [
      this.collection,
      dataFiles,
      dataFiles.onDidCreate(moved),
      dataFiles.onDidChange(moved),
      dataFiles.onDidDelete(moved),
      vscode.workspace.onDidOpenTextDocument((document) => this.later(document, 0)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.later(document, DEBOUNCE_MS)),
      vscode.workspace.onDidCloseTextDocument((document) => this.forget(document.uri)),
      // Files that configs name come and go, and what a terminal does is not always told.
      vscode.window.onDidChangeActiveTextEditor(() => this.all()),
      vscode.workspace.onDidSaveTextDocument(() => this.all()),
      vscode.workspace.onDidCreateFiles(() => this.all()),
      vscode.workspace.onDidRenameFiles(() => this.all()),
      vscode.workspace.onDidDeleteFiles(() => this.all()),
    ];
    this.all();
  }

  /** Looks at all open configs soon. */
  private all(delay = 0): void {
    for (const document of vscode.workspace.textDocuments) this.later(document, delay);
  }

  /** A program made, changed or deleted what may be data; the pictures that runs draw are none. */
  private dataMoved(file: vscode.Uri): void {
    if (!file.path.includes("/.gan/")) this.all(DEBOUNCE_MS);
  }

  /** Looks at a config now. The experiment is there when it has no error. */
  async check(
    document: vscode.TextDocument,
  ): Promise<{ experiment?: Experiment; problems: Problem[] }> {
    return this.look(document, async () => {
      // Late: activation need not wait for the schema.
      const { parseWithFiles } = await import("../data/check-files");
      return parseWithFiles(document.getText(), dirname(document.uri.fsPath));
    });
  }

  /** Looks at a study now, and at the experiment that it varies. */
  private checkStudy(document: vscode.TextDocument): Promise<{ problems: Problem[] }> {
    return this.look(document, async () => {
      const { problemsOfStudy } = await import("../search/study-file/study-problems");
      return { problems: problemsOfStudy(document.getText(), document.uri.fsPath, currentText) };
    });
  }

  private async look<T extends { problems: Problem[] }>(
    document: vscode.TextDocument,
    find: () => Promise<T>,
  ): Promise<T> {
    this.cancel(document.uri);
    const key = document.uri.toString();
    const check = Symbol(key);
    this.begun.set(key, check);
    const { version } = document;
    const result = await find();
    if (this.begun.get(key) === check && document.version === version) {
      this.found.set(key, { version, problems: result.problems });
      this.collection.set(
        document.uri,
        result.problems
          .filter((problem) => !isToldByVsCode(problem, document))
          .map((problem) => toDiagnostic(problem, document)),
      );
    }
    return result;
  }

  /**
   * What was found in a config's text as it is now; nothing while that is still being looked at.
   */
  problemsOf(document: vscode.TextDocument): readonly Problem[] {
    const found = this.found.get(document.uri.toString());
    return found?.version === document.version ? found.problems : [];
  }

  private later(document: vscode.TextDocument, delay: number): void {
    if (!isConfig(document.uri) && !isStudy(document.uri)) return;
    this.cancel(document.uri);
    this.timers.set(
      document.uri.toString(),
      setTimeout(() => {
        if (document.isClosed) return;
        void (isStudy(document.uri) ? this.checkStudy(document) : this.check(document));
      }, delay),
    );
  }

  private cancel(uri: vscode.Uri): void {
    clearTimeout(this.timers.get(uri.toString()));
    this.timers.delete(uri.toString());
  }

  private forget(uri: vscode.Uri): void {
    this.cancel(uri);
    this.begun.delete(uri.toString());
    this.found.delete(uri.toString());
    this.collection.delete(uri);
  }

  dispose(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    vscode.Disposable.from(...this.toDispose).dispose();
  }
}

/** A file's text as the editor has it, else as it is on the disk; undefined where there is none. */
function currentText(file: string): string | undefined {
  const open = vscode.workspace.textDocuments.find(({ uri }) => uri.fsPath === file);
  if (open) return open.getText();
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** Whether VS Code's own JSON support underlines a problem, too. */
const isToldByVsCode = (problem: Problem, document: vscode.TextDocument): boolean =>
  problem.syntax === true &&
  vscode.workspace.getConfiguration("json", document).get("validate.enable", true);

function toDiagnostic(problem: Problem, document: vscode.TextDocument): vscode.Diagnostic {
  const text = problem.hint ? `${problem.message}; ${problem.hint}` : problem.message;
  const diagnostic = new vscode.Diagnostic(
    rangeIn(document, problem),
    sentence(text),
    problem.severity === "error"
      ? vscode.DiagnosticSeverity.Error
      : vscode.DiagnosticSeverity.Warning,
  );
  diagnostic.source = "GAN";
  // Which setting it is about, so that a reader of the Problems list finds it without opening the
  // file.
  diagnostic.code = problem.path.join(".") || "bad-config";
  return diagnostic;
}
