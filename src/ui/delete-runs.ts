import { existsSync } from "node:fs";
import * as vscode from "vscode";
import { folderBytes } from "../run/entries";
import { assertOfNoStudy, studyOf } from "../run/study-of";
import { readRecord } from "../run/record";
import { GanError, toGanError } from "../shared/errors";
import { isLive } from "../shared/run/state";
import { formatBytes, formatCount } from "../shared/text/format";
import { deleteAsAgreed, deletionOf } from "./delete-run";

/* Asks whether several runs are to be deleted, and deletes them. */

/** So many names are listed in the question. */
const MAX_NAMED = 12;

/**
 * Asks once for all. Runs that are being trained, and those of studies, are left out, and said to
 * be. Those that another window or program has deleted meanwhile are gone as well.
 *
 * @returns the folders of the runs that are gone
 */
export async function deleteSeveral(
  dirs: readonly string[],
  nameOf: (dir: string) => string,
): Promise<string[]> {
  const there = dirs.filter((dir) => existsSync(dir));
  if (there.length === 0) return [...dirs];
  const alone = there.filter((dir) => studyOf(dir) === undefined);
  if (alone.length === 0) there.forEach(assertOfNoStudy);
  const atRest = alone.filter((dir) => !isTrained(dir));
  if (atRest.length === 0)
    throw new GanError(
      "busy",
      vscode.l10n.t("All of these runs are being trained"),
      vscode.l10n.t("stop them first"),
    );
  let bytes = 0;
  for (const dir of atRest) bytes += await folderBytes(dir);
  const forGood = atRest.some((dir) => deletionOf(dir).forGood);
  const confirm = forGood ? vscode.l10n.t("Delete for Good") : vscode.l10n.t("Move to Trash");
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t("Delete {0} runs ({1})?", formatCount(atRest.length), formatBytes(bytes)),
    {
      modal: true,
      detail: detailOf(atRest.map(nameOf), {
        live: alone.length - atRest.length,
        ofStudies: there.length - alone.length,
        forGood,
      }),
    },
    confirm,
  );
  if (answer !== confirm) return [];
  return deleteAll(atRest, nameOf);
}

/** A run whose record cannot be read is said not to be deletable when it is tried. */
function isTrained(dir: string): boolean {
  try {
    return isLive(readRecord(dir).state);
  } catch {
    return false;
  }
}

interface SeveralDeleted {
  /** How many stay, since they are being trained or are parts of studies. */
  live: number;
  ofStudies: number;
  forGood: boolean;
}

function detailOf(names: readonly string[], { live, ofStudies, forGood }: SeveralDeleted): string {
  const more = names.length - MAX_NAMED;
  return [
    ...names.slice(0, MAX_NAMED),
    more > 0 && vscode.l10n.t("and {0} more", formatCount(more)),
    "",
    live > 0 && vscode.l10n.t("{0} that are being trained stay.", formatCount(live)),
    ofStudies > 0 &&
      vscode.l10n.t(
        "{0} that are parts of studies stay: the figures of a study rest on its runs.",
        formatCount(ofStudies),
      ),
    forGood
      ? vscode.l10n.t("Their metrics, pictures and checkpoints cannot be brought back.")
      : vscode.l10n.t("Their metrics, pictures and checkpoints go to the trash."),
  ]
    .filter((line) => typeof line === "string")
    .join("\n");
}

/** Deletes all that can be deleted; what could not be is said at the end. */
async function deleteAll(
  dirs: readonly string[],
  nameOf: (dir: string) => string,
): Promise<string[]> {
  const gone: string[] = [];
  const kept: string[] = [];
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: vscode.l10n.t("Deleting runs") },
    async () => {
      for (const dir of dirs) {
        const question = { message: vscode.l10n.t("Delete “{0}”?", nameOf(dir)), detail: dir };
        try {
          await deleteAsAgreed(dir, question, deletionOf(dir));
          gone.push(dir);
        } catch (error) {
          if (existsSync(dir)) kept.push(`${nameOf(dir)}: ${toGanError(error).message}`);
          else gone.push(dir);
        }
      }
    },
  );
  if (kept.length > 0) {
    const named = kept.slice(0, MAX_NAMED).join("; ");
    void vscode.window.showWarningMessage(
      vscode.l10n.t("{0} runs are still there: {1}", formatCount(kept.length), named),
    );
  }
  return gone;
}
