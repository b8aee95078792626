import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import * as vscode from "vscode";
import { type GanError, toGanError } from "../shared/errors";
import type { Lesson } from "../shared/lessons/lesson";
import { LESSON_GLOB, LESSON_SUFFIX } from "./ids";

/* The lessons: those of the extension, then those of the workspace. */

/** A file with a lesson; with why it cannot be shown instead where it is wrong. */
export interface LessonFile {
  file: string;
  /** Whether it came with the extension, whose folder nobody writes to. */
  shipped: boolean;
  lesson?: Lesson;
  problem?: GanError;
}

/** `lessons/` is beside `dist/`. */
export const SHIPPED_LESSONS = join(__dirname, "..", "lessons");

/** All lessons, in the order in which they are to be taken. */
export async function findLessons(): Promise<LessonFile[]> {
  const names = (await readdir(SHIPPED_LESSONS)).filter((name) => name.endsWith(LESSON_SUFFIX));
  const shipped = names.sort().map((name) => join(SHIPPED_LESSONS, name));
  const found = await vscode.workspace.findFiles(LESSON_GLOB, "**/{node_modules,.gan}/**", 1000);
  // The folder that holds this repository is a workspace, too.
  const own = found.map(({ fsPath }) => fsPath).filter((file) => !shipped.includes(file));
  return Promise.all([
    ...shipped.map((file) => readLesson(file, true)),
    ...own.sort().map((file) => readLesson(file, false)),
  ]);
}

async function readLesson(file: string, shipped: boolean): Promise<LessonFile> {
  // Late: activation need not wait for it.
  const { parseLesson } = await import("../shared/lessons/parse-lesson");
  try {
    const place = vscode.workspace.asRelativePath(file);
    return { file, shipped, lesson: parseLesson(await readFile(file, "utf8"), place) };
  } catch (error) {
    return { file, shipped, problem: toGanError(error) };
  }
}
