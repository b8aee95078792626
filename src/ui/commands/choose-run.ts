import { existsSync } from "node:fs";
import { basename, dirname } from "node:path";
import * as vscode from "vscode";
import { runFiles } from "../../run/files";
import { GanError } from "../../shared/errors";
import { nameOfRun, type RunSummary } from "../../shared/run/run";
import { isResumable } from "../../shared/run/state";
import { isConfig } from "../config-files";
import type { Workbench } from "../context";
import { progressText, stateIcon } from "../run-text";

/* Which run a command is for: that of the button, or one that the person picks. */

/** Which runs a command is for. */
export interface RunFilter {
  fits(run: RunSummary): boolean;
  /** Placeholder of the question. */
  question: string;
  /** Said where no run fits. */
  none: string;
}

/** All runs. */
export const anyRun = (question: string): RunFilter => ({
  fits: () => true,
  question,
  none: vscode.l10n.t("There are no runs yet"),
});

/** The runs that nobody trains. */
export const runAtRest = (question: string): RunFilter => ({
  fits: ({ record }) => isResumable(record.state),
  question,
  none: vscode.l10n.t("There is no run at rest"),
});

/**
 * The run that a command is about: the one its button stands for, else that of the dashboard in
 * front, of the config in front, the only one that fits, or the one that the person picks.
 * Undefined: they picked none.
 * @throws GanError where no run fits
 */
export async function chooseRun(
  workbench: Workbench,
  argument: unknown,
  filter: RunFilter,
): Promise<string | undefined> {
  const { store } = workbench;
  const given =
    dirOf(argument) ??
    (argument instanceof vscode.Uri ? store.forConfig(argument.fsPath)?.dir : undefined);
  if (given !== undefined) return given;
  if (!store.loaded) await store.refresh();
  const fitting = store.all().filter((run) => filter.fits(run));
  const inFront = [workbench.dashboards.activeRun, runOfEditor(workbench)].find((dir) =>
    fitting.some((run) => run.dir === dir),
  );
  if (inFront !== undefined) return inFront;
  if (fitting.length === 0) throw new GanError("bad-usage", filter.none);
  if (fitting.length === 1) return fitting[0]!.dir;
  const picked = await vscode.window.showQuickPick(fitting.map(itemOf), {
    placeHolder: filter.question,
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.dir;
}

/**
 * The runs that a command is about: those that are chosen in a list or in the explorer, else one or
 * so many as the person picks, who is asked for more where fewer than `count` are chosen. None:
 * they picked none.
 */
export async function chooseRuns(
  workbench: Workbench,
  argument: unknown,
  question: string,
  count = 1,
): Promise<string[]> {
  const given = dirsOf(argument);
  if (given.length >= count) return given;
  if (count === 1) {
    const dir = await chooseRun(workbench, argument, anyRun(question));
    return dir === undefined ? [] : [dir];
  }
  const others = workbench.store.all().filter(({ dir }) => !given.includes(dir));
  const picked = await vscode.window.showQuickPick(others.map(itemOf), {
    ...(given.length > 0
      ? { title: vscode.l10n.t("With {0}", given.map((dir) => basename(dir)).join(", ")) }
      : {}),
    placeHolder: question,
    canPickMany: true,
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked ? [...given, ...picked.map(({ dir }) => dir)] : [];
}

/** All runs that a list or a button names. */
export function dirsOf(argument: unknown): string[] {
  const dirs = (argument as { dirs?: unknown } | null | undefined)?.dirs;
  if (Array.isArray(dirs)) return dirs.filter((dir) => typeof dir === "string");
  const dir = dirOf(argument);
  return dir === undefined ? [] : [dir];
}

const itemOf = (run: RunSummary) => ({
  label: nameOfRun(run),
  description: progressText(run),
  detail: new Date(run.record.createdAt).toLocaleString(vscode.env.language),
  iconPath: stateIcon(run.record.state),
  dir: run.dir,
});

/** A tree row, a button's argument, a bare folder, or a run's folder or record in the explorer. */
function dirOf(argument: unknown): string | undefined {
  if (typeof argument === "string") return argument;
  if (argument instanceof vscode.Uri) return runOfPlace(argument.fsPath);
  if (
    typeof argument === "object" &&
    argument !== null &&
    "dir" in argument &&
    typeof argument.dir === "string"
  )
    return argument.dir;
  return undefined;
}

/** The run whose folder or record a path is. */
function runOfPlace(path: string): string | undefined {
  const isRecord = basename(path) === basename(runFiles("").record);
  const dir = isRecord ? dirname(path) : path;
  return existsSync(runFiles(dir).record) ? dir : undefined;
}

function runOfEditor({ store }: Workbench): string | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document && isConfig(document.uri) ? store.forConfig(document.uri.fsPath)?.dir : undefined;
}
