import { extname } from "node:path";
import * as vscode from "vscode";

/** Asks where a text, or what base 64 stands for, is to be kept, and writes it there. */
export async function saveFile(
  name: string,
  content: string,
  encoding: "utf8" | "base64" = "utf8",
): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
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
