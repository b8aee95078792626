import { dirname, join } from "node:path";
import * as vscode from "vscode";
import type { Experiment } from "../experiment/schema";
import { CONFIG_SUFFIX } from "./ids";

/* Writes experiments of runs into new config files. */

export interface NewConfig {
  experiment: Experiment;
  name: string;
  /** Lines at its head. */
  comment: readonly string[];
  /** The config that the run was started from, by its path or its name alone. */
  base: string;
  /** The folder of the run or the study. */
  dir: string;
}

/**
 * Writes an experiment into a new file beside the base where that is in the workspace, else into
 * the workspace's folder.
 */
export async function writeExperiment(given: NewConfig): Promise<vscode.Uri> {
  const { experiment, name, comment, base, dir } = given;
  const text = [
    ...comment.filter(Boolean).map((line) => `// ${line.replace(/\s+/g, " ")}`),
    JSON.stringify({ ...experiment, name }, null, 2),
    "",
  ].join("\n");
  const folder = vscode.Uri.file(await folderFor(base, dir));
  const file = await freshFile(folder, name.replace(/[^\p{L}\p{N}]+/gu, "-").toLowerCase());
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
  return file;
}

/** The folder of the base's file if that is in the workspace, else the workspace's. */
async function folderFor(base: string, dir: string): Promise<string> {
  const workspace = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(dir))?.uri.fsPath;
  const folder = workspace ?? join(dir, "..", "..", "..");
  const name = base.split(/[\\/]/).at(-1) ?? "";
  if (name === "") return folder;
  const [found] = await vscode.workspace.findFiles(
    new vscode.RelativePattern(folder, `**/${name}`),
    "**/{node_modules,.gan}/**",
    1,
  );
  return found ? dirname(found.fsPath) : folder;
}

/** A file of a name that is not there yet. */
async function freshFile(folder: vscode.Uri, name: string): Promise<vscode.Uri> {
  for (let i = 1; ; i++) {
    const stem = i === 1 ? name : `${name}-${i}`;
    const file = vscode.Uri.joinPath(folder, `${stem}${CONFIG_SUFFIX}`);
    const there = await vscode.workspace.fs.stat(file).then(
      () => true,
      () => false,
    );
    if (!there) return file;
  }
}
