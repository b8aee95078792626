import { basename } from "node:path";
import * as vscode from "vscode";
import { runFiles } from "../../run/files";
import { readNotes } from "../../run/notes";
import { readRecord } from "../../run/record";
import { GanError } from "../../shared/errors";
import { dashboardColumn } from "../columns";
import { writeExperiment } from "../experiment-file";
import { chooseRuns } from "./choose-run";
import type { CommandFactory } from "./index";

/* Commands of the table of runs. */

export const showRuns: CommandFactory = (workbench) => async () => {
  workbench.runsPages.showAll(dashboardColumn());
};

const titleOf = (dir: string): string => readNotes(dir).name ?? basename(dir);

/** Opens the page that compares runs. */
export const compareRuns: CommandFactory = (workbench) => async (argument) => {
  const dirs = await chooseRuns(workbench, argument, vscode.l10n.t("Compare which runs?"), 2);
  if (dirs.length < 2)
    throw new GanError("bad-usage", vscode.l10n.t("Choose two or more runs to compare them"));
  workbench.comparePages.show(dirs, dashboardColumn());
};

/** The configs of two runs in VS Code's own comparison of files. */
export const compareConfigs: CommandFactory = (workbench) => async (argument) => {
  const question = vscode.l10n.t("Compare the configs of which two runs?");
  const [left, right] = await chooseRuns(workbench, argument, question, 2);
  if (left === undefined || right === undefined)
    throw new GanError("bad-usage", vscode.l10n.t("Choose two runs to compare their configs"));
  const config = (dir: string) => vscode.Uri.file(runFiles(dir).config);
  await vscode.commands.executeCommand(
    "vscode.diff",
    config(left),
    config(right),
    vscode.l10n.t("{0} ↔ {1}", titleOf(left), titleOf(right)),
  );
};

/** Writes what a run trains now as a new config, to be changed and trained. Returns the file. */
export const trainAgain: CommandFactory = (workbench) => async (argument) => {
  const question = vscode.l10n.t("Train which run again?");
  const [dir] = await chooseRuns(workbench, argument, question);
  if (dir === undefined) return undefined;
  const { readEvents, readExperiment } = await import("../../run/store");
  const { currentExperiment } = await import("../../shared/protocol/changes");
  const record = readRecord(dir);
  const experiment = currentExperiment(await readExperiment(dir), await readEvents(dir));
  const file = await writeExperiment({
    experiment,
    name: `${readNotes(dir).name ?? record.name} again`,
    comment: [`As ${basename(dir)} was trained. Change what is to be another, then press Train.`],
    base: record.configFile ?? "",
    dir,
  });
  await vscode.window.showTextDocument(file);
  return file.fsPath;
};
