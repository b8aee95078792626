import * as vscode from "vscode";
import type { OptimizerConfig, OptimizerType } from "../../experiment/schema";
import type { Entry } from "../../experiment/schema/entry";
import {
  OPTIMIZER_KINDS,
  OPTIMIZER_SETTINGS,
  optimizerLabel,
} from "../../shared/protocol/optimizer-settings";
import type { ChosenChange } from "../change-check";
import { askForSettings } from "./ask-settings";
import { changeLiveRun } from "./change-live-run";
import { chooseNetworks, networksText } from "./networks";

/* The command that exchanges the optimizer of a run in training. */

/** Exchanges the optimizer of one network or both in the middle of a run. */
export const changeOptimizer = changeLiveRun(
  vscode.l10n.t("Change the optimizer of which run?"),
  () => chooseOptimizerChange(vscode.l10n.t("Change Optimizer")),
);

/**
 * Asks for another optimizer of one network or both, and what becomes of its slots. Undefined: the
 * person went away.
 */
export async function chooseOptimizerChange(title: string): Promise<ChosenChange | undefined> {
  const networks = await chooseNetworks(title);
  const optimizer = networks && (await chooseOptimizer(title));
  const slots = optimizer && (await chooseSlots(title));
  if (!networks || !optimizer || !slots) return undefined;
  return {
    set: networks.map((network) => ({ path: `optimizer.${network}`, value: optimizer })),
    slots,
    what: vscode.l10n.t("{0} for {1}", optimizerLabel(optimizer), networksText(networks)),
  };
}

async function chooseOptimizer(title: string): Promise<OptimizerConfig | undefined> {
  const [{ optimizerSchema: schema }, { formatIssues }] = await Promise.all([
    import("../../experiment/schema"),
    import("../../experiment/explain"),
  ]);
  const types = OPTIMIZER_KINDS.flatMap(
    (kind): (vscode.QuickPickItem & { type?: OptimizerType })[] => [
      { label: kind, kind: vscode.QuickPickItemKind.Separator },
      ...schema.options
        .map((option) => ({ option, type: option.shape.type.value }))
        .filter(({ type }) => OPTIMIZER_SETTINGS[type]?.kind === kind)
        .map(({ option, type }) => ({
          label: optimizerLabel({ type }),
          detail: (option.meta()?.["entry"] as Entry | undefined)?.summary ?? "",
          type,
        })),
    ],
  );
  const type = (
    await vscode.window.showQuickPick(types, {
      title,
      ignoreFocusOut: true,
      placeHolder: vscode.l10n.t("Which optimizer?"),
      matchOnDetail: true,
    })
  )?.type;
  if (!type) return undefined;
  const settings = await askForSettings({
    title,
    settings: { ...schema.parse({ type }), type: undefined },
    problemOf(written) {
      const optimizer = { ...written, type };
      const { error } = schema.safeParse(optimizer);
      return error && formatIssues(error, schema, optimizer);
    },
  });
  return settings && schema.parse({ ...settings, type });
}

async function chooseSlots(title: string): Promise<"keep" | "reset" | undefined> {
  const picks: { label: string; detail: string; slots: "keep" | "reset" }[] = [
    {
      label: vscode.l10n.t("Keep"),
      detail: vscode.l10n.t(
        "Carry over what both optimizers remember, such as the mean of squared gradients",
      ),
      slots: "keep",
    },
    {
      label: vscode.l10n.t("Reset"),
      detail: vscode.l10n.t("The new optimizer starts from scratch"),
      slots: "reset",
    },
  ];
  return (
    await vscode.window.showQuickPick(picks, {
      title,
      ignoreFocusOut: true,
      placeHolder: vscode.l10n.t("What the optimizer remembers (its slots)"),
    })
  )?.slots;
}
