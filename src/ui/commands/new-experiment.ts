import { join } from "node:path";
import * as vscode from "vscode";
import type { Preset } from "../../experiment/presets";
import { GanError } from "../../shared/errors";
import { configColumn } from "../columns";
import { exists } from "../drawing-files";
import { CONFIG_SUFFIX } from "../ids";
import type { CommandFactory } from "./index";

/* The command that makes an experiment from a template. */

/** Writes a template into the workspace and opens it. */
export const newExperiment: CommandFactory = () => async (argument) => {
  const { PRESETS } = await presets();
  const preset =
    typeof argument === "string" ? PRESETS.find(({ id }) => id === argument) : await choosePreset();
  return preset && createFromPreset(preset);
};

/** Late: activation need not wait for it. */
const presets = () => import("../../experiment/presets");

type PresetItem = vscode.QuickPickItem & { preset?: Preset };

/** A small picture of what a template's data look like. `media/` is beside `dist/`. */
const pictureOf = ({ picture }: Preset): vscode.Uri =>
  vscode.Uri.file(join(__dirname, "..", "media", `template-${picture}.svg`));

/** All templates under the names of their groups, for a list to choose from. */
export async function presetItems(): Promise<PresetItem[]> {
  const { PRESETS, PRESET_GROUPS } = await presets();
  const groups = Object.keys(PRESET_GROUPS) as (keyof typeof PRESET_GROUPS)[];
  return groups.flatMap((group): PresetItem[] => [
    { label: PRESET_GROUPS[group], kind: vscode.QuickPickItemKind.Separator },
    ...PRESETS.filter((preset) => preset.group === group).map((preset) => ({
      label: preset.title,
      description: vscode.l10n.t("takes {0}", preset.takes),
      detail: preset.description,
      iconPath: pictureOf(preset),
      preset,
    })),
  ]);
}

async function choosePreset(): Promise<Preset | undefined> {
  const picked = await vscode.window.showQuickPick(presetItems(), {
    title: vscode.l10n.t("New Experiment"),
    placeHolder: vscode.l10n.t("Start from which template?"),
    matchOnDetail: true,
  });
  return picked?.preset;
}

/** Asks for a name, writes the file, opens it. Undefined: the person went away. */
export async function createFromPreset(preset: Preset): Promise<vscode.Uri | undefined> {
  const folder = await chooseFolder();
  if (!folder) return undefined;
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t("New Experiment"),
    prompt: vscode.l10n.t("Name of the experiment and its file"),
    value: await freeName(folder, preset.id),
    ignoreFocusOut: true,
    validateInput: (text) => nameProblem(text, configUri(folder, text)),
  });
  if (name === undefined) return undefined;
  const file = configUri(folder, name);
  for (const { name: beside, text } of preset.files) {
    const uri = vscode.Uri.joinPath(folder, beside);
    // What a person has there already may be their own.
    if (!(await exists(uri)))
      await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  }
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(preset.text));
  await vscode.window.showTextDocument(file, { preview: false, viewColumn: configColumn() });
  return file;
}

/**
 * The folder of the workspace, or the one of several that the person picks.
 *
 * @throws GanError `bad-usage` where none is open
 */
export async function chooseFolder(): Promise<vscode.Uri | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 0)
    throw new GanError(
      "bad-usage",
      vscode.l10n.t("No folder is open"),
      vscode.l10n.t("open the folder where you want to keep the experiment and its runs"),
    );
  if (folders.length === 1) return folders[0]!.uri;
  return (
    await vscode.window.showWorkspaceFolderPick({ placeHolder: vscode.l10n.t("In which folder?") })
  )?.uri;
}

function configUri(folder: vscode.Uri, name: string): vscode.Uri {
  const trimmed = name.trim();
  return vscode.Uri.joinPath(
    folder,
    trimmed.endsWith(CONFIG_SUFFIX) ? trimmed : `${trimmed}${CONFIG_SUFFIX}`,
  );
}

/** Why a new file cannot have the name that a person gave it. */
export async function nameProblem(text: string, file: vscode.Uri): Promise<string | undefined> {
  if (!/^\w[\w. -]*$/.test(text.trim()))
    return vscode.l10n.t("Letters, digits, spaces and . _ - only");
  return (await exists(file)) ? vscode.l10n.t("A file with this name already exists") : undefined;
}

async function freeName(folder: vscode.Uri, base: string): Promise<string> {
  let name = base;
  for (let n = 2; await exists(configUri(folder, name)); n++) name = `${base}-${n}`;
  return name;
}
