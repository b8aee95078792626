import * as vscode from "vscode";
import { requireTrust } from "../trust";
import type { CommandFactory } from "./index";

/* The commands that report the engines and install TensorFlow. */

export const installTensorFlow: CommandFactory = (workbench) => async () => {
  requireTrust();
  if (!(await workbench.engine.isInstalled())) return workbench.engine.install();
  const again = vscode.l10n.t("Install Again");
  const doctor = vscode.l10n.t("Run Doctor");
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t("TensorFlow is installed already."),
    again,
    doctor,
  );
  if (answer === again) return workbench.engine.install();
  return answer === doctor ? showReport(workbench) : undefined;
};

export const doctor: CommandFactory = (workbench) => () => showReport(workbench);

async function showReport({ engine, reports }: Parameters<CommandFactory>[0]): Promise<void> {
  const text = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: vscode.l10n.t("Checking this machine") },
    () => engine.report(),
  );
  await reports.show(vscode.l10n.t("GAN Doctor"), text);
}
