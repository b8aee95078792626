import { dirname, join } from "node:path";
import * as vscode from "vscode";
import { studiesDirOf } from "../../search/store/study-files";
import { GanError } from "../../shared/errors";
import { studyState } from "../../shared/study/progress";
import { settingsText, valuesText } from "../../shared/study/trial-text";
import type { StudyView, TrialView } from "../../shared/study/study-view";
import { formatCount } from "../../shared/text/format";
import { configColumn, dashboardColumn } from "../columns";
import { isStudy, studyNameOf } from "../config-files";
import type { Workbench } from "../context";
import { writeExperiment } from "../experiment-file";
import { requireTrust } from "../trust";
import type { CommandFactory } from "./index";
import { goOnTuning } from "./tune";

/* Commands of studies: train, stop, report, and what comes of the best trial. */

const column = () => dashboardColumn();

export const openStudy: CommandFactory = (workbench) => async (argument) => {
  const dir = await chooseStudy(workbench, argument);
  if (dir !== undefined) workbench.studyPages.show(dir, column());
};

/** Trains a study's file in a folder of its own. Returns the folder. */
export const runStudy: CommandFactory = (workbench) => async (argument) => {
  requireTrust();
  const uri = argument instanceof vscode.Uri ? argument : studyInFront();
  if (!uri)
    throw new GanError(
      "bad-usage",
      vscode.l10n.t("Which study?"),
      vscode.l10n.t("open a *.study.json file"),
    );
  const document = await vscode.workspace.openTextDocument(uri);
  if (document.isDirty) await document.save();
  const { engineOfStudy } = await import("../study-engine");
  const engine = await engineOfStudy(document.getText(), uri.fsPath);
  if (engine && !(await workbench.engine.prepare({ engine: engine.name }))) return undefined;
  const { folderName, makeFreshFolder } = await import("../../run/create");
  const folder = vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath ?? dirname(uri.fsPath);
  const dir = makeFreshFolder(join(studiesDirOf(folder), folderName(studyNameOf(document))));
  workbench.studyRunner.start(uri.fsPath, dir, engine?.options);
  workbench.studyPages.show(dir, column(), true);
  return dir;
};

function studyInFront(): vscode.Uri | undefined {
  const uri = vscode.window.activeTextEditor?.document.uri;
  return uri && isStudy(uri) ? uri : undefined;
}

export const resumeStudy: CommandFactory = (workbench) => async (argument) => {
  requireTrust();
  const dir = await chooseStudy(workbench, argument, (view) => studyState(view) === "interrupted");
  if (dir === undefined) return;
  const [{ engineOfPlan }, { isLeft }] = await Promise.all([
    import("../study-engine"),
    import("../../search/tune/record"),
  ]);
  if (!(await workbench.engine.prepare({ engine: engineOfPlan(dir) }))) return;
  // What is left of a tuning is more than its search.
  if (isLeft(dir)) await goOnTuning(workbench, dir);
  else workbench.studyRunner.resume(dir);
};

export const stopStudy: CommandFactory = (workbench) => async (argument) => {
  const dir = await chooseStudy(workbench, argument, (_, one) => workbench.studyRunner.isOwn(one));
  if (dir !== undefined) workbench.studyRunner.stop(dir);
};

/** Writes the report as the study stands, and opens its text; the page lies beside it. */
export const reportStudy: CommandFactory = (workbench) => async (argument) => {
  requireTrust();
  const dir = await chooseStudy(workbench, argument);
  if (dir === undefined) return;
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: vscode.l10n.t("Writing the report") },
    () => workbench.studyRunner.report(dir),
  );
  const report = vscode.Uri.file(join(dir, "summary.md"));
  await vscode.commands.executeCommand("markdown.showPreview", report);
};

/** Writes the experiment of the best trial, or of the one that is named. Returns the file. */
export const writeBestConfig: CommandFactory = (workbench) => async (argument) => {
  const chosen = await chooseTrial(workbench, argument);
  if (!chosen) return undefined;
  const file = await writeConfigOf(chosen);
  await vscode.window.showTextDocument(file, { viewColumn: configColumn() });
  return file.fsPath;
};

