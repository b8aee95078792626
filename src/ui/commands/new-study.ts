import { basename } from "node:path";
import * as vscode from "vscode";
import { configColumn } from "../columns";
import { CONFIG_SUFFIX, STUDY_SUFFIX } from "../ids";
import type { CommandFactory } from "./index";
import { checkedConfig, givenConfig } from "./train";

/* Writes a study of a config: the person ticks what is varied. */

export const newStudy: CommandFactory =
  ({ diagnostics }) =>
  async (argument) => {
    const title = vscode.l10n.t("New Study");
    const config = await givenConfig(argument, title);
    if (!config) return undefined;
    const experiment = await checkedConfig(diagnostics, config);
    // Late: activation need not wait for it.
    const { newStudyText, variablesOf } = await import("../../search/study-file/new-study");
    const items = variablesOf(experiment).map(({ name, detail }) => ({
      label: name,
      description: detail,
      picked: name.startsWith("rate of"),
    }));
    const ticked = await vscode.window.showQuickPick(items, {
      title,
      placeHolder: vscode.l10n.t("What is varied?"),
      canPickMany: true,
    });
    if (!ticked || ticked.length === 0) return undefined;
    const names = ticked.map(({ label }) => label);
    const file = await freeStudy(config);
    const text = newStudyText(experiment, basename(config.fsPath), names);
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
    await vscode.window.showTextDocument(file, { preview: false, viewColumn: configColumn() });
    return file;
  };

/** `ring.study.json` beside `ring.gan.json`, or with a number where that is there. */
async function freeStudy(config: vscode.Uri): Promise<vscode.Uri> {
  const stem = config.path.slice(0, -CONFIG_SUFFIX.length);
  for (let n = 1; ; n++) {
    const file = config.with({ path: `${stem}${n > 1 ? `-${n}` : ""}${STUDY_SUFFIX}` });
    const isThere = await Promise.resolve(vscode.workspace.fs.stat(file)).then(
      () => true,
      () => false,
    );
    if (!isThere) return file;
  }
}
