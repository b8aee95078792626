import * as vscode from "vscode";
import type { Path, Problem } from "../experiment/parse";
import { CONFIG_SELECTOR, STUDY_SELECTOR } from "./config-files";
import type { Diagnostics } from "./diagnostics";

/* The light bulb at problems of configs whose message knows the answer. */

/** The light bulb at a problem whose message knows the answer. */
export class QuickFixes implements vscode.CodeActionProvider {
  constructor(private readonly diagnostics: Diagnostics) {}

  static register(diagnostics: Diagnostics): vscode.Disposable {
    const fixes = new QuickFixes(diagnostics);
    const kinds = { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] };
    return vscode.Disposable.from(
      ...[CONFIG_SELECTOR, STUDY_SELECTOR].map((selector) =>
        vscode.languages.registerCodeActionsProvider(selector, fixes, kinds),
      ),
    );
  }

  async provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
  ): Promise<vscode.CodeAction[]> {
    // Late: activation need not wait for a parser.
    const { modify } = await import("jsonc-parser");
    const formattingOptions = { insertSpaces: true, tabSize: 2 };
    const withValueAt = (path: Path, value: unknown) =>
      modify(document.getText(), path, value, value === undefined ? {} : { formattingOptions });
    return this.diagnostics
      .problemsOf(document)
      .filter((problem) => rangeIn(document, problem).intersection(range) !== undefined)
      .flatMap((problem) => fixesOf(document, problem, withValueAt));
  }
}

export const rangeIn = (
  document: vscode.TextDocument,
  { offset, length }: Pick<Problem, "offset" | "length">,
): vscode.Range =>
  new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));

/**
 * Edits that put a value at a path of a text; undefined takes it out with its name, and the comma
 * beside it.
 */
type Edit = (path: Path, value: unknown) => { offset: number; length: number; content: string }[];

function fixesOf(
  document: vscode.TextDocument,
  problem: Problem,
  withValueAt: Edit,
): vscode.CodeAction[] {
  const fixes: vscode.CodeAction[] = [];
  if (problem.replacement !== undefined) {
    const title = vscode.l10n.t("Change to {0}", problem.replacement);
    const edit = vscode.TextEdit.replace(rangeIn(document, problem), problem.replacement);
    fixes.push(fix(document, title, [edit], true));
  }
  if (problem.removable) {
    const title = vscode.l10n.t("Remove {0}", String(problem.path.at(-1)));
    const edits = textEdits(document, withValueAt(problem.path, undefined));
    fixes.push(fix(document, title, edits, problem.replacement === undefined));
  }
  if (problem.fix) {
    const { title, set } = problem.fix;
    const edits = set.flatMap(({ path, value }) => withValueAt(path, value));
    fixes.push(fix(document, title, textEdits(document, edits), true));
  }
  return fixes;
}

const textEdits = (document: vscode.TextDocument, edits: ReturnType<Edit>): vscode.TextEdit[] =>
  edits.map((edit) => vscode.TextEdit.replace(rangeIn(document, edit), edit.content));

function fix(
  document: vscode.TextDocument,
  title: string,
  edits: vscode.TextEdit[],
  isPreferred: boolean,
): vscode.CodeAction {
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.edit = new vscode.WorkspaceEdit();
  action.edit.set(document.uri, edits);
  action.isPreferred = isPreferred;
  return action;
}
