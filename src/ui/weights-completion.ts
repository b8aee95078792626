import { dirname, relative, sep } from "node:path";
import * as vscode from "vscode";
import { nameOfRun } from "../shared/run/run";
import { CONFIG_SELECTOR } from "./config-files";
import { rangeIn } from "./quick-fixes";
import type { RunStore } from "./run-store";
import { progressText } from "./run-text";

/** Completes the run whose weights a config begins with: the latest first. */
export class WeightsCompletion implements vscode.CompletionItemProvider {
  private constructor(private readonly store: RunStore) {}

  static register(store: RunStore): vscode.Disposable {
    const provider = new WeightsCompletion(store);
    return vscode.languages.registerCompletionItemProvider(CONFIG_SELECTOR, provider, '"', "/");
  }

  async provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.CompletionItem[]> {
    const { weightsRunAt } = await import("../experiment/weights-place");
    const place = weightsRunAt(document.getText(), document.offsetAt(position));
    if (!place) return [];
    if (!this.store.loaded) await this.store.refresh();
    const range = rangeIn(document, place);
    const folder = dirname(document.uri.fsPath);
    return this.store.all().map((run, order) => {
      const path = JSON.stringify(relative(folder, run.dir).split(sep).join("/"));
      const item = new vscode.CompletionItem(path, vscode.CompletionItemKind.Folder);
      item.range = range;
      item.filterText = path;
      item.sortText = String(order).padStart(6, "0");
      item.detail = `${nameOfRun(run)}, ${progressText(run)}`;
      return item;
    });
  }
}
