import * as vscode from "vscode";
import type { NetworkName } from "../../shared/run/run";

/* Asks which networks a change is for, and names them. */

/** Asks which of the two networks a change is for. Undefined: the person went away. */
export async function chooseNetworks(title: string): Promise<NetworkName[] | undefined> {
  const picks: { label: string; networks: NetworkName[] }[] = [
    { label: vscode.l10n.t("Generator"), networks: ["generator"] },
    { label: vscode.l10n.t("Discriminator"), networks: ["discriminator"] },
    { label: vscode.l10n.t("Both networks"), networks: ["generator", "discriminator"] },
  ];
  return (
    await vscode.window.showQuickPick(picks, {
      title,
      ignoreFocusOut: true,
      placeHolder: vscode.l10n.t("For which network?"),
    })
  )?.networks;
}

export function networksText(networks: readonly NetworkName[]): string {
  if (networks.length > 1) return vscode.l10n.t("both networks");
  return networks[0] === "generator"
    ? vscode.l10n.t("the generator")
    : vscode.l10n.t("the discriminator");
}
