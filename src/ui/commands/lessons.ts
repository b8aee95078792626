import { basename } from "node:path";
import * as vscode from "vscode";
import { runsDirOf } from "../../run/files";
import { formatError } from "../../shared/errors";
import { configColumn, dashboardColumn } from "../columns";
import { editLesson } from "../lesson-files";
import { findLessons, type LessonFile } from "../lessons";
import type { CommandFactory } from "./index";
import { chooseFolder } from "./new-experiment";

/* The commands that open a lesson, and a run that is trained already. */

/** Opens a lesson: the file of a button, else one that the person picks. */
export const openLesson: CommandFactory = (workbench) => async (argument) => {
  const lessons = await findLessons();
  const named = argument instanceof vscode.Uri ? argument.fsPath : argument;
  // The walkthrough names a lesson by its file's name.
  const asked = lessons.find(({ file }) => file === named || basename(file) === named);
  const chosen = asked ?? (await chooseLesson(lessons));
  if (!chosen) return;
  if (chosen.problem) {
    await editLesson(chosen.file, chosen.problem);
    throw chosen.problem;
  }
  await workbench.lessonPages.showLesson(chosen.file, configColumn());
};

async function chooseLesson(lessons: readonly LessonFile[]): Promise<LessonFile | undefined> {
  const item = (one: LessonFile) => ({
    label: one.lesson?.title ?? basename(one.file),
    detail: one.problem ? formatError(one.problem) : (one.lesson?.task ?? ""),
    iconPath: new vscode.ThemeIcon(one.problem ? "error" : "mortar-board"),
    one,
  });
  const own = lessons.filter(({ shipped }) => !shipped);
  const separator = {
    label: vscode.l10n.t("of this workspace"),
    kind: vscode.QuickPickItemKind.Separator,
    one: undefined,
  };
  const picked = await vscode.window.showQuickPick(
    [
      ...lessons.filter(({ shipped }) => shipped).map(item),
      ...(own.length > 0 ? [separator] : []),
      ...own.map(item),
    ],
    { title: vscode.l10n.t("Open Lesson"), placeHolder: vscode.l10n.t("Which lesson?") },
  );
  return picked?.one;
}

/**
 * Copies a ready-trained run to the runs of the workspace, and opens its dashboard. Without a
 * workspace it goes where the extension keeps its files.
 *
 * @returns the folder of the copy
 */
export const openReadyRun: CommandFactory = (workbench) => async (argument) => {
  const named = (argument as { ready?: unknown } | undefined)?.ready;
  const ready = typeof named === "string" ? named : await chooseReadyRun();
  if (ready === undefined) return undefined;
  const hasFolder = (vscode.workspace.workspaceFolders ?? []).length > 0;
  const folder = hasFolder ? (await chooseFolder())?.fsPath : workbench.ownFolder;
  if (folder === undefined) return undefined;
  const { copyReadyRun } = await import("../ready-runs");
  const runsDir = runsDirOf(folder);
  const dir = await copyReadyRun(ready, runsDir);
  const { store, samples, dashboards } = workbench;
  store.include(runsDir);
  await store.refresh();
  samples.select(dir);
  dashboards.show(dir, { column: dashboardColumn(), preserveFocus: false });
  return dir;
};

async function chooseReadyRun(): Promise<string | undefined> {
  const { readyRuns } = await import("../ready-runs");
  const items = (await readyRuns()).map(({ dir, name, description, steps }) => ({
    label: name,
    description: vscode.l10n.t("{0} steps", steps.toLocaleString()),
    detail: description,
    dir,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t("Open Ready-Trained Run"),
    placeHolder: vscode.l10n.t("Which run? A copy of it is opened"),
    matchOnDetail: true,
  });
  return picked?.dir;
}
