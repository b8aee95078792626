import * as vscode from "vscode";
import { deleteRun } from "../run/delete";
import { ownerOf } from "../run/lock";
import { GanError } from "../shared/errors";
import { formatCount } from "../shared/format";
import type { RunSummary } from "../shared/run";
import { dateText, stateLabel } from "./run-text";

export interface DeletionQuestion {
  message: string;
  detail: string;
}

/** Says which run is meant: two of one name differ in date, seed and step. */
export function questionAbout({ dir, record }: RunSummary): DeletionQuestion {
  const { name, createdAt, seed, state, step, steps } = record;
  return {
    message: vscode.l10n.t("Delete the run “{0}” of {1}?", name, dateText(createdAt)),
    detail: [
      vscode.l10n.t("Seed {0}", seed),
      vscode.l10n.t(
        "{0} at step {1} of {2}",
        stateLabel(state),
        formatCount(step),
        formatCount(steps),
      ),
      dir,
    ].join("\n"),
  };
}

/** Whether deleted files can be brought back: only a window on the machine itself has a trash. */
const hasTrash = (): boolean =>
  vscode.env.remoteName === undefined && vscode.env.uiKind === vscode.UIKind.Desktop;

/** Asks whether to delete. The first button, which Enter presses, shows the run instead. */
export async function askToDelete(
  { message, detail }: DeletionQuestion,
  forGood = !hasTrash(),
): Promise<"show" | "delete" | undefined> {
  const show = vscode.l10n.t("Open Dashboard");
  const confirm = forGood ? vscode.l10n.t("Delete for Good") : vscode.l10n.t("Move to Trash");
  const loss = forGood
    ? vscode.l10n.t("Its metrics, pictures and checkpoints cannot be brought back.")
    : vscode.l10n.t("Its metrics, pictures and checkpoints go to the trash.");
  const answer = await vscode.window.showWarningMessage(
    message,
    { modal: true, detail: `${detail}\n\n${loss}` },
    show,
    confirm,
  );
  if (answer === show) return "show";
  return answer === confirm ? "delete" : undefined;
}

/** Deletes a run's folder: into the trash where there is one, else for good, if the person agrees where that was not said before. */
export async function deleteFolder(dir: string, question: DeletionQuestion): Promise<void> {
  if (!hasTrash()) {
    await deleteRun(dir);
    return;
  }
  if (ownerOf(dir) !== undefined)
    throw new GanError(
      "busy",
      vscode.l10n.t("The run is being trained ({0})", dir),
      vscode.l10n.t("stop it first"),
    );
  try {
    await vscode.workspace.fs.delete(vscode.Uri.file(dir), { recursive: true, useTrash: true });
  } catch (error) {
    // Some disks, such as those of a network, have no trash.
    if ((await askToDelete(question, true)) !== "delete")
      throw new GanError("cancelled", vscode.l10n.t("The run was kept"), "", { cause: error });
    await deleteRun(dir);
  }
}
