import { basename } from "node:path";
import { parse } from "jsonc-parser";
import * as vscode from "vscode";
import { CONFIG_GLOB, CONFIG_SUFFIX, STUDY_GLOB, STUDY_SUFFIX } from "./ids";

/* Which files are configs, and where they are found in a workspace. */

/**
 * Where the editor's help for configs applies. The language may be any: people override file
 * associations.
 */
export const CONFIG_SELECTOR: vscode.DocumentSelector = { scheme: "file", pattern: CONFIG_GLOB };

/** Where its help for studies applies. */
export const STUDY_SELECTOR: vscode.DocumentSelector = { scheme: "file", pattern: STUDY_GLOB };

export const isStudy = (uri: vscode.Uri): boolean =>
  uri.scheme === "file" && uri.path.endsWith(STUDY_SUFFIX);

export function isConfig(uri: vscode.Uri): boolean {
  return uri.scheme === "file" && uri.path.endsWith(CONFIG_SUFFIX);
}

/**
 * `ring` for `.../ring.gan.json`: what its runs are called when the config has no name of its own.
 */
export function nameOfConfig(file: string): string {
  return basename(file).slice(0, -CONFIG_SUFFIX.length) || "run";
}

/** All configs of the workspace, by path; runs and installed packages are passed over. */
export async function findConfigs(): Promise<vscode.Uri[]> {
  const files = await vscode.workspace.findFiles(CONFIG_GLOB, "**/{node_modules,.gan}/**", 1000);
  return files.filter(isConfig).sort((a, b) => a.path.localeCompare(b.path));
}

/** What a study is called: its own name, else that of its file. */
export function studyNameOf(document: vscode.TextDocument): string {
  const { name } = (parse(document.getText()) ?? {}) as { name?: unknown };
  if (typeof name === "string") return name;
  return basename(document.uri.fsPath).slice(0, -STUDY_SUFFIX.length) || "study";
}
