import * as vscode from "vscode";

/** Asks where a text is to be kept, and writes it there. */
export async function saveTextFile(name: string, content: string): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const file = await vscode.window.showSaveDialog({
    title: vscode.l10n.t("Save"),
    ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, name) } : {}),
  });
  if (file) await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(content));
}
