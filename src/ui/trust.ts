import * as vscode from "vscode";
import { GanError } from "../shared/errors";

/** Training runs what a workspace's files say; hiding the buttons is not enough. */
export function requireTrust(): void {
  if (vscode.workspace.isTrusted) return;
  throw new GanError(
    "bad-usage",
    vscode.l10n.t("GAN Workbench trains only in a trusted workspace"),
    vscode.l10n.t("trust the workspace; you can view runs without trusting it"),
  );
}
