import { extname } from "node:path";
import * as vscode from "vscode";

/** What a page has made to be kept: a text, or what base 64 stands for. */
interface MadeFile {
  name: string;
  content: string;
  encoding?: "utf8" | "base64";
}

/**
 * Asks where a file is to be kept, and writes it there.
 *
 * @param folder where it is proposed to be; by default the first one of the workspace
 */
export async function saveFile(
  { name, content, encoding = "utf8" }: MadeFile,
  folder = vscode.workspace.workspaceFolders?.[0]?.uri,
): Promise<void> {
  const file = await vscode.window.showSaveDialog({
    title: vscode.l10n.t("Save"),
    ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, name) } : {}),
  });
  if (file) await vscode.workspace.fs.writeFile(file, Buffer.from(content, encoding));
}

/** Samples and what they were made from. */
interface SavedSamples {
  name: string;
  content: string;
  encoding: "utf8" | "base64";
  latents: string;
}

/**
 * Asks where samples are to be kept, by default beside the run, and writes them there, with their
 * latents under the same name that ends with .json.
 */
export async function saveWithLatents(
  dir: string,
  { name, content, encoding, latents }: SavedSamples,
): Promise<void> {
  const file = await vscode.window.showSaveDialog({
    title: vscode.l10n.t("Save Samples and Latents"),
    defaultUri: vscode.Uri.joinPath(vscode.Uri.file(dir), name),
  });
  if (!file) return;
  const bare = file.path.slice(0, file.path.length - extname(file.path).length);
  await vscode.workspace.fs.writeFile(file, Buffer.from(content, encoding));
  await vscode.workspace.fs.writeFile(file.with({ path: `${bare}.json` }), Buffer.from(latents));
}
