import { basename, resolve } from "node:path";
import * as vscode from "vscode";
import { DRAWN_FORMATS, type DrawnKind, drawnKindOf } from "../shared/drawn/drawn-file";
import { GanError } from "../shared/errors";
import { CONFIG_SUFFIX } from "./ids";

/* Files of drawn data, and the configs that train with them. */

export function kindOfDrawing(file: vscode.Uri): DrawnKind {
  const kind = drawnKindOf(file.path);
  if (kind) return kind;
  throw new GanError(
    "bad-usage",
    vscode.l10n.t("{0} is no drawing", basename(file.fsPath)),
    vscode.l10n.t("name it *.points.csv or *.curve.csv"),
  );
}

/** The file with the config of a drawing: beside it, under the same name. */
export function configOfDrawing(drawing: vscode.Uri): vscode.Uri {
  const { suffix } = DRAWN_FORMATS[kindOfDrawing(drawing)];
  return drawing.with({ path: `${drawing.path.slice(0, -suffix.length)}${CONFIG_SUFFIX}` });
}

/** Makes the config of a drawing where there is none: a small GAN. @returns the config */
export async function ensureConfig(drawing: vscode.Uri): Promise<vscode.Uri> {
  const config = configOfDrawing(drawing);
  if (await exists(config)) return config;
  const { PRESETS } = await import("../experiment/presets");
  const kind = kindOfDrawing(drawing);
  const template = PRESETS.find(({ id }) => id === `drawn-${kind}`);
  if (!template) throw new Error(`there is no template for drawn ${kind}`);
  const ownName = `drawn-${kind}${DRAWN_FORMATS[kind].suffix}`;
  const text = template.text.replaceAll(ownName, basename(drawing.path));
  await vscode.workspace.fs.writeFile(config, new TextEncoder().encode(text));
  return config;
}

/**
 * The drawing that the text of a config names. It is looked at on every change of a config, and not
 * read as one.
 */
export function drawingNamedIn(text: string, folder: string): vscode.Uri | undefined {
  const [, file] = /"file"\s*:\s*("(?:[^"\\]|\\.)+\.(?:points|curve)\.csv")/i.exec(text) ?? [];
  if (file === undefined) return undefined;
  try {
    return vscode.Uri.file(resolve(folder, JSON.parse(file) as string));
  } catch {
    return undefined;
  }
}

export function exists(uri: vscode.Uri): Promise<boolean> {
  return Promise.resolve(vscode.workspace.fs.stat(uri)).then(
    () => true,
    () => false,
  );
}
