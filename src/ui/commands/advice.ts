import * as vscode from "vscode";
import { runFiles } from "../../run/files";
import { readRecord } from "../../run/record";
import { lastGoodCheckpoint } from "../../shared/advisor/last-good";
import { type DiagnosedEvent, standingVerdicts } from "../../shared/advisor/standing";
import type { Remedy } from "../../shared/advisor/verdict";
import { describeVerdict, remedyTitle, verdictTitle } from "../../shared/advisor/verdict-text";
import { GanError } from "../../shared/errors";
import { isLive } from "../../shared/run/state";
import { withAdviceAfterwards } from "../advice-afterwards";
import type { Workbench } from "../context";
import { writeExperiment } from "../experiment-file";
import { requireTrust } from "../trust";
import { startBranch } from "./branch";
import { chooseRun, type RunFilter } from "./choose-run";
import { compareAtEnd } from "./compare-at-end";
import type { CommandFactory } from "./index";

/* What can be done about a verdict of the advisor: try its remedy, or ignore it. */

const any: RunFilter = {
  fits: () => true,
  question: vscode.l10n.t("Of which run?"),
  none: vscode.l10n.t("There are no runs yet"),
};

/** The kind of verdict that a button stands for, if any. */
function verdictOf(argument: unknown): string | undefined {
  if (typeof argument !== "object" || argument === null || !("verdict" in argument))
    return undefined;
  return typeof argument.verdict === "string" ? argument.verdict : undefined;
}

/** A run, and one of the verdicts that stand. Undefined: the person went away. */
async function chooseVerdict(
  workbench: Workbench,
  argument: unknown,
): Promise<{ dir: string; event: DiagnosedEvent } | undefined> {
  const dir = await chooseRun(workbench, argument, any);
  if (dir === undefined) return undefined;
  const { readRun } = await import("../../run/store");
  const standing = standingVerdicts(await withAdviceAfterwards(await readRun(dir)));
  const asked = verdictOf(argument);
  const given = standing.find(({ verdict }) => verdict.kind === asked);
  if (given) return { dir, event: given };
  if (standing.length === 0)
    throw new GanError(
      "bad-usage",
      vscode.l10n.t("The advisor has found nothing wrong with this run"),
    );
  const picked = await vscode.window.showQuickPick(
    standing.map((event) => ({
      label: describeVerdict(event.verdict),
      detail: event.verdict.remedy && remedyTitle(event.verdict.remedy),
      event,
    })),
    { placeHolder: vscode.l10n.t("Which verdict?") },
  );
  return picked && { dir, event: picked.event };
}

/**
 * Trains the remedy of a verdict beside the run: on a branch from the last checkpoint before the
 * verdict began, or where there is none, or the remedy needs it, as a new experiment. Returns the
 * branch's folder, or the new config's path.
 */
export const tryRemedy: CommandFactory = (workbench) => async (argument) => {
  requireTrust();
  const chosen = await chooseVerdict(workbench, argument);
  if (!chosen) return undefined;
  const { dir, event } = chosen;
  const { kind, remedy, since } = event.verdict;
  if (!remedy)
    throw new GanError(
      "bad-usage",
      vscode.l10n.t("There is no single change to try for this: {0}", verdictTitle(kind)),
    );
  const { checkpointSteps } = await import("../../run/rewind");
  const step = lastGoodCheckpoint(checkpointSteps(dir), since);
  if (remedy.fresh || step === undefined) return newExperiment(dir, remedy);
  const { name } = readRecord(dir);
  const branchDir = await startBranch(workbench, {
    parent: dir,
    step,
    name: `${name}-${remedy.name}`,
    set: remedy.set,
    ...(remedy.slots ? { slots: remedy.slots } : {}),
  });
  compareAtEnd(workbench, dir, branchDir, (branch) =>
    vscode.l10n.t("The branch with the remedy has finished: {0}", branch),
  );
  return branchDir;
};

/** Writes what the run was begun with, and the remedy, as a config to be looked at and trained. */
async function newExperiment(dir: string, remedy: Remedy): Promise<string> {
  const { readExperiment } = await import("../../run/store");
  const { withSetting } = await import("../../shared/protocol/changes");
  const record = readRecord(dir);
  const experiment = remedy.set.reduce(
    (now, { path, value }) => withSetting(now, path, value),
    await readExperiment(dir),
  );
  const file = await writeExperiment({
    experiment,
    name: `${record.name} ${remedy.name}`,
    comment: [`As ${record.name} was begun, but: ${remedyTitle(remedy)}. Press Train to try it.`],
    base: record.configFile ?? "",
    dir,
  });
  await vscode.window.showTextDocument(file);
  return file.fsPath;
}

/** Has a kind of verdict not told of a run any more. */
export const ignoreVerdict: CommandFactory = (workbench) => async (argument) => {
  const chosen = await chooseVerdict(workbench, argument);
  if (!chosen) return;
  const { dir, event } = chosen;
  const { kind } = event.verdict;
  const { state, step } = readRecord(dir);
  if (isLive(state)) {
    await workbench.manager.command(dir, { type: "ignoreVerdict", kind });
    return;
  }
  const { appendLines } = await import("../../run/jsonl");
  const time = new Date().toISOString();
  appendLines(runFiles(dir).events, [{ type: "verdictIgnored", kind, step, time }]);
};
