import * as vscode from "vscode";
import { changeNotes, readNotes } from "../../run/notes";
import { readRecord } from "../../run/record";
import { GanError, toGanError } from "../../shared/errors";
import { type RunNotes, tagsOfText } from "../../shared/run/notes";
import { formatCount } from "../../shared/text/format";
import type { Workbench } from "../context";
import { chooseRuns } from "./choose-run";
import type { CommandFactory } from "./index";

/* Commands for what a person says of runs: names, tags, notes, stars, and what is put away. */

/** Asks for a new text; undefined where the person changed their mind. */
const ask = (title: string, prompt: string, value: string): Thenable<string | undefined> =>
  vscode.window.showInputBox({ title, prompt, value });

/** Changes the notes of all runs that have not gone meanwhile; of the others it is said why not. */
function change(
  { store }: Workbench,
  dirs: readonly string[],
  changesOf: (dir: string) => RunNotes,
): void {
  const failures: GanError[] = [];
  for (const dir of dirs) {
    try {
      store.setNotes(dir, changeNotes(dir, changesOf(dir)));
    } catch (error) {
      failures.push(toGanError(error));
    }
  }
  const [first] = failures;
  if (!first) return;
  const others = failures.length - 1;
  const more = others > 0 ? vscode.l10n.t(" (and {0} more)", formatCount(others)) : "";
  throw new GanError(first.code, `${first.message}${more}`, first.hint, { cause: first });
}

/** A text that the caller gave, as tests and keyboard shortcuts can, in place of asking. */
const givenText = (argument: unknown): string | undefined => {
  const text = (argument as { text?: unknown } | undefined)?.text;
  return typeof text === "string" ? text : undefined;
};

export const renameRun: CommandFactory = (workbench) => async (argument) => {
  const question = vscode.l10n.t("Rename which run?");
  const [dir] = await chooseRuns(workbench, argument, question);
  if (dir === undefined) return;
  const before = readNotes(dir).name ?? readRecord(dir).name;
  const name =
    givenText(argument) ??
    (await ask(
      vscode.l10n.t("Rename Run"),
      vscode.l10n.t("How lists call this run. Empty: the name in its config."),
      before,
    ));
  if (name !== undefined) change(workbench, [dir], () => ({ name }));
};

export const noteRun: CommandFactory = (workbench) => async (argument) => {
  const question = vscode.l10n.t("Write a note on which run?");
  const dirs = await chooseRuns(workbench, argument, question);
  const [dir] = dirs;
  if (dir === undefined) return;
  const note =
    givenText(argument) ??
    (await ask(
      vscode.l10n.t("Note"),
      vscode.l10n.t("Why was it trained? What came of it?"),
      readNotes(dir).note ?? "",
    ));
  if (note !== undefined) change(workbench, dirs, () => ({ note }));
};

/** Tags that all of the runs have are offered; what is taken away there is taken from all. */
export const tagRuns: CommandFactory = (workbench) => async (argument) => {
  const dirs = await chooseRuns(workbench, argument, vscode.l10n.t("Tag which run?"));
  if (dirs.length === 0) return;
  const tagsOf = (dir: string): string[] => readNotes(dir).tags ?? [];
  const common = dirs.map(tagsOf).reduce((all, tags) => all.filter((tag) => tags.includes(tag)));
  const text =
    givenText(argument) ??
    (await ask(
      vscode.l10n.t("Tags"),
      vscode.l10n.t("With commas between them"),
      common.join(", "),
    ));
  if (text === undefined) return;
  const wanted = tagsOfText(text);
  change(workbench, dirs, (dir) => {
    const own = tagsOf(dir).filter((tag) => !common.includes(tag));
    return { tags: [...own, ...wanted] };
  });
};

/** Runs get the mark, or lose it where all of them have it. */
const toggling =
  (mark: "star" | "archived", question: string): CommandFactory =>
  (workbench) =>
  async (argument) => {
    const dirs = await chooseRuns(workbench, argument, question);
    const value = !dirs.every((dir) => readNotes(dir)[mark]);
    change(workbench, dirs, () => ({ [mark]: value }));
  };

export const starRuns = toggling("star", vscode.l10n.t("Star which run?"));
export const archiveRuns = toggling("archived", vscode.l10n.t("Archive which run?"));
