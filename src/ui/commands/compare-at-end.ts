import * as vscode from "vscode";
import { isLive } from "../../shared/run/state";
import { dashboardColumn } from "../columns";
import type { Workbench } from "../context";

/**
 * Offers to compare a branch with its parent once it has finished.
 *
 * @param say tells that the branch of a name has finished
 */
export function compareAtEnd(
  { store, comparePages }: Workbench,
  parent: string,
  branch: string,
  say: (name: string) => string,
): void {
  const listener = store.onDidChange(async () => {
    const run = store.get(branch);
    if (run && isLive(run.record.state)) return;
    listener.dispose();
    // It may have been deleted, or never have begun.
    if (run?.record.state !== "finished") return;
    const compare = vscode.l10n.t("Compare");
    const answer = await vscode.window.showInformationMessage(say(run.record.name), compare);
    if (answer === compare) comparePages.show([parent, branch], dashboardColumn());
  });
}
