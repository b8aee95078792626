import * as vscode from "vscode";
import { DRAWN_FORMATS, type DrawnKind, drawingText } from "../../shared/drawn/drawn-file";
import { configColumn } from "../columns";
import { ensureConfig, exists } from "../drawing-files";
import { DRAWING_EDITOR } from "../ids";
import type { CommandFactory } from "./index";
import { chooseFolder, nameProblem } from "./new-experiment";

/**
 * Opens a drawing of data: the one that a button names, or a new one, with a config beside it.
 * Returns its file.
 */
export const drawData: CommandFactory = () => async (argument) => {
  const file = argument instanceof vscode.Uri ? argument : await newDrawing();
  if (!file) return undefined;
  if (!(await exists(file))) await vscode.workspace.fs.writeFile(file, new Uint8Array());
  await vscode.commands.executeCommand("vscode.openWith", file, DRAWING_EDITOR, configColumn());
  return file;
};

/** Asks what is to be drawn and for its name. Undefined: the person went away. */
async function newDrawing(): Promise<vscode.Uri | undefined> {
  const folder = await chooseFolder();
  const kind = folder && (await chooseKind());
  if (!kind) return undefined;
  const { suffix } = DRAWN_FORMATS[kind];
  const fileOf = (name: string) => vscode.Uri.joinPath(folder, `${name.trim()}${suffix}`);
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t("Draw Data"),
    prompt: vscode.l10n.t("Name of the drawing, and of the experiment beside it"),
    value: await freeName(kind, fileOf),
    ignoreFocusOut: true,
    validateInput: (text) => nameProblem(text, fileOf(text)),
  });
  if (name === undefined) return undefined;
  const file = fileOf(name);
  const empty = new TextEncoder().encode(drawingText(kind, []));
  await vscode.workspace.fs.writeFile(file, empty);
  await ensureConfig(file);
  return file;
}

async function chooseKind(): Promise<DrawnKind | undefined> {
  const kinds: (vscode.QuickPickItem & { drawn: DrawnKind })[] = [
    {
      drawn: "points",
      label: vscode.l10n.t("$(circle-filled) Points"),
      description: "2-D",
      detail: vscode.l10n.t("A cloud in the plane, drawn with a brush"),
    },
    {
      drawn: "curve",
      label: vscode.l10n.t("$(pulse) Curve"),
      description: "1-D",
      detail: vscode.l10n.t("The density of one number, drawn as a line"),
    },
  ];
  const picked = await vscode.window.showQuickPick(kinds, {
    title: vscode.l10n.t("Draw Data"),
    placeHolder: vscode.l10n.t("What do you want to draw?"),
  });
  return picked?.drawn;
}

async function freeName(kind: DrawnKind, fileOf: (name: string) => vscode.Uri): Promise<string> {
  const base = `my-${kind}`;
  let name = base;
  for (let n = 2; await exists(fileOf(name)); n++) name = `${base}-${n}`;
  return name;
}