/** Trains the experiment of a trial for more steps, in a run of its own. Returns its folder. */
export const trainBest: CommandFactory = (workbench) => async (argument) => {
  requireTrust();
  const chosen = await chooseTrial(workbench, argument);
  if (!chosen) return undefined;
  const { steps: before } = chosen.trial.runs[0] ?? { steps: 0 };
  const steps = stepsOf(argument) ?? (await askForSteps(before));
  if (steps === undefined) return undefined;
  const file = await writeConfigOf(chosen, steps);
  return vscode.commands.executeCommand<string>("gan.train", file);
};

interface ChosenTrial {
  dir: string;
  view: StudyView;
  trial: TrialView;
}

/** The study and the trial that an argument names; of a study the best one. */
async function chooseTrial(
  workbench: Workbench,
  argument: unknown,
): Promise<ChosenTrial | undefined> {
  const dir = await chooseStudy(workbench, argument, ({ best }) => best.length > 0);
  const view = dir === undefined ? undefined : workbench.studies.get(dir);
  if (dir === undefined || !view) return undefined;
  const named = numberIn(argument, "trial");
  const trial = view.trials.find(({ number }) => number === (named ?? view.best[0]));
  if (!trial)
    throw new GanError("bad-usage", vscode.l10n.t("No trial of this study has come to its end"));
  return { dir, view, trial };
}

const numberIn = (argument: unknown, key: string): number | undefined => {
  const value = (argument as Record<string, unknown> | undefined)?.[key];
  return typeof value === "number" ? value : undefined;
};
const stepsOf = (argument: unknown): number | undefined => numberIn(argument, "steps");

async function askForSteps(before: number): Promise<number | undefined> {
  const answer = await vscode.window.showInputBox({
    title: vscode.l10n.t("Train Best for Longer"),
    prompt: vscode.l10n.t("Until which step? The trial had {0} steps.", formatCount(before)),
    value: String(4 * before),
    validateInput: (text) =>
      /^[1-9]\d*$/.test(text.trim()) ? undefined : vscode.l10n.t("A whole number, at least 1"),
  });
  return answer === undefined ? undefined : Number(answer);
}

/**
 * Writes the experiment of a trial into a new file beside the base where that is in the workspace,
 * else into the workspace's folder.
 */
async function writeConfigOf(
  { dir, view, trial }: ChosenTrial,
  steps?: number,
): Promise<vscode.Uri> {
  const [run] = trial.runs;
  if (!run) throw new GanError("bad-run", vscode.l10n.t("This trial has no run"));
  const [{ readEvents, readExperiment }, { replayOf }] = await Promise.all([
    import("../../run/store"),
    import("../../experiment/replay"),
  ]);
  const runDir = join(dir, "runs", run.id);
  const experiment = replayOf(await readExperiment(runDir), await readEvents(runDir));
  const trained = steps === undefined ? {} : { training: { ...experiment.training, steps } };
  return writeExperiment({
    experiment: { ...experiment, ...trained },
    name: `${view.name} trial ${trial.number}`,
    comment: [
      `Trial ${trial.number} of the study "${view.name}" (${dir}).`,
      valuesText(view, trial),
      settingsText(trial),
    ],
    base: view.base,
    dir,
  });
}

/**
 * The study that a command is about: the one its button stands for, else that of the page in front,
 * of the file in front, the only one that fits, or the one that the person picks.
 */
async function chooseStudy(
  { studies, studyPages }: Workbench,
  argument: unknown,
  fits: (view: StudyView, dir: string) => boolean = () => true,
): Promise<string | undefined> {
  const given = (argument as { studyDir?: unknown } | undefined)?.studyDir;
  if (typeof given === "string") return given;
  await studies.refresh();
  const document = vscode.window.activeTextEditor?.document;
  const ofEditor = document && isStudy(document.uri) && studies.named(studyNameOf(document));
  const fitting = studies.all().filter((dir) => {
    const view = studies.get(dir);
    return view !== undefined && fits(view, dir);
  });
  const inFront = fitting.find((dir) => dir === studyPages.activeStudy || dir === ofEditor);
  if (inFront !== undefined) return inFront;
  if (fitting.length === 0)
    throw new GanError("bad-usage", vscode.l10n.t("There is no such study yet"));
  if (fitting.length === 1) return fitting[0];
  const picked = await vscode.window.showQuickPick(
    fitting.map((dir) => ({ label: studies.get(dir)?.name ?? dir, description: dir, dir })),
    { title: vscode.l10n.t("Which study?") },
  );
  return picked?.dir;
}
