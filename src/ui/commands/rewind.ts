import * as vscode from "vscode";
import { formatBytes, formatCount } from "../../shared/text/format";
import type { Workbench } from "../context";
import { showError } from "../errors";
import { requireTrust } from "../trust";
import { chooseCheckpoint, stepOf } from "./choose-checkpoint";
import { chooseRun, runAtRest } from "./choose-run";
import type { CommandFactory } from "./index";

/* The commands that take a run itself back, and forward again. */

const atRest = runAtRest(vscode.l10n.t("Rewind which run?"));

/** Takes a run itself back to a checkpoint; what is cut off is kept. */
export const rewind: CommandFactory = (workbench) => async (argument) => {
  requireTrust();
  const dir = await chooseRun(workbench, argument, atRest);
  if (dir === undefined) return;
  const title = vscode.l10n.t("Rewind Run");
  const step = await chooseCheckpoint(dir, title, {
    question: vscode.l10n.t("Back to which checkpoint? What came after it is kept in its folder."),
    near: stepOf(argument),
  });
  if (step === undefined) return;
  const { rewindRun } = await import("../../run/rewind-run");
  const part = await rewindRun(dir, step);
  await workbench.store.refresh();
  const undo = vscode.l10n.t("Undo");
  const said = vscode.l10n.t(
    "The run is back at step {0}. Steps up to {1} are kept in its folder ({2}).",
    formatCount(step),
    formatCount(part.from),
    formatBytes(part.bytes),
  );
  // The command is over; the message may stand as long as it likes.
  void vscode.window.showInformationMessage(said, undo).then((answer) => {
    if (answer !== undo) return;
    undoRewindOf(workbench, dir).catch((error: unknown) => showError(error, workbench.log, dir));
  });
};

/** Takes a run forward again to where it was before it was taken back. */
export const undoRewind: CommandFactory = (workbench) => async (argument) => {
  requireTrust();
  const dir = await chooseRun(workbench, argument, atRest);
  if (dir !== undefined) await undoRewindOf(workbench, dir);
};

async function undoRewindOf({ store, statusBar }: Workbench, dir: string): Promise<void> {
  const { undoRewind: undo } = await import("../../run/rewind-run");
  const { step } = await undo(dir);
  await store.refresh();
  statusBar.flash(vscode.l10n.t("The run is at step {0} again", formatCount(step)));
}
