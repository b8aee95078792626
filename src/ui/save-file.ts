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
