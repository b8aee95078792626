import * as vscode from "vscode";
import { changeNotes, readNotes } from "../../run/notes";
import { readRecord } from "../../run/record";
import { type RunNotes, tagsOfText } from "../../shared/run/notes";
import type { Workbench } from "../context";
import { chooseRuns } from "./choose-run";
import type { CommandFactory } from "./index";

/* Commands for what a person says of runs: names, tags, notes, stars, and what is put away. */

/** Asks for a new text; undefined where the person changed their mind. */
const ask = (title: string, prompt: string, value: string): Thenable<string | undefined> =>
  vscode.window.showInputBox({ title, prompt, value });

function change({ store }: Workbench, dir: string, changes: RunNotes): void {
  store.setNotes(dir, changeNotes(dir, changes));
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
  if (name !== undefined) change(workbench, dir, { name });
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
  if (note !== undefined) for (const one of dirs) change(workbench, one, { note });
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
  for (const dir of dirs) {
    const own = tagsOf(dir).filter((tag) => !common.includes(tag));
    change(workbench, dir, { tags: [...own, ...wanted] });
  }
};

/** Runs get the mark, or lose it where all of them have it. */
const toggling =
  (mark: "star" | "archived", question: string): CommandFactory =>
  (workbench) =>
  async (argument) => {
    const dirs = await chooseRuns(workbench, argument, question);
    const value = !dirs.every((dir) => readNotes(dir)[mark]);
    for (const dir of dirs) change(workbench, dir, { [mark]: value });
  };

export const starRuns = toggling("star", vscode.l10n.t("Star which run?"));
export const archiveRuns = toggling("archived", vscode.l10n.t("Archive which run?"));
