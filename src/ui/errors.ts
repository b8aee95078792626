import * as vscode from "vscode";
import { formatError, toGanError } from "../shared/errors";
import { COMMANDS } from "./ids";

/* Shows errors to a person. */

/**
 * Shows what went wrong and what to do about it. Something that the person cancelled is no news to
 * them.
 */
export async function showError(
  thrown: unknown,
  log: vscode.LogOutputChannel,
  dir?: string,
): Promise<void> {
  const error = toGanError(thrown);
  if (error.code === "cancelled") return;
  log.error(error.cause instanceof Error ? error.cause : error);
  const untrusted = !vscode.workspace.isTrusted;
  const hasLog = dir !== undefined || error.code === "internal";
  const showLog = hasLog ? vscode.l10n.t("Show Log") : undefined;
  const button = untrusted ? vscode.l10n.t("Manage Workspace Trust") : showLog;
  const answer = await vscode.window.showErrorMessage(
    sentence(formatError(error)),
    ...(button === undefined ? [] : [button]),
  );
  if (answer === undefined) return;
  if (untrusted) await vscode.commands.executeCommand("workbench.trust.manage");
  else if (dir !== undefined) await vscode.commands.executeCommand(COMMANDS.showLog, dir);
  else log.show(true);
}

/**
 * With a capital at the start and a full stop at the end, as notifications are written. VS Code
 * makes a link, also one that runs a command, of `[text](address)` in them; no text of a file
 * becomes one.
 */
export function sentence(text: string): string {
  const trimmed = withoutLinks(text.trim());
  const capital = trimmed.charAt(0).toLocaleUpperCase() + trimmed.slice(1);
  return /[.!?…]$/.test(capital) ? capital : `${capital}.`;
}

/** A text in which no link is seen: a character without width parts the two halves of each. */
export const withoutLinks = (text: string): string => text.replace(/\]\(/g, "]\u200B(");
