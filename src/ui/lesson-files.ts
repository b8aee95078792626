import { cp } from "node:fs/promises";
import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import * as vscode from "vscode";
import { toGanError, GanError } from "../shared/errors";
import type { Lesson } from "../shared/lessons/lesson";
import { configColumn } from "./columns";
import { chooseFolder } from "./commands/new-experiment";
import type { LessonFile } from "./lessons";

/* The files that a lesson names, where a person can work with them. */

/**
 * The config of a lesson. One that came with the extension is copied into `lessons/` of the
 * workspace first, unless it is there: what a student has changed stays.
 *
 * @returns undefined where the person did not say in which folder
 * @throws GanError `bad-config` where the file is missing
 */
export async function lessonConfig({
  file,
  lesson,
  shipped,
}: LessonFile & { lesson: Lesson }): Promise<vscode.Uri | undefined> {
  const source = join(dirname(file), lesson.config);
  requireFile(file, source);
  if (!shipped) return vscode.Uri.file(source);
  const folder = await chooseFolder();
  if (!folder) return undefined;
  const copy = join(folder.fsPath, "lessons", basename(source));
  await cp(source, copy, { force: false });
  return vscode.Uri.file(copy);
}

/** The folder of the run that a lesson names. @throws GanError `bad-config` where it is missing */
export function lessonRun(file: string, run: string): string {
  const dir = join(dirname(file), run);
  requireFile(file, dir);
  return dir;
}

function requireFile(lesson: string, named: string): void {
  if (existsSync(named)) return;
  throw new GanError(
    "bad-config",
    vscode.l10n.t(
      "{0} names {1}, which is not there",
      vscode.workspace.asRelativePath(lesson),
      basename(named),
    ),
    vscode.l10n.t("put it beside the lesson, or name another in its front matter"),
  );
}

/** Opens the text of a lesson, at the line that is wrong if one is. */
export async function editLesson(file: string, problem?: unknown): Promise<void> {
  const error = problem === undefined ? undefined : toGanError(problem);
  const line = error && "line" in error && typeof error.line === "number" ? error.line - 1 : 0;
  await vscode.window.showTextDocument(vscode.Uri.file(file), {
    viewColumn: configColumn(),
    selection: new vscode.Range(line, 0, line, 0),
  });
}
