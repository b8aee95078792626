import * as vscode from "vscode";

/* Asks for the settings of something whose type is chosen already. */

interface SettingsQuestion {
  title: string;
  /** What stands there at first; what is undefined is left out. */
  settings: object;
  /** Says what is wrong with other settings; undefined: nothing. */
  problemOf(settings: object): string | undefined;
}

/** Asks for settings as JSON. Undefined: the person went away. */
export async function askForSettings({
  title,
  settings,
  problemOf,
}: SettingsQuestion): Promise<object | undefined> {
  const start = JSON.stringify(settings);
  const text = await vscode.window.showInputBox({
    title,
    value: start,
    valueSelection: [1, start.length - 1],
    ignoreFocusOut: true,
    prompt: vscode.l10n.t("Settings as JSON"),
    validateInput(written) {
      const read = readObject(written, start);
      return typeof read === "string" ? read : problemOf(read);
    },
  });
  if (text === undefined) return undefined;
  const read = readObject(text, start);
  return typeof read === "string" ? undefined : read;
}

/** An object as a person wrote it, or what is wrong with the text. */
function readObject(text: string, example: string): object | string {
  let read: unknown;
  try {
    read = text.trim() === "" ? {} : JSON.parse(text);
  } catch {
    return vscode.l10n.t("This is not JSON; write it like {0}", example);
  }
  return typeof read === "object" && read !== null && !Array.isArray(read)
    ? read
    : vscode.l10n.t("Write an object in braces, such as {0}", example);
}
