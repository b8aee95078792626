import * as vscode from "vscode";
import { deleteRun } from "../run/delete";
import { ownerOf } from "../run/lock";
import { foreignFiles, someNames } from "../run/own-files";
import { GanError } from "../shared/errors";
import { formatCount } from "../shared/text/format";
import type { RunSummary } from "../shared/run/run";
import { dateText, stateLabel } from "./run-text";

/* Asks whether a run is to be deleted, and deletes it, into the trash where there is one. */

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
      vscode.l10n.t(
        "Seed {0}, {1} at step {2} of {3}",
        seed,
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

/** How a run is deleted. */
export interface Deletion {
  /** Whether what it made cannot be brought back. */
  forGood: boolean;
  /** What lies in its folder and it did not make, which stays. */
  left: string[];
}

/**
 * How a run can be deleted: its folder goes to the trash if the run made all that is in it. Of a
 * folder that holds other files too only what the run made is deleted, for good.
 */
export function deletionOf(dir: string, trash = hasTrash()): Deletion {
  const left = foreignFiles(dir);
  return { forGood: !trash || left.length > 0, left };
}

/** What becomes of the files, for the person who is asked. */
export function fateOf({ forGood, left }: Deletion): string {
  const loss = forGood
    ? vscode.l10n.t("Its metrics, pictures and checkpoints cannot be brought back.")
    : vscode.l10n.t("Its metrics, pictures and checkpoints go to the trash.");
  if (left.length === 0) return loss;
  return (
    `${loss} ` +
    `${vscode.l10n.t("What the run did not make stays in its folder: {0}.", someNames(left))}`
  );
}

/** Asks whether to delete. The first button, which Enter presses, shows the run instead. */
export async function askToDelete(
  { message, detail }: DeletionQuestion,
  deletion: Deletion,
): Promise<"show" | "delete" | undefined> {
  const show = vscode.l10n.t("Open Dashboard");
  const confirm = deletion.forGood
    ? vscode.l10n.t("Delete for Good")
    : vscode.l10n.t("Move to Trash");
  const answer = await vscode.window.showWarningMessage(
    message,
    { modal: true, detail: `${detail}\n\n${fateOf(deletion)}` },
    show,
    confirm,
  );
  if (answer === show) return "show";
  return answer === confirm ? "delete" : undefined;
}

/** Deletes a run as the person has agreed to: into the trash, or for good. */
export async function deleteAsAgreed(
  dir: string,
  question: DeletionQuestion,
  { forGood }: Deletion,
): Promise<void> {
  if (!forGood) {
    if (await moveToTrash(dir)) return;
    const now = { ...deletionOf(dir), forGood: true };
    if ((await askToDelete(question, now)) !== "delete")
      throw new GanError("cancelled", vscode.l10n.t("The run was kept"));
  }
  await deleteRun(dir);
}

/**
 * Moves a run's folder to the trash. @returns false where that cannot be, or must not: other files
 * have come since
 */
async function moveToTrash(dir: string): Promise<boolean> {
  if (ownerOf(dir) !== undefined)
    throw new GanError(
      "busy",
      vscode.l10n.t("The run is being trained ({0})", dir),
      vscode.l10n.t("stop it first"),
    );
  if (deletionOf(dir).forGood) return false;
  try {
    await vscode.workspace.fs.delete(vscode.Uri.file(dir), { recursive: true, useTrash: true });
    return true;
  } catch {
    // Some disks, such as those of a network, have no trash.
    return false;
  }
}
