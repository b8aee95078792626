import * as vscode from "vscode";
import { STUDY_SELECTOR } from "./config-files";
import { rangeIn } from "./quick-fixes";

/** Completes names of a study's own parameters and choices; VS Code does the rest by the schema. */
export class StudyCompletion implements vscode.CompletionItemProvider {
  static register(): vscode.Disposable {
    const provider = new StudyCompletion();
    return vscode.languages.registerCompletionItemProvider(STUDY_SELECTOR, provider, '"', " ", ":");
  }

  async provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.CompletionItem[]> {
    // Late: it brings the schemas along.
    const { completionsAt } = await import("../search/study-file/completions");
    return completionsAt(document.getText(), document.offsetAt(position)).map((completion) => {
      const { text, kind } = completion;
      const item = new vscode.CompletionItem(
        text,
        kind === "name" ? vscode.CompletionItemKind.Property : vscode.CompletionItemKind.Value,
      );
      item.range = rangeIn(document, completion);
      return item;
    });
  }
}
